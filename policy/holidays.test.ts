import { describe, expect, test } from 'vitest';
import { addWorkingDays, calendarDate, isWorkingDay, workingDaysBetween } from '../platform/calendar.ts';
import { joinYears, parseHolidayYear } from './holidays.ts';
import { loadHolidays, loadHolidayYear, PolicyError } from './load.ts';

const calendar = loadHolidays();
const day = calendarDate;
const OFFICIAL = ['2020', '2021', '2022', '2023', '2024', '2025', '2026'];

describe('the official arrangements', () => {
  test('2020 to 2027 are there, each with its document', () => {
    expect(Object.keys(calendar.years).sort()).toEqual([...OFFICIAL, '2027']);
    for (const year of OFFICIAL) {
      const file = loadHolidayYear(year);
      expect(file.status).toBe('official');
      expect(file.year).toBe(year);
      expect(file.source).toContain(`${year}年部分节假日安排的通知（国办发明电〔${Number(year) - 1}〕`);
    }
  });

  test('2027 is provisional: statutory days only, no make-up days', () => {
    const file = loadHolidayYear('2027');
    expect(file.status).toBe('provisional');
    expect(file.holidays.length).toBe(13); // 全国年节及纪念日放假办法 (2024) gives 13 days
    expect(file.workdays).toEqual([]);
  });

  // Days off and make-up workdays of the notices, counted by hand.
  test.each([
    ['2020', 30, 6],
    ['2021', 31, 7],
    ['2022', 31, 7],
    ['2023', 27, 7],
    ['2024', 28, 8],
    ['2025', 28, 5],
    ['2026', 33, 6],
  ])('%s has %d days off and %d make-up workdays', (year, holidays, workdays) => {
    const file = loadHolidayYear(year);
    expect([file.holidays.length, file.workdays.length]).toEqual([holidays, workdays]);
  });

  test('every make-up workday is a weekend day', () => {
    for (const { workdays } of Object.values(calendar.years)) {
      for (const date of workdays) expect([0, 6], date).toContain(new Date(`${date}T00:00:00Z`).getUTCDay());
    }
  });
});

describe('known sums', () => {
  test.each([
    // 2026 Spring Festival: off 02-15 to 02-23, worked on Saturdays 02-14 and 02-28.
    ['2026-02-13', 1, '2026-02-14'],
    ['2026-02-13', 2, '2026-02-24'],
    ['2026-02-13', 6, '2026-02-28'],
    ['2026-02-13', 10, '2026-03-05'],
    // 2026 National Day: worked on Sunday 09-20 and Saturday 10-10, Mid-Autumn off 09-25 to 09-27.
    ['2026-09-18', 1, '2026-09-20'],
    ['2026-09-18', 7, '2026-09-29'],
    ['2026-09-30', 1, '2026-10-08'],
    ['2026-09-30', 3, '2026-10-10'],
    // 2025: eight days off from 10-01 to 10-08, worked on Saturday 10-11.
    ['2025-09-30', 1, '2025-10-09'],
    ['2025-09-30', 3, '2025-10-11'],
    ['2025-01-27', 1, '2025-02-05'],
    // 2020: the Spring Festival was extended to 02-02.
    ['2020-01-23', 1, '2020-02-03'],
    // 2022: worked on the weekend after National Day.
    ['2022-09-30', 2, '2022-10-09'],
    // Across the year.
    ['2025-12-31', 1, '2026-01-04'],
  ])('%s + %d working days = %s', (from, n, to) => {
    expect(addWorkingDays(day(from), n, calendar)).toBe(to);
    expect(workingDaysBetween(day(from), day(to), calendar)).toBe(n);
  });

  test('working days of whole years', () => {
    const inYear = (year: number) => workingDaysBetween(day(`${year - 1}-12-31`), day(`${year}-12-31`), calendar);
    // 250 under the eleven statutory days of 2021 and 2023; 248 under the thirteen since 2025.
    expect([inYear(2021), inYear(2025), inYear(2026)]).toEqual([250, 248, 248]);
  });

  test('2022-12-31 comes from the notice for 2023', () => {
    expect(calendar.years['2022']?.holidays).toContain('2022-12-31');
    expect(calendar.years['2023']?.holidays).not.toContain('2022-12-31');
    expect(isWorkingDay(day('2022-12-31'), calendar)).toBe(false);
  });

  test('a count that runs past the last file says which one is missing', () => {
    expect(() => addWorkingDays(day('2027-12-30'), 10, calendar)).toThrow(/policy\/holidays\/2028\.yaml/);
  });
});

describe('a broken file', () => {
  const sound = [
    "year: '2030'",
    'status: official',
    'source: a notice',
    'periods:',
    '  - name: { zh: 元旦, en: New Year }',
    '    from: 2030-01-01',
    '    to: 2030-01-03',
    '    workdays: [2030-01-05]',
  ];
  const parse = (lines: readonly string[]) => parseHolidayYear(lines.join('\n'), 'holidays/2030.yaml');
  const withLine = (number: number, text: string) => sound.map((line, index) => (index === number - 1 ? text : line));

  test('the sound one is read', () => {
    expect(parse(sound)).toMatchObject({
      holidays: ['2030-01-01', '2030-01-02', '2030-01-03'],
      workdays: ['2030-01-05'],
    });
  });

  test.each([
    [2, 'status: provisional', /provisional year knows no make-up/],
    [7, '    to: 2029-12-31', /1 to 12 days/],
    [7, '    to: 2030-02-30', /not a calendar date/],
    [7, '    to: 2030-03-01', /1 to 12 days/],
    [8, '    workdays: [2030-01-02]', /also a day off/],
    [8, '    work: [2030-01-05]', /unknown key|expected array/],
  ])('line %d: %s', (line, text, reason) => {
    try {
      parse(withLine(line, text));
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      const issue = error.issues.find((candidate) => candidate.line === line);
      expect(issue?.reason).toMatch(reason);
      return;
    }
    throw new Error('the broken file was accepted');
  });

  test('a year given twice', () => {
    expect(() => joinYears([parse(sound), parse(sound)])).toThrow(/2030 are given twice/);
  });
});
