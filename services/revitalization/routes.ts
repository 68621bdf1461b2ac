/** The service's HTTP surface. */
import { evidenceRoutes } from '../../platform/evidence/evidence-routes.ts';
import type { Route } from '../../platform/http/route.ts';
import { quarantineRoute } from '../../platform/quarantine/quarantine-route.ts';
import type { RevitalizationEvidenceDeps, RevitalizationRuntime } from './dependencies.ts';
import { itemCommandRoutes } from './item-command-routes.ts';
import { itemQueryRoutes } from './item-query-routes.ts';

/** Answered by the http function. */
export const apiRoutes: readonly Route<RevitalizationRuntime>[] = [
  ...itemCommandRoutes,
  ...itemQueryRoutes,
  quarantineRoute<RevitalizationRuntime>('revitalization'),
];

/** Answered by the evidence function. */
export const documentRoutes: readonly Route<RevitalizationEvidenceDeps>[] = evidenceRoutes<
  RevitalizationRuntime['policy'],
  RevitalizationEvidenceDeps
>('revitalization');

/** Every route, for the stack and the reference. */
export const routes: readonly (Route<RevitalizationRuntime> | Route<RevitalizationEvidenceDeps>)[] = [
  ...apiRoutes,
  ...documentRoutes,
];
