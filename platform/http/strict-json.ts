/**
 * JSON as we take it: every number is written as a whole number in plain digits that a double holds exactly — no 1e3, no 1.0,
 * nothing past 2^53. Money never passes through a float. A key stands once in an object: of two, one reader would take the first
 * and another the last.
 */

/** Deepest nesting taken, far above any contract of ours. */
const DEPTH_MAX = 32;
const WHOLE = /^-?(?:0|[1-9]\d*)$/;
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];
const [MINUS, POINT, SMALL_E, LARGE_E, ZERO, NINE] = [0x2d, 0x2e, 0x65, 0x45, 0x30, 0x39];
/** As many digits as every number of them fits below 2^53. */
const EXACT_DIGITS = 15;
/** Assigning it sets no property, so that schemas would not see it. */
const FORBIDDEN_KEY = '__proto__';

export type StrictJson =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'invalid'; readonly reason: string; readonly money?: boolean };

class Refused extends Error {
  readonly money: boolean;
  constructor(reason: string, money = false) {
    super(reason);
    this.money = money;
  }
}

type Reviver = (key: string, value: unknown) => unknown;

/** Parses JSON text strictly. Never throws. */
export function strictJson(text: string): StrictJson {
  try {
    const isPlain = demandShape(text);
    // A reviver costs several times the parser itself; it is asked only where it may have something to refuse.
    const value: unknown = isPlain ? JSON.parse(text) : JSON.parse(text, wholeNumbersOnly as Reviver);
    return { kind: 'value', value };
  } catch (error) {
    if (error instanceof Refused) return { kind: 'invalid', reason: error.message, money: error.money };
    return { kind: 'invalid', reason: 'not valid JSON' };
  }
}

/** A JSON.parse reviver that looks at the digits as they were written. */
function wholeNumbersOnly(key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number') return value;
  const source = context.source ?? '';
  if (WHOLE.test(source) && Number.isSafeInteger(value) && source !== '-0') return value;
  throw new Refused(`${key}: ${source.slice(0, 40)} is not a whole number within 2^53`, key.endsWith('Fen'));
}

/**
 * Tells whether every number is plain: digits only, few enough to be exact. Refuses nesting too deep and keys that stand twice, in one pass before the parser; cheaper and safer than meeting a stack overflow
 * inside it. Of text that is no JSON it may see anything: the parser refuses that afterwards.
 */
function demandShape(text: string): boolean {
  /** Per open bracket: the keys of an object so far, or undefined for an array. */
  const open: (Set<string> | undefined)[] = [];
  /** Whether the next string is a key: after `{`, and after `,` in an object. */
  let keyNext = false;
  let isPlain = true;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) {
      const start = at;
      at = endOfString(text, at);
      if (keyNext) demandNew(open.at(-1), text.slice(start, at + 1));
    } else if (char === OPEN_OBJECT || char === OPEN_ARRAY) {
      open.push(char === OPEN_OBJECT ? new Set() : undefined);
      keyNext = char === OPEN_OBJECT;
      if (open.length > DEPTH_MAX) throw new Refused(`nested deeper than ${DEPTH_MAX} levels`);
    } else if (char === CLOSE_OBJECT || char === CLOSE_ARRAY) {
      open.pop();
      keyNext = false;
    } else if (char === COMMA) keyNext = open.at(-1) !== undefined;
    else if (char === COLON) keyNext = false;
    else if (char === MINUS || (char >= ZERO && char <= NINE)) {
      const end = endOfDigits(text, at + 1);
      // A minus may stand before a lone nought; a point or an exponent comes after the digits.
      isPlain &&= char !== MINUS && end - at <= EXACT_DIGITS && !isFraction(text.charCodeAt(end));
      at = end - 1;
    }
  }
  return isPlain;
}

function endOfDigits(text: string, start: number): number {
  let at = start;
  for (let char = text.charCodeAt(at); char >= ZERO && char <= NINE; char = text.charCodeAt(at)) at += 1;
  return at;
}

const isFraction = (char: number): boolean => char === POINT || char === SMALL_E || char === LARGE_E;

/** Place of the closing quote, or the end of a text that has none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let slash = quote - 1;
    while (text.charCodeAt(slash) === BACKSLASH) slash -= 1;
    // Backslashes escape one another in pairs; one that is left over escapes the quote.
    if ((quote - slash) % 2 === 1) return quote;
    at = quote + 1;
  }
}

function demandNew(keys: Set<string> | undefined, quoted: string): void {
  // Compared as it reads: "\u0061" is "a".
  const key = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
  if (key === FORBIDDEN_KEY) throw new Refused(`the key ${FORBIDDEN_KEY} is not allowed`);
  if (keys?.has(key)) throw new Refused(`${key.slice(0, 40)} stands twice in one object`, key.endsWith('Fen'));
  keys?.add(key);
}
