import { httpFunction } from '../../../platform/lambda/http.ts';
import { auditAccess } from '../access.ts';
import { auditEvidenceDeps } from '../evidence-wiring.ts';
import { documentRoutes } from '../routes.ts';

export const handler = httpFunction(documentRoutes, auditAccess, auditEvidenceDeps());
