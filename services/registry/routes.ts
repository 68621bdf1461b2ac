/** The registry's HTTP surface: every route of every function, for the stack and the reference. No function loads this file. */
import type { Route } from '../../platform/http/route.ts';
import { assetFunctionRoutes } from './asset-function-routes.ts';
import type { RegistryEvidenceDeps, RegistryRuntime } from './dependencies.ts';
import { documentFunctionRoutes } from './document-function-routes.ts';
import { ledgerFunctionRoutes } from './ledger-function-routes.ts';
import { unitFunctionRoutes } from './unit-function-routes.ts';

/** Routes that need no documents' store. */
export const apiRoutes: readonly Route<RegistryRuntime>[] = [
  ...assetFunctionRoutes,
  ...unitFunctionRoutes,
  ...ledgerFunctionRoutes,
];

export const routes: readonly (Route<RegistryRuntime> | Route<RegistryEvidenceDeps>)[] = [
  ...apiRoutes,
  ...documentFunctionRoutes,
];
