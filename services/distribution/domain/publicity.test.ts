import { expect, test } from 'vitest';
import { calendarDate, MissingHolidayYearError } from '../../../platform/calendar.ts';
import { loadHolidays } from '../../../policy/load.ts';
import { packNamed } from '../testing/desk.ts';
import { publicityFrom } from './publicity.ts';

const holidays = loadHolidays();
const from = (day: string, pack: string) =>
  publicityFrom(calendarDate(day), packNamed(pack).distribution.publicity, holidays);

test('MG-21 ten working days over Spring Festival 2026 skip 15–23 February and count the two worked Saturdays', () => {
  // 14 and 24–28 February are six, 2–5 March four.
  expect(from('2026-02-13', 'makit')).toMatchObject({ publishedOn: '2026-02-13', until: '2026-03-05' });
});

test('SX-10 ten calendar days take no notice of the festival', () => {
  expect(from('2026-02-13', 'shanxi-poverty-assets').until).toBe('2026-02-23');
});

test('objections may have a shorter term than the notice', () => {
  const rule = { days: 10, unit: 'calendar-day', objectionDays: 5, source: 'rule:SD_OBJECTION' } as const;
  expect(publicityFrom(calendarDate('2026-03-30'), rule, holidays)).toEqual({
    publishedOn: '2026-03-30',
    until: '2026-04-09',
    objectionsUntil: '2026-04-04',
  });
});

test('a year without an arrangement is not guessed at', () => {
  expect(() => from('2027-12-28', 'makit')).toThrow(MissingHolidayYearError);
});
