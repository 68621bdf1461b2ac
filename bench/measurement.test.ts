import { describe, expect, test } from 'vitest';
import { judge, type Measured, median } from './measurement.ts';

const row = (value: number, more: Partial<Measured> = {}): Measured => ({
  subject: 'a thing',
  value,
  unit: 'ms',
  ...more,
});

describe('a verdict', () => {
  test('holds the value against its target, the limit itself included', () => {
    const target = { atMost: 4, compares: 'value' } as const;
    expect(judge(row(4, { target }))).toBe('reached');
    expect(judge(row(4.001, { target, baseline: 100 }))).toBe('missed');
  });

  test('holds what is over the baseline, or how many times it is, against the target', () => {
    const over = { atMost: 20, compares: 'over-baseline' } as const;
    expect(judge(row(70, { target: over, baseline: 50 }))).toBe('reached');
    expect(judge(row(71, { target: over, baseline: 50 }))).toBe('missed');
    const times = { atMost: 1.5, compares: 'times-baseline' } as const;
    expect(judge(row(3, { target: times, baseline: 2 }))).toBe('reached');
    expect(judge(row(3.1, { target: times, baseline: 2 }))).toBe('missed');
  });

  test('is no verdict without a target, and no guess without a baseline', () => {
    expect(judge(row(1e9))).toBe('shown');
    expect(() => judge(row(1, { target: { atMost: 2, compares: 'times-baseline' } }))).toThrow('not measured');
  });
});

test('the median is the middle value, the lower one of two, and never made up', () => {
  expect(median([30, 10, 20])).toBe(20);
  expect(median([4, 1, 3, 2])).toBe(2);
  expect(() => median([])).toThrow(RangeError);
});
