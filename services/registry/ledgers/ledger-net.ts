/**
 * The net value of a ledger, which changes every month without an event (docs/adr/0010). The net value of a card is a few straight lines over the months;
 * a ledger keeps the sum of all lines of a class as changes of slope and height, by decade, by year and by month. The sum at a month is then read from three
 * rows — the decades before, the years before in this decade, the months up to it in this year — whatever the number of cards and however long their lives.
 */
import { fen } from '../../../platform/fen.ts';
import type { Row } from '../../../platform/store/store.ts';
import type { Asset } from '../domain/asset.ts';
import { netLinesOf } from '../domain/value/asset-value.ts';
import { type Month, monthNumber, monthText } from '../domain/value/depreciation.ts';
import { PARTS } from './ledger-parts.ts';

/** The decades lie in the row of the other parts, which every card of the ledger adds to anyhow. */
const TOP = PARTS;
const DIMENSION = 'net';
/** Before every decade: what a card is worth until its first change of slope. */
const ALWAYS = '';
/** Months are counted from here, so that the sums stay small; earlier lines count from here too. */
const FIRST_MONTH = monthNumber('1949-01');
/** Lines that begin later are of no ledger anybody reads. */
const LAST_MONTH = monthNumber('2199-12');

interface Part {
  readonly breakdown: string;
  readonly add: Readonly<Record<string, number>>;
}

/** What one asset adds to the net value of its class in a ledger. */
export function netParts(asset: Asset): Part[] {
  const parts = new Map<string, Record<string, number>>();
  const add = (breakdown: string, what: 'h' | 's', place: string, amount: number): void => {
    const part = parts.get(breakdown) ?? {};
    const attribute = [DIMENSION, asset.class, `${what}${place}`].join('/');
    part[attribute] = fen((part[attribute] ?? 0) + amount);
    parts.set(breakdown, part);
  };
  let before = { height: 0, slope: 0 };
  for (const { from, constantFen, perMonthFen } of netLinesOf(asset)) {
    if (from > LAST_MONTH) break;
    const line = { height: constantFen + perMonthFen * FIRST_MONTH, slope: perMonthFen };
    const places = from > FIRST_MONTH ? placesOf(from) : [[TOP, ALWAYS] as const];
    for (const [breakdown, place] of places) {
      add(breakdown, 'h', place, line.height - before.height);
      add(breakdown, 's', place, line.slope - before.slope);
    }
    before = line;
  }
  return [...parts].map(([breakdown, sums]) => ({ breakdown, add: withoutZeros(sums) }));
}

const withoutZeros = (sums: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(sums).filter(([, amount]) => amount !== 0));

/** The three rows that a month lies in, and its place in each: decade of all, year of its decade, month of its year. */
function placesOf(month: number): readonly (readonly [breakdown: string, place: string])[] {
  const text = monthText(month);
  const [decade, year] = [text.slice(0, 3), text.slice(0, 4)];
  return [
    [TOP, decade],
    [`NET#${decade}`, year],
    [`NET#${year}`, text],
  ];
}

/** The rows to read for a month. */
export const netBreakdowns = (month: Month): string[] => placesOf(within(month)).map(([breakdown]) => breakdown);

/** The net value of each class at the end of a month, in fen. @param rows those of {@link netBreakdowns}, in order */
export function netAt(month: Month, rows: readonly (Row | undefined)[]): ReadonlyMap<string, number> {
  const asked = within(month);
  const sums = new Map<string, { height: number; slope: number }>();
  const places = placesOf(asked);
  for (const [index, [, place]] of places.entries()) {
    const isLast = index === places.length - 1;
    for (const [attribute, amount] of Object.entries(rows[index] ?? {})) {
      const [dimension, ofClass = '', line = ''] = attribute.split('/');
      const at = line.slice(1);
      // What lies before, and of the last row the month itself.
      if (dimension !== DIMENSION || typeof amount !== 'number' || !(at < place || (isLast && at === place))) continue;
      const sum = sums.get(ofClass) ?? { height: 0, slope: 0 };
      if (line.startsWith('h')) sum.height += amount;
      else sum.slope += amount;
      sums.set(ofClass, sum);
    }
  }
  return new Map(
    [...sums].map(([ofClass, { height, slope }]) => [ofClass, fen(height + slope * (asked - FIRST_MONTH))]),
  );
}

/** The net value of all classes together. */
export const netOf = (classes: ReadonlyMap<string, number>): number =>
  fen([...classes.values()].reduce((a, b) => a + b, 0));

const within = (month: Month): number => Math.min(Math.max(monthNumber(month), FIRST_MONTH), LAST_MONTH);
