/** What the distribution service's handlers are given; wiring.ts builds it for a function, tests build it from memory. */
import type { CommandRuntime } from '../../platform/command.ts';
import type { EvidenceStore } from '../../platform/evidence/evidence-store.ts';
import type { Policy } from '../../policy/policy.ts';

export interface DistributionRuntime extends CommandRuntime<Policy> {}

/** What the evidence function is given besides: it alone loads the S3 client. */
export interface DistributionEvidenceDeps extends DistributionRuntime {
  readonly evidence: EvidenceStore;
}
