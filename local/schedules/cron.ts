import { Temporal } from 'temporal-polyfill';
import { TemplateError } from '../template/json.ts';

/** When a schedule is due. */
export interface Recurrence {
  /** The first due instant after `afterMs` (milliseconds since 1970); undefined when there is none within ten years. */
  next(afterMs: number): number | undefined;
}

const SEARCH_DAYS = 3660;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads an EventBridge Scheduler expression: `cron(0 6 * * ? *)`, `rate(15 minutes)` or `at(2026-01-31T06:00:00)`.
 * Rates count from the beginning of 1970 in steps, so that they do not depend on when a process started.
 * Throws TemplateError for an expression it does not know.
 */
export function readRecurrence(expression: string, timeZone: string, path: string): Recurrence {
  const [, kind, body] = /^(cron|rate|at)\((.+)\)$/.exec(expression.trim()) ?? [];
  if (kind === 'rate') return readRate(body ?? '', path);
  if (kind === 'at') return readAt(body ?? '', timeZone, path);
  if (kind === 'cron') return readCron(body ?? '', timeZone, path);
  throw new TemplateError(path, `cannot read the schedule expression "${expression}"`);
}

function readRate(body: string, path: string): Recurrence {
  const [, count, unit] = /^(\d+) (minute|hour|day)s?$/.exec(body) ?? [];
  const stepMs = Number(count) * (UNIT_MS[unit ?? ''] ?? 0);
  if (!(stepMs > 0)) throw new TemplateError(path, `cannot read rate(${body})`);
  return { next: (afterMs) => (Math.floor(afterMs / stepMs) + 1) * stepMs };
}

function readAt(body: string, timeZone: string, path: string): Recurrence {
  try {
    const dueMs = Temporal.PlainDateTime.from(body).toZonedDateTime(timeZone).epochMilliseconds;
    return { next: (afterMs) => (dueMs > afterMs ? dueMs : undefined) };
  } catch {
    throw new TemplateError(path, `cannot read at(${body}) in ${timeZone}`);
  }
}

function readCron(body: string, timeZone: string, path: string): Recurrence {
  const fields = body.trim().split(/\s+/);
  const [minutes, hours, daysOfMonth, months, daysOfWeek, years] = fields;
  if (fields.length !== 6 || minutes === undefined || hours === undefined || daysOfMonth === undefined) {
    throw new TemplateError(path, `cron(${body}) needs six fields`);
  }
  if ((daysOfMonth === '?') === (daysOfWeek === '?')) {
    throw new TemplateError(path, `cron(${body}) needs "?" as day of month or day of week, not both`);
  }
  const minuteSet = [...readField(minutes, 0, 59, [], path)].sort((a, b) => a - b);
  const hourSet = [...readField(hours, 0, 23, [], path)].sort((a, b) => a - b);
  const monthSet = readField(months ?? '*', 1, 12, MONTHS, path);
  const yearSet = readField(years ?? '*', 1970, 2199, [], path);
  const isDay = readDayTest(daysOfMonth, daysOfWeek ?? '?', path);
  const matches = (day: Temporal.PlainDate) => yearSet.has(day.year) && monthSet.has(day.month) && isDay(day);
  return { next: (afterMs) => searchDays(afterMs, timeZone, matches, hourSet, minuteSet) };
}

function searchDays(
  afterMs: number,
  timeZone: string,
  matches: (day: Temporal.PlainDate) => boolean,
  hours: readonly number[],
  minutes: readonly number[],
): number | undefined {
  let day = Temporal.Instant.fromEpochMilliseconds(afterMs).toZonedDateTimeISO(timeZone).toPlainDate();
  for (let searched = 0; searched < SEARCH_DAYS; searched += 1, day = day.add({ days: 1 })) {
    if (!matches(day)) continue;
    for (const hour of hours) {
      for (const minute of minutes) {
        const dueMs = day.toZonedDateTime({ timeZone, plainTime: { hour, minute } }).epochMilliseconds;
        if (dueMs > afterMs) return dueMs;
      }
    }
  }
  return undefined;
}

function readDayTest(daysOfMonth: string, daysOfWeek: string, path: string): (day: Temporal.PlainDate) => boolean {
  if (daysOfMonth === 'L') return (day) => day.day === day.daysInMonth;
  if (daysOfMonth !== '?') {
    const days = readField(daysOfMonth, 1, 31, [], path);
    return (day) => days.has(day.day);
  }
  // AWS counts Sunday as 1; ISO counts it as 7.
  const days = readField(daysOfWeek, 1, 7, WEEKDAYS, path);
  return (day) => days.has((day.dayOfWeek % 7) + 1);
}

/** One cron field: `*`, `5`, `1-5`, `0/15`, lists of these, and names where the field has names. */
function readField(field: string, least: number, most: number, names: readonly string[], path: string): Set<number> {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', step] = part.split('/');
    const [from, to] = range === '*' ? [String(least), String(most)] : range.split('-');
    const start = readNumber(from ?? '', names, least);
    const end = to === undefined ? (step === undefined ? start : most) : readNumber(to, names, least);
    const stride = step === undefined ? 1 : Number(step);
    if (![start, end, stride].every(Number.isInteger) || stride < 1 || start < least || end > most || start > end) {
      throw new TemplateError(path, `cannot read "${field}" in a cron expression`);
    }
    for (let value = start; value <= end; value += stride) values.add(value);
  }
  return values;
}

function readNumber(text: string, names: readonly string[], first: number): number {
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return named + first;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
