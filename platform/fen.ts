/**
 * Money. Every amount in Panhuo is a whole number of fen (1 yuan = 100 fen) and is checked to stay an exact integer:
 * a sum that would leave the safe integer range throws instead of rounding.
 */

declare const fenBrand: unique symbol;

/** A whole number of fen, within ±(2^53 − 1), which is ±90 trillion yuan. Negative amounts are reversals and debts. */
export type Fen = number & { readonly [fenBrand]: 'Fen' };

/** The largest amount that can be held exactly, in fen. */
export const MAXIMUM_FEN = Number.MAX_SAFE_INTEGER as Fen;
export const ZERO_FEN = 0 as Fen;

/** ASCII digits only, at most two decimals, no leading zeros, no exponent, no plus sign, no separators. */
const YUAN_TEXT = /^(-?)(0|[1-9][0-9]{0,15})(?:\.([0-9]{1,2}))?$/;

/** True for a number that is a whole amount in fen. */
export function isFen(value: unknown): value is Fen {
  return Number.isSafeInteger(value);
}

/** Brands a whole number of fen. Throws RangeError for fractions, NaN, infinities and numbers past 2^53 − 1. */
export function fen(value: number): Fen {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number of fen: ${value}`);
  // −0 would be another JSON text than 0, hence another hash for the same amount.
  return (value === 0 ? 0 : value) as Fen;
}

/** a + b in fen. Throws RangeError past the exact range. */
export function addFen(a: Fen, b: Fen): Fen {
  return fen(a + b);
}

/** a − b in fen. Throws RangeError past the exact range. */
export function subtractFen(a: Fen, b: Fen): Fen {
  return fen(a - b);
}

/** The sum of all amounts, 0 for none. Throws RangeError when any intermediate sum leaves the exact range. */
export function sumFen(amounts: Iterable<Fen>): Fen {
  let total = ZERO_FEN;
  for (const amount of amounts) total = addFen(total, amount);
  return total;
}

/** −a in fen, without ever giving −0. */
export function negateFen(a: Fen): Fen {
  return fen(-a);
}

/** a × factor, factor a whole number (quantities, months). Throws RangeError for a fraction or past the exact range. */
export function multiplyFen(a: Fen, factor: number): Fen {
  if (!Number.isSafeInteger(factor)) throw new RangeError(`not a whole factor: ${factor}`);
  return fen(a * factor);
}

/**
 * Reads an amount in yuan as people write it ("1234.5", "-0.07") into fen. Strict on purpose: anything that is not plain
 * ASCII digits with at most two decimals gives undefined, so `1e3`, `1,000`, `＋5`, `１２` and `1.005` never become money.
 */
export function parseYuan(text: string): Fen | undefined {
  const match = YUAN_TEXT.exec(text);
  if (match === null) return undefined;
  const [, sign, yuan, decimals = ''] = match;
  const amount = BigInt(`${yuan}${decimals.padEnd(2, '0')}`);
  if (amount > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return fen(sign === '-' ? -Number(amount) : Number(amount));
}

/** The amount in yuan with exactly two decimals, "-0.07"; parseYuan reads it back to the same fen. */
export function formatYuan(amount: Fen): string {
  const digits = Math.abs(amount).toString().padStart(3, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * Splits a total by weights so that the parts sum to the total to the fen (largest remainder). Each part is its exact
 * share rounded down or up; the fen left over go to the largest remainders, and among equal remainders to the earlier
 * line, so the same input always gives the same parts. A weight of zero gives 0 fen. A negative total is split like its
 * positive counterpart.
 *
 * Throws RangeError for no weights, a negative or fractional weight, or weights that sum to zero.
 */
export function splitFen(total: Fen, weights: readonly (bigint | number)[]): Fen[] {
  const exactWeights = weights.map(toWeight);
  let weightSum = 0n;
  for (const weight of exactWeights) weightSum += weight;
  if (weightSum === 0n) throw new RangeError('cannot split by weights that sum to zero');

  const amount = BigInt(Math.abs(fen(total)));
  const parts: number[] = new Array(exactWeights.length);
  const remainders: { readonly index: number; readonly remainder: bigint }[] = [];
  let leftOver = amount;
  for (const [index, weight] of exactWeights.entries()) {
    const product = amount * weight;
    const part = product / weightSum;
    const remainder = product % weightSum;
    parts[index] = Number(part);
    leftOver -= part;
    if (remainder > 0n) remainders.push({ index, remainder });
  }
  remainders.sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  // The remainders are each below one fen, so fewer fen are left over than lines have a remainder.
  for (const { index } of remainders.slice(0, Number(leftOver))) parts[index] = (parts[index] ?? 0) + 1;

  return parts.map((part) => fen(total < 0 ? -part : part));
}

function toWeight(weight: bigint | number): bigint {
  if (typeof weight === 'number' && !Number.isSafeInteger(weight)) {
    throw new RangeError(`not a whole weight: ${weight}`);
  }
  if (weight < 0) throw new RangeError(`negative weight: ${weight}`);
  return BigInt(weight);
}
