import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, hashOf } from '../../platform/ids.ts';
import { payloadHash, readJson } from './canonical.ts';

/**
 * Names that JavaScript reorders (10 before 9), that need escapes, and that sort differently by code point and code unit. Not a lone
 * backslash: once V8 13.6 has seen an object with that name, its JSON.parse takes every name that begins with an escape for it.
 */
const name = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.constantFrom('9', '10', '-1', 'a', 'A', '__proto__', 'constructor', '𠮷', '\uff5e', '"', '\\\\', '\u2028', 'é'),
  )
  .filter((text) => text !== '\\');
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, false, 0, -1, 1e21, 1e-7, 0.1, 9007199254740991),
    fc.string({ unit: 'grapheme', maxLength: 6 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 5 }).map((members) => Object.fromEntries(members)),
  ),
})).value;

test('a text is called canonical exactly when it is, and a payload’s hash is the hash of its canonical form', () => {
  fc.assert(
    fc.property(json, (value) => {
      const canonical = canonicalJson(value);
      expect(readJson(canonical)?.canonical).toBe(true);
      const plain = JSON.stringify(value);
      expect(readJson(plain)?.canonical).toBe(plain === canonical);
      expect(readJson(` ${canonical}`)?.canonical).toBe(false);
      expect(payloadHash(JSON.parse(canonical), true)).toBe(hashOf(value));
      expect(payloadHash(JSON.parse(plain), plain === canonical)).toBe(hashOf(value));
    }),
    { numRuns: 2_000 },
  );
});

test('half a surrogate pair has no canonical form', () => {
  expect(readJson('{"a":"\\ud800"}')).toMatchObject({ canonical: false });
  expect(payloadHash({ a: '\ud800' }, false)).toBeUndefined();
});

test('a number written otherwise is not canonical', () => {
  for (const text of ['{"a":1.0}', '{"a":1e3}', '{"a":-0}', '{"a":"\\u0041"}', '{"b":1,"a":2}', '{"a":1,"a":2}'])
    expect(readJson(text)?.canonical).toBe(false);
  expect(readJson('nonsense')).toBeUndefined();
});
