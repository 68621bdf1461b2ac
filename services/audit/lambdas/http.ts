import { httpFunction } from '../../../platform/lambda/http.ts';
import { auditAccess } from '../access.ts';
import { apiRoutes } from '../routes.ts';
import { auditRuntime } from '../wiring.ts';

export const handler = httpFunction(apiRoutes, auditAccess, auditRuntime());
