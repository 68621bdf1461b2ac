import { httpFunction } from '../../../platform/lambda/http.ts';
import { registryAccess } from '../access.ts';
import { registryEvidenceDeps } from '../evidence-wiring.ts';
import { documentRoutes } from '../routes.ts';

export const handler = httpFunction(documentRoutes, registryAccess, registryEvidenceDeps());
