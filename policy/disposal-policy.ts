/** Disposal: ways and grounds, what each way needs, and where its proceeds go (SX-09, MG-17). Types only; see policy.ts for `source`. */
import type { Named } from './policy-words.ts';

export interface DisposalMode extends Named {
  /** No proposal without an appraisal by a third party. */
  readonly appraisal: boolean;
  /** Somebody takes the asset over: the result names who. */
  readonly buyer: boolean;
  readonly source: string;
}

export interface SourcedName extends Named {
  readonly source: string;
}

export interface ProceedsPurpose extends SourcedName {
  /** True: every fen of it goes into new assets of the kind planned, each on a card of its own. */
  readonly newAsset: boolean;
}

export interface DisposalPolicy {
  readonly modes: readonly DisposalMode[];
  readonly grounds: readonly SourcedName[];
  /** On which an asset that works and meets its target is disposed of all the same; empty when the document knows none. */
  readonly exceptions: readonly SourcedName[];
  readonly purposes: readonly ProceedsPurpose[];
  /** Ids of `documentKinds` for what must be on paper. */
  readonly documents: {
    readonly appraisal: string;
    readonly mortgageApproval: string;
    readonly equityExit: string;
    readonly result: string;
  };
  /** Sub-types that are equity: how it is left must be written down. */
  readonly equitySubTypes: readonly string[];
  readonly source: string;
}
