/** Numbers and money of an inventory, added and compared to the fen. */
import { fen } from '../../../../platform/fen.ts';

/** A number of assets and their value. */
export interface Sum {
  readonly count: number;
  readonly fen: number;
}

export const NOTHING: Sum = { count: 0, fen: 0 };

/** @throws RangeError when the money leaves the range of whole fen */
export const addSums = (...sums: readonly Sum[]): Sum =>
  sums.reduce((total, part) => ({ count: total.count + part.count, fen: fen(total.fen + part.fen) }), NOTHING);

export const subtractSum = (from: Sum, part: Sum): Sum => ({
  count: from.count - part.count,
  fen: fen(from.fen - part.fen),
});

export const sameSum = (a: Sum, b: Sum): boolean => a.count === b.count && a.fen === b.fen;

/** The movements of an inventory: what it opened with, what came and went, and what it closed with. */
export interface Movements {
  readonly opening: Sum;
  readonly increases: Sum;
  readonly decreases: Sum;
  readonly closing: Sum;
}

/** Opening + increases − decreases = closing, in number and to the fen. */
export const balances = ({ opening, increases, decreases, closing }: Movements): boolean =>
  sameSum(subtractSum(addSums(opening, increases), decreases), closing);

/** How the value of one asset moved between two lists: it came, it went, or it rose or fell. */
export function movementOf(
  before: number | undefined,
  after: number | undefined,
): Pick<Movements, 'increases' | 'decreases'> {
  if (before === undefined && after === undefined) return { increases: NOTHING, decreases: NOTHING };
  if (before === undefined) return { increases: { count: 1, fen: after ?? 0 }, decreases: NOTHING };
  if (after === undefined) return { increases: NOTHING, decreases: { count: 1, fen: before } };
  const risen = after - before;
  return {
    increases: { count: 0, fen: Math.max(risen, 0) },
    decreases: { count: 0, fen: Math.max(-risen, 0) },
  };
}
