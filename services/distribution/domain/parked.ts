/**
 * Parked income (趴账, MG-16). Payouts use the oldest receipt first, so what is left in a pool is its newest receipts; how much of a
 * receipt is left follows from the balance and the receipts after it, and nothing has to be kept per receipt.
 */
import { addDays, addMonths, type CalendarDate, compareDates } from '../../../platform/calendar.ts';
import type { Policy } from '../../../policy/policy.ts';

type Rule = Pick<Policy['distribution'], 'deadlineMonths' | 'parkedWarningDays'>;

/** Last day by which money received on a day must be distributed. */
export const dueDateOf = (receivedOn: CalendarDate, rule: Rule): CalendarDate =>
  addMonths(receivedOn, rule.deadlineMonths);

/** Days before the due date, or `parked` once it is over. */
export type ParkedLevel = number | 'parked';

/** The level money with this due date has reached today: the nearest warning, `parked` after the due date, or none yet. */
export function levelOn(dueDate: CalendarDate, today: CalendarDate, rule: Rule): ParkedLevel | undefined {
  if (compareDates(today, dueDate) > 0) return 'parked';
  const reached = rule.parkedWarningDays.filter((days) => compareDates(addDays(dueDate, -days), today) <= 0);
  return reached.length === 0 ? undefined : Math.min(...reached);
}

/** True when a level is further than the one flagged before. A warning after a nearer one, or after `parked`, says nothing new. */
export function isFurther(level: ParkedLevel, flagged: ParkedLevel | undefined): boolean {
  if (flagged === undefined) return true;
  if (flagged === 'parked') return false;
  return level === 'parked' || level < flagged;
}

/**
 * The day on which a level further than the one flagged is reached, never today or earlier: the daily job has been through those days. A
 * receipt entered late therefore comes up tomorrow.
 */
export function nextCheck(
  dueDate: CalendarDate,
  today: CalendarDate,
  rule: Rule,
  flagged: ParkedLevel | undefined,
): CalendarDate {
  const tomorrow = addDays(today, 1);
  const levels: readonly ParkedLevel[] = [...rule.parkedWarningDays, 'parked'];
  const days = levels
    .filter((level) => isFurther(level, flagged))
    .map((level) => addDays(dueDate, level === 'parked' ? 1 : -level))
    .sort(compareDates);
  const [first = tomorrow] = days;
  return compareDates(first, tomorrow) < 0 ? tomorrow : first;
}

export interface HeldReceipt {
  readonly receiptId: string;
  readonly amountFen: number;
}

/**
 * What is left of each receipt, newest first, until the balance is explained. Receipts not listed are used up.
 * @param newestFirst receipts from the newest on; reading may stop once their sum reaches the balance
 */
export function remainders(balanceFen: number, newestFirst: Iterable<HeldReceipt>): ReadonlyMap<string, number> {
  const left = new Map<string, number>();
  let unexplained = balanceFen;
  for (const { receiptId, amountFen } of newestFirst) {
    if (unexplained <= 0) break;
    const remainingFen = Math.min(amountFen, unexplained);
    left.set(receiptId, remainingFen);
    unexplained -= remainingFen;
  }
  return left;
}
