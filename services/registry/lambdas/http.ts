import { httpFunction } from '../../../platform/lambda/http.ts';
import { registryAccess } from '../access.ts';
import { apiRoutes } from '../routes.ts';
import { registryRuntime } from '../wiring.ts';

export const handler = httpFunction(apiRoutes, registryAccess, registryRuntime());
