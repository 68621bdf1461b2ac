/**
 * A document on its way to being evidence: requested → uploaded to quarantine → verified → bound. Records hold its hash, never an
 * address. Pure rule; the bytes are looked at by evidence-store.ts.
 */
import type { EvidenceFact, EvidenceRequest, evidenceEvents } from '../../contracts/evidence/evidence.ts';
import type { ServiceName } from '../../contracts/services.ts';
import type { AggregateKind } from '../command.ts';
import { type Contracts, contractWords } from '../contract-words.ts';
import { accept, refuse } from '../decider.ts';
import type { Key, Row } from '../store/store.ts';

export interface EvidenceState extends EvidenceRequest {
  readonly status: 'requested' | 'verified';
}

/** What was found under the quarantine key. */
export interface FoundDocument {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Media type its first bytes speak of; undefined when they speak of none we take. */
  readonly looksLike: string | undefined;
  /** Names exactly the bytes that were looked at. */
  readonly etag: string;
}

export type EvidenceCommand =
  | { readonly type: 'request'; readonly document: EvidenceRequest }
  | { readonly type: 'verify'; readonly found: FoundDocument | undefined };

export type EvidenceEvent =
  | ({ readonly type: 'evidence-requested' } & EvidenceRequest)
  | { readonly type: 'evidence-verified'; readonly sha256: string; readonly sizeBytes: number };

export type EvidenceRefusal = 'already-exists' | 'not-found' | 'wrong-state' | 'evidence-mismatch';

export const evidenceKey = (id: string): Key => ({ pk: `EVIDENCE#${id}`, sk: 'STATE' });

/** One service's contracts stand for all: they differ in the service's name alone. */
type Published = Contracts<'registry', ReturnType<typeof evidenceEvents<'registry'>>>;

/** The evidence aggregate of one service. */
export function evidenceKind<Policy>(
  service: ServiceName,
): AggregateKind<EvidenceState, EvidenceCommand, EvidenceEvent, undefined, Policy, EvidenceRefusal> {
  return {
    name: 'evidence',
    key: evidenceKey,
    indexes: () => ({}),
    decide(state, command) {
      if (command.type === 'request') {
        if (state) return refuse('already-exists');
        return accept({ type: 'evidence-requested' as const, ...command.document });
      }
      if (!state) return refuse('not-found');
      if (state.status === 'verified') return refuse('wrong-state');
      const { found } = command;
      if (!found) return refuse('evidence-mismatch', '尚未收到上传的文件', 'no file has been uploaded');
      if (found.sha256 !== state.sha256 || found.sizeBytes !== state.sizeBytes || found.looksLike !== state.mediaType) {
        return refuse('evidence-mismatch');
      }
      return accept({ type: 'evidence-verified' as const, sha256: found.sha256, sizeBytes: found.sizeBytes });
    },
    evolve(state, event) {
      if (event.type === 'evidence-requested') {
        const { type: _type, ...document } = event;
        return { ...document, status: 'requested' };
      }
      if (!state) throw new Error('a document was verified before it was requested');
      return { ...state, status: 'verified' };
    },
    ...contractWords<EvidenceEvent, Published>(service, { 'evidence-requested': 1, 'evidence-verified': 1 }),
  };
}

export interface EvidenceReference {
  readonly kind: string;
  readonly evidenceId: string;
}

/** The documents a command refers to, as they lie in the table. Whose they are and which kinds are needed is for the rule to judge. */
export type EvidenceFiled =
  | { readonly kind: 'verified'; readonly documents: readonly (EvidenceFact & { readonly unitPath: string })[] }
  | { readonly kind: 'unverified'; readonly evidenceId: string };

/**
 * Looks the referred documents up among the rows read for them; the first that is absent, not verified or of another kind decides.
 * @param rows the evidence items in the order of the references
 */
export function evidenceFiled(
  references: readonly EvidenceReference[],
  rows: readonly (Row | undefined)[],
): EvidenceFiled {
  const documents = [];
  for (const [index, { kind, evidenceId }] of references.entries()) {
    const document = rows[index]?.state as EvidenceState | undefined;
    if (document?.status !== 'verified' || document.kind !== kind) return { kind: 'unverified', evidenceId };
    documents.push({ kind, evidenceId, sha256: document.sha256, unitPath: document.unitPath });
  }
  return { kind: 'verified', documents };
}

export type EvidenceCheck =
  | { readonly kind: 'complete'; readonly facts: readonly EvidenceFact[] }
  | {
      readonly kind: 'incomplete';
      readonly code: 'evidence-missing' | 'evidence-not-verified';
      readonly missing: string;
    };

/**
 * Whether the documents referred to are verified, belong to this unit and include every required kind.
 * @param rows the evidence items in the order of the references
 */
export function checkEvidence(
  references: readonly EvidenceReference[],
  rows: readonly (Row | undefined)[],
  required: readonly string[],
  unitPath: string,
): EvidenceCheck {
  const filed = evidenceFiled(references, rows);
  if (filed.kind === 'unverified')
    return { kind: 'incomplete', code: 'evidence-not-verified', missing: filed.evidenceId };
  const foreign = filed.documents.find((document) => document.unitPath !== unitPath);
  if (foreign) return { kind: 'incomplete', code: 'evidence-not-verified', missing: foreign.evidenceId };
  const facts = filed.documents.map(({ kind, evidenceId, sha256 }) => ({ kind, evidenceId, sha256 }));
  const missing = required.find((kind) => !facts.some((fact) => fact.kind === kind));
  return missing === undefined
    ? { kind: 'complete', facts }
    : { kind: 'incomplete', code: 'evidence-missing', missing };
}
