/**
 * Calendar dates in Asia/Shanghai and working days. Date arithmetic is plain integer work (it runs inside deciders and
 * over 60,000 lines); only the step from an instant to a date needs the time zone.
 */

declare const calendarDateBrand: unique symbol;

/** A day of the proleptic Gregorian calendar as `YYYY-MM-DD`; sorts as text. No time, no zone. */
export type CalendarDate = string & { readonly [calendarDateBrand]: 'CalendarDate' };

/**
 * Official days off and make-up workdays by year ("2026"), each `YYYY-MM-DD`. A year without an entry has no known
 * arrangement, and counting working days into it throws.
 */
export interface HolidayCalendar {
  readonly years: Readonly<
    Record<string, { readonly holidays: readonly string[]; readonly workdays: readonly string[] }>
  >;
}

/** The time zone of every date in the system. */
export const TIME_ZONE = 'Asia/Shanghai';

/** Working days were asked for in a year whose official holiday arrangement is not loaded. */
export class MissingHolidayYearError extends Error {
  override readonly name = 'MissingHolidayYearError';
  readonly year: string;

  constructor(year: string) {
    super(`no holiday arrangement for ${year}: add policy/holidays/${year}.yaml before counting working days in it`);
    this.year = year;
  }
}

const DATE_TEXT = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTHS_PER_YEAR = 12;
const DAYS_PER_WEEK = 7;
const MINUTES_PER_DAY = 24 * 60;
const SATURDAY = 6;
const FIRST_YEAR = 1;
const LAST_YEAR = 9999;
/** A guard against a loop over a mistaken count: more than two centuries of days. */
const LONGEST_WORKING_DAY_COUNT = 73_000;

/** True for the text of a day that exists, `2024-02-29` but not `2023-02-29` or `2024-2-9`. */
export function isCalendarDate(value: unknown): value is CalendarDate {
  if (typeof value !== 'string') return false;
  const match = DATE_TEXT.exec(value);
  if (match === null) return false;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  return year >= FIRST_YEAR && month >= 1 && month <= MONTHS_PER_YEAR && day >= 1 && day <= daysInMonth(year, month);
}

/** Brands the text of an existing day. Throws RangeError for anything else. */
export function calendarDate(text: string): CalendarDate {
  if (!isCalendarDate(text)) throw new RangeError(`not a calendar date (YYYY-MM-DD): ${JSON.stringify(text)}`);
  return text;
}

/** An instant in UTC, as every clock of ours gives it. */
const UTC_INSTANT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;
/** Since 1992 Shanghai has been eight hours ahead of UTC the whole year; from this hour on it is tomorrow there. */
const FIRST_PLAIN_YEAR = '1992';
const HOUR_OF_TOMORROW = 16;

/** The same with any offset, and without seconds if need be: date, hour, minute, second and fraction, offset with its hour and minute. */
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:\.\d{1,9})?))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/** The date that an instant (ISO 8601 with `Z` or an offset) falls on in Asia/Shanghai. Throws RangeError otherwise. */
export function dateInShanghai(instant: string): CalendarDate {
  const utc = UTC_INSTANT.exec(instant);
  if (utc?.[1] !== undefined && utc[1] >= FIRST_PLAIN_YEAR && isCalendarDate(utc[1])) {
    return Number(utc[2]) < HOUR_OF_TOMORROW ? utc[1] : addDays(utc[1], 1);
  }
  return dateByZoneRules(epochSeconds(instant));
}

function epochSeconds(instant: string): number {
  const [, date, hours, minutes, seconds = 0, sign, offsetHours = 0, offsetMinutes = 0] = INSTANT.exec(instant) ?? [];
  if (!isCalendarDate(date)) throw new RangeError(`not an instant: ${JSON.stringify(instant)}`);
  const offsetMinute = (sign === '-' ? -1 : 1) * (Number(offsetHours) * 60 + Number(offsetMinutes));
  const minute = dayNumber(date) * MINUTES_PER_DAY + Number(hours) * 60 + Number(minutes) - offsetMinute;
  return minute * 60 + Number(seconds);
}

/** By the zone's whole history: summer time in six years, local mean time before 1901. */
function dateByZoneRules(seconds: number): CalendarDate {
  const style = { era: 'short', year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const zone = new Intl.DateTimeFormat('en', { timeZone: TIME_ZONE, ...style });
  const parts = new Map(zone.formatToParts(seconds * 1_000).map(({ type, value }) => [type, value]));
  const year = parts.get('era') === 'AD' ? parts.get('year')?.padStart(4, '0') : 'before';
  return calendarDate(`${year}-${parts.get('month')}-${parts.get('day')}`);
}

/** The date `days` later (earlier when negative). Throws RangeError outside years 0001–9999. */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return fromDayNumber(dayNumber(date) + wholeNumber(days));
}

/** The same day `months` later; a day that does not exist there becomes the last of its month (01-31 + 1 → 02-28/29). */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  const { year, month, day } = partsOf(date);
  const monthIndex = year * MONTHS_PER_YEAR + (month - 1) + wholeNumber(months);
  const laterYear = Math.floor(monthIndex / MONTHS_PER_YEAR);
  const laterMonth = monthIndex - laterYear * MONTHS_PER_YEAR + 1;
  return toText(laterYear, laterMonth, Math.min(day, daysInMonth(laterYear, laterMonth)));
}

/** The same day `years` later; 02-29 becomes 02-28 in a common year. */
export function addYears(date: CalendarDate, years: number): CalendarDate {
  return addMonths(date, wholeNumber(years) * MONTHS_PER_YEAR);
}

/** Days from a to b: 1 from today to tomorrow, negative when b is before a. */
export function daysBetween(a: CalendarDate, b: CalendarDate): number {
  return dayNumber(b) - dayNumber(a);
}

/** Negative when a is before b, positive when after, 0 when equal; fit for sorting. */
export function compareDates(a: CalendarDate, b: CalendarDate): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * True on a day of work under the official arrangement: make-up workdays count, days off and other weekends do not.
 * Throws MissingHolidayYearError for a year without data.
 */
export function isWorkingDay(date: CalendarDate, calendar: HolidayCalendar): boolean {
  return isWorkingDayNumber(dayNumber(date), date, calendar);
}

/**
 * The n-th working day after the date; the date itself does not count (民法典 art. 201: the first day is left out), and
 * n = 0 gives the date back. Throws MissingHolidayYearError when the count runs into a year without data, RangeError for
 * a negative or fractional n.
 */
export function addWorkingDays(date: CalendarDate, n: number, calendar: HolidayCalendar): CalendarDate {
  if (!Number.isSafeInteger(n) || n < 0 || n > LONGEST_WORKING_DAY_COUNT) {
    throw new RangeError(`not a number of working days: ${n}`);
  }
  let current = dayNumber(date);
  let text = date;
  for (let left = n; left > 0; ) {
    current += 1;
    text = fromDayNumber(current);
    if (isWorkingDayNumber(current, text, calendar)) left -= 1;
  }
  return text;
}

/**
 * The number of working days after a up to and including b, so that it undoes addWorkingDays; negative when b is before
 * a. Throws MissingHolidayYearError for a year without data.
 */
export function workingDaysBetween(a: CalendarDate, b: CalendarDate, calendar: HolidayCalendar): number {
  if (b < a) return 0 - workingDaysBetween(b, a, calendar);
  const last = dayNumber(b);
  let count = 0;
  for (let current = dayNumber(a) + 1; current <= last; current += 1) {
    if (isWorkingDayNumber(current, fromDayNumber(current), calendar)) count += 1;
  }
  return count;
}

interface YearSets {
  readonly holidays: ReadonlySet<string>;
  readonly workdays: ReadonlySet<string>;
}

/** Sets built once per calendar object: the arrays are read on every day of a count. */
const setsByCalendar = new WeakMap<HolidayCalendar, Map<string, YearSets>>();

function yearSets(year: string, calendar: HolidayCalendar): YearSets {
  let sets = setsByCalendar.get(calendar);
  if (sets === undefined) {
    sets = new Map(
      Object.entries(calendar.years).map(([key, entry]) => [
        key,
        { holidays: new Set(entry.holidays), workdays: new Set(entry.workdays) },
      ]),
    );
    setsByCalendar.set(calendar, sets);
  }
  const found = sets.get(year);
  if (found === undefined) throw new MissingHolidayYearError(year);
  return found;
}

function isWorkingDayNumber(number: number, date: CalendarDate, calendar: HolidayCalendar): boolean {
  const { holidays, workdays } = yearSets(date.slice(0, 4), calendar);
  if (holidays.has(date)) return false;
  return workdays.has(date) || !isWeekend(number);
}

function isWeekend(number: number): boolean {
  // Day 0 (1970-01-01) was a Thursday, the fourth day after Sunday.
  const weekday = (((number + 4) % DAYS_PER_WEEK) + DAYS_PER_WEEK) % DAYS_PER_WEEK;
  return weekday === 0 || weekday === SATURDAY;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function partsOf(date: CalendarDate): { year: number; month: number; day: number } {
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) };
}

function wholeNumber(n: number): number {
  if (!Number.isSafeInteger(n)) throw new RangeError(`not a whole number: ${n}`);
  return n;
}

const DAYS_PER_ERA = 146_097;
const YEARS_PER_ERA = 400;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH_SHIFT = 719_468;

/** Days since 1970-01-01. The year is taken to start in March, so the leap day is its last (Hinnant's days_from_civil). */
function dayNumber(date: CalendarDate): number {
  const { year, month, day } = partsOf(date);
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / YEARS_PER_ERA);
  const yearOfEra = marchYear - era * YEARS_PER_ERA;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - EPOCH_SHIFT;
}

function fromDayNumber(number: number): CalendarDate {
  const shifted = number + EPOCH_SHIFT;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return toText(yearOfEra + era * YEARS_PER_ERA + (month <= 2 ? 1 : 0), month, day);
}

function toText(year: number, month: number, day: number): CalendarDate {
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR)) throw new RangeError(`year out of range: ${year}`);
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return text as CalendarDate;
}
