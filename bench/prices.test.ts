import { expect, test } from 'vitest';
import { costOfMillion, loadPrices, PRICED, type UnitsUsed } from './prices.ts';

const units = (each: number): UnitsUsed =>
  Object.fromEntries(PRICED.map((unit) => [unit, each])) as Record<(typeof PRICED)[number], number>;

test('the price file says of which day and region its prices are, and has each of them', () => {
  const prices = loadPrices();
  expect(prices.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(prices.region).not.toBe('');
  expect(PRICED.every((unit) => prices.perMillion[unit] > 0)).toBe(true);
});

test('a cost is the sum over all units', () => {
  expect(costOfMillion({ ...units(0), dynamodbWriteUnits: 7, dynamodbReadUnits: 1 }, { perMillion: units(0.5) })).toBe(
    4,
  );
});
