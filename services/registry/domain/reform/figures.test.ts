import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendarDate } from '../../../../platform/calendar.ts';
import { unitOf, VILLAGE } from '../sample-assets.ts';
import { decideFigures, evolveFigures } from './figures.ts';
import { mismatchesOf, PLACES, type Statement, unknownLines } from './figures-check.ts';
import { STATEMENT } from './sample-figures.ts';

const today = { today: calendarDate('2026-05-06') };
const submit = (statement: Statement, year = 2025) => ({ type: 'submit', unitPath: VILLAGE, year, statement }) as const;
const line = (number: number, change: object): Statement => ({
  ...STATEMENT,
  lines: STATEMENT.lines.map((entry) => (entry.line === number ? { ...entry, ...change } : entry)),
});

describe('what agrees', () => {
  test('FC-08 totals agree with their lines and tables, and the figure is the same in all four places', () => {
    expect(mismatchesOf(STATEMENT)).toEqual([]);
  });

  test('FC-08 a line that its tables do not make is named with both sums, to the fen', () => {
    const tables = STATEMENT.tables.map((table) => ({
      ...table,
      amountFen: table.amountFen - (table.line === 2 ? 1 : 0),
    }));
    expect(mismatchesOf({ ...STATEMENT, tables })).toEqual([
      {
        kind: 'itemised',
        at: '固定资产',
        left: { name: '期末余额', fen: 900_99 },
        right: { name: '房屋建筑类清查明细表、大型机器设备清查明细表', fen: 900_97 },
        differenceFen: 2,
      },
    ]);
  });

  test('FC-08 a total that its lines do not make, and a sheet that does not balance', () => {
    expect(
      mismatchesOf(line(3, { closingFen: 1_001_01 })).map(({ kind, differenceFen }) => [kind, differenceFen]),
    ).toEqual([
      ['subtotal', 1],
      ['balance', 1],
    ]);
    expect(mismatchesOf(line(4, { openingFen: 299_99 }))).toEqual([
      {
        kind: 'balance',
        at: '资产总计',
        left: { name: '资产总计年初余额', fen: 1_000_00 },
        right: { name: '负债合计 + 所有者权益合计', fen: 999_99 },
        differenceFen: 1,
      },
    ]);
  });

  test.each(PLACES)('FC-08 a figure that is another one in %s is named', (place) => {
    const published = STATEMENT.published.map((figure) => ({ ...figure, [place]: figure[place] + 1 }));
    const found = mismatchesOf({ ...STATEMENT, published });
    expect(found.every(({ kind }) => kind === 'published')).toBe(true);
    expect(new Set(found.map(({ at }) => at))).toEqual(new Set(['净资产', '量化经营性净资产']));
    // One place that differs is one disagreement; the publicity differs from three others, and from the sheet.
    expect(found).toHaveLength(place === 'publicity' ? 7 : 2);
  });

  test('FC-08 one changed figure never goes unnoticed, and its difference is the change', () => {
    const where = fc.record({ at: fc.nat({ max: STATEMENT.tables.length - 1 }), by: fc.integer({ min: 1, max: 1e9 }) });
    fc.assert(
      fc.property(where, ({ at, by }) => {
        const tables = STATEMENT.tables.map((table, place) =>
          place === at ? { ...table, amountFen: table.amountFen + by } : table,
        );
        const [found, ...more] = mismatchesOf({ ...STATEMENT, tables });
        expect(found?.differenceFen).toBe(0 - by);
        expect(more).toEqual([]);
      }),
    );
  });
});

describe('a statement', () => {
  test('that names a line which is not there, or one twice, cannot be checked', () => {
    expect(unknownLines(STATEMENT)).toEqual([]);
    expect(unknownLines({ ...STATEMENT, totals: { ...STATEMENT.totals, equity: 9 } })).toEqual([9]);
    expect(unknownLines({ ...STATEMENT, lines: [...STATEMENT.lines, ...STATEMENT.lines.slice(0, 1)] })).toEqual([1]);
    expect(unknownLines(line(3, { sumOf: [3, 8] }))).toEqual([3, 8]);
    const decision = decideFigures(undefined, submit(line(3, { sumOf: [8] })), unitOf(VILLAGE), today);
    expect(decision).toMatchObject({ kind: 'refused', refusal: { code: 'unknown-line' } });
  });

  test('FC-08 is checked when it is handed in; a correction is checked again', () => {
    const wrong = decideFigures(undefined, submit(line(5, { closingFen: 800_01 })), unitOf(VILLAGE), today);
    if (wrong.kind === 'refused') throw new Error(wrong.refusal.code);
    expect(wrong.event).toMatchObject({ type: 'figures-mismatched', year: 2025, mismatches: [{}, {}] });
    const state = evolveFigures(undefined, wrong.event);
    expect(state.mismatches).toHaveLength(2);
    const correction = { type: 'correct', statement: STATEMENT, reason: '录入错误' } as const;
    const right = decideFigures(state, correction, undefined, today);
    if (right.kind === 'refused') throw new Error(right.refusal.code);
    expect(right.event).toMatchObject({ type: 'figures-checked', reason: '录入错误' });
    expect(evolveFigures(state, right.event)).toMatchObject({ mismatches: [], submissions: 2 });
  });

  test.each([
    ['a unit that is not there', undefined, 2025, 'unknown-unit'],
    ['a village merged away', unitOf(VILLAGE, 'village', 'closed'), 2025, 'unit-closed'],
    ['a year to come', unitOf(VILLAGE), 2027, 'date-in-future'],
  ])('of %s is refused', (_what, unit, year, code) => {
    expect(decideFigures(undefined, submit(STATEMENT, year), unit, today)).toMatchObject({ refusal: { code } });
  });
});
