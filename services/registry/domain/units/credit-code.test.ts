/** The vectors are codes that public bodies print in their own index numbers, their mutations, and two made for corner cases; each row names its origin. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCreditCode } from './credit-code.ts';

const vectors = readFileSync(join(import.meta.dirname, 'credit-code.vectors.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','))
  .map(([, code = '', expected = '']) => ({ code, valid: expected === 'valid' }));
const valid = vectors.filter((vector) => vector.valid).map(({ code }) => code);
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

describe('a unified social credit code', () => {
  test.each(vectors)('$code is valid: $valid', ({ code, valid: expected }) => {
    expect(isCreditCode(code)).toBe(expected);
  });

  test.each([
    '',
    '11341821003287369',
    '11341821003287369YY',
    '11341821003287369y',
    ' 11341821003287369Y',
    '１1341821003287369Y',
  ])('%j is none', (code) => {
    expect(isCreditCode(code)).toBe(false);
  });

  test('with any one character mistyped is none', () => {
    const mistyped = fc.tuple(fc.constantFrom(...valid), fc.nat({ max: 17 }), fc.constantFrom(...ALPHABET));
    fc.assert(
      fc.property(mistyped, ([code, place, letter]) => {
        const other = code.slice(0, place) + letter + code.slice(place + 1);
        expect(isCreditCode(other)).toBe(other === code);
      }),
      { numRuns: 1_000 },
    );
  });

  test('with two neighbours changed about is none', () => {
    for (const code of valid) {
      for (let place = 0; place < 17; place += 1) {
        const [a = '', b = ''] = [code[place], code[place + 1]];
        if (a !== b) expect(isCreditCode(code.slice(0, place) + b + a + code.slice(place + 2))).toBe(false);
      }
    }
  });
});
