import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  addWorkingDays,
  addYears,
  calendarDate,
  compareDates,
  dateInShanghai,
  daysBetween,
  type HolidayCalendar,
  isCalendarDate,
  isWorkingDay,
  MissingHolidayYearError,
  workingDaysBetween,
} from './calendar.ts';

const day = calendarDate;

describe('calendar dates', () => {
  test.each(['2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('%s exists', (text) => {
    expect(isCalendarDate(text)).toBe(true);
    expect(calendarDate(text)).toBe(text);
  });

  test.each([
    '2023-02-29',
    '1900-02-29',
    '2024-04-31',
    '2024-13-01',
    '2024-00-10',
    '2024-1-1',
    '2024-01-01T00:00',
    '0000-01-01',
    '２０２４-01-01',
    '',
    ' 2024-01-01',
  ])('%j does not', (text) => {
    expect(isCalendarDate(text)).toBe(false);
    expect(() => calendarDate(text)).toThrow(RangeError);
  });

  test('only text is a date', () => {
    expect(isCalendarDate(20240101)).toBe(false);
    expect(isCalendarDate(undefined)).toBe(false);
  });
});

describe('the date in Shanghai', () => {
  test.each([
    ['2026-01-31T15:59:59.999Z', '2026-01-31'],
    ['2026-01-31T16:00:00.000Z', '2026-02-01'],
    ['2026-02-01T00:00:00+08:00', '2026-02-01'],
    ['2024-02-28T16:00:00Z', '2024-02-29'],
    ['2026-01-01T00:00:00-08:00', '2026-01-01'],
    // Shanghai kept summer time in 1988: 15:30 UTC was half past midnight there.
    ['1988-07-01T15:30:00Z', '1988-07-02'],
    ['1988-07-01T21:00+05:30', '1988-07-02'],
    // Before 1901 it kept the time of its own meridian, five minutes and 43 seconds more.
    ['1900-06-30T15:54:30Z', '1900-07-01'],
    ['1901-06-30T15:54:30Z', '1901-06-30'],
  ])('%s falls on %s', (instant, date) => {
    expect(dateInShanghai(instant)).toBe(date);
  });

  test.each([
    '2026-01-31',
    '2026-01-31T00:00:00',
    '2026-02-30T00:00:00Z',
    '2026-01-31T24:00:00+08:00',
    '2026-01-31T00:00:00+08',
    '0001-01-01T00:00:00+12:00',
    'yesterday',
    '',
  ])('%j is no instant', (text) => {
    expect(() => dateInShanghai(text)).toThrow(RangeError);
  });
});

describe('arithmetic', () => {
  test('days across month, leap year and century', () => {
    expect(addDays(day('2024-02-28'), 1)).toBe('2024-02-29');
    expect(addDays(day('2023-02-28'), 1)).toBe('2023-03-01');
    expect(addDays(day('2100-02-28'), 1)).toBe('2100-03-01');
    expect(addDays(day('2024-01-01'), -1)).toBe('2023-12-31');
    expect(addDays(day('2024-01-01'), 366)).toBe('2025-01-01');
    expect(daysBetween(day('2024-01-01'), day('2025-01-01'))).toBe(366);
    expect(daysBetween(day('2025-01-01'), day('2024-01-01'))).toBe(-366);
  });

  test('months and years end on the last day where the day does not exist', () => {
    expect(addMonths(day('2024-01-31'), 1)).toBe('2024-02-29');
    expect(addMonths(day('2023-01-31'), 1)).toBe('2023-02-28');
    expect(addMonths(day('2024-03-31'), -1)).toBe('2024-02-29');
    expect(addMonths(day('2024-01-15'), -1)).toBe('2023-12-15');
    expect(addMonths(day('2024-12-31'), 12)).toBe('2025-12-31');
    expect(addYears(day('2024-02-29'), 1)).toBe('2025-02-28');
    expect(addYears(day('2024-02-29'), 4)).toBe('2028-02-29');
  });

  test('out of range and fractions are refused', () => {
    expect(() => addDays(day('9999-12-31'), 1)).toThrow(RangeError);
    expect(() => addDays(day('0001-01-01'), -1)).toThrow(RangeError);
    expect(() => addMonths(day('9999-12-01'), 1)).toThrow(RangeError);
    expect(() => addDays(day('2024-01-01'), 0.5)).toThrow(RangeError);
    expect(() => addMonths(day('2024-01-01'), Number.NaN)).toThrow(RangeError);
  });

  test('dates sort', () => {
    expect([day('2024-02-01'), day('2023-12-31'), day('2024-01-31')].sort(compareDates)).toEqual([
      '2023-12-31',
      '2024-01-31',
      '2024-02-01',
    ]);
    expect(compareDates(day('2024-01-01'), day('2024-01-01'))).toBe(0);
  });
});

describe('working days', () => {
  /** A week with a holiday on Wednesday made up for on Saturday. */
  const calendar: HolidayCalendar = { years: { '2024': { holidays: ['2024-05-15'], workdays: ['2024-05-18'] } } };

  test('weekends and days off are not, make-up days are', () => {
    const week = ['13', '14', '15', '16', '17', '18', '19'].map((date) => day(`2024-05-${date}`));
    expect(week.map((date) => isWorkingDay(date, calendar))).toEqual([true, true, false, true, true, true, false]);
  });

  test('the first day does not count', () => {
    expect(addWorkingDays(day('2024-05-14'), 1, calendar)).toBe('2024-05-16');
    expect(addWorkingDays(day('2024-05-14'), 4, calendar)).toBe('2024-05-20');
    expect(addWorkingDays(day('2024-05-19'), 0, calendar)).toBe('2024-05-19');
    expect(workingDaysBetween(day('2024-05-14'), day('2024-05-20'), calendar)).toBe(4);
    expect(workingDaysBetween(day('2024-05-20'), day('2024-05-14'), calendar)).toBe(-4);
    expect(Object.is(workingDaysBetween(day('2024-05-14'), day('2024-05-14'), calendar), 0)).toBe(true);
  });

  test('a year without data is an error that names the year and the file', () => {
    expect(() => addWorkingDays(day('2024-12-30'), 5, calendar)).toThrow(MissingHolidayYearError);
    expect(() => addWorkingDays(day('2024-12-30'), 5, calendar)).toThrow(/2025.*policy\/holidays\/2025\.yaml/);
    expect(() => isWorkingDay(day('2023-05-01'), calendar)).toThrow(/2023/);
    expect(() => workingDaysBetween(day('2024-12-30'), day('2025-01-02'), calendar)).toThrow(/2025/);
  });

  test.each([-1, 0.5, Number.NaN, 1_000_000])('%d is no number of working days', (n) => {
    expect(() => addWorkingDays(day('2024-05-14'), n, calendar)).toThrow(RangeError);
  });
});
