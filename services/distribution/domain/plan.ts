/**
 * One distribution plan: a header, with its lines lying beside it as numbered items. This file holds its words; the rules are in
 * plan-draft.ts (lines, reserves, proposal) and plan-procedure.ts (vote, chain, publicity, withdrawal).
 */
import { type Approval, type ChainStep, openApproval, takeStep, type Verdict } from '../../../platform/approval.ts';
import { type Sharing, shareOf } from './allocation.ts';
import { linesHashAfter, type NewLine, numbered, type PlanLine } from './plan-lines.ts';
import type { MergerMode } from './pool.ts';
import type { Publicity } from './publicity.ts';
import type { Count } from './quorum.ts';

export type PlanStatus =
  | 'draft'
  | 'proposed'
  | 'voted'
  | 'approved'
  | 'published'
  | 'returned'
  | 'refused'
  | 'withdrawn';

export interface ReserveTaken {
  readonly reserve: string;
  readonly amountFen: number;
}

/** What is fixed when the plan is proposed; from then on no line is added, so that count and hash of its lines stand beside it. */
export interface Seal {
  /** Hash over header and lines: what the meeting decides, the chain examines and the public reads. */
  readonly hash: string;
  readonly sharing?: Sharing | undefined;
}

export interface PassedOver {
  readonly purpose: string;
  readonly reason: string;
}

export interface EvidenceFact {
  readonly kind: string;
  readonly evidenceId: string;
  readonly sha256: string;
}

export interface Vote extends Count {
  readonly rule: string;
  readonly heldOn: string;
}

/** Objections made in the publicity of a plan. */
export interface Objections {
  readonly count: number;
  /** Their numbers. */
  readonly unanswered: readonly number[];
  readonly upheld: boolean;
}

export interface Plan {
  readonly unitPath: string;
  readonly title: string;
  readonly totalFen: number;
  readonly reserves: readonly ReserveTaken[];
  readonly status: PlanStatus;
  readonly draftedBy: string;
  /** Role of the government that allocates its own income; absent where a collective distributes. */
  readonly allocatedBy?: string | undefined;
  /** Whoever corrected it after it was returned. */
  readonly revisedBy?: readonly string[] | undefined;
  /** Corrections so far. */
  readonly revision?: number | undefined;
  /** Which set of lines counts: 1 (absent), or the revision that began a new one. */
  readonly linesSet?: number | undefined;
  /** Lines without the reserves. */
  readonly lineCount: number;
  /** Hash chain over all lines in their order. */
  readonly linesHash: string;
  readonly seal?: Seal | undefined;
  /** Until the meeting has voted, which it does not before this day. */
  readonly proposedOn?: string | undefined;
  readonly vote?: Vote | undefined;
  /** Until it ends; then the status says how. */
  readonly approval?: Approval | undefined;
  readonly publicity?: Publicity | undefined;
  /** Absent before the first. */
  readonly objections?: Objections | undefined;
  /** Its unit was merged and its pool led on: only what had been set aside before goes to its end. */
  readonly unitMerged?: true | undefined;
}

/** What a draft says before its lines. */
export interface Header {
  readonly title: string;
  readonly totalFen: number;
  readonly reserves: readonly ReserveTaken[];
}

export type PlanCommand =
  | ({ readonly type: 'draft'; readonly unitPath: string } & Header)
  /** Corrects a returned plan, which is a draft again. Lines are kept and added to, or drafted anew. */
  | ({ readonly type: 'revise'; readonly keepLines: boolean } & Header)
  | { readonly type: 'add-lines'; readonly lines: readonly NewLine[] }
  | { readonly type: 'propose'; readonly passedOver: readonly PassedOver[] }
  | ({ readonly type: 'vote'; readonly heldOn: string } & Count)
  | { readonly type: 'step'; readonly verdict: Verdict; readonly reason?: string | undefined }
  | { readonly type: 'publish' }
  | { readonly type: 'object'; readonly text: string }
  | {
      readonly type: 'answer';
      readonly number: number;
      readonly verdict: 'dismissed' | 'upheld';
      readonly answer: string;
    }
  | { readonly type: 'withdraw'; readonly reason: string }
  /** Its pool stands elsewhere now. */
  | {
      readonly type: 'move';
      readonly mergerId: string;
      readonly mode?: MergerMode | undefined;
      readonly unitPath: string;
    };

interface StepTaken {
  readonly step: string;
  readonly by: string;
  readonly at: string;
  readonly reason?: string | undefined;
}

export type PlanEvent =
  | ({
      readonly type: 'plan-drafted';
      readonly unitPath: string;
      readonly draftedBy: string;
      readonly allocatedBy?: string | undefined;
    } & Header)
  | ({
      readonly type: 'plan-revised';
      readonly unitPath: string;
      readonly revision: number;
      readonly linesKept: boolean;
      readonly revisedBy: string;
    } & Header)
  | { readonly type: 'plan-lines-added'; readonly firstNumber: number; readonly lines: readonly NewLine[] }
  | ({
      readonly type: 'plan-proposed';
      readonly unitPath: string;
      readonly totalFen: number;
      readonly passedOver: readonly PassedOver[];
      readonly proposedBy: string;
      readonly proposedOn: string;
      readonly steps: readonly ChainStep[];
      readonly lineCount: number;
      readonly linesHash: string;
    } & Seal)
  | ({ readonly type: 'plan-voted'; readonly evidence: readonly EvidenceFact[]; readonly recordedBy: string } & Vote)
  | ({ readonly type: 'plan-step-taken'; readonly verdict: Verdict } & StepTaken)
  | ({ readonly type: 'plan-approved'; readonly unitPath: string; readonly committedFen: number } & StepTaken)
  | ({
      readonly type: 'plan-published';
      readonly unitPath: string;
      readonly title: string;
      readonly totalFen: number;
      readonly lineCount: number;
      readonly hash: string;
    } & Publicity)
  | {
      readonly type: 'plan-objection-recorded';
      readonly number: number;
      readonly text: string;
      readonly receivedOn: string;
    }
  | {
      readonly type: 'plan-objection-answered';
      readonly number: number;
      readonly verdict: 'dismissed' | 'upheld';
      readonly answer: string;
      readonly answeredOn: string;
    }
  | {
      readonly type: 'plan-withdrawn';
      readonly unitPath: string;
      readonly reason: string;
      readonly withdrawnOn: string;
      readonly releasedFen: number;
    }
  | {
      readonly type: 'plan-moved';
      readonly mergerId: string;
      readonly mode?: MergerMode | undefined;
      readonly fromUnitPath: string;
      readonly unitPath: string;
    };

/**
 * A reserve as a line: taken before anything else, numbered after the last line. Undefined for any other number.
 */
export function reserveLine(plan: Pick<Plan, 'lineCount' | 'reserves'>, number: number): PlanLine | undefined {
  const taken = plan.reserves[number - plan.lineCount - 1];
  return taken && { number, to: 'reserve', code: taken.reserve, amountFen: taken.amountFen };
}

/** What one line of a plan comes to in fen; undefined for a weight in a plan that has not been proposed. */
export function lineAmountFen(plan: Pick<Plan, 'seal'>, line: PlanLine): number | undefined {
  if (line.amountFen !== undefined) return line.amountFen;
  const sharing = plan.seal?.sharing;
  if (!sharing || line.weight === undefined) return undefined;
  return shareOf(sharing, { number: line.number, weight: line.weight });
}

/** The next state. Total over events that `decide` can have made; anything else is a broken invariant. */
export function evolvePlan(state: Plan | undefined, event: PlanEvent): Plan {
  if (event.type === 'plan-drafted') {
    const { type: _type, ...header } = event;
    return { ...header, status: 'draft', lineCount: 0, linesHash: '' };
  }
  if (!state) throw new Error(`${event.type} before plan-drafted`);
  switch (event.type) {
    case 'plan-revised':
      return revised(state, event);
    case 'plan-lines-added': {
      const lines = numbered(event.lines, event.firstNumber);
      return {
        ...state,
        lineCount: state.lineCount + lines.length,
        linesHash: linesHashAfter(state.linesHash, lines),
      };
    }
    case 'plan-proposed': {
      const { hash, sharing, steps, proposedBy, proposedOn } = event;
      const approval = openApproval(steps, proposedBy);
      return { ...state, status: 'proposed', seal: { hash, sharing }, approval, proposedOn };
    }
    case 'plan-voted': {
      const { rule, heldOn, entitledCount, presentCount, favourCount } = event;
      const vote = { rule, heldOn, entitledCount, presentCount, favourCount };
      return { ...state, status: 'voted', vote, proposedOn: undefined };
    }
    case 'plan-step-taken': {
      const { verdict } = event;
      const approval = takeStep(approvalOf(state), verdict, event.by);
      return verdict === 'approved' ? { ...state, approval } : { ...state, status: verdict, approval: undefined };
    }
    case 'plan-approved':
      return { ...state, status: 'approved', approval: undefined };
    case 'plan-published': {
      const { publishedOn, until, objectionsUntil } = event;
      return { ...state, status: 'published', publicity: { publishedOn, until, objectionsUntil } };
    }
    case 'plan-objection-recorded':
      return { ...state, objections: withObjection(objectionsTo(state), event.number) };
    case 'plan-objection-answered':
      return { ...state, objections: withAnswer(objectionsTo(state), event) };
    case 'plan-withdrawn':
      return { ...state, status: 'withdrawn' };
    case 'plan-moved': {
      const { unitPath, mode } = event;
      return { ...state, unitPath, ...(mode === 'direct' ? { unitMerged: true } : {}) };
    }
  }
}

/** The objections to a plan, made or not. */
export const objectionsTo = ({ objections }: Pick<Plan, 'objections'>): Objections =>
  objections ?? { count: 0, unanswered: [], upheld: false };

const withObjection = ({ unanswered, upheld }: Objections, number: number): Objections => ({
  count: number,
  unanswered: [...unanswered, number],
  upheld,
});

function withAnswer(
  { count, unanswered, upheld }: Objections,
  { number, verdict }: Extract<PlanEvent, { type: 'plan-objection-answered' }>,
): Objections {
  const left = unanswered.filter((open) => open !== number);
  return { count, unanswered: left, upheld: upheld || verdict === 'upheld' };
}

/** A draft again: what was decided about the returned one is decided anew. */
function revised(state: Plan, event: Extract<PlanEvent, { type: 'plan-revised' }>): Plan {
  const { title, totalFen, reserves, revision, linesKept, revisedBy } = event;
  const { seal: _seal, vote: _vote, approval: _approval, proposedOn: _proposedOn, ...kept } = state;
  return {
    ...kept,
    title,
    totalFen,
    reserves,
    revision,
    revisedBy: [...new Set([...(state.revisedBy ?? []), revisedBy])],
    status: 'draft',
    ...(linesKept ? {} : { linesSet: revision + 1, lineCount: 0, linesHash: '' }),
  };
}

/** Everyone who wrote it; they take no step of its approval. */
export const drafters = ({ draftedBy, revisedBy = [] }: Pick<Plan, 'draftedBy' | 'revisedBy'>): string[] => [
  draftedBy,
  ...revisedBy,
];

function approvalOf(state: Plan): Approval {
  if (!state.approval) throw new Error('a step was taken before the plan was proposed');
  return state.approval;
}
