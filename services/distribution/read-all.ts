/** Reading more than one call takes. */
import { type Key, READ_KEYS_MAX, type Row, type Store } from '../../platform/store/store.ts';
import { type Plan, reserveLine } from './domain/plan.ts';
import { LINES_PER_BLOCK, lineIn, numbered, type Piece, type PlanLine } from './domain/plan-lines.ts';
import { blockPrefix, linePieces, linePrefix } from './keys.ts';

/** Pieces per query: a few kilobytes each, so a page stays below a megabyte. */
const PIECES_PER_PAGE = 200;

/** The items under these keys, in their order, as many calls as it takes. */
export async function readAll(store: Store, keys: readonly Key[]): Promise<(Row | undefined)[]> {
  const rows: (Row | undefined)[] = [];
  for (let start = 0; start < keys.length; start += READ_KEYS_MAX) {
    rows.push(...(await store.read(keys.slice(start, start + READ_KEYS_MAX))));
  }
  return rows;
}

/** A row of lines as the rules know it. */
export const pieceIn = (row: Row): Piece => row as unknown as Piece;

/** Every line of a plan without its reserves, in order. */
export async function allLines(
  store: Store,
  planId: string,
  { linesSet }: Pick<Plan, 'linesSet'>,
): Promise<PlanLine[]> {
  const lines: PlanLine[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await store.queryPartition(linePieces(planId), linePrefix(linesSet), {
      limit: PIECES_PER_PAGE,
      after,
    });
    for (const row of page.rows) {
      const piece = pieceIn(row);
      lines.push(...numbered(piece.lines, piece.firstNumber));
    }
    after = page.next;
  } while (after);
  return lines;
}

/** The lines of the block that this number falls into. A block has no more pieces than lines. */
async function blockLines(store: Store, planId: string, set: number | undefined, number: number): Promise<PlanLine[]> {
  const page = await store.queryPartition(linePieces(planId), blockPrefix(number, set), { limit: LINES_PER_BLOCK });
  return page.rows.map(pieceIn).flatMap((piece) => numbered(piece.lines, piece.firstNumber));
}

/** One line, wherever its piece begins. */
export async function findLine(
  store: Store,
  planId: string,
  set: number | undefined,
  number: number,
): Promise<PlanLine | undefined> {
  return (await blockLines(store, planId, set, number)).find((line) => line.number === number);
}

/** Up to `limit` lines from a number on, reserves after the last one. */
export async function linesFrom(
  store: Store,
  planId: string,
  plan: Plan,
  from: number,
  limit: number,
): Promise<PlanLine[]> {
  const lines: PlanLine[] = [];
  const wanted = Math.min(from + limit - 1, plan.lineCount);
  for (let next = from; next <= wanted; next = (lines.at(-1)?.number ?? wanted) + 1) {
    const block = await blockLines(store, planId, plan.linesSet, next);
    const some = block.filter(({ number }) => number >= next && number <= wanted);
    if (some.length === 0) break;
    lines.push(...some);
  }
  for (let number = Math.max(from, plan.lineCount + 1); number < from + limit; number += 1) {
    const reserve = reserveLine(plan, number);
    if (!reserve) break;
    lines.push(reserve);
  }
  return lines;
}

/** A line in the first set's piece that begins its block, or among the reserves; undefined when it lies in a later piece or set, or nowhere. */
export function lineAtHand(plan: Plan, row: Row | undefined, number: number): PlanLine | undefined {
  return reserveLine(plan, number) ?? (row && plan.linesSet === undefined ? lineIn(pieceIn(row), number) : undefined);
}
