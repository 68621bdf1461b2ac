/** The clients of the evidence function, the only one that loads S3's. */
import { serviceEvidence } from '../../platform/aws/evidence-client.ts';
import type { DistributionEvidenceDeps } from './dependencies.ts';
import { distributionRuntime } from './wiring.ts';

export const distributionEvidenceDeps = (): DistributionEvidenceDeps => ({
  ...distributionRuntime(),
  evidence: serviceEvidence(),
});
