/**
 * Straight-line depreciation by whole months (MG-06). Pure arithmetic over one card's facts: the schedule, the card and the ledger all ask this file, so
 * they cannot disagree. Nothing is stored per month; the value on any date follows from the facts.
 *
 * Each month takes the same whole number of fen, the last month takes the remainder, so no fen is lost or made and net value never
 * falls below the residual. An impairment or revaluation sets the net value at the end of a month; what is left is spread anew over the months that remain.
 */
import { type Fen, fen, subtractFen } from '../../../../platform/fen.ts';

/** A calendar month, `YYYY-MM`. */
export type Month = string;

/** Why and when the net value was set anew. */
export interface ValueChange {
  /** Takes effect at the end of this month, after its depreciation. */
  readonly month: Month;
  readonly kind: 'impairment' | 'revaluation' | 'final-account' | 'appraisal' | 'dispute';
  readonly netFen: Fen;
}

/** What a schedule follows from. */
export interface DepreciationFacts {
  readonly originalFen: Fen;
  /** What stays at the end of its life; from the pack's residual rule. */
  readonly residualFen: Fen;
  /** Length of its life in months, at least 1. */
  readonly lifeMonths: number;
  /** First month that is depreciated; from the pack's start rule. */
  readonly firstMonth: Month;
  /** In order of month, at most one per month. */
  readonly changes: readonly ValueChange[];
}

/** Where the value stands after a month. */
export interface MonthlyValue {
  readonly month: Month;
  readonly depreciationFen: Fen;
  /** All depreciation so far, value changes not included. */
  readonly accumulatedFen: Fen;
  readonly netFen: Fen;
}

const MONTHS_PER_YEAR = 12;

/** Months since year 0, for counting. @throws RangeError when the text is no month */
export function monthNumber(month: Month): number {
  const parts = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month);
  if (!parts) throw new RangeError(`not a month: ${month}`);
  return Number(parts[1]) * MONTHS_PER_YEAR + Number(parts[2]) - 1;
}

/** The month of a count of {@link monthNumber}. */
export const monthText = (number: number): Month =>
  `${String(Math.floor(number / MONTHS_PER_YEAR)).padStart(4, '0')}-${String((number % MONTHS_PER_YEAR) + 1).padStart(2, '0')}`;

/** A stretch of months in which nothing but the clock changes the value. */
interface Stretch {
  readonly from: number;
  readonly netFen: Fen;
}

/** Depreciation of the first `months` months of a stretch that has `left` months of life and starts at `netFen`. */
function depreciated(netFen: Fen, residualFen: Fen, left: number, months: number): Fen {
  const depreciable = Math.max(0, netFen - residualFen);
  if (left <= 0 || months <= 0) return fen(0);
  return fen(months >= left ? depreciable : Math.floor(depreciable / left) * months);
}

/**
 * The value at the end of a month. Before the first month it is the original value; after the last it stays where it ended.
 * @throws RangeError when a fact is not possible (a life below one month, changes out of order or before the first month)
 */
export function valueAtEndOf(month: Month, facts: DepreciationFacts): MonthlyValue {
  checkFacts(facts);
  const asked = monthNumber(month);
  const end = monthNumber(facts.firstMonth) + facts.lifeMonths;
  let stretch: Stretch = { from: monthNumber(facts.firstMonth), netFen: facts.originalFen };
  let accumulated = 0;
  for (const change of facts.changes) {
    const at = monthNumber(change.month);
    if (at > asked) break;
    // Through the month of the change the old plan holds.
    accumulated += depreciated(stretch.netFen, facts.residualFen, end - stretch.from, at + 1 - stretch.from);
    stretch = { from: at + 1, netFen: change.netFen };
  }
  const through = depreciated(stretch.netFen, facts.residualFen, end - stretch.from, asked + 1 - stretch.from);
  const before = depreciated(stretch.netFen, facts.residualFen, end - stretch.from, asked - stretch.from);
  const changedThisMonth = stretch.from === asked + 1 && facts.changes.length > 0;
  return {
    month,
    depreciationFen: changedThisMonth ? depreciationOfChangedMonth(asked, facts) : subtractFen(through, before),
    accumulatedFen: fen(accumulated + through),
    netFen: subtractFen(stretch.netFen, through),
  };
}

/** In the month of a value change the depreciation is still that of the plan before it. */
function depreciationOfChangedMonth(asked: number, facts: DepreciationFacts): Fen {
  const changes = facts.changes.filter((change) => monthNumber(change.month) < asked);
  return valueAtEndOf(monthText(asked), { ...facts, changes }).depreciationFen;
}

/** Every month from the first to the last of its life: the schedule a card shows. */
export function schedule(facts: DepreciationFacts): MonthlyValue[] {
  checkFacts(facts);
  const first = monthNumber(facts.firstMonth);
  return Array.from({ length: facts.lifeMonths }, (_, index) => valueAtEndOf(monthText(first + index), facts));
}

/** Net value as a straight line: `constantFen + perMonthFen × monthNumber`, from this month until the next line begins. */
export interface NetLine {
  readonly from: number;
  readonly constantFen: number;
  readonly perMonthFen: number;
}

/**
 * The net value of every month as few straight lines, the first one from the beginning of time. What they give for a month is what
 * {@link valueAtEndOf} gives; ledgers add up lines instead of asking every card.
 */
export function netLines(facts: DepreciationFacts): NetLine[] {
  checkFacts(facts);
  const first = monthNumber(facts.firstMonth);
  const end = first + facts.lifeMonths;
  const lines: NetLine[] = [level(Number.NEGATIVE_INFINITY, facts.originalFen)];
  const stretches: Stretch[] = [
    { from: first, netFen: facts.originalFen },
    ...facts.changes.map(({ month, netFen }) => ({ from: monthNumber(month) + 1, netFen })),
  ];
  for (const [index, { from, netFen }] of stretches.entries()) {
    // A change sets the value at the end of its own month, one month before its stretch begins.
    if (index > 0) lines.push(level(from - 1, netFen));
    const until = stretches[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    const left = end - from;
    if (left <= 0) continue;
    const perMonthFen = 0 - Math.floor(Math.max(0, netFen - facts.residualFen) / left);
    lines.push({ from, constantFen: netFen - perMonthFen * (from - 1), perMonthFen });
    // The last month takes the remainder.
    if (end - 1 < until)
      lines.push(level(end - 1, subtractFen(netFen, depreciated(netFen, facts.residualFen, left, left))));
  }
  return lines.filter(({ from }, index) => (lines[index + 1]?.from ?? Number.POSITIVE_INFINITY) > from);
}

const level = (from: number, netFen: number): NetLine => ({ from, constantFen: netFen, perMonthFen: 0 });

function checkFacts({ originalFen, residualFen, lifeMonths, firstMonth, changes }: DepreciationFacts): void {
  if (!Number.isSafeInteger(lifeMonths) || lifeMonths < 1) throw new RangeError('a life has at least one month');
  if (residualFen < 0 || originalFen < 0) throw new RangeError('values are not negative');
  let last = monthNumber(firstMonth) - 1;
  for (const { month, netFen } of changes) {
    if (monthNumber(month) <= last)
      throw new RangeError('value changes come in order, one a month, after the first month');
    if (netFen < 0) throw new RangeError('values are not negative');
    last = monthNumber(month);
  }
}
