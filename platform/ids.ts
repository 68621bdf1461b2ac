/** Ids and hashes. An id derived from a cause is the same however often the cause arrives. */
import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

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

/** RFC 8785 canonical JSON: the one byte sequence a value is hashed and compared by. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('value has no JSON form');
  return text;
}

/** SHA-256 of the canonical JSON, base64url without padding (43 characters). */
export function hashOf(value: unknown): string {
  return hash('sha256', canonicalJson(value), 'base64url');
}
