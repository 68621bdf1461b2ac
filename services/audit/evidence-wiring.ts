/** The clients of the evidence function, the only one that loads S3's. */
import { serviceEvidence } from '../../platform/aws/evidence-client.ts';
import type { AuditEvidenceDeps } from './dependencies.ts';
import { auditRuntime } from './wiring.ts';

export const auditEvidenceDeps = (): AuditEvidenceDeps => ({ ...auditRuntime(), evidence: serviceEvidence() });
