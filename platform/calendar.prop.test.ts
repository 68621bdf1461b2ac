import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  addWorkingDays,
  type CalendarDate,
  calendarDate,
  compareDates,
  dateInShanghai,
  daysBetween,
  type HolidayCalendar,
  isCalendarDate,
  isWorkingDay,
  workingDaysBetween,
} from './calendar.ts';

const DAY_MS = 86_400_000;
/** Another road to the same dates: milliseconds since 1970 and the platform's own ISO text. */
const fromEpochDay = (number: number) => calendarDate(new Date(number * DAY_MS).toISOString().slice(0, 10));
const epochDay = fc.integer({ min: -700_000, max: 2_900_000 });
const anyDate: fc.Arbitrary<CalendarDate> = epochDay.map(fromEpochDay);
const date2024 = fc.integer({ min: 0, max: 300 }).map((n) => addDays(calendarDate('2024-01-01'), n));
const calendarOf = fc.array(date2024, { maxLength: 60 }).chain((days) =>
  fc.array(date2024, { maxLength: 30 }).map((workdays): HolidayCalendar => {
    const off = new Set<string>(days);
    return {
      years: {
        '2024': { holidays: [...off], workdays: workdays.filter((day) => !off.has(day)) },
        '2025': { holidays: [], workdays: [] },
      },
    };
  }),
);

test('adding days agrees with the epoch, and undoes itself', () => {
  fc.assert(
    fc.property(epochDay, fc.integer({ min: -10_000, max: 10_000 }), (number, days) => {
      const date = fromEpochDay(number);
      expect(addDays(date, days)).toBe(fromEpochDay(number + days));
      expect(daysBetween(date, addDays(date, days))).toBe(days);
    }),
  );
});

test('text order is date order', () => {
  fc.assert(
    fc.property(anyDate, anyDate, (a, b) => {
      expect(Math.sign(compareDates(b, a))).toBe(Math.sign(daysBetween(a, b)));
    }),
  );
});

test('adding months keeps the day or ends on the last of the month', () => {
  fc.assert(
    fc.property(anyDate, fc.integer({ min: -500, max: 500 }), (date, months) => {
      const later = addMonths(date, months);
      const monthOf = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
      expect(monthOf(later) - monthOf(date)).toBe(months);
      const kept = later.slice(8) === date.slice(8);
      expect(kept || (later < `${later.slice(0, 8)}${date.slice(8)}` && addDays(later, 1).endsWith('-01'))).toBe(true);
    }),
  );
});

test('any text is either a date that round-trips or refused', () => {
  const near = fc
    .tuple(fc.nat(9999), fc.nat(14), fc.nat(33))
    .map(([y, m, d]) => `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`);
  fc.assert(
    fc.property(fc.oneof(near, fc.string()), (text) => {
      const parsed = Date.parse(`${text}T00:00:00Z`);
      const exists =
        /^(?!0000)\d{4}-\d\d-\d\d$/.test(text) &&
        !Number.isNaN(parsed) &&
        new Date(parsed).toISOString().slice(0, 10) === text;
      expect(isCalendarDate(text)).toBe(exists);
    }),
  );
});

test('since 1992 Shanghai is eight hours ahead', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1992-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), (at) => {
      expect(dateInShanghai(at.toISOString())).toBe(new Date(at.getTime() + DAY_MS / 3).toISOString().slice(0, 10));
    }),
  );
});

test('counting working days undoes adding them, and ends on a working day', () => {
  fc.assert(
    fc.property(date2024, fc.integer({ min: 1, max: 60 }), calendarOf, (date, n, calendar) => {
      const later = addWorkingDays(date, n, calendar);
      expect(isWorkingDay(later, calendar)).toBe(true);
      expect(workingDaysBetween(date, later, calendar)).toBe(n);
      expect(workingDaysBetween(later, date, calendar)).toBe(-n);
    }),
  );
});

test('working days add up, and later starts never end earlier', () => {
  fc.assert(
    fc.property(date2024, fc.nat(30), fc.nat(30), calendarOf, (date, a, b, calendar) => {
      expect(addWorkingDays(addWorkingDays(date, a, calendar), b, calendar)).toBe(
        addWorkingDays(date, a + b, calendar),
      );
      expect(addWorkingDays(addDays(date, 1), a + 1, calendar) >= addWorkingDays(date, a + 1, calendar)).toBe(true);
    }),
  );
});
