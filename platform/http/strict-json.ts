/**
 * JSON as we take it: every number is written as a whole number in plain digits that a double holds exactly — no 1e3, no 1.0,
 * nothing past 2^53. Money never passes through a float.
 */

/** Deepest nesting taken, far above any contract of ours. */
const DEPTH_MAX = 32;
const WHOLE = /^-?(?:0|[1-9]\d*)$/;

export type StrictJson =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'invalid'; readonly reason: string; readonly money?: boolean };

class Refused extends Error {
  readonly money: boolean;
  constructor(reason: string, money: boolean) {
    super(reason);
    this.money = money;
  }
}

/** Parses JSON text strictly. Never throws. */
export function strictJson(text: string): StrictJson {
  if (depth(text) > DEPTH_MAX) return { kind: 'invalid', reason: `nested deeper than ${DEPTH_MAX} levels` };
  try {
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

/** Deepest bracket outside strings; cheaper and safer than meeting a stack overflow inside the parser. */
function depth(text: string): number {
  let now = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (inString) {
      if (char === 0x5c) at += 1;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x7b || char === 0x5b) {
      now += 1;
      deepest = Math.max(deepest, now);
    } else if (char === 0x7d || char === 0x5d) now -= 1;
  }
  return deepest;
}
