import { httpFunction } from '../../../platform/lambda/http.ts';
import { distributionAccess } from '../access.ts';
import { apiRoutes } from '../routes.ts';
import { distributionRuntime } from '../wiring.ts';

export const handler = httpFunction(apiRoutes, distributionAccess, distributionRuntime());
