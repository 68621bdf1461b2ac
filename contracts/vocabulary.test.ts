import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { instant } from './vocabulary.ts';

/** An instant by the platform's own reading: one that comes back as it was written. */
const isReadBack = (text: string): boolean => {
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text;
};

test('an instant is what the platform reads and writes back, to the last leap day and second', () => {
  const two = (max: number) => fc.nat({ max }).map((n) => String(n).padStart(2, '0'));
  const parts = fc.tuple(fc.nat({ max: 9_999 }), two(13), two(32), two(25), two(61), two(61), fc.nat({ max: 999 }));
  const texts = parts.map(
    ([year, month, day, hour, minute, second, ms]) =>
      `${String(year).padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}.${String(ms).padStart(3, '0')}Z`,
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(z.safeParse(instant, text).success).toBe(isReadBack(text));
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  '2026-02-30T00:00:00.000Z',
  '2026-01-01T24:00:00.000Z',
  '2026-01-01T23:59:60.000Z',
  '2026-01-01T00:00:00Z',
  '2026-01-01 00:00:00.000Z',
  '2026-01-01T00:00:00.000+08:00',
  '',
])('%j is no instant', (text) => expect(z.safeParse(instant, text).success).toBe(false));
