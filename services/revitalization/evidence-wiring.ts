/** The clients of the evidence function, the only one that loads S3's. */
import { serviceEvidence } from '../../platform/aws/evidence-client.ts';
import type { RevitalizationEvidenceDeps } from './dependencies.ts';
import { revitalizationRuntime } from './wiring.ts';

export const revitalizationEvidenceDeps = (): RevitalizationEvidenceDeps => ({
  ...revitalizationRuntime(),
  evidence: serviceEvidence(),
});
