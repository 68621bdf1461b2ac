/** The documents behind a decision: verified, of the asset's own unit, at least one. */
import { type Decision, refuse } from '../../../platform/decider.ts';
import type { EvidenceFact, EvidenceFiled } from './finding.ts';

export type DocumentRefusal = 'evidence-missing' | 'evidence-not-verified';

export type Documents =
  | { readonly kind: 'filed'; readonly facts: readonly EvidenceFact[] }
  | Extract<Decision<never, DocumentRefusal>, { kind: 'refused' }>;

/** Another unit's document answers like one that is not there: nobody learns what others have filed. */
export function documentsOf(evidence: EvidenceFiled | undefined, unitPath: string): Documents {
  if (evidence?.kind === 'unverified') return notVerified(evidence.evidenceId);
  const documents = evidence?.documents ?? [];
  const foreign = documents.find((document) => document.unitPath !== unitPath);
  if (foreign) return notVerified(foreign.evidenceId);
  if (documents.length === 0) return refused('evidence-missing', '须附证明材料', 'a document is needed');
  return { kind: 'filed', facts: documents.map(({ kind, evidenceId, sha256 }) => ({ kind, evidenceId, sha256 })) };
}

const notVerified = (evidenceId: string) =>
  refused('evidence-not-verified', `材料 ${evidenceId} 未核验`, `document ${evidenceId} is not verified`);

const refused = (code: DocumentRefusal, zh: string, en: string) =>
  refuse(code, zh, en) as Extract<Decision<never, DocumentRefusal>, { kind: 'refused' }>;
