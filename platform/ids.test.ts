import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { canonicalJson, derivedId, hashOf } from './ids.ts';

describe('a derived id', () => {
  test('is the first 130 bits of the digest in Crockford base 32', () => {
    const digest = createHash('sha256').update('["person:wang","key-1"]').digest('hex');
    const bits = BigInt(`0x${digest}`) >> 126n;
    let expected = '';
    for (let place = 25n; place >= 0n; place -= 1n)
      expected += '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number((bits >> (place * 5n)) & 31n)];
    expect(derivedId('person:wang', 'key-1')).toBe(expected);
  });

  test('differs when the parts are cut differently', () => {
    expect(derivedId('ab', 'c')).not.toBe(derivedId('a', 'bc'));
    expect(derivedId('ab')).not.toBe(derivedId('ab', ''));
  });
});

describe('a hash', () => {
  test('does not depend on the order of keys nor on absent fields', () => {
    expect(hashOf({ b: 1, a: [true, null], c: undefined })).toBe(hashOf({ a: [true, null], b: 1 }));
    expect(hashOf({ a: 1 })).toBe(createHash('sha256').update('{"a":1}').digest('base64url'));
    expect(hashOf({ a: 1 })).toHaveLength(43);
  });

  test('of what has no JSON form throws', () => {
    expect(() => canonicalJson(undefined)).toThrow(TypeError);
  });
});
