/**
 * The code people call an asset by: `OP-7K3M-Q9XD-2FHTC`. The class's short name, twelve letters of the id the asset was registered under (60 bits, so
 * that a county of a million assets meets a second use with a probability below one in a million) and a check letter (ISO 7064 MOD 37,36), which
 * finds every single wrong letter and every two swapped neighbours. No unit is in it: assets are handed over, their codes stay. Being made of
 * the id it needs no register of its own, and the same request always gives the same code.
 */

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const MODULUS = DIGITS.length;
const LETTERS = 12;
const GROUP = 4;

/** @param id of the asset, in Crockford base 32; @param short of its class when it was registered */
export function assetCode(id: string, short: string): string {
  const letters = id.slice(0, LETTERS).toUpperCase().padEnd(LETTERS, '0');
  const [first, second, third] = [0, GROUP, 2 * GROUP].map((from) => letters.slice(from, from + GROUP));
  return `${short}-${first}-${second}-${third}${checkLetter(short + letters)}`;
}

/** Whether a code is one that {@link assetCode} can have made. */
export function isAssetCode(code: string): boolean {
  if (!/^[A-Z]{2,4}(-[0-9A-Z]{4}){2}-[0-9A-Z]{5}$/.test(code)) return false;
  const signs = code.replaceAll('-', '');
  return checkLetter(signs.slice(0, -1)) === signs.at(-1);
}

function checkLetter(signs: string): string {
  let product = MODULUS;
  for (const sign of signs) {
    const sum = (product + DIGITS.indexOf(sign)) % MODULUS || MODULUS;
    product = (sum * 2) % (MODULUS + 1);
  }
  return DIGITS[(MODULUS + 1 - product) % MODULUS] ?? '';
}
