import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addFen, fen, formatYuan, negateFen, parseYuan, splitFen, subtractFen } from './fen.ts';

const amount = fc.maxSafeInteger().map(fen);
const smallAmount = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map(fen);
const weights = fc
  .array(fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 24n }), fc.nat(10)), { minLength: 1, maxLength: 200 })
  .filter((list) => list.some((weight) => BigInt(weight) > 0n));

describe('splitFen', () => {
  test('the parts sum to the total to the fen', () => {
    fc.assert(
      fc.property(amount, weights, (total, list) => {
        const sum = splitFen(total, list).reduce((all, part) => all + BigInt(part), 0n);
        expect(sum).toBe(BigInt(total));
      }),
    );
  });

  test('every part is its exact share rounded down or up', () => {
    fc.assert(
      fc.property(amount, weights, (total, list) => {
        const weightSum = list.reduce<bigint>((all, weight) => all + BigInt(weight), 0n);
        const magnitude = BigInt(Math.abs(total));
        for (const [index, part] of splitFen(total, list).entries()) {
          const exact = magnitude * BigInt(list[index] ?? 0);
          const off = BigInt(Math.abs(part)) * weightSum - exact;
          expect(off > -weightSum && off < weightSum).toBe(true);
        }
      }),
    );
  });

  test('who has the larger weight never gets less', () => {
    fc.assert(
      fc.property(
        amount.filter((total) => total >= 0),
        weights,
        (total, list) => {
          const lines = splitFen(total, list).map((part, index) => ({ part, weight: BigInt(list[index] ?? 0) }));
          lines.sort((a, b) => (a.weight < b.weight ? -1 : a.weight > b.weight ? 1 : a.part - b.part));
          for (const [index, line] of lines.entries())
            expect(line.part).toBeGreaterThanOrEqual(lines[index - 1]?.part ?? 0);
        },
      ),
    );
  });

  test('among equal weights the earlier line never gets less, by one fen at most', () => {
    fc.assert(
      fc.property(
        amount.filter((total) => total >= 0),
        fc.integer({ min: 1, max: 100 }),
        (total, count) => {
          const parts = splitFen(total, new Array(count).fill(7));
          for (const [index, part] of parts.entries()) expect(part).toBeLessThanOrEqual(parts[index - 1] ?? part);
          expect((parts[0] ?? 0) - (parts.at(-1) ?? 0)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test('scaling the weights and adding lines without weight change nothing', () => {
    fc.assert(
      fc.property(amount, weights, fc.bigInt({ min: 1n, max: 10n ** 9n }), (total, list, factor) => {
        const parts = splitFen(total, list);
        expect(
          splitFen(
            total,
            list.map((weight) => BigInt(weight) * factor),
          ),
        ).toEqual(parts);
        expect(splitFen(total, [0, ...list, 0]).slice(1, -1)).toEqual(parts);
      }),
    );
  });

  test('a negative total is the mirror image', () => {
    fc.assert(
      fc.property(amount, weights, (total, list) => {
        expect(splitFen(negateFen(total), list)).toEqual(splitFen(total, list).map(negateFen));
      }),
    );
  });
});

test('yuan text comes back to the same fen', () => {
  fc.assert(
    fc.property(amount, (value) => {
      expect(parseYuan(formatYuan(value))).toBe(value);
    }),
  );
});

test('whatever is accepted as yuan is plain ASCII of one canonical shape', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.double().map(String), fc.integer().map(String)),
      (text) => {
        const value = parseYuan(text);
        if (value !== undefined) {
          expect(text).toMatch(/^-?\d+(\.\d\d?)?$/);
          expect(BigInt(value)).toBe(BigInt(text.replace('.', '') + '0'.repeat(2 - (text.split('.')[1]?.length ?? 0))));
        }
      },
    ),
  );
});

test('subtraction undoes addition', () => {
  fc.assert(
    fc.property(smallAmount, smallAmount, (a, b) => {
      expect(subtractFen(addFen(a, b), b)).toBe(a);
    }),
  );
});
