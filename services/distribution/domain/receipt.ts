/** One receipt of income: entered once, then only looked at by the daily job until it is used up or found parked (MG-16). */
import { type CalendarDate, calendarDate, compareDates, daysBetween } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import { dueDateOf, isFurther, levelOn, nextCheck, type ParkedLevel } from './parked.ts';
import { isLedOn, type Pool } from './pool.ts';
import { amountOf, type Price, type Rounding } from './price.ts';

interface Origin {
  readonly receivedOn: string;
  readonly contract?: string | undefined;
  readonly payer?: string | undefined;
  readonly assetId?: string | undefined;
}

export interface Receipt extends Origin {
  readonly unitPath: string;
  /** The unit it was sent to, when that had been merged into this one. */
  readonly sentFor?: string | undefined;
  readonly amountFen: number;
  readonly price?: (Price & { readonly rounding: Rounding }) | undefined;
  readonly dueDate: string;
  readonly status: 'held' | 'warned' | 'parked' | 'distributed';
  /** The furthest level flagged so far. */
  readonly flagged?: ParkedLevel | undefined;
  readonly remainingFen?: number | undefined;
  /** Day on which the daily job looks at it next; absent when it need not. */
  readonly checkOn?: string | undefined;
}

export type ReceiptCommand =
  | ({
      readonly type: 'receive';
      readonly unitPath: string;
      readonly sentFor?: string | undefined;
      readonly amountFen?: number | undefined;
      readonly price?: Price | undefined;
    } & Origin)
  /** `remainingFen`: what payouts have left of it, oldest receipt first. `unitPath`: the unit whose pool holds it now. */
  | { readonly type: 'assess'; readonly remainingFen: number; readonly unitPath?: string | undefined };

export type ReceiptEvent =
  | ({ readonly type: 'income-received'; readonly checkOn: string } & Omit<
      Receipt,
      'status' | 'flagged' | 'remainingFen' | 'checkOn'
    >)
  | ({ readonly type: 'income-parked-warning'; readonly warningDays: number; readonly checkOn: string } & Flagged)
  | ({ readonly type: 'income-parked'; readonly daysLate: number } & Flagged)
  | {
      readonly type: 'income-distributed';
      readonly unitPath: string;
      readonly receivedOn: string;
      readonly dueDate: string;
      readonly seenOn: string;
    }
  | { readonly type: 'income-check-moved'; readonly checkOn: string };

interface Flagged {
  readonly unitPath: string;
  readonly receivedOn: string;
  readonly dueDate: string;
  readonly remainingFen: number;
  readonly flaggedOn: string;
}

export type ReceiptRefusal =
  | 'already-exists'
  | 'not-found'
  | 'unknown-unit'
  | 'unit-closed'
  | 'unknown-price-unit'
  | 'invalid-money'
  | 'invalid-request'
  | 'wrong-state';

type Context = DecisionContext<Policy>;
type Result = Decision<ReceiptEvent, ReceiptRefusal>;

/** Largest amount of one receipt, as the contract has it; a price must not go round it. */
const AMOUNT_FEN_MAX = 10_000_000_000_000;

export function decideReceipt(
  state: Receipt | undefined,
  command: ReceiptCommand,
  pool: Pool | undefined,
  context: Context,
): Result {
  if (command.type === 'assess') return state ? assess(state, command, context) : refuse('not-found');
  return state ? refuse('already-exists') : receive(command, pool, context);
}

function receive(
  command: Extract<ReceiptCommand, { type: 'receive' }>,
  pool: Pool | undefined,
  { policy, today }: Context,
): Result {
  const { unitPath, sentFor, receivedOn, contract, payer, assetId, price } = command;
  if (pool?.unitPath !== unitPath) return refuse('unknown-unit');
  if (isLedOn(pool)) return refuse('unit-closed');
  const received = calendarDate(receivedOn);
  if (compareDates(received, today) > 0) {
    return refuse('invalid-request', '收款日期晚于今天', 'it was received after today');
  }
  const priced = price ? amountOf(price) : undefined;
  if (priced?.kind === 'refused') return refuse(priced.code, priced.zh, priced.en);
  const amountFen = priced?.amountFen ?? command.amountFen;
  if (amountFen === undefined || amountFen < 1 || amountFen > AMOUNT_FEN_MAX) return refuse('invalid-money');
  const dueDate = dueDateOf(received, policy.distribution);
  return accept({
    type: 'income-received',
    unitPath,
    amountFen,
    sentFor,
    receivedOn,
    contract,
    payer,
    assetId,
    price: price && priced ? { ...price, rounding: priced.rounding } : undefined,
    dueDate,
    checkOn: nextCheck(dueDate, today, policy.distribution, undefined),
  });
}

/** One look by the daily job. Refused as `wrong-state` when there is nothing new to say: a second run changes nothing. */
function assess(
  state: Receipt,
  { remainingFen, unitPath = state.unitPath }: Extract<ReceiptCommand, { type: 'assess' }>,
  { policy, today }: Context,
): Result {
  const { receivedOn } = state;
  const dueDate = calendarDate(state.dueDate);
  const isDue = state.checkOn !== undefined && compareDates(calendarDate(state.checkOn), today) <= 0;
  if (remainingFen === 0) {
    return isDue ? accept({ type: 'income-distributed', unitPath, receivedOn, dueDate, seenOn: today }) : nothingNew();
  }
  const level = levelOn(dueDate, today, policy.distribution);
  if (level === undefined || !isFurther(level, state.flagged)) {
    // Due, but for a level the pack no longer has: only the day of the next look moves.
    const checkOn = nextCheck(dueDate, today, policy.distribution, state.flagged);
    return isDue && state.flagged !== 'parked' ? accept({ type: 'income-check-moved', checkOn }) : nothingNew();
  }
  const flagged = { unitPath, receivedOn, dueDate, remainingFen, flaggedOn: today };
  return level === 'parked'
    ? accept({ type: 'income-parked', ...flagged, daysLate: daysBetween(dueDate, today) })
    : accept({
        type: 'income-parked-warning',
        ...flagged,
        warningDays: level,
        checkOn: nextCheck(dueDate, today, policy.distribution, level),
      });
}

const nothingNew = (): Result => refuse('wrong-state');

/** Whether the daily job has to ask at all: the cheap half of {@link decideReceipt}'s answer to `assess`. */
export function needsLook(state: Receipt, remainingFen: number, today: CalendarDate, policy: Policy): boolean {
  if (state.checkOn !== undefined && state.checkOn <= today) return true;
  if (remainingFen === 0) return false;
  const level = levelOn(calendarDate(state.dueDate), today, policy.distribution);
  return level !== undefined && isFurther(level, state.flagged);
}

export function evolveReceipt(state: Receipt | undefined, event: ReceiptEvent): Receipt {
  if (event.type === 'income-received') {
    const { type: _type, ...receipt } = event;
    return { ...receipt, status: 'held' };
  }
  if (!state) throw new Error(`${event.type} before income-received`);
  switch (event.type) {
    case 'income-parked-warning': {
      const { warningDays, remainingFen, checkOn } = event;
      return { ...state, status: 'warned', flagged: warningDays, remainingFen, checkOn };
    }
    case 'income-parked':
      return { ...state, status: 'parked', flagged: 'parked', remainingFen: event.remainingFen, checkOn: undefined };
    case 'income-distributed':
      return { ...state, status: 'distributed', remainingFen: 0, checkOn: undefined };
    case 'income-check-moved':
      return { ...state, checkOn: event.checkOn };
  }
}
