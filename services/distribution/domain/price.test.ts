import { expect, test } from 'vitest';
import { amountOf, PRICE_UNIT_WORDS } from './price.ts';

test('MG-12 the six price units of the Foshan trades come to fen', () => {
  const fenOf = (...prices: Parameters<typeof amountOf>) => {
    const amount = amountOf(...prices);
    return amount.kind === 'priced' ? [amount.amountFen, amount.rounding] : amount.code;
  };
  expect(PRICE_UNIT_WORDS).toHaveLength(6);
  expect(fenOf({ yuanText: '16285.00', unit: '元/宗/月', periods: 12 })).toEqual([19_542_000, 'exact']);
  expect(fenOf({ yuanText: '90000.00', unit: '元/宗/季', periods: 4 })).toEqual([36_000_000, 'exact']);
  expect(fenOf({ yuanText: '2750.40', unit: '元/宗/半年', lots: 2, periods: 1 })).toEqual([550_080, 'exact']);
  expect(fenOf({ yuanText: '15000.00', unit: '元/宗/年', periods: 3 })).toEqual([4_500_000, 'exact']);
  expect(fenOf({ yuanText: '22.00', unit: '元/平方米/月', areaDm2: 12_345, periods: 1 })).toEqual([271_590, 'exact']);
  expect(fenOf({ yuanText: '2000', unit: '元/亩/年', areaCentiMu: 1_234, periods: 1 })).toEqual([2_468_000, 'exact']);
});

test.each([
  ['0.01', 49, 0],
  ['0.01', 50, 1],
  ['0.01', 149, 1],
  ['0.01', 150, 2],
  ['3.33', 15, 50],
])('%s yuan a square metre for %i dm² is rounded half up and says so', (yuanText, areaDm2, expected) => {
  const amount = amountOf({ yuanText, unit: '元/平方米/月', areaDm2, periods: 1 });
  // Nothing at all is no income.
  if (expected === 0) expect(amount).toMatchObject({ kind: 'refused', code: 'invalid-money' });
  else expect(amount).toEqual({ kind: 'priced', amountFen: expected, rounding: 'half-up' });
});

test.each([
  [{ yuanText: '1', unit: '元/宗/日', periods: 1 }, 'unknown-price-unit'],
  [{ yuanText: '1', unit: 'toString', periods: 1 }, 'unknown-price-unit'],
  [{ yuanText: '1e3', unit: '元/宗/月', periods: 1 }, 'invalid-money'],
  [{ yuanText: '１２', unit: '元/宗/月', periods: 1 }, 'invalid-money'],
  [{ yuanText: '1.005', unit: '元/宗/月', periods: 1 }, 'invalid-money'],
  [{ yuanText: '-5', unit: '元/宗/月', periods: 1 }, 'invalid-money'],
  [{ yuanText: '0', unit: '元/宗/月', periods: 1 }, 'invalid-money'],
  [{ yuanText: '90071992547409.91', unit: '元/宗/月', periods: 2 }, 'invalid-money'],
  [{ yuanText: '1', unit: '元/亩/年', periods: 1 }, 'invalid-request'],
  [{ yuanText: '1', unit: '元/亩/年', areaDm2: 5, periods: 1 }, 'invalid-request'],
  [{ yuanText: '1', unit: '元/宗/年', areaCentiMu: 5, periods: 1 }, 'invalid-request'],
])('%o is refused: %s', (price, code) => {
  expect(amountOf(price)).toMatchObject({ kind: 'refused', code });
});
