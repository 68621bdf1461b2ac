import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fen } from '../../../../platform/fen.ts';
import { type DepreciationFacts, monthNumber, schedule, valueAtEndOf } from './depreciation.ts';

const facts = (more: Partial<DepreciationFacts> = {}): DepreciationFacts => ({
  originalFen: fen(100_000),
  residualFen: fen(0),
  lifeMonths: 7,
  firstMonth: '2024-11',
  changes: [],
  ...more,
});

describe('MG-06 depreciation gives net value', () => {
  test('MG-06 equal months, and the last month takes the remainder', () => {
    const months = schedule(facts());
    expect(months.map((month) => month.depreciationFen)).toEqual([
      14_285, 14_285, 14_285, 14_285, 14_285, 14_285, 14_290,
    ]);
    expect(months.at(-1)).toMatchObject({ month: '2025-05', accumulatedFen: 100_000, netFen: 0 });
  });

  test('MG-06 before its first month an asset has its original value, after its last it stays at the residual', () => {
    const kept = facts({ residualFen: fen(5_000) });
    expect(valueAtEndOf('2024-10', kept)).toMatchObject({ depreciationFen: 0, accumulatedFen: 0, netFen: 100_000 });
    expect(valueAtEndOf('2031-01', kept)).toMatchObject({ depreciationFen: 0, accumulatedFen: 95_000, netFen: 5_000 });
  });

  test('an impairment re-plans what is left over the months that remain', () => {
    const impaired = facts({
      lifeMonths: 10,
      changes: [{ month: '2025-02', kind: 'impairment', netFen: fen(30_000) }],
    });
    const months = schedule(impaired);
    expect(months.slice(0, 4).map((month) => month.depreciationFen)).toEqual([10_000, 10_000, 10_000, 10_000]);
    expect(months[3]?.netFen).toBe(30_000);
    expect(months.slice(4).map((month) => month.depreciationFen)).toEqual([5_000, 5_000, 5_000, 5_000, 5_000, 5_000]);
    expect(months.at(-1)?.netFen).toBe(0);
  });

  test('a revaluation in the last month is never depreciated any more', () => {
    const revalued = facts({ changes: [{ month: '2025-05', kind: 'revaluation', netFen: fen(40_000) }] });
    expect(valueAtEndOf('2025-05', revalued)).toMatchObject({ depreciationFen: 14_290, netFen: 40_000 });
    expect(valueAtEndOf('2026-05', revalued)).toMatchObject({ depreciationFen: 0, netFen: 40_000 });
  });

  test('impossible facts are refused', () => {
    expect(() => schedule(facts({ lifeMonths: 0 }))).toThrow(RangeError);
    expect(() => valueAtEndOf('2025-13', facts())).toThrow(RangeError);
    const twice = [
      { month: '2025-02', kind: 'impairment', netFen: fen(1) },
      { month: '2025-02', kind: 'impairment', netFen: fen(2) },
    ] as const;
    expect(() => valueAtEndOf('2025-03', facts({ changes: twice }))).toThrow('in order');
  });

  const someFacts = fc
    .record({
      original: fc.integer({ min: 0, max: 10_000_000_00 }),
      residualPart: fc.integer({ min: 0, max: 100 }),
      lifeMonths: fc.integer({ min: 1, max: 600 }),
      year: fc.integer({ min: 1990, max: 2030 }),
      month: fc.integer({ min: 1, max: 12 }),
      changes: fc.array(
        fc.record({ gap: fc.integer({ min: 1, max: 40 }), netFen: fc.integer({ min: 0, max: 10_000_000_00 }) }),
        { maxLength: 4 },
      ),
    })
    .map(({ original, residualPart, lifeMonths, year, month, changes }): DepreciationFacts => {
      const firstMonth = `${year}-${String(month).padStart(2, '0')}`;
      let at = monthNumber(firstMonth) - 1;
      return {
        originalFen: fen(original),
        residualFen: fen(Math.floor((original * residualPart) / 100)),
        lifeMonths,
        firstMonth,
        changes: changes.map(({ gap, netFen }) => {
          at += gap;
          const text = `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
          return { month: text, kind: 'impairment' as const, netFen: fen(netFen) };
        }),
      };
    });

  test('MG-06 schedule and card agree on every month, the value never falls below zero, and no fen drifts', () => {
    fc.assert(
      fc.property(someFacts, (given) => {
        let net: number = given.originalFen;
        let accumulated = 0;
        const changes = new Map(given.changes.map((change) => [change.month, change.netFen as number]));
        for (const month of schedule(given)) {
          expect(month.depreciationFen).toBeGreaterThanOrEqual(0);
          accumulated += month.depreciationFen;
          net = changes.get(month.month) ?? net - month.depreciationFen;
          expect(month).toEqual({ ...valueAtEndOf(month.month, given), netFen: net, accumulatedFen: accumulated });
          expect(month.netFen).toBeGreaterThanOrEqual(0);
        }
        if (given.changes.length === 0) expect(net).toBe(Math.min(given.originalFen, given.residualFen));
      }),
      { numRuns: 300 },
    );
  });
});
