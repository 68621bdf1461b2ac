/**
 * Handover (ZC-04, MG-08): proposed by the giver, walked through the pack's chain, confirmed by both sides, posted by both
 * sides; the card changes holder only with the second posting.
 */
import { openStep, refusalToStep, stepsFor } from '../../../platform/approval.ts';
import { addDays, addWorkingDays } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import { holderKindOf } from '../../../platform/holder-kind.ts';
import { isWithin } from '../../../platform/unit-path.ts';
import type { Policy } from '../../../policy/policy.ts';
import type { Asset, AssetCommand, AssetEvent, Handover, Side } from './asset.ts';
import type { Unit } from './unit.ts';

export type HandoverRefusal =
  | 'not-found'
  | 'unknown-unit'
  | 'unit-closed'
  | 'same-holder'
  | 'wrong-state'
  | 'own-proposal'
  | 'second-step'
  | 'not-your-step'
  | 'reason-required'
  | 'outside-your-unit';

type Command = Extract<AssetCommand, { type: `${string}-handover` }>;
type Context = DecisionContext<Policy>;
type Result = Decision<AssetEvent, HandoverRefusal>;

export function decideHandover(state: Asset, command: Command, receiver: Unit | undefined, context: Context): Result {
  if (command.type === 'propose-handover') return propose(state, command, receiver, context);
  const { handover } = state;
  if (!handover) return refuse('wrong-state', '没有进行中的移交', 'no handover is under way');
  switch (command.type) {
    case 'step-handover':
      return step(state, handover, command, context);
    case 'confirm-handover':
      return confirm(state, handover, command.side, context);
    case 'post-handover':
      return post(state, handover, command, context);
  }
}

function propose(
  state: Asset,
  command: Extract<Command, { type: 'propose-handover' }>,
  receiver: Unit | undefined,
  context: Context,
): Result {
  const running =
    state.handover && (state.handover.approval.status === 'open' || state.handover.approval.status === 'approved');
  if (running || state.use === 'disposed') return refuse('wrong-state');
  if (!receiver || receiver.path !== command.toUnitPath) return refuse('unknown-unit');
  if (receiver.status === 'closed') return refuse('unit-closed');
  if (receiver.path === state.unitPath) return refuse('same-holder');
  return accept({
    type: 'handover-proposed',
    fromUnitPath: state.unitPath,
    toUnitPath: receiver.path,
    toKind: receiver.kind,
    reason: command.reason,
    proposedBy: context.actor.sub,
    steps: stepsFor(context.policy.chains.handover, holderKindOf(state.holderKind)),
  });
}

function step(
  state: Asset,
  handover: Handover,
  command: Extract<Command, { type: 'step-handover' }>,
  { actor, now }: Context,
): Result {
  const wrong = refusalToStep(handover.approval, actor, state.unitPath);
  if (wrong) return refuse(wrong);
  if (command.verdict !== 'approved' && command.reason === undefined) return refuse('reason-required');
  const { verdict, reason } = command;
  const taken = openStep(handover.approval)?.id ?? '';
  const guard = { actorMustNotBeListed: actor.sub, code: 'second-step' } as const;
  return accept({ type: 'handover-step-taken', step: taken, verdict, by: actor.sub, at: now, reason }, guard);
}

const sideUnit = (state: Asset, handover: Handover, side: Side): string =>
  side === 'giver' ? state.unitPath : handover.toUnitPath;

function confirm(state: Asset, handover: Handover, side: Side, context: Context): Result {
  if (handover.approval.status !== 'approved' || handover.confirmed.includes(side)) return refuse('wrong-state');
  if (!isWithin(sideUnit(state, handover, side), context.actor.unit)) return refuse('outside-your-unit');
  // The second confirmation starts the clock for both postings.
  const postingDueDate = handover.confirmed.length === 1 ? postingDue(context) : undefined;
  return accept({ type: 'handover-confirmed', side, postingDueDate });
}

function postingDue({ policy, today, holidays }: Context): string {
  const { postingDeadlineDays, unit } = policy.handover;
  return unit === 'working-day'
    ? addWorkingDays(today, postingDeadlineDays, holidays)
    : addDays(today, postingDeadlineDays);
}

function post(
  state: Asset,
  handover: Handover,
  command: Extract<Command, { type: 'post-handover' }>,
  { actor }: Context,
): Result {
  const { side, voucher } = command;
  if (handover.confirmed.length < 2 || handover.posted.includes(side)) return refuse('wrong-state');
  if (!isWithin(sideUnit(state, handover, side), actor.unit)) return refuse('outside-your-unit');
  if (handover.posted.length === 0) return accept({ type: 'handover-posted', side, voucher });
  return accept({
    type: 'asset-handed-over',
    fromUnitPath: state.unitPath,
    unitPath: handover.toUnitPath,
    holderKind: handover.toKind,
    side,
    voucher,
  });
}
