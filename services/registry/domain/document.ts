/** One asset, one file (MX-07): documents are put into an asset's file at any time; they lie in its events, never in its state. */
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import type { AssetCore } from './card.ts';
import type { EvidenceFact, EvidenceFiled } from './finding.ts';

export interface AttachDocument {
  readonly type: 'attach-document';
  readonly note?: string | undefined;
}

export interface DocumentAttached {
  readonly type: 'document-attached';
  readonly evidence: readonly EvidenceFact[];
  readonly note?: string | undefined;
}

export type DocumentRefusal = 'evidence-missing' | 'evidence-not-verified' | 'not-in-policy';

/** Takes verified documents of the asset's own unit, of kinds that the policy lists (MX-07, SX-11). */
export function attachDocument(
  state: AssetCore,
  command: AttachDocument,
  evidence: EvidenceFiled | undefined,
  { policy }: DecisionContext<Policy>,
): Decision<DocumentAttached, DocumentRefusal> {
  if (evidence?.kind === 'unverified') return notVerified(evidence.evidenceId);
  const documents = evidence?.documents ?? [];
  if (documents.length === 0) return refuse('evidence-missing');
  // Another unit's document answers like one that is not there: nobody learns what others have filed.
  const foreign = documents.find((document) => document.unitPath !== state.unitPath);
  if (foreign) return notVerified(foreign.evidenceId);
  const kinds = [...policy.documentKinds, ...policy.idleFindings.evidenceKinds];
  const unknown = documents.find((document) => !kinds.some(({ id }) => id === document.kind));
  if (unknown)
    return refuse('not-in-policy', `没有材料种类 ${unknown.kind}`, `there is no kind of document ${unknown.kind}`);
  const facts = documents.map(({ kind, evidenceId, sha256 }) => ({ kind, evidenceId, sha256 }));
  return accept({ type: 'document-attached', evidence: facts, note: command.note });
}

const notVerified = (evidenceId: string): Decision<never, DocumentRefusal> =>
  refuse('evidence-not-verified', `材料 ${evidenceId} 未核验`, `document ${evidenceId} is not verified`);
