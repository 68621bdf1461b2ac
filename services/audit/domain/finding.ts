/**
 * A finding: opened by an event, assigned to the responsible unit, rectified, verified, closed, or referred to discipline
 * inspection (MG-22). This file holds its words and folds; the rules are in finding-rules.ts.
 */

export type FindingKind =
  | 'income-parked'
  | 'repair-overdue'
  | 'unreported-assets'
  | 'duplicate-assets'
  | 'item-overdue'
  | 'item-escalated'
  | 'figures-mismatch'
  | 'trail-conflict'
  | 'leaf-hash-mismatch';
export type FindingStatus = 'opened' | 'assigned' | 'rectified' | 'verified' | 'closed' | 'referred';

/** The event a finding follows from. */
export interface FindingCause {
  readonly source: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly subject: string;
  readonly leafHash: string;
}

export interface EvidenceFact {
  readonly kind: string;
  readonly evidenceId: string;
  readonly sha256: string;
}

interface Found {
  readonly kind: FindingKind;
  /** Clauses of the catalogue it falls under. */
  readonly clauses: readonly string[];
  /** The unit whose matter it is. */
  readonly unitPath: string;
  readonly cause: FindingCause;
}

export interface Assignment {
  readonly unitPath: string;
  readonly dueDate: string;
  readonly instruction?: string | undefined;
}

export interface Rectification {
  readonly on: string;
  readonly text?: string | undefined;
  readonly evidence: readonly EvidenceFact[];
}

export interface Finding extends Found {
  readonly openedOn: string;
  readonly status: FindingStatus;
  readonly assignment?: Assignment | undefined;
  readonly rectification?: Rectification | undefined;
  /** Everyone who has put forward a rectification, returned ones included. */
  readonly rectifiedBy: readonly string[];
  readonly verifiedBy?: string | undefined;
  readonly returns: number;
  readonly referral?: { readonly on: string; readonly reason: string } | undefined;
}

export type FindingCommand =
  | ({ readonly type: 'open' } & Found)
  | ({ readonly type: 'assign' } & Assignment)
  | { readonly type: 'rectify'; readonly text?: string | undefined }
  | {
      readonly type: 'verify';
      readonly verdict: 'verified' | 'returned';
      readonly reason?: string | undefined;
    }
  | { readonly type: 'close'; readonly note?: string | undefined }
  | { readonly type: 'refer'; readonly reason: string };

/** `by` is whoever acted; dates are calendar dates in Asia/Shanghai. */
interface Step {
  readonly on: string;
  readonly by: string;
}

export type FindingEvent =
  | ({ readonly type: 'finding-opened'; readonly openedOn: string } & Found)
  | ({ readonly type: 'finding-assigned'; readonly by: string } & Assignment)
  | ({ readonly type: 'finding-rectified'; readonly by: string } & Rectification)
  | ({ readonly type: 'finding-returned'; readonly reason: string } & Step)
  | ({ readonly type: 'finding-verified'; readonly reason?: string | undefined } & Step)
  | ({ readonly type: 'finding-closed'; readonly note?: string | undefined } & Step)
  | ({
      readonly type: 'finding-referred';
      readonly reason: string;
      readonly evidence: readonly EvidenceFact[];
    } & Found &
      Step);

/** The next state. Total over events that `decideFinding` can have made; anything else is a broken invariant. */
export function evolveFinding(state: Finding | undefined, event: FindingEvent): Finding {
  if (event.type === 'finding-opened') {
    const { type: _type, ...found } = event;
    return { ...found, status: 'opened', rectifiedBy: [], returns: 0 };
  }
  if (!state) throw new Error(`${event.type} before finding-opened`);
  switch (event.type) {
    case 'finding-assigned': {
      const { type: _type, by: _by, ...assignment } = event;
      return { ...state, status: 'assigned', assignment };
    }
    case 'finding-rectified': {
      const { type: _type, by, ...rectification } = event;
      const rectifiedBy = [...new Set([...state.rectifiedBy, by])];
      return { ...state, status: 'rectified', rectification, rectifiedBy };
    }
    case 'finding-returned':
      return { ...state, status: 'assigned', returns: state.returns + 1 };
    case 'finding-verified':
      return { ...state, status: 'verified', verifiedBy: event.by };
    case 'finding-closed':
      return { ...state, status: 'closed' };
    case 'finding-referred':
      return { ...state, status: 'referred', referral: { on: event.on, reason: event.reason } };
  }
}

/** Everyone who may not take the next approving step: whoever rectified, and whoever verified. */
export const handsInFinding = (finding: Finding): readonly string[] => {
  if (finding.status === 'rectified') return finding.rectifiedBy;
  if (finding.status !== 'verified' || finding.verifiedBy === undefined) return [];
  return [...finding.rectifiedBy, finding.verifiedBy];
};
