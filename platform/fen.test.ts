import { describe, expect, test } from 'vitest';
import {
  addFen,
  type Fen,
  fen,
  formatYuan,
  isFen,
  MAXIMUM_FEN,
  multiplyFen,
  negateFen,
  parseYuan,
  splitFen,
  subtractFen,
  sumFen,
} from './fen.ts';

const amounts = (...values: number[]): Fen[] => values.map(fen);

describe('checked arithmetic', () => {
  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53)])('%s is not a whole amount', (value) => {
    expect(() => fen(value)).toThrow(RangeError);
    expect(isFen(value)).toBe(false);
  });

  test('a sum past the exact range throws instead of rounding', () => {
    expect(() => addFen(MAXIMUM_FEN, fen(1))).toThrow(RangeError);
    expect(() => subtractFen(negateFen(MAXIMUM_FEN), fen(1))).toThrow(RangeError);
    expect(() => multiplyFen(MAXIMUM_FEN, 2)).toThrow(RangeError);
    expect(() => sumFen([MAXIMUM_FEN, fen(1), fen(-1)])).toThrow(RangeError);
  });

  test('sums, differences, products', () => {
    expect(addFen(fen(10), fen(20))).toBe(30);
    expect(subtractFen(fen(10), fen(20))).toBe(-10);
    expect(multiplyFen(fen(33), 3)).toBe(99);
    expect(sumFen(amounts(1, 2, 3))).toBe(6);
    expect(sumFen([])).toBe(0);
    expect(() => multiplyFen(fen(33), 0.5)).toThrow(RangeError);
  });

  test('zero has one form only', () => {
    for (const zero of [fen(-0), negateFen(fen(0)), multiplyFen(fen(0), -1)]) expect(Object.is(zero, 0)).toBe(true);
  });
});

describe('yuan as text', () => {
  test.each([
    ['0', 0],
    ['0.07', 7],
    ['1.5', 150],
    ['1234567.89', 123_456_789],
    ['-0.01', -1],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ])('%s is read', (text, value) => {
    expect(parseYuan(text)).toBe(value);
  });

  test.each([
    '',
    ' 1',
    '1 ',
    '+1',
    '1e3',
    '1E3',
    '1,000',
    '１２',
    '＋5',
    '0x10',
    '.5',
    '5.',
    '1.005',
    '--1',
    '01',
    '1.2.3',
    '¥1',
    '一',
    'NaN',
    'Infinity',
    '1\n',
    '90071992547409.92',
    '99999999999999999999',
  ])('%j is refused', (text) => {
    expect(parseYuan(text)).toBeUndefined();
  });

  test.each([
    [0, '0.00'],
    [7, '0.07'],
    [-7, '-0.07'],
    [100, '1.00'],
    [-123_456, '-1234.56'],
    [Number.MAX_SAFE_INTEGER, '90071992547409.91'],
  ])('%d fen is written', (value, text) => {
    expect(formatYuan(fen(value))).toBe(text);
  });

  test('−0.00 is plain zero', () => {
    expect(Object.is(parseYuan('-0.00'), 0)).toBe(true);
  });
});

describe('split by largest remainder', () => {
  test('the fen left over go to the largest remainders', () => {
    // Exact shares 16.67, 33.33, 50: the first lacks most.
    expect(splitFen(fen(100), [1, 2, 3])).toEqual([17, 33, 50]);
  });

  test('equal remainders: the earlier line gets the fen', () => {
    expect(splitFen(fen(100), [1, 1, 1])).toEqual([34, 33, 33]);
    expect(splitFen(fen(2), [1, 1, 1])).toEqual([1, 1, 0]);
  });

  test('a weight of zero gives nothing, also of a remainder', () => {
    expect(splitFen(fen(101), [0, 1, 1, 0])).toEqual([0, 51, 50, 0]);
  });

  test('nothing to split, and a negative total', () => {
    expect(splitFen(fen(0), [1, 2])).toEqual([0, 0]);
    expect(splitFen(fen(-100), [1, 1, 1])).toEqual([-34, -33, -33]);
    expect(splitFen(fen(-1), [1, 1]).every((part) => !Object.is(part, -0))).toBe(true);
  });

  test('weights past 2^53 stay exact', () => {
    const huge = 10n ** 30n;
    expect(splitFen(MAXIMUM_FEN, [huge, huge + 1n]).reduce((sum, part) => sum + part, 0)).toBe(MAXIMUM_FEN);
    expect(splitFen(fen(3), [huge, huge + 1n])).toEqual([1, 2]);
  });

  test.each([[[]], [[0, 0]], [[1, -1]], [[1, 0.5]], [[Number.NaN]], [[2 ** 53]]])(
    'weights %j are refused',
    (weights) => {
      expect(() => splitFen(fen(1), weights)).toThrow(RangeError);
    },
  );
});
