import { httpFunction } from '../../../platform/lambda/http.ts';
import { registryAccess } from '../access.ts';
import { unitFunctionRoutes } from '../unit-function-routes.ts';
import { registryRuntime } from '../wiring.ts';

export const handler = httpFunction(unitFunctionRoutes, registryAccess, registryRuntime());
