/** Reading more than one call takes. */
import { type Key, READ_KEYS_MAX, type Row, type Store } from '../../platform/store/store.ts';
import type { PlanLine } from './domain/plan-lines.ts';
import { LINE_ROWS, lineRows } from './keys.ts';

/** Rows per query: a line is small, so a page stays well below a megabyte. */
const LINES_PER_PAGE = 2_000;

/** The items under these keys, in their order, as many calls as it takes. */
export async function readAll(store: Store, keys: readonly Key[]): Promise<(Row | undefined)[]> {
  const rows: (Row | undefined)[] = [];
  for (let start = 0; start < keys.length; start += READ_KEYS_MAX) {
    rows.push(...(await store.read(keys.slice(start, start + READ_KEYS_MAX))));
  }
  return rows;
}

/** A line row as the rules know it. */
export function lineIn({ pk: _pk, sk: _sk, ...line }: Row): PlanLine {
  return line as unknown as PlanLine;
}

/** Every line of a plan, in order. */
export async function allLines(store: Store, planId: string): Promise<PlanLine[]> {
  const lines: PlanLine[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await store.queryPartition(lineRows(planId), LINE_ROWS, { limit: LINES_PER_PAGE, after });
    for (const row of page.rows) lines.push(lineIn(row));
    after = page.next;
  } while (after);
  return lines;
}
