import { httpFunction } from '../../../platform/lambda/http.ts';
import { registryAccess } from '../access.ts';
import { ledgerFunctionRoutes } from '../ledger-function-routes.ts';
import { registryRuntime } from '../wiring.ts';

export const handler = httpFunction(ledgerFunctionRoutes, registryAccess, registryRuntime());
