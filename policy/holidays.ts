/** One file a year: the State Council's arrangement of days off and make-up workdays. Full zod: not for functions. */
import * as z from 'zod';
import { addDays, type CalendarDate, type HolidayCalendar, isCalendarDate } from '../platform/calendar.ts';
import type { PackIssue } from './pack-issue.ts';
import { PolicyError } from './policy-error.ts';
import { parseYaml } from './yaml-source.ts';

/** Longest period of one festival, make-up days aside. */
const PERIOD_DAYS_MAX = 12;

const date = z.string().refine(isCalendarDate, { error: 'not a calendar date (YYYY-MM-DD)' });

const holidayFile = z.strictObject({
  year: z.string().regex(/^\d{4}$/),
  /** provisional: the year's notice is not known, so statutory days only and no make-up days. */
  status: z.enum(['official', 'provisional']),
  /** The notice: title and number; for a provisional year the regulation. */
  source: z.string().trim().min(1),
  note: z.string().trim().min(1).exactOptional(),
  periods: z
    .array(
      z.strictObject({
        name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
        from: date,
        to: date,
        workdays: z.array(date),
      }),
    )
    .min(1),
});

export interface HolidayYear {
  readonly year: string;
  readonly status: 'official' | 'provisional';
  readonly source: string;
  readonly holidays: readonly CalendarDate[];
  readonly workdays: readonly CalendarDate[];
}

/** Parses and checks one file. Throws PolicyError with the line for anything wrong. */
export function parseHolidayYear(text: string, file: string): HolidayYear {
  const yaml = parseYaml(text, file);
  const result = holidayFile.safeParse(yaml.data);
  if (!result.success) throw new PolicyError(file, result.error.issues.map(yaml.locateIssue));
  const { year, status, source, periods } = result.data;
  const issues: PackIssue[] = [];
  const holidays: CalendarDate[] = [];
  for (const [index, { from, to }] of periods.entries()) {
    const period = daysOf(from, to);
    if (period.length === 0 || period.length > PERIOD_DAYS_MAX) {
      issues.push({ path: ['periods', index, 'to'], reason: `a period has 1 to ${PERIOD_DAYS_MAX} days` });
    }
    holidays.push(...period);
  }
  const workdays = periods.flatMap((period) => period.workdays);
  issues.push(...clashes(periods, new Set(holidays)));
  if (status === 'provisional' && workdays.length > 0) {
    issues.push({ path: ['status'], reason: 'a provisional year knows no make-up workdays' });
  }
  if (issues.length > 0) throw new PolicyError(file, issues.map(yaml.locate));
  return { year, status, source, holidays: [...holidays].sort(), workdays: [...workdays].sort() };
}

/**
 * All years as one calendar. A notice may reach into the December before (2022-12-31 is in the one for 2023): each day goes
 * to its own year, and is left out when that year is not loaded. Throws Error when a year is given twice.
 */
export function joinYears(years: readonly HolidayYear[]): HolidayCalendar {
  const calendar = new Map<string, { holidays: string[]; workdays: string[] }>();
  for (const { year } of years) {
    if (calendar.has(year)) throw new Error(`the holidays of ${year} are given twice`);
    calendar.set(year, { holidays: [], workdays: [] });
  }
  for (const { holidays, workdays } of years) {
    for (const day of holidays) calendar.get(day.slice(0, 4))?.holidays.push(day);
    for (const day of workdays) calendar.get(day.slice(0, 4))?.workdays.push(day);
  }
  return { years: Object.fromEntries(calendar) };
}

type Period = z.infer<typeof holidayFile>['periods'][number];

function clashes(periods: readonly Period[], holidays: ReadonlySet<string>): PackIssue[] {
  return periods.flatMap((period, index) =>
    period.workdays.flatMap((day, place) =>
      holidays.has(day) ? [{ path: ['periods', index, 'workdays', place], reason: `${day} is also a day off` }] : [],
    ),
  );
}

/** The days from first to last, both included; none when they are the wrong way round. */
function daysOf(from: CalendarDate, to: CalendarDate): CalendarDate[] {
  const days: CalendarDate[] = [];
  for (let day = from; day <= to && days.length <= PERIOD_DAYS_MAX; day = addDays(day, 1)) days.push(day);
  return days;
}
