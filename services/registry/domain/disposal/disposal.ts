/**
 * The disposal of one asset (SX-09, MG-17): proposed with the plan for its proceeds, walked through the pack's chain, sold or scrapped,
 * published, executed; what it brought in stays earmarked until it is spent. The proposal is judged in disposal-proposal.ts, what follows
 * the approval in disposal-result.ts.
 */
import { openApproval, openStep, refusalToStep, takeStep } from '../../../../platform/approval.ts';
import { dateInShanghai } from '../../../../platform/calendar.ts';
import { accept, refuse } from '../../../../platform/decider.ts';
import { isWithin } from '../../../../platform/unit-path.ts';
import {
  actsForHolder,
  type CommandOf,
  type Disposal,
  type DisposalCommand,
  type DisposalContext,
  type DisposalDecision,
  type DisposalEvent,
  type DisposalRefs,
} from './disposal-case.ts';
import { propose } from './disposal-proposal.ts';
import { answer, executeDisposal, object, publish, recordResult, spend } from './disposal-result.ts';

export function decideDisposal(
  state: Disposal | undefined,
  command: DisposalCommand,
  refs: DisposalRefs,
  context: DisposalContext,
): DisposalDecision {
  if (command.type === 'propose') return propose(state, command, refs, context);
  if (!state) return refuse('not-found');
  switch (command.type) {
    case 'step':
      return step(state, command, context);
    case 'withdraw':
      return withdraw(state, command, refs, context);
    case 'record-result':
      return recordResult(state, command, refs, context);
    case 'publish':
      return publish(state, refs, context);
    case 'object':
      return object(state, command, context);
    case 'answer':
      return answer(state, command, context);
    case 'execute':
      return executeDisposal(state, refs, context);
    case 'spend':
      return spend(state, command, refs, context);
    case 'move-by-merger':
      return move(state, command);
  }
}

/** Also a case that is over: what was earmarked and spent stays in one place. */
function move({ unitPath }: Disposal, { mergerId, fromPath, toPath }: CommandOf<'move-by-merger'>): DisposalDecision {
  if (!isWithin(unitPath, fromPath) || fromPath === toPath) return refuse('wrong-state');
  const moved = `${toPath}${unitPath.slice(fromPath.length)}`;
  return accept({ type: 'disposal-moved-by-merger', mergerId, fromUnitPath: unitPath, unitPath: moved });
}

/** Whoever holds the role when the step is open takes it: a person who has been replaced leaves nothing behind. */
function step(
  state: Disposal,
  { verdict, reason }: CommandOf<'step'>,
  { actor, now }: DisposalContext,
): DisposalDecision {
  const wrong = state.status === 'proposed' ? refusalToStep(state.approval, actor, state.unitPath) : 'wrong-state';
  if (wrong) return refuse(wrong);
  if (state.proposers.includes(actor.sub)) return refuse('own-proposal');
  if (verdict !== 'approved' && reason === undefined) return refuse('reason-required');
  const guard = { actorMustNotBeListed: actor.sub, code: 'second-step' } as const;
  const taken = openStep(state.approval)?.id ?? '';
  return accept({ type: 'disposal-step-taken', step: taken, verdict, by: actor.sub, at: now, reason }, guard);
}

const WITHDRAWABLE: readonly Disposal['status'][] = ['proposed', 'returned', 'approved', 'concluded', 'published'];

/** By the holder's side; once the asset has gone to another unit, by whoever may propose there, so that no case blocks it for good. */
function withdraw(
  state: Disposal,
  { reason }: CommandOf<'withdraw'>,
  { asset }: DisposalRefs,
  { actor }: DisposalContext,
): DisposalDecision {
  const moved = asset !== undefined && asset.unitPath !== state.unitPath;
  const ours = state.proposers.includes(actor.sub) || actsForHolder(actor.unit, state.unitPath, asset?.holderKind);
  if (!ours && !moved) return refuse(asset === undefined ? 'not-found' : 'not-the-holder');
  if (!WITHDRAWABLE.includes(state.status)) return refuse('wrong-state');
  return accept({ type: 'disposal-withdrawn', assetId: state.assetId, by: actor.sub, reason });
}

export function evolveDisposal(state: Disposal | undefined, event: DisposalEvent): Disposal {
  if (event.type === 'disposal-proposed') return proposed(state, event);
  if (!state) throw new Error(`${event.type} before disposal-proposed`);
  switch (event.type) {
    case 'disposal-step-taken': {
      const approval = takeStep(state.approval, event.verdict, event.by);
      const status = approval.status === 'open' ? 'proposed' : approval.status;
      return { ...state, approval, status, approvedOn: status === 'approved' ? dateInShanghai(event.at) : undefined };
    }
    case 'disposal-withdrawn':
      return { ...state, status: 'withdrawn' };
    case 'disposal-concluded': {
      const { soldFen, buyer, concludedOn } = event;
      const result = { soldFen, buyer, concludedOn };
      return { ...state, status: 'concluded', result, publicity: undefined, unanswered: [], upheld: false };
    }
    case 'disposal-published': {
      const { publishedOn, until, objectionsUntil } = event;
      return { ...state, status: 'published', publicity: { publishedOn, until, objectionsUntil } };
    }
    case 'disposal-objection-recorded':
      return { ...state, objectionCount: event.number, unanswered: [...state.unanswered, event.number] };
    case 'disposal-objection-answered': {
      const unanswered = state.unanswered.filter((number) => number !== event.number);
      return { ...state, unanswered, upheld: state.upheld || event.verdict === 'upheld' };
    }
    case 'disposal-executed':
      return { ...state, status: 'executed', executedOn: event.executedOn };
    case 'disposal-proceeds-spent':
      return { ...state, spentFen: state.spentFen + event.amountFen };
    case 'disposal-moved-by-merger':
      return { ...state, unitPath: event.unitPath };
  }
}

function proposed(
  before: Disposal | undefined,
  event: Extract<DisposalEvent, { type: 'disposal-proposed' }>,
): Disposal {
  const { assetId, unitPath, mode, ground, exception, appraisal, mortgaged, proceeds, steps, proposedBy } = event;
  const approval = openApproval(steps, proposedBy);
  return {
    ...{ assetId, unitPath, mode, ground, exception, appraisal, mortgaged, proceeds, approval },
    proposers: [...new Set([...(before?.proposers ?? []), proposedBy])],
    status: approval.status === 'open' ? 'proposed' : approval.status,
    objectionCount: 0,
    unanswered: [],
    upheld: false,
    spentFen: 0,
  };
}
