/** The clients of the evidence function, the only one that loads S3's. */
import { serviceEvidence } from '../../platform/aws/evidence-client.ts';
import type { RegistryEvidenceDeps } from './dependencies.ts';
import { registryRuntime } from './wiring.ts';

export const registryEvidenceDeps = (): RegistryEvidenceDeps => ({ ...registryRuntime(), evidence: serviceEvidence() });
