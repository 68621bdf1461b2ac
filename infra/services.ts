import type { ServiceDescription } from '../platform/service-description.ts';
import { routes as auditRoutes } from '../services/audit/routes.ts';
import { audit } from '../services/audit/service.ts';
import { routes as distributionRoutes } from '../services/distribution/routes.ts';
import { distribution } from '../services/distribution/service.ts';
import { routes as registryRoutes } from '../services/registry/routes.ts';
import { registry } from '../services/registry/service.ts';
import { routes as revitalizationRoutes } from '../services/revitalization/routes.ts';
import { revitalization } from '../services/revitalization/service.ts';

/** What the infrastructure needs of one row of a service's route table; the rest of the row is the service's own. */
export interface RouteDescription {
  readonly method: string;
  /** Path with `{parameters}`, e.g. `/registry/assets/{assetId}`. */
  readonly path: string;
  /** The route answers without a token, e.g. a public notice. */
  readonly public?: boolean;
  /** Function of the service that answers; its `http` function when absent. */
  readonly servedBy?: string;
}

/** One service as the infrastructure sees it: what it runs and which routes lead to it. */
export interface DeployedService {
  readonly description: ServiceDescription;
  readonly routes: readonly RouteDescription[];
}

/** The services of a region. A service that is not in this list is neither bundled, deployed nor run locally. */
export const services: readonly DeployedService[] = [
  { description: registry, routes: registryRoutes },
  { description: revitalization, routes: revitalizationRoutes },
  { description: distribution, routes: distributionRoutes },
  { description: audit, routes: auditRoutes },
];
