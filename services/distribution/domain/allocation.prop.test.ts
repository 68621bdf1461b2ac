import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fen } from '../../../platform/fen.ts';
import { allocate, shareOf, sharingOf, type WeightedLine } from './allocation.ts';

const weights = fc.array(fc.integer({ min: 1, max: 1_000_000_000 }), { minLength: 1, maxLength: 60 });
/** Line numbers with gaps, as weighted lines lie between fixed ones. */
const spread = (list: readonly number[], gap: number): WeightedLine[] =>
  list.map((weight, index) => ({ number: 3 + index * gap, weight }));

describe('largest remainder with a stable tie-break', () => {
  test('the sealed header gives every line what splitting all of them gives, and nothing is lost or made', () => {
    const total = fc.integer({ min: 0, max: 10_000_000_000_000 });
    fc.assert(
      fc.property(total, weights, fc.integer({ min: 1, max: 7 }), (sharedFen, list, gap) => {
        const lines = spread(list, gap);
        const sharing = sharingOf(fen(sharedFen), lines);
        const parts = lines.map((line) => shareOf(sharing, line));
        expect(parts).toEqual(allocate(fen(sharedFen), list));
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(sharedFen);
      }),
    );
  });

  test('among equal remainders the earlier line gets the odd fen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 2, max: 60 }), (sharedFen, count) => {
        const lines = spread(new Array(count).fill(1), 1);
        const sharing = sharingOf(fen(sharedFen), lines);
        const parts = lines.map((line) => shareOf(sharing, line));
        expect(parts).toEqual(parts.toSorted((a, b) => b - a));
      }),
    );
  });

  test('60,000 households are shared exactly within a second', () => {
    const lines = Array.from({ length: 60_000 }, (_, index) => ({
      number: index + 1,
      weight: ((index * 7_919) % 9_973) + 1,
    }));
    const total = fen(123_456_789_01);
    const started = performance.now();
    const sharing = sharingOf(total, lines);
    let sumFen = 0;
    for (const line of lines) sumFen += shareOf(sharing, line);
    const elapsedMs = performance.now() - started;
    expect(sumFen).toBe(total);
    expect(elapsedMs).toBeLessThan(1_000);
  });

  test('no lines, no weight, half a weight: a broken call, not a refusal', () => {
    expect(() => sharingOf(fen(1), [])).toThrow(RangeError);
    expect(() => sharingOf(fen(1), [{ number: 1, weight: 0 }])).toThrow(RangeError);
    expect(() => sharingOf(fen(1), [{ number: 1, weight: 1.5 }])).toThrow(RangeError);
  });
});
