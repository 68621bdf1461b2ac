import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fen, formatYuan } from '../../../platform/fen.ts';
import { amountOf } from './price.ts';

test('an amount is never half a fen or more away from price × quantity × periods, and exact when it says so', () => {
  const price = fc.integer({ min: 1, max: 10_000_000 });
  const area = fc.integer({ min: 1, max: 1_000_000 });
  fc.assert(
    fc.property(price, area, fc.integer({ min: 1, max: 120 }), (priceFen, areaCentiMu, periods) => {
      const amount = amountOf({ yuanText: formatYuan(fen(priceFen)), unit: '元/亩/年', areaCentiMu, periods });
      const hundredths = BigInt(priceFen) * BigInt(areaCentiMu) * BigInt(periods);
      if (amount.kind === 'refused') {
        expect(hundredths < 50n).toBe(true);
        return;
      }
      const apart = BigInt(amount.amountFen) * 100n - hundredths;
      expect(apart > -50n && apart <= 50n).toBe(true);
      expect(amount.rounding).toBe(apart === 0n ? 'exact' : 'half-up');
    }),
    { examples: [[1, 1, 1]] },
  );
});
