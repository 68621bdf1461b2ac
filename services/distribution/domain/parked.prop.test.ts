import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, calendarDate } from '../../../platform/calendar.ts';
import { dueDateOf, isFurther, levelOn, nextCheck, type ParkedLevel, remainders } from './parked.ts';

const RULE = { deadlineMonths: 12, parkedWarningDays: [90, 30] };
const day = calendarDate;

describe('MG-16 within one year of receipt', () => {
  test('MG-16 the year ends on the same day a year later, and the day after it is too late', () => {
    const due = dueDateOf(day('2026-01-31'), RULE);
    expect(due).toBe('2027-01-31');
    expect(levelOn(due, day('2026-11-01'), RULE)).toBeUndefined();
    expect(levelOn(due, day('2026-11-02'), RULE)).toBe(90);
    expect(levelOn(due, day('2027-01-01'), RULE)).toBe(30);
    expect(levelOn(due, day('2027-01-31'), RULE)).toBe(30);
    expect(levelOn(due, day('2027-02-01'), RULE)).toBe('parked');
    expect(dueDateOf(day('2024-02-29'), RULE)).toBe('2025-02-28');
  });

  test('the next look is the day of the next further level, tomorrow when that is past, never today', () => {
    const due = day('2027-01-31');
    expect(nextCheck(due, day('2026-02-01'), RULE, undefined)).toBe('2026-11-02');
    expect(nextCheck(due, day('2026-11-02'), RULE, 90)).toBe('2027-01-01');
    expect(nextCheck(due, day('2027-01-01'), RULE, 30)).toBe('2027-02-01');
    expect(nextCheck(due, day('2026-12-24'), RULE, undefined)).toBe('2026-12-25');
    expect(nextCheck(due, day('2028-01-01'), RULE, undefined)).toBe('2028-01-02');
  });

  test('walking from look to look meets every level once, in order, whenever a receipt is entered', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900 }), fc.array(fc.integer({ min: 0, max: 200 })), (late, delays) => {
        const received = day('2025-03-14');
        const due = dueDateOf(received, RULE);
        let today = addDays(received, late);
        let flagged: ParkedLevel | undefined;
        const levels: ParkedLevel[] = [];
        for (let run = 0; flagged !== 'parked'; run += 1) {
          // The job may come late, never early.
          today = addDays(nextCheck(due, today, RULE, flagged), delays[run] ?? 0);
          const level = levelOn(due, today, RULE);
          expect(level).toBeDefined();
          expect(isFurther(level as ParkedLevel, flagged)).toBe(true);
          flagged = level;
          levels.push(level as ParkedLevel);
          expect(run).toBeLessThan(3);
        }
        expect([90, 30, 'parked'].filter((level) => levels.includes(level as ParkedLevel))).toEqual(levels);
      }),
    );
  });
});

describe('oldest receipt first', () => {
  /** The obvious way: every payout eats receipts from the front, every reversal gives back to the last eaten. */
  function eaten(amounts: readonly number[], paidFen: number): number[] {
    let unpaid = paidFen;
    return amounts.map((amountFen) => {
      const part = Math.min(amountFen, unpaid);
      unpaid -= part;
      return amountFen - part;
    });
  }

  test('what is left by balance is what is left by eating from the front', () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: 40 });
    fc.assert(
      fc.property(amounts, fc.double({ min: 0, max: 1, noNaN: true }), (oldestFirst, part) => {
        const sum = oldestFirst.reduce((total, amountFen) => total + amountFen, 0);
        const paidFen = Math.floor(sum * part);
        const newestFirst = oldestFirst.map((amountFen, index) => ({ receiptId: String(index), amountFen })).reverse();
        const left = remainders(sum - paidFen, newestFirst);
        expect(oldestFirst.map((_, index) => left.get(String(index)) ?? 0)).toEqual(eaten(oldestFirst, paidFen));
      }),
    );
  });
});
