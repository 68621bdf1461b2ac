import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AREA_UNITS, type AreaUnit, amountFen, areaDm2, dateText, parseDecimal, wholeNumber } from './conversions.ts';

const wholes = fc.integer({ min: 0, max: 999_999_999 });
const decimals = fc.stringMatching(/^\d{0,6}$/);
const numbers = fc.tuple(wholes, decimals).map(([whole, part]) => (part === '' ? String(whole) : `${whole}.${part}`));
const units = fc.constantFrom(...(Object.keys(AREA_UNITS) as AreaUnit[]));

test('an area is within half a square decimetre of the exact product, and half goes up', () => {
  fc.assert(
    fc.property(numbers, units, (text, unit) => {
      const amount = parseDecimal(text);
      const found = areaDm2(text, unit, 'half-up');
      if (!amount || found === undefined) throw new Error(`${text} ${unit} was not read`);
      const { numerator, denominator } = AREA_UNITS[unit];
      // 2 × (found − exact) lies in (−1, 1]: rounded to the nearest, half upwards.
      const twice = 2n * (BigInt(found) * amount.denominator * denominator - amount.numerator * numerator);
      const one = amount.denominator * denominator;
      expect(twice > -one && twice <= one).toBe(true);
    }),
  );
});

test('an exact area is one that loses nothing', () => {
  fc.assert(
    fc.property(numbers, units, (text, unit) => {
      const exact = areaDm2(text, unit, 'exact');
      if (exact !== undefined) expect(exact).toBe(areaDm2(text, unit, 'half-up'));
    }),
  );
  expect(areaDm2('0.01', 'm2', 'exact')).toBe(1);
  expect(areaDm2('0.005', 'm2', 'exact')).toBeUndefined();
  expect(areaDm2('0.005', 'm2', 'half-up')).toBe(1);
});

test('areas known from elsewhere', () => {
  expect(areaDm2('2710', 'sq_ft', 'half-up')).toBe(25_177); // 251.766… m²
  expect(areaDm2('15', 'mu', 'exact')).toBe(1_000_000); // one hectare
  expect(areaDm2('1', 'hectare', 'exact')).toBe(1_000_000);
});

test('fen, yuan and ten thousand yuan agree', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (fen) => {
      const digits = String(fen).padStart(7, '0');
      const yuan = `${digits.slice(0, -2).replace(/^0+(?=\d)/, '')}.${digits.slice(-2)}`;
      const wan = `${digits.slice(0, -6).replace(/^0+(?=\d)/, '')}.${digits.slice(-6)}`;
      expect([amountFen(yuan, 'yuan'), amountFen(wan, 'wan-yuan')]).toEqual([fen, fen]);
    }),
  );
});

test('nothing but plain digits is a number', () => {
  const strange = ['', '-1', '+1', '1e3', '1,000', '１２', '01', '.5', '5.', '1.0000001', '0x1', 'NaN', '1 000', '٣'];
  for (const text of strange) {
    expect([parseDecimal(text), wholeNumber(text), amountFen(text, 'yuan'), amountFen(text, 'fen')]).toEqual(
      Array(4).fill(undefined),
    );
  }
  expect(amountFen('0.001', 'yuan')).toBeUndefined();
  expect(amountFen('1.5', 'fen')).toBeUndefined();
  expect(wholeNumber('9007199254740993')).toBeUndefined();
  expect(areaDm2('999999999999999', 'hectare', 'half-up')).toBeUndefined();
});

test('dates in the forms a profile names', () => {
  expect(dateText('2024/3/7', ['YYYY-MM-DD', 'YYYY/M/D'])).toBe('2024-03-07');
  expect(dateText('2024年12月31日', ['YYYY年M月D日'])).toBe('2024-12-31');
  expect(dateText('20240307', ['YYYYMMDD'])).toBe('2024-03-07');
  expect(dateText('2024/3/7', ['YYYY-MM-DD'])).toBeUndefined();
});
