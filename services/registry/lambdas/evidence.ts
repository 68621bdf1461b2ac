import { httpFunction } from '../../../platform/lambda/http.ts';
import { registryAccess } from '../access.ts';
import { documentFunctionRoutes } from '../document-function-routes.ts';
import { registryEvidenceDeps } from '../evidence-wiring.ts';

export const handler = httpFunction(documentFunctionRoutes, registryAccess, registryEvidenceDeps());
