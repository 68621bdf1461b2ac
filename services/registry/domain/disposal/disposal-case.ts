/** The words of a disposal (SX-09, MG-17): what it consists of, what may be asked of it, what happens to it, and why it is refused. */
import type { Approval, ChainStep, Verdict } from '../../../../platform/approval.ts';
import type { CalendarDate } from '../../../../platform/calendar.ts';
import type { Decision, DecisionContext } from '../../../../platform/decider.ts';
import type { Publicity } from '../../../../platform/publicity.ts';
import { parentPath } from '../../../../platform/unit-path.ts';
import type { Policy } from '../../../../policy/policy.ts';
import type { Asset } from '../asset.ts';
import type { EvidenceFact, EvidenceFiled } from '../finding.ts';

export interface Appraisal {
  readonly appraiser: string;
  readonly amountFen: number;
  readonly appraisedOn: string;
}

/** Where the proceeds go, decided together with the disposal. */
export interface ProceedsPlan {
  readonly purpose: string;
  /** The new asset, where the purpose is one. */
  readonly newAsset?: { readonly class: string; readonly name: string } | undefined;
}

export interface DisposalResult {
  readonly soldFen: number;
  readonly buyer?: string | undefined;
  readonly concludedOn: string;
}

/** What is proposed, apart from the documents. */
export interface DisposalCase {
  readonly assetId: string;
  readonly mode: string;
  readonly ground: string;
  readonly exception?: string | undefined;
  readonly appraisal?: Appraisal | undefined;
  readonly mortgaged: boolean;
  readonly proceeds: ProceedsPlan;
}

export interface Disposal extends DisposalCase {
  readonly unitPath: string;
  readonly approval: Approval;
  /** The day of the last approval; the pack's chain ends with the re-check and the filing where it has them. */
  readonly approvedOn?: CalendarDate | undefined;
  /** Everyone who has proposed it, before and after it was returned: none of them approves it. */
  readonly proposers: readonly string[];
  readonly status:
    | 'proposed'
    | 'approved'
    | 'returned'
    | 'refused'
    | 'withdrawn'
    | 'concluded'
    | 'published'
    | 'executed';
  readonly result?: DisposalResult | undefined;
  readonly publicity?: Publicity | undefined;
  readonly objectionCount: number;
  readonly unanswered: readonly number[];
  /** An objection was upheld against the result now on record. */
  readonly upheld: boolean;
  readonly executedOn?: string | undefined;
  readonly spentFen: number;
}

export type DisposalCommand =
  | ({
      readonly type: 'propose';
      /** Whether it works as designed and meets its target. */
      readonly performance: { readonly works: boolean; readonly meetsTarget: boolean };
      readonly statement: string;
      readonly equityExit?: string | undefined;
    } & Omit<DisposalCase, 'proceeds'> & { readonly proceeds?: ProceedsPlan | undefined })
  | { readonly type: 'step'; readonly verdict: Verdict; readonly reason?: string | undefined }
  | { readonly type: 'withdraw'; readonly reason: string }
  | ({ readonly type: 'record-result'; readonly reason?: string | undefined } & DisposalResult)
  | { readonly type: 'publish' }
  | { readonly type: 'object'; readonly text: string }
  | {
      readonly type: 'answer';
      readonly number: number;
      readonly verdict: 'upheld' | 'dismissed';
      readonly answer: string;
    }
  | { readonly type: 'execute' }
  | {
      readonly type: 'spend';
      readonly amountFen: number;
      /** The new asset it was spent on; needed where the purpose is a new asset. */
      readonly assetId?: string | undefined;
      readonly spentOn: string;
      readonly voucher: string;
    }
  /** Its unit has been merged: the case goes on, and its proceeds are spent, with the successor. */
  | {
      readonly type: 'move-by-merger';
      readonly mergerId: string;
      readonly fromPath: string;
      readonly toPath: string;
    };

export type DisposalEvent =
  | ({
      readonly type: 'disposal-proposed';
      readonly unitPath: string;
      readonly name: string;
      readonly originalFen: number;
      readonly performance: { readonly works: boolean; readonly meetsTarget: boolean };
      readonly statement: string;
      readonly equityExit?: string | undefined;
      readonly evidence: readonly EvidenceFact[];
      readonly proposedBy: string;
      readonly steps: readonly ChainStep[];
    } & DisposalCase)
  | {
      readonly type: 'disposal-step-taken';
      readonly step: string;
      readonly verdict: Verdict;
      readonly by: string;
      readonly at: string;
      readonly reason?: string | undefined;
    }
  | { readonly type: 'disposal-withdrawn'; readonly assetId: string; readonly by: string; readonly reason: string }
  | ({
      readonly type: 'disposal-concluded';
      readonly reason?: string | undefined;
      readonly evidence: readonly EvidenceFact[];
    } & DisposalResult)
  | ({
      readonly type: 'disposal-published';
      readonly unitPath: string;
      readonly assetId: string;
      readonly mode: string;
    } & DisposalResult &
      Publicity)
  | {
      readonly type: 'disposal-objection-recorded';
      readonly number: number;
      readonly text: string;
      readonly receivedOn: string;
    }
  | {
      readonly type: 'disposal-objection-answered';
      readonly number: number;
      readonly verdict: 'upheld' | 'dismissed';
      readonly answer: string;
      readonly answeredOn: string;
    }
  | {
      readonly type: 'disposal-executed';
      readonly assetId: string;
      readonly unitPath: string;
      readonly mode: string;
      readonly purpose: string;
      readonly earmarkedFen: number;
      readonly executedOn: string;
    }
  | {
      readonly type: 'disposal-proceeds-spent';
      readonly unitPath: string;
      readonly amountFen: number;
      readonly leftFen: number;
      readonly assetId?: string | undefined;
      readonly spentOn: string;
      readonly voucher: string;
      readonly evidence: readonly EvidenceFact[];
    }
  | {
      readonly type: 'disposal-moved-by-merger';
      readonly mergerId: string;
      readonly fromUnitPath: string;
      readonly unitPath: string;
    };

export type DisposalRefusal =
  | 'already-exists'
  | 'not-found'
  | 'wrong-state'
  | 'not-the-holder'
  | 'not-in-policy'
  | 'unknown-class'
  | 'still-performing'
  | 'appraisal-missing'
  | 'mortgage-approval-missing'
  | 'equity-exit-missing'
  | 'proceeds-plan-missing'
  | 'evidence-missing'
  | 'evidence-not-verified'
  | 'date-in-future'
  | 'own-proposal'
  | 'second-step'
  | 'not-your-step'
  | 'reason-required'
  | 'buyer-missing'
  | 'publicity-not-over'
  | 'objection-unanswered'
  | 'objection-upheld'
  | 'insufficient-proceeds'
  | 'not-a-new-asset'
  | 'disposal-running';

export interface DisposalRefs {
  /** The asset of the case as it is now; undefined also when the actor may not know of it. */
  readonly asset?: Asset | undefined;
  readonly evidence?: EvidenceFiled | undefined;
  /** The card that proceeds are spent on, and what has been spent on it before. */
  readonly newAsset?: { readonly asset: Asset; readonly fundedFen: number } | undefined;
}

export type DisposalContext = DecisionContext<Policy>;
export type DisposalDecision = Decision<DisposalEvent, DisposalRefusal>;
export type CommandOf<T extends DisposalCommand['type']> = Extract<DisposalCommand, { type: T }>;

/** What it brought in and has not been spent yet; nothing before it is executed. */
export const leftFen = ({ status, result, spentFen }: Disposal): number =>
  status === 'executed' ? (result?.soldFen ?? 0) - spentFen : 0;

/** Whoever acts for the holder itself: its own people; a group of households has none, its village acts for it. */
export const actsForHolder = (
  actorUnit: string,
  unitPath: string,
  holderKind: Asset['holderKind'] | undefined,
): boolean => actorUnit === unitPath || (holderKind === 'household-group' && parentPath(unitPath) === actorUnit);
