import { httpFunction } from '../../../platform/lambda/http.ts';
import { registryAccess } from '../access.ts';
import { assetFunctionRoutes } from '../asset-function-routes.ts';
import { registryRuntime } from '../wiring.ts';

export const handler = httpFunction(assetFunctionRoutes, registryAccess, registryRuntime());
