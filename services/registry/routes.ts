/** The registry's HTTP surface. */
import { evidenceRoutes } from '../../platform/evidence/evidence-routes.ts';
import type { Route } from '../../platform/http/route.ts';
import { quarantineRoute } from '../../platform/quarantine/quarantine-route.ts';
import { assetCommandRoutes } from './asset-command-routes.ts';
import { assetQueryRoutes } from './asset-query-routes.ts';
import type { RegistryEvidenceDeps, RegistryRuntime } from './dependencies.ts';
import { dutyRoutes } from './duty-routes.ts';
import { mergerRoutes } from './merger-routes.ts';
import { obligationRoutes } from './obligation-routes.ts';
import { unitFileRoutes } from './unit-file-routes.ts';
import { unitRoutes } from './unit-routes.ts';

/** Answered by the http function. */
export const apiRoutes: readonly Route<RegistryRuntime>[] = [
  ...unitRoutes,
  ...unitFileRoutes,
  ...dutyRoutes,
  ...obligationRoutes,
  ...mergerRoutes,
  ...assetCommandRoutes,
  ...assetQueryRoutes,
  quarantineRoute<RegistryRuntime>('registry'),
];

/** Answered by the evidence function. */
export const documentRoutes: readonly Route<RegistryEvidenceDeps>[] = evidenceRoutes<
  RegistryRuntime['policy'],
  RegistryEvidenceDeps
>('registry');

/** Every route, for the stack and the reference. */
export const routes: readonly (Route<RegistryRuntime> | Route<RegistryEvidenceDeps>)[] = [
  ...apiRoutes,
  ...documentRoutes,
];
