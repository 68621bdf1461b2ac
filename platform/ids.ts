/** Ids and hashes. An id derived from a cause is the same however often the cause arrives. */
import { hash } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ID_LENGTH = 26;
const BITS_PER_LETTER = 5;

/** 130 bits of SHA-256 over the parts, in Crockford base 32. Parts are separated, so ("ab","c") and ("a","bc") differ. */
export function derivedId(...parts: readonly string[]): string {
  const digest = hash('sha256', JSON.stringify(parts), 'buffer');
  let id = '';
  let bits = 0;
  let held = 0;
  for (let at = 0; id.length < ID_LENGTH; ) {
    if (held < BITS_PER_LETTER) {
      bits = ((bits << 8) | (digest[at] ?? 0)) & 0xffff;
      held += 8;
      at += 1;
    }
    held -= BITS_PER_LETTER;
    id += ALPHABET[(bits >> held) & 31];
  }
  return id;
}

/**
 * RFC 8785 canonical JSON: the one byte sequence a value is hashed and compared by. Fields that are undefined are left out.
 * @throws TypeError for what has no such form: NaN, infinities, half of a surrogate pair, functions and the like
 */
export function canonicalJson(value: unknown): string {
  const text = written(value);
  if (text === undefined) throw new TypeError('value has no JSON form');
  return text;
}

function written(value: unknown): string | undefined {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
    // RFC 8785 takes over how ECMAScript writes numbers.
    return `${value}`;
  }
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return 'null';
  if (value === undefined) return undefined;
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} has no JSON form`);
  if (Array.isArray(value)) return `[${value.map((item) => written(item) ?? 'null').join(',')}]`;
  return writtenObject(value as Readonly<Record<string, unknown>>);
}

function writtenObject(value: Readonly<Record<string, unknown>>): string {
  if (typeof value.toJSON === 'function') return written(value.toJSON()) ?? 'null';
  let text = '';
  // By UTF-16 code units, as RFC 8785 has it and as sort compares.
  for (const key of Object.keys(value).sort()) {
    const part = written(value[key]);
    if (part !== undefined) text += `${text === '' ? '' : ','}${quoted(key)}:${part}`;
  }
  return `{${text}}`;
}

/** Whether what came out of a JSON parser has a canonical form: whether no text in it holds half of a surrogate pair. */
export function hasCanonicalForm(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, part]) => key.isWellFormed() && hasCanonicalForm(part));
}

/** Anything that JSON escapes, and surrogates, of which only pairs will do. Most texts have none. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON escapes
const NOT_AS_IT_STANDS = /["\\\u0000-\u001f\ud800-\udfff]/;

function quoted(text: string): string {
  if (!NOT_AS_IT_STANDS.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new TypeError('half of a surrogate pair has no canonical form');
  return JSON.stringify(text);
}

/** SHA-256 of the canonical JSON, base64url without padding (43 characters). */
export const hashOf = (value: unknown): string => hashOfText(canonicalJson(value));

/** The same of a canonical JSON that is at hand. */
export const hashOfText = (canonical: string): string => hash('sha256', canonical, 'base64url');
