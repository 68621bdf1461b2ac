import { expect, test } from 'vitest';
import { fen } from '../../../platform/fen.ts';
import { flatSplit } from './flat-split.ts';
import {
  blockOf,
  digestOf,
  householdSums,
  lineIn,
  linesHashAfter,
  numbered,
  type PlanLine,
  pieces,
  sharingOfLeft,
} from './plan-lines.ts';

const lines: PlanLine[] = Array.from({ length: 60_000 }, (_, index) => ({
  number: index + 1,
  to: 'household',
  code: `h-${index}`,
  purpose: 'households-in-need',
  weight: ((index * 7_919) % 9_973) + 1,
}));

test('the hash of all lines does not depend on how they were grouped, and on nothing less than every one of them', () => {
  const few = lines.slice(0, 100);
  const whole = linesHashAfter('', few);
  expect(linesHashAfter(linesHashAfter('', few.slice(0, 37)), few.slice(37))).toBe(whole);
  const [first, ...rest] = few as [PlanLine, ...PlanLine[]];
  expect(linesHashAfter('', [{ ...first, weight: 2 }, ...rest])).not.toBe(whole);
  expect(linesHashAfter('', few.slice(0, -1))).not.toBe(whole);
});

test('a proposal of 60,000 lines is judged in a few seconds: sums, hash, shares, flatness', () => {
  const started = performance.now();
  const digest = digestOf(lines);
  const sharing = sharingOfLeft(lines, fen(98_765_432_10));
  const sums = householdSums(lines, sharing);
  const flat = flatSplit(sums, { forbidEqualSplit: true, flatFromBasisPoints: 9_000 });
  expect(performance.now() - started).toBeLessThan(8_000);
  expect(flat).toBeUndefined();
  expect(digest).toMatchObject({ lineCount: 60_000, weightedCount: 60_000, duplicate: undefined });
  expect([...sums.values()].reduce((sum, amountFen) => sum + amountFen, 0)).toBe(98_765_432_10);
});

test('pieces keep every line in its block, whatever chunk it came in', () => {
  const few = lines
    .slice(0, 130)
    .map(({ number: _number, ...line }) => ({ ...line, to: 'household' as const, purpose: 'p' }));
  for (let first = 1; first <= 45; first += 1) {
    const cut = pieces(few, first);
    expect(cut.flatMap((piece) => numbered(piece.lines, piece.firstNumber))).toEqual(numbered(few, first));
    for (const piece of cut) {
      const last = piece.firstNumber + piece.lines.length - 1;
      expect(blockOf(last)).toBe(blockOf(piece.firstNumber));
      expect(lineIn(piece, last)?.number).toBe(last);
      expect(lineIn(piece, last + 1)).toBeUndefined();
    }
  }
  expect(pieces(few.slice(0, 40), 41)).toHaveLength(1);
});
