/** What audit's handlers are given; wiring.ts builds it for a function, tests build it from memory. */
import type { CommandRuntime } from '../../platform/command.ts';
import type { EvidenceStore } from '../../platform/evidence/evidence-store.ts';
import type { Policy } from '../../policy/policy.ts';

export interface AuditRuntime extends CommandRuntime<Policy> {
  /** Six-digit code of the county, the first segment of every unit path and of every event's source. */
  readonly region: string;
}

/** What the evidence function is given besides: it alone loads the S3 client. */
export interface AuditEvidenceDeps extends AuditRuntime {
  readonly evidence: EvidenceStore;
}

/** The county itself as a unit. */
export const countyOf = ({ region }: Pick<AuditRuntime, 'region'>): string => `${region}/`;
