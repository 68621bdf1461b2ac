import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, derivedId, hasCanonicalForm, hashOf } from './ids.ts';

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

describe('canonical JSON', () => {
  test('of any JSON value is what an independent implementation of RFC 8785 gives', () => {
    const anyText = fc.string({ unit: 'binary' });
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.oneof(
          anyText,
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.integer(),
          fc.boolean(),
          fc.constant(null),
        ),
        fc.array(tie('tree')),
        fc.dictionary(fc.oneof(anyText, fc.nat().map(String)), fc.option(tie('tree'), { nil: undefined })),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
    );
  });

  test('sorts keys by code units, numbers among them, and writes numbers as ECMAScript does', () => {
    expect(canonicalJson({ '10': 1, '9': 2, '\u20ac': 3, '\ud83d\ude00': 4, '\ufb33': 5, '\r': 6 })).toBe(
      '{"\\r":6,"10":1,"9":2,"\u20ac":3,"\ud83d\ude00":4,"\ufb33":5}',
    );
    expect(canonicalJson([Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27, -0])).toBe(
      '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]',
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, '\ud800', { '\udc00': 1 }, [1n], { a: () => 1 }])(
    'refuses %o',
    (value) => expect(() => canonicalJson(value)).toThrow(TypeError),
  );

  test.each([['"\\ud800"'], ['{"\\udc00":1}'], ['[{"a":["\\ud83d"]}]'], ['{"a":["\\ud83d\\ude00",null,1,true]}']])(
    'of the parsed text %s is there when it can be made',
    (text) => {
      const value: unknown = JSON.parse(text);
      let made = true;
      try {
        canonicalJson(value);
      } catch {
        made = false;
      }
      expect(hasCanonicalForm(value)).toBe(made);
    },
  );

  test('asks dates and the like for their own form', () => {
    expect(canonicalJson({ at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
  });
});
