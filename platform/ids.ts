/** Ids and hashes. An id derived from a cause is the same however often the cause arrives. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ID_LENGTH = 26;

/** 130 bits of SHA-256 over the parts, in Crockford base 32. Parts are separated, so ("ab","c") and ("a","bc") differ. */
export function derivedId(...parts: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
  let bits = 0n;
  for (const byte of digest.subarray(0, 17)) bits = (bits << 8n) | BigInt(byte);
  bits >>= 6n;
  let id = '';
  for (let place = 0; place < ID_LENGTH; place += 1) {
    id = ALPHABET[Number(bits & 31n)] + id;
    bits >>= 5n;
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
  return createHash('sha256').update(canonicalJson(value)).digest('base64url');
}
