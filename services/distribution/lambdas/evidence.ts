import { httpFunction } from '../../../platform/lambda/http.ts';
import { distributionAccess } from '../access.ts';
import { distributionEvidenceDeps } from '../evidence-wiring.ts';
import { documentRoutes } from '../routes.ts';

export const handler = httpFunction(documentRoutes, distributionAccess, distributionEvidenceDeps());
