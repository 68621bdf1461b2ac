/**
 * Splitting by weights without writing 60,000 amounts back. Largest remainder gives every line its exact share rounded down and
 * the odd fen to the largest remainders, the earlier line first among equals (`splitFen`). Who gets an odd fen therefore follows
 * from two numbers — the last remainder served and the last line number served at it — so a sealed header holds those, and the
 * amount of any line is computed from its weight alone.
 */
import { type Fen, fen, splitFen } from '../../../platform/fen.ts';

/** How a sum is shared by weights; part of the sealed header of a plan. */
export interface Sharing {
  readonly sharedFen: number;
  readonly weightSum: number;
  /** Lines with a larger remainder get one fen more; nobody does when it equals `weightSum`. */
  readonly lastRemainder: number;
  /** At exactly that remainder, lines up to this number do. */
  readonly lastNumber: number;
}

export interface WeightedLine {
  readonly number: number;
  readonly weight: number;
}

/** Largest remainder over the lines in their order: the reference that {@link shareOf} must equal, line by line. */
export const allocate = (total: Fen, weights: readonly number[]): Fen[] => splitFen(total, weights);

/**
 * The sharing of a sum over lines with weights.
 * @throws RangeError without lines, for a weight below 1 or a sum of weights past 2^53
 */
export function sharingOf(sharedFen: Fen, lines: readonly WeightedLine[]): Sharing {
  let weightSum = 0;
  for (const { weight } of lines) {
    if (!Number.isSafeInteger(weight) || weight < 1) throw new RangeError(`not a weight: ${weight}`);
    weightSum += weight;
  }
  if (lines.length === 0 || !Number.isSafeInteger(weightSum)) throw new RangeError('weights have no exact sum');
  const sum = BigInt(weightSum);
  let leftOver = BigInt(sharedFen);
  const remainders: { number: number; remainder: number }[] = [];
  for (const { number, weight } of lines) {
    const product = BigInt(sharedFen) * BigInt(weight);
    leftOver -= product / sum;
    remainders.push({ number, remainder: Number(product % sum) });
  }
  if (leftOver === 0n) return { sharedFen, weightSum, lastRemainder: weightSum, lastNumber: 0 };
  remainders.sort((a, b) => b.remainder - a.remainder || a.number - b.number);
  const last = remainders[Number(leftOver) - 1];
  if (!last) throw new Error('more fen are left over than there are lines');
  return { sharedFen, weightSum, lastRemainder: last.remainder, lastNumber: last.number };
}

/** What one line gets, in fen. */
export function shareOf({ sharedFen, weightSum, lastRemainder, lastNumber }: Sharing, line: WeightedLine): Fen {
  const product = BigInt(sharedFen) * BigInt(line.weight);
  const remainder = Number(product % BigInt(weightSum));
  const odd = remainder > lastRemainder || (remainder === lastRemainder && line.number <= lastNumber);
  return fen(Number(product / BigInt(weightSum)) + (odd ? 1 : 0));
}
