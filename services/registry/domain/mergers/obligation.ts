/** One claim or debt of a unit: registered, corrected with a reason, settled in one or several payments, moved by a merger (ZC-05). */
import { accept, type Decision, type DecisionContext, refuse } from '../../../../platform/decider.ts';
import type { Unit } from '../units/unit.ts';
import {
  evolveMergerMove,
  type MergerMoveRefusal,
  type MergerPart,
  type MoveByMerger,
  type Moved,
  movedBy,
} from './merger-move.ts';

export interface ObligationFacts {
  readonly counterparty: string;
  readonly amountFen: number;
  readonly dueDate?: string | undefined;
  readonly basis: string;
}

export interface Obligation extends ObligationFacts, MergerPart {
  readonly unitPath: string;
  readonly side: 'claim' | 'debt';
  readonly outstandingFen: number;
}

export type ObligationCommand =
  | ({ readonly type: 'register'; readonly unitPath: string; readonly side: 'claim' | 'debt' } & ObligationFacts)
  | ({ readonly type: 'correct'; readonly reason: string } & ObligationFacts)
  | { readonly type: 'settle'; readonly amountFen: number; readonly settledOn: string; readonly voucher: string }
  | MoveByMerger;

export type ObligationEvent =
  | ({
      readonly type: 'obligation-registered';
      readonly unitPath: string;
      readonly side: 'claim' | 'debt';
    } & ObligationFacts)
  | ({
      readonly type: 'obligation-corrected';
      readonly outstandingFen: number;
      readonly reason: string;
    } & ObligationFacts)
  | {
      readonly type: 'obligation-settled';
      readonly amountFen: number;
      readonly outstandingFen: number;
      readonly settledOn: string;
      readonly voucher: string;
    }
  | ({ readonly type: 'obligation-moved-by-merger' } & Moved);

export type ObligationRefusal =
  | 'already-exists'
  | 'not-found'
  | 'unknown-unit'
  | 'unit-closed'
  | 'wrong-state'
  | 'invalid-money'
  | MergerMoveRefusal;

type Result = Decision<ObligationEvent, ObligationRefusal>;

/** @param unit the unit it is registered for, or the successor it moves to */
export function decideObligation(
  state: Obligation | undefined,
  command: ObligationCommand,
  unit: Unit | undefined,
  context: Pick<DecisionContext<unknown>, 'today'>,
): Result {
  if (command.type === 'register') {
    if (state) return refuse('already-exists');
    if (!unit || unit.path !== command.unitPath) return refuse('unknown-unit');
    if (unit.status === 'closed') return refuse('unit-closed');
    const { type: _type, ...obligation } = command;
    return accept({ type: 'obligation-registered', ...obligation });
  }
  if (!state) return refuse('not-found');
  switch (command.type) {
    case 'correct':
      return correct(state, command);
    case 'settle':
      return settle(state, command, context.today);
    case 'move-by-merger': {
      const decision = movedBy(state, command, unit);
      return decision.kind === 'refused' ? decision : accept({ type: 'obligation-moved-by-merger', ...decision.event });
    }
  }
}

function correct(state: Obligation, command: Extract<ObligationCommand, { type: 'correct' }>): Result {
  const { type: _type, ...facts } = command;
  const outstandingFen = facts.amountFen - (state.amountFen - state.outstandingFen);
  if (outstandingFen < 0)
    return refuse('invalid-money', '更正后的金额少于已清偿金额', 'less than what has been settled');
  return accept({ type: 'obligation-corrected', ...facts, outstandingFen });
}

function settle(
  state: Obligation,
  { amountFen, settledOn, voucher }: Extract<ObligationCommand, { type: 'settle' }>,
  today: string,
): Result {
  if (state.outstandingFen === 0) return refuse('wrong-state', '已经结清', 'it has been settled');
  if (settledOn > today) return refuse('wrong-state', '清偿日期晚于今天', 'settled after today');
  if (amountFen > state.outstandingFen) return refuse('invalid-money', '超过未清偿金额', 'more than is outstanding');
  return accept({
    type: 'obligation-settled',
    amountFen,
    outstandingFen: state.outstandingFen - amountFen,
    settledOn,
    voucher,
  });
}

export function evolveObligation(state: Obligation | undefined, event: ObligationEvent): Obligation {
  if (event.type === 'obligation-registered') {
    const { type: _type, ...obligation } = event;
    return { ...obligation, outstandingFen: obligation.amountFen };
  }
  if (!state) throw new Error(`${event.type} before obligation-registered`);
  switch (event.type) {
    case 'obligation-corrected': {
      const { type: _type, reason: _reason, ...facts } = event;
      return { ...state, dueDate: undefined, ...facts };
    }
    case 'obligation-settled':
      return { ...state, outstandingFen: event.outstandingFen };
    case 'obligation-moved-by-merger':
      return evolveMergerMove(state, event);
  }
}
