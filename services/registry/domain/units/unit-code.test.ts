import { describe, expect, test } from 'vitest';
import { unitCodeFault } from './unit-code.ts';

describe('codes of units', () => {
  test.each([
    ['653127', 'county', undefined],
    ['653127100', 'township', '653127'],
    ['653127100201', 'village', '653127100'],
    ['JTJ', 'department', '653127'],
    ['653127-01', 'department', '653127'],
    ['65312710020101', 'household-group', '653127100201'],
    ['W01', 'township', '170000'],
    ['653127100201', 'village', 'W01'],
    // All digits, but a credit code whose check digit fits: it stands for itself.
    ['116208210139470252', 'company', '653127'],
  ] as const)('%s may be a %s under %s', (code, kind, parent) => {
    expect(unitCodeFault(code, kind, parent)).toBeUndefined();
  });

  test.each([
    ['6531', 'county', undefined],
    ['653127100', 'county', undefined],
    ['653127', 'township', '653127'],
    ['653127100000', 'township', '653127'],
    ['653127100', 'village', '653127100'],
    ['513223100', 'township', '653127'],
    ['653127101201', 'village', '653127100'],
    ['116208210139470253', 'company', '653127'],
    ['653127', 'department', '653127'],
  ] as const)('%s may not be a %s under %s', (code, kind, parent) => {
    expect(unitCodeFault(code, kind, parent)).toMatchObject({ zh: expect.any(String), en: expect.any(String) });
  });
});
