/**
 * The count of one unit in a campaign (ZC-01, MG-18). Its books are listed as they stand; every asset in the books is counted once and corrections are events
 * of their own; what differs has a reason and a proposed entry; after approval the registry makes the entries and closes the count, whose closing balance is
 * the opening balance of the next one.
 */
import {
  type ChainStep,
  isLastStep,
  openApproval,
  openStep,
  refusalToStep,
  stepsFor,
  takeStep,
  type Verdict,
} from '../../../../platform/approval.ts';
import {
  accept,
  type Decision,
  type DecisionContext,
  invariant,
  refuse,
  refuseAt,
} from '../../../../platform/decider.ts';
import { holderKindOf } from '../../../../platform/holder-kind.ts';
import type { Policy } from '../../../../policy/policy.ts';
import type { UnitKind } from '../units/unit.ts';
import {
  bookOf,
  type Count,
  type CountPortion,
  type CountWork,
  EMPTY_PORTION,
  type HeldAgainst,
  unequalBooks,
} from './count-state.ts';
import { addSums, balances, type Movements, NOTHING, type Sum, subtractSum } from './inventory-figures.ts';
import {
  type BookLine,
  type CountLine,
  type CountResult,
  type KeptLine,
  lineFault,
  type SurplusFields,
  surplusFault,
  withResult,
} from './inventory-lines.ts';

export type CountCommand =
  | {
      readonly type: 'open';
      readonly campaignId: string;
      readonly unit: { readonly path: string; readonly code: string; readonly kind: UnitKind };
      readonly asOf: string;
      readonly previousCountId?: string | undefined;
      readonly carriedFrom?: readonly string[] | undefined;
      readonly opening?: Sum | undefined;
    }
  | ({ readonly type: 'advance'; readonly done: CountWork; readonly next?: CountWork | undefined } & CountPortion & {
        /** The ledger's own total, when the listing is through. */
        readonly ledger?: Sum | undefined;
      })
  | { readonly type: 'record'; readonly lines: readonly CountLine[] }
  | { readonly type: 'correct'; readonly line: CountLine; readonly why: string }
  | ({ readonly type: 'record-surplus' } & SurplusFields)
  | { readonly type: 'strike-surplus'; readonly surplusId: string; readonly reason: string }
  | { readonly type: 'hold-against'; readonly outsideLedgerId: string }
  | { readonly type: 'submit'; readonly bookReasons: readonly string[] }
  | { readonly type: 'step'; readonly verdict: Verdict; readonly reason?: string | undefined }
  | { readonly type: 'withdraw'; readonly reason: string }
  /** Its campaign has been withdrawn. */
  | { readonly type: 'cancel'; readonly reason: string };

/** What opens a finding. */
interface Told {
  readonly unitPath: string;
  readonly campaignId: string;
  readonly found: Sum;
  readonly done: CountWork;
  readonly next: CountWork;
}

export type CountEvent =
  | {
      readonly type: 'count-opened';
      readonly campaignId: string;
      readonly unitPath: string;
      readonly unitCode: string;
      readonly unitKind: UnitKind;
      readonly asOf: string;
      readonly previousCountId?: string | undefined;
      readonly carriedFrom?: readonly string[] | undefined;
      readonly openedOn?: string | undefined;
      readonly opening?: Sum | undefined;
      readonly next: CountWork;
    }
  | ({ readonly type: 'count-advanced'; readonly done: CountWork; readonly next: CountWork } & CountPortion)
  | ({ readonly type: 'count-listed'; readonly done: CountWork; readonly ledger: Sum } & CountPortion)
  | { readonly type: 'count-recorded'; readonly lines: readonly KeptLine[] }
  | {
      readonly type: 'count-corrected';
      readonly line: KeptLine;
      readonly earlier: CountResult;
      readonly number: number;
      readonly why: string;
    }
  | ({ readonly type: 'surplus-recorded'; readonly surplusId: string } & SurplusFields)
  | {
      readonly type: 'surplus-struck';
      readonly surplusId: string;
      readonly amountFen: number;
      readonly reason: string;
    }
  | ({ readonly type: 'count-held-against' } & HeldAgainst)
  | {
      readonly type: 'count-submitted';
      readonly submittedBy: string;
      readonly bookReasons: readonly string[];
      readonly steps: readonly ChainStep[];
    }
  | {
      readonly type: 'count-step-taken';
      readonly step: string;
      readonly verdict: Verdict;
      readonly by: string;
      readonly at: string;
      readonly reason?: string | undefined;
      readonly next?: CountWork | undefined;
    }
  | { readonly type: 'count-withdrawn'; readonly by: string; readonly reason: string }
  | {
      readonly type: 'count-cancelled';
      readonly campaignId: string;
      readonly unitPath: string;
      readonly reason: string;
      readonly cancelledOn: string;
    }
  | ({ readonly type: 'duplicate-assets-found' } & Told)
  | ({ readonly type: 'unreported-assets-found' } & Told)
  | ({
      readonly type: 'count-closed';
      readonly campaignId: string;
      readonly openEntries: Sum;
      readonly closedOn: string;
    } & Movements);

export type CountRefusal =
  | 'already-exists'
  | 'not-found'
  | 'wrong-state'
  | 'stale-version'
  | 'already-counted'
  | 'reason-required'
  | 'entry-does-not-fit'
  | 'unknown-class'
  | 'counts-unfinished'
  | 'own-proposal'
  | 'second-step'
  | 'not-your-step';

/** What a decision looks at beside the count. */
export interface CountRefs {
  /** What stands in the books for the assets of a command, in its order. */
  readonly books?: readonly (BookLine | undefined)[];
  /** The line that a correction corrects, and how many corrections it has had. */
  readonly earlier?: { readonly result: CountResult; readonly corrections: number } | undefined;
  readonly surplus?: { readonly amountFen: number } | undefined;
  /** The sealed ledger of somebody else for this very unit. */
  readonly outside?: { readonly unitPath: string; readonly total: Sum } | undefined;
}

type Context = DecisionContext<Policy>;
type Result = Decision<CountEvent, CountRefusal>;
type Command<T extends CountCommand['type']> = Extract<CountCommand, { type: T }>;

export function decideCount(
  state: Count | undefined,
  command: CountCommand,
  refs: CountRefs,
  context: Context,
): Result {
  if (command.type === 'open') return state ? refuse('already-exists') : opened(command, context);
  if (!state) return refuse('not-found');
  if (command.type === 'advance') return advance(state, command, context);
  if (command.type === 'step') return step(state, command, context);
  if (command.type === 'withdraw') return withdraw(state, command, context);
  if (command.type === 'cancel') return cancel(state, command, context);
  if (state.status !== 'counting') return refuse('wrong-state');
  switch (command.type) {
    case 'record':
      return record(command, refs);
    case 'correct':
      return correct(command, refs);
    case 'record-surplus': {
      const fault = surplusFault(command, context.policy);
      if (fault) return refuse(fault);
      const { type: _type, ...surplus } = command;
      return accept({ type: 'surplus-recorded', surplusId: context.eventId, ...surplus });
    }
    case 'strike-surplus': {
      const { surplusId, reason } = command;
      if (!refs.surplus) return refuse('not-found');
      return accept({ type: 'surplus-struck', surplusId, amountFen: refs.surplus.amountFen, reason });
    }
    case 'hold-against': {
      if (refs.outside?.unitPath !== state.unitPath) return refuse('not-found');
      return accept({
        type: 'count-held-against',
        outsideLedgerId: command.outsideLedgerId,
        total: refs.outside.total,
      });
    }
    case 'submit':
      return submit(state, command, context);
  }
}

function opened(
  { campaignId, unit, asOf, previousCountId, carriedFrom, opening }: Command<'open'>,
  { today }: Context,
): Result {
  return accept({
    type: 'count-opened',
    campaignId,
    unitPath: unit.path,
    unitCode: unit.code,
    unitKind: unit.kind,
    asOf,
    previousCountId,
    carriedFrom,
    openedOn: today,
    opening,
    next: { phase: 'units' },
  });
}

export const sameWork = (a: CountWork | undefined, b: CountWork): boolean =>
  a?.phase === b.phase && a.after === b.after && a.from === b.from;

function advance(state: Count, command: Command<'advance'>, { today }: Context): Result {
  if (!sameWork(state.work, command.done)) return refuse('stale-version');
  const { type: _type, done, next, ledger, ...portion } = command;
  const { unitPath, campaignId } = state;
  if (ledger) return accept({ type: 'count-listed', done, ...portion, ledger });
  const told = { unitPath, campaignId, done };
  if (next && done.phase === 'tell-duplicates')
    return accept({ type: 'duplicate-assets-found', ...told, found: state.duplicates, next });
  if (next && done.phase === 'tell-unreported')
    return accept({ type: 'unreported-assets-found', ...told, found: state.surplus, next });
  if (next) return accept({ type: 'count-advanced', done, ...portion, next });
  const { opening = NOTHING, increases, decreases, closing, openEntries } = state;
  const movements = { opening, increases, decreases, closing };
  invariant(balances(movements), `opening + increases − decreases = closing in ${campaignId} of ${unitPath}`);
  return accept({ type: 'count-closed', campaignId, ...movements, openEntries, closedOn: today });
}

function record({ lines }: Command<'record'>, { books = [] }: CountRefs): Result {
  const kept: KeptLine[] = [];
  for (const [index, line] of lines.entries()) {
    const book = books[index];
    const fault = !book || book.lost ? 'not-found' : lineFault(line);
    const again = lines.findIndex(({ assetId }) => assetId === line.assetId) < index;
    if (fault || again || !book) return wrongLine(again ? 'already-counted' : (fault ?? 'not-found'), index);
    kept.push({ ...line, fen: book.fen });
  }
  return accept({ type: 'count-recorded', lines: kept });
}

const wrongLine = (code: CountRefusal, index: number): Result =>
  refuseAt(
    code,
    [{ pointer: `/lines/${index}`, reason: code }],
    `第 ${index + 1} 行有误`,
    `line ${index + 1} is wrong`,
  );

function correct({ line, why }: Command<'correct'>, { books = [], earlier }: CountRefs): Result {
  const [book] = books;
  if (!book || !earlier) return refuse('not-found');
  const fault = lineFault(line);
  if (fault) return refuse(fault);
  const number = earlier.corrections + 1;
  return accept({
    type: 'count-corrected',
    line: { ...line, fen: book.fen },
    earlier: earlier.result,
    number,
    why,
  });
}

function submit(state: Count, { bookReasons }: Command<'submit'>, { actor, policy }: Context): Result {
  if (state.counted !== bookOf(state).count) return refuse('counts-unfinished');
  if (bookReasons.length !== unequalBooks(state).length)
    return refuse('reason-required', '每项账面差异均须说明理由', 'each difference between the books needs a reason');
  return accept({
    type: 'count-submitted',
    submittedBy: actor.sub,
    bookReasons,
    steps: stepsFor(policy.chains.inventory, holderKindOf(state.unitKind)),
  });
}

function step(state: Count, { verdict, reason }: Command<'step'>, { actor, now }: Context): Result {
  const { approval, unitPath } = state;
  if (state.status !== 'submitted' || !approval) return refuse('wrong-state');
  const wrong = refusalToStep(approval, actor, unitPath);
  if (wrong) return refuse(wrong);
  if (verdict !== 'approved' && reason === undefined) return refuse('reason-required');
  const taken = openStep(approval)?.id ?? '';
  // Refused, it ends without entries; returned, it is counted and submitted again.
  const next = verdict === 'approved' && isLastStep(approval) ? ({ phase: 'post' } as const) : undefined;
  const guard = { actorMustNotBeListed: actor.sub, code: 'second-step' } as const;
  return accept({ type: 'count-step-taken', step: taken, verdict, by: actor.sub, at: now, reason, next }, guard);
}

function withdraw(state: Count, { reason }: Command<'withdraw'>, { actor }: Context): Result {
  if (state.status !== 'submitted') return refuse('wrong-state');
  if (state.approval?.proposedBy !== actor.sub) return refuse('not-your-step');
  return accept({ type: 'count-withdrawn', by: actor.sub, reason });
}

/** What has been approved is entered to the end; what has ended stays as it ended. */
function cancel(state: Count, { reason }: Command<'cancel'>, { today }: Context): Result {
  const { status, campaignId, unitPath } = state;
  if (status !== 'listing' && status !== 'counting' && status !== 'submitted') return refuse('wrong-state');
  return accept({ type: 'count-cancelled', campaignId, unitPath, reason, cancelledOn: today });
}

const withPortion = (state: Count, portion: CountPortion): Count => ({
  ...state,
  cards: addSums(state.cards, portion.cards),
  lost: addSums(state.lost, portion.lost),
  increases: addSums(state.increases, portion.increases),
  decreases: addSums(state.decreases, portion.decreases),
  closing: addSums(state.closing, portion.closing),
  openEntries: addSums(state.openEntries, portion.openEntries),
});

export function evolveCount(state: Count | undefined, event: CountEvent): Count {
  if (event.type === 'count-opened') {
    const { type: _type, next, ...count } = event;
    const found = { counted: 0, missing: NOTHING, duplicates: NOTHING, differing: 0, surplus: NOTHING };
    return { ...count, ...EMPTY_PORTION, ...found, status: 'listing', work: next };
  }
  if (!state) throw new Error(`${event.type} before count-opened`);
  switch (event.type) {
    case 'count-advanced':
      return { ...withPortion(state, event), work: event.next };
    case 'count-listed': {
      const listed = withPortion(state, event);
      // The first count of a unit opens with the books as they stand.
      const opening = listed.opening ?? bookOf(listed);
      return { ...listed, opening, ledger: event.ledger, status: 'counting', work: undefined };
    }
    case 'count-recorded':
      return event.lines.reduce((count, line) => withResult(count, line.result, line.fen, 1), state);
    case 'count-corrected': {
      const { line, earlier } = event;
      return withResult(withResult(state, earlier, line.fen, -1), line.result, line.fen, 1);
    }
    case 'surplus-recorded':
      return { ...state, surplus: addSums(state.surplus, { count: 1, fen: event.amountFen }) };
    case 'surplus-struck':
      return { ...state, surplus: subtractSum(state.surplus, { count: 1, fen: event.amountFen }) };
    case 'count-held-against': {
      const { outsideLedgerId, total } = event;
      const others = (state.heldAgainst ?? []).filter((held) => held.outsideLedgerId !== outsideLedgerId);
      return { ...state, heldAgainst: [...others, { outsideLedgerId, total }] };
    }
    case 'count-submitted': {
      const { submittedBy, bookReasons, steps } = event;
      return { ...state, status: 'submitted', bookReasons, approval: openApproval(steps, submittedBy) };
    }
    case 'count-step-taken': {
      if (!state.approval) throw new Error('a step before count-submitted');
      const approval = takeStep(state.approval, event.verdict, event.by);
      if (event.next) return { ...state, approval, status: 'posting', work: event.next };
      if (event.verdict === 'refused') return { ...state, approval, status: 'refused', endedBecause: event.reason };
      return { ...state, approval, status: event.verdict === 'returned' ? 'counting' : 'submitted' };
    }
    case 'count-withdrawn':
      return { ...state, status: 'counting', approval: undefined };
    case 'count-cancelled':
      return { ...state, status: 'cancelled', work: undefined, endedBecause: event.reason };
    case 'duplicate-assets-found':
    case 'unreported-assets-found':
      return { ...state, work: event.next };
    case 'count-closed':
      return { ...state, status: 'closed', work: undefined };
  }
}
