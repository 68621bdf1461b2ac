/**
 * Handover (ZC-04, MG-08): proposed by the giver, walked through the pack's chain, confirmed by both sides, posted by both
 * sides; the card changes holder only with the second posting.
 */
import {
  type Approval,
  type ChainStep,
  openApproval,
  openStep,
  refusalToStep,
  stepsFor,
  takeStep,
  type Verdict,
} from '../../../platform/approval.ts';
import { addDays, addWorkingDays } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import { holderKindOf } from '../../../platform/holder-kind.ts';
import { isWithin } from '../../../platform/unit-path.ts';
import type { Policy } from '../../../policy/policy.ts';
import type { AssetCore } from './card.ts';
import type { RegistrationsDue } from './outside-registration.ts';
import type { Unit, UnitKind } from './units/unit.ts';

export type Side = 'giver' | 'receiver';

/** Who proposed it and who has taken a step is asked as long as one is to be taken. */
export type HandoverApproval = OpenApproval | { readonly status: Verdict };
type OpenApproval = Extract<Approval, { readonly status: 'open' }>;

export interface Handover {
  readonly toUnitPath: string;
  readonly toKind: UnitKind;
  readonly approval: HandoverApproval;
  readonly confirmed: readonly Side[];
  readonly posted: readonly Side[];
  readonly postingDueDate?: string | undefined;
  readonly postingOverdue?: true | undefined;
}

export interface HandoverPart {
  readonly handover?: Handover | undefined;
}

export type HandoverCommand =
  | { readonly type: 'propose-handover'; readonly toUnitPath: string; readonly reason: string }
  | { readonly type: 'step-handover'; readonly verdict: Verdict; readonly reason?: string | undefined }
  | { readonly type: 'confirm-handover'; readonly side: Side }
  | { readonly type: 'post-handover'; readonly side: Side; readonly voucher: string }
  | { readonly type: 'withdraw-handover'; readonly reason: string }
  /** The receiver has been merged away, or lies elsewhere since a merger: the unit that stands for it now is read with the card. */
  | { readonly type: 'redirect-handover' };

export type HandoverEvent =
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
      readonly type: 'handover-withdrawn';
      readonly toUnitPath: string;
      readonly by: string;
      readonly reason: string;
    }
  | {
      readonly type: 'handover-redirected';
      readonly fromReceiver: string;
      readonly toUnitPath: string;
      readonly toKind: UnitKind;
    }
  | {
      readonly type: 'asset-handed-over';
      readonly fromUnitPath: string;
      readonly unitPath: string;
      readonly holderKind: UnitKind;
      readonly side: Side;
      readonly voucher: string;
      readonly registrationsDue?: RegistrationsDue | undefined;
    };

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

type Command = HandoverCommand;
type Asset = AssetCore & HandoverPart;
type Context = DecisionContext<Policy>;
type Result = Decision<HandoverEvent, HandoverRefusal>;

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
    case 'withdraw-handover':
      return withdraw(state, handover, command.reason, context);
    case 'redirect-handover':
      return redirect(state, handover, receiver, context);
  }
}

/** By the giver, as long as nothing stands in anybody's books. */
function withdraw(state: Asset, { toUnitPath, posted }: Handover, reason: string, { actor }: Context): Result {
  if (receiverOf(state) === undefined || posted.length > 0) return refuse('wrong-state');
  return accept({ type: 'handover-withdrawn', toUnitPath, by: actor.sub, reason });
}

/** The successor takes the receiver's place, with what it has confirmed and posted; a holder that has become its own receiver has nothing to hand over. */
function redirect(state: Asset, { toUnitPath }: Handover, receiver: Unit | undefined, { actor }: Context): Result {
  if (receiverOf(state) === undefined || receiver?.path === toUnitPath) return refuse('wrong-state');
  if (!receiver) return refuse('unknown-unit');
  if (receiver.status === 'closed') return refuse('unit-closed');
  if (receiver.path === state.unitPath)
    return accept({ type: 'handover-withdrawn', toUnitPath, by: actor.sub, reason: '接收单位已并入持有单位' });
  const { path, kind } = receiver;
  return accept({ type: 'handover-redirected', fromReceiver: toUnitPath, toUnitPath: path, toKind: kind });
}

/** A merger has brought the asset to the unit that it was on its way to. */
export const withoutHandoverToItself = <Held extends Asset>(state: Held): Held =>
  receiverOf(state) === state.unitPath ? { ...state, handover: undefined } : state;

/** The steps still to be taken, the open one first. */
export const handoverSteps = ({ approval }: Pick<Handover, 'approval'>): readonly ChainStep[] =>
  approval.status === 'open' ? approval.steps : [];

/** The unit an asset is on its way to; a handover that was returned or refused leads nowhere. */
export function receiverOf({ handover }: HandoverPart): string | undefined {
  const status = handover?.approval.status;
  return status === 'open' || status === 'approved' ? handover?.toUnitPath : undefined;
}

function propose(
  state: Asset,
  command: Extract<Command, { type: 'propose-handover' }>,
  receiver: Unit | undefined,
  context: Context,
): Result {
  if (receiverOf(state) !== undefined || state.use === 'disposed') return refuse('wrong-state');
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
  const { approval } = handover;
  if (approval.status !== 'open') return refuse('wrong-state');
  const wrong = refusalToStep(approval, actor, state.unitPath);
  if (wrong) return refuse(wrong);
  if (command.verdict !== 'approved' && command.reason === undefined) return refuse('reason-required');
  const { verdict, reason } = command;
  const taken = openStep(approval)?.id ?? '';
  const guard = { actorMustNotBeListed: handIn(actor.sub), code: 'second-step' } as const;
  return accept({ type: 'handover-step-taken', step: taken, verdict, by: actor.sub, at: now, reason }, guard);
}

/** The name under which the state item lists everyone who has had a hand in the handover, for the guard of its steps. */
export const handIn = (sub: string): string => `handover:${sub}`;

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

const asked = (approval: Approval): HandoverApproval =>
  approval.status === 'open' ? approval : { status: approval.status };

export function evolveHandover<Held extends Asset>(state: Held, event: HandoverEvent): Held {
  if (event.type === 'handover-proposed') {
    const { toUnitPath, toKind, steps, proposedBy } = event;
    const approval = asked(openApproval(steps, proposedBy));
    return { ...state, handover: { toUnitPath, toKind, approval, confirmed: [], posted: [] } };
  }
  const { handover } = state;
  if (!handover) throw new Error(`${event.type} without a handover`);
  switch (event.type) {
    case 'handover-step-taken': {
      const { approval } = handover;
      if (approval.status !== 'open') throw new Error('a step of a chain that has ended');
      return { ...state, handover: { ...handover, approval: asked(takeStep(approval, event.verdict, event.by)) } };
    }
    case 'handover-confirmed': {
      const confirmed = [...handover.confirmed, event.side];
      return {
        ...state,
        handover: { ...handover, confirmed, postingDueDate: event.postingDueDate ?? handover.postingDueDate },
      };
    }
    case 'handover-posted':
      return { ...state, handover: { ...handover, posted: [...handover.posted, event.side] } };
    case 'handover-withdrawn':
      return { ...state, handover: undefined };
    case 'handover-redirected': {
      const { toUnitPath, toKind } = event;
      return { ...state, handover: { ...handover, toUnitPath, toKind } };
    }
    case 'asset-handed-over':
      return { ...state, unitPath: event.unitPath, holderKind: event.holderKind, handover: undefined };
  }
}
