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

/** Parses JSON text strictly. Never throws. */
export function strictJson(text: string): StrictJson {
  try {
    demandShape(text);
    return { kind: 'value', value: JSON.parse(text, wholeNumbersOnly as (key: string, value: unknown) => unknown) };
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
 * Refuses nesting too deep and keys that stand twice, in one pass before the parser; cheaper and safer than meeting a stack overflow
 * inside it. Of text that is no JSON it may see anything: the parser refuses that afterwards.
 */
function demandShape(text: string): void {
  /** Per open bracket: the keys of an object so far, or undefined for an array. */
  const open: (Set<string> | undefined)[] = [];
  /** Whether the next string is a key: after `{`, and after `,` in an object. */
  let keyNext = false;
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
  }
}

/** Place of the closing quote, or the end of a text that has none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === BACKSLASH) at += 1;
    else if (char === QUOTE) return at;
  }
  return text.length;
}

function demandNew(keys: Set<string> | undefined, quoted: string): void {
  // Compared as it reads: "\u0061" is "a".
  const key = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
  if (key === FORBIDDEN_KEY) throw new Refused(`the key ${FORBIDDEN_KEY} is not allowed`);
  if (keys?.has(key)) throw new Refused(`${key.slice(0, 40)} stands twice in one object`, key.endsWith('Fen'));
  keys?.add(key);
}
