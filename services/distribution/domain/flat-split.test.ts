import { describe, expect, test } from 'vitest';
import { packNamed } from '../testing/desk.ts';
import { flatSplit } from './flat-split.ts';
import { householdSums } from './plan-lines.ts';

const makit = packNamed('makit').distribution;
const sums = (...amounts: number[]) => new Map(amounts.map((amountFen, index) => [`h-${index}`, amountFen]));
const tens = (same: number, other: number) =>
  sums(...new Array(same).fill(500), ...Array.from({ length: other }, (_, i) => 700 + 9 * i));

describe('MG-16 一发了之、一股了之、一分了之', () => {
  test('MG-16 the same sum for everybody is flat, from two households on', () => {
    expect(flatSplit(sums(500, 500), makit)).toEqual({ householdCount: 2, sameCount: 2, sumFen: 500 });
    expect(flatSplit(sums(500), makit)).toBeUndefined();
    expect(flatSplit(sums(), makit)).toBeUndefined();
  });

  test('MG-16 one fen of rounding hides nothing, two fen are a difference', () => {
    expect(flatSplit(sums(334, 333, 333), makit)).toMatchObject({ sameCount: 3 });
    expect(flatSplit(sums(335, 333, 333), makit)).toBeUndefined();
  });

  test('MG-16 one odd line among ten hides nothing either: nine in ten are flat, eight are not', () => {
    expect(flatSplit(tens(9, 1), makit)).toMatchObject({ householdCount: 10, sameCount: 9 });
    expect(flatSplit(tens(8, 2), makit)).toBeUndefined();
    expect(flatSplit(tens(2, 1), makit)).toBeUndefined();
  });

  test('SX-04 without a share in the pack only a split that is flat throughout is refused', () => {
    const { flatFromBasisPoints: _share, ...rule } = packNamed('shanxi-poverty-assets').distribution;
    expect(flatSplit(tens(9, 1), rule)).toBeUndefined();
    expect(flatSplit(tens(10, 0), rule)).toBeDefined();
  });

  test('FC-09 a pack that distributes by shares does not mind equal sums', () => {
    expect(flatSplit(sums(500, 500, 500), packNamed('fucheng').distribution)).toBeUndefined();
  });

  test('MG-16 a household is judged by all its lines: two unequal halves that make equal wholes are flat', () => {
    const line = (number: number, code: string, purpose: string, amountFen: number) =>
      ({ number, to: 'household', code, purpose, amountFen }) as const;
    const lines = [
      line(1, 'a', 'households-in-need', 300),
      line(2, 'a', 'incentives-by-points', 200),
      line(3, 'b', 'households-in-need', 100),
      line(4, 'b', 'incentives-by-points', 400),
    ];
    expect(flatSplit(householdSums(lines, undefined), makit)).toMatchObject({ sumFen: 500, sameCount: 2 });
  });
});
