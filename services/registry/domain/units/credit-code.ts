/**
 * Unified social credit codes (GB 32100-2015): 18 characters without I, O, S, V, Z; the last is a check character, weights 3^i mod 31.
 * Rural collectives carry codes beginning with N.
 */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const LENGTH = 18;
const MODULUS = 31;

/** True when the code is well formed and its check character fits. */
export function isCreditCode(code: string): boolean {
  if (code.length !== LENGTH) return false;
  const values = [...code].map((character) => ALPHABET.indexOf(character));
  if (values.includes(-1)) return false;
  let sum = 0;
  let weight = 1;
  for (const value of values.slice(0, -1)) {
    sum += value * weight;
    weight = (weight * 3) % MODULUS;
  }
  return values.at(-1) === (MODULUS - (sum % MODULUS)) % MODULUS;
}
