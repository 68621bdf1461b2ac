/** The evidence events of each service that takes documents. */
import { evidenceEvents } from './evidence.ts';

export const registryEvidenceEvents = evidenceEvents('registry');
export const revitalizationEvidenceEvents = evidenceEvents('revitalization');
export const distributionEvidenceEvents = evidenceEvents('distribution');
export const auditEvidenceEvents = evidenceEvents('audit');
