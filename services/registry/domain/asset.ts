/**
 * One asset card: registered, corrected, handed over, found idle. This file holds its words; the rules are in asset-rules.ts
 * and handover.ts.
 */
import { type Approval, type ChainStep, openApproval, takeStep, type Verdict } from '../../../platform/approval.ts';
import type { CalendarDate } from '../../../platform/calendar.ts';
import type { UnitKind } from './unit.ts';

export type FindingKind = 'idle' | 'low-efficiency' | 'over-standard';
export type UseState = 'in-use' | 'leased' | 'idle' | 'disposed';
export type Side = 'giver' | 'receiver';

export interface Card {
  readonly name: string;
  readonly class: string;
  readonly subType?: string | undefined;
  readonly originalFen: number;
  readonly valueProvisional: boolean;
  readonly acquiredOn?: string | undefined;
  readonly areaDm2?: number | undefined;
  readonly place?: string | undefined;
  readonly title: 'unclear' | 'titled';
  readonly use: 'in-use' | 'leased';
  readonly funding?: readonly { readonly source: string; readonly amountFen: number }[] | undefined;
  readonly externalCode?: string | undefined;
}

export interface EvidenceFact {
  readonly kind: string;
  readonly evidenceId: string;
  readonly sha256: string;
}

/** A claim that the asset is idle, low-efficiency or over-standard, and what became of it. */
export interface Finding {
  readonly finding: FindingKind;
  readonly status: 'declared' | 'confirmed' | 'rejected';
  readonly outOfUseSince?: string | undefined;
  readonly declaredOn: string;
  readonly declaredBy: string;
  readonly reason?: string | undefined;
}

export interface Handover {
  readonly toUnitPath: string;
  readonly toKind: UnitKind;
  readonly approval: Approval;
  readonly confirmed: readonly Side[];
  readonly posted: readonly Side[];
  readonly postingDueDate?: string | undefined;
}

export interface Asset extends Omit<Card, 'use'> {
  readonly unitPath: string;
  readonly holderKind: UnitKind;
  readonly use: UseState;
  readonly finding?: Finding | undefined;
  readonly handover?: Handover | undefined;
}

export type AssetCommand =
  | { readonly type: 'register'; readonly unitPath: string; readonly card: Card }
  | { readonly type: 'correct'; readonly card: Card; readonly reason: string }
  | {
      readonly type: 'declare-idle';
      readonly finding: FindingKind;
      readonly outOfUseSince?: CalendarDate | undefined;
      readonly hasDefinitePlan: boolean;
    }
  | {
      readonly type: 'review-finding';
      readonly verdict: 'confirmed' | 'rejected';
      readonly reason?: string | undefined;
    }
  | { readonly type: 'propose-handover'; readonly toUnitPath: string; readonly reason: string }
  | { readonly type: 'step-handover'; readonly verdict: Verdict; readonly reason?: string | undefined }
  | { readonly type: 'confirm-handover'; readonly side: Side }
  | { readonly type: 'post-handover'; readonly side: Side; readonly voucher: string }
  /** The revitalization service has written the item off: the asset is in use again by this measure. */
  | {
      readonly type: 'record-write-off';
      readonly itemId: string;
      readonly measure: string;
      readonly writtenOffOn: string;
    }
  /** It has reopened the item: the write-off did not hold, and the asset is idle as before. */
  | {
      readonly type: 'record-reopening';
      readonly itemId: string;
      readonly reason: string;
      readonly reopenedOn: string;
    };

export type AssetEvent =
  | ({ readonly type: 'asset-registered'; readonly unitPath: string; readonly holderKind: UnitKind } & Card)
  | ({ readonly type: 'asset-corrected'; readonly reason: string } & Card)
  | {
      readonly type: 'idle-declared';
      readonly finding: FindingKind;
      readonly outOfUseSince?: string | undefined;
      readonly declaredOn: string;
      readonly declaredBy: string;
      readonly evidence: readonly EvidenceFact[];
    }
  | {
      readonly type: 'idle-confirmed';
      readonly unitPath: string;
      readonly holderKind: UnitKind;
      readonly name: string;
      readonly class: string;
      readonly subType?: string | undefined;
      readonly originalFen: number;
      readonly finding: FindingKind;
      readonly outOfUseSince?: string | undefined;
      readonly confirmedOn: string;
      readonly reason?: string | undefined;
    }
  | { readonly type: 'idle-rejected'; readonly finding: FindingKind; readonly reason: string }
  | {
      readonly type: 'handover-proposed';
      readonly fromUnitPath: string;
      readonly toUnitPath: string;
      readonly toKind: UnitKind;
      readonly reason: string;
      readonly proposedBy: string;
      readonly steps: readonly ChainStep[];
    }
  | {
      readonly type: 'handover-step-taken';
      readonly step: string;
      readonly verdict: Verdict;
      readonly by: string;
      readonly at: string;
      readonly reason?: string | undefined;
    }
  | { readonly type: 'handover-confirmed'; readonly side: Side; readonly postingDueDate?: string | undefined }
  | { readonly type: 'handover-posted'; readonly side: Side; readonly voucher: string }
  | {
      readonly type: 'asset-handed-over';
      readonly fromUnitPath: string;
      readonly unitPath: string;
      readonly holderKind: UnitKind;
      readonly side: Side;
      readonly voucher: string;
    }
  | {
      readonly type: 'asset-revitalized';
      readonly itemId: string;
      readonly measure: string;
      readonly writtenOffOn: string;
    }
  | {
      readonly type: 'asset-idle-again';
      readonly itemId: string;
      readonly reason: string;
      readonly reopenedOn: string;
    };

/** The next state. Total over events that `decide` can have made; anything else is a broken invariant. */
export function evolveAsset(state: Asset | undefined, event: AssetEvent): Asset {
  if (event.type === 'asset-registered') {
    const { type: _type, ...asset } = event;
    return asset;
  }
  if (!state) throw new Error(`${event.type} before asset-registered`);
  switch (event.type) {
    case 'asset-corrected': {
      const { type: _type, reason: _reason, use, ...card } = event;
      const { unitPath, holderKind, finding, handover } = state;
      // A correction describes the card; that it was found idle is undone by a review or a write-off, never by typing.
      return { unitPath, holderKind, finding, handover, ...card, use: state.use === 'idle' ? 'idle' : use };
    }
    case 'idle-declared': {
      const { type: _type, evidence: _evidence, ...finding } = event;
      return { ...state, finding: { ...finding, status: 'declared' } };
    }
    case 'idle-confirmed':
      return { ...state, use: 'idle', finding: { ...findingOf(state), status: 'confirmed', reason: event.reason } };
    case 'idle-rejected':
      return { ...state, finding: { ...findingOf(state), status: 'rejected', reason: event.reason } };
    case 'asset-revitalized':
      return { ...state, use: 'in-use', finding: undefined };
    case 'asset-idle-again':
      return { ...state, use: 'idle' };
    default:
      return evolveHandover(state, event);
  }
}

function findingOf(state: Asset): Finding {
  if (!state.finding) throw new Error('a finding was reviewed before it was declared');
  return state.finding;
}

type HandoverEvent = Extract<AssetEvent, { type: `handover-${string}` | 'asset-handed-over' }>;

function evolveHandover(state: Asset, event: HandoverEvent): Asset {
  if (event.type === 'handover-proposed') {
    const { toUnitPath, toKind, steps, proposedBy } = event;
    const approval = openApproval(steps, proposedBy);
    return { ...state, handover: { toUnitPath, toKind, approval, confirmed: [], posted: [] } };
  }
  const { handover } = state;
  if (!handover) throw new Error(`${event.type} without a handover`);
  switch (event.type) {
    case 'handover-step-taken':
      return {
        ...state,
        handover: { ...handover, approval: takeStep(handover.approval, event.verdict, event.by, event.at) },
      };
    case 'handover-confirmed': {
      const confirmed = [...handover.confirmed, event.side];
      return {
        ...state,
        handover: { ...handover, confirmed, postingDueDate: event.postingDueDate ?? handover.postingDueDate },
      };
    }
    case 'handover-posted':
      return { ...state, handover: { ...handover, posted: [...handover.posted, event.side] } };
    case 'asset-handed-over':
      return { ...state, unitPath: event.unitPath, holderKind: event.holderKind, handover: undefined };
  }
}
