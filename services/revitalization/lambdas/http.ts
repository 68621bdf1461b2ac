import { httpFunction } from '../../../platform/lambda/http.ts';
import { revitalizationAccess } from '../access.ts';
import { apiRoutes } from '../routes.ts';
import { revitalizationRuntime } from '../wiring.ts';

export const handler = httpFunction(apiRoutes, revitalizationAccess, revitalizationRuntime());
