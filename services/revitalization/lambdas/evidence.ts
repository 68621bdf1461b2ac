import { httpFunction } from '../../../platform/lambda/http.ts';
import { revitalizationAccess } from '../access.ts';
import { revitalizationEvidenceDeps } from '../evidence-wiring.ts';
import { documentRoutes } from '../routes.ts';

export const handler = httpFunction(documentRoutes, revitalizationAccess, revitalizationEvidenceDeps());
