/** Publicity of an approved plan (MG-16, MG-21): from when to when, and until when anybody may object. */
import { addDays, addWorkingDays, type CalendarDate, type HolidayCalendar } from '../../../platform/calendar.ts';
import type { PublicityRule } from '../../../policy/policy.ts';

export interface Publicity {
  readonly publishedOn: string;
  /** Last day of the period; paying may begin on the next. */
  readonly until: string;
  readonly objectionsUntil: string;
}

/**
 * The period of a notice put up on a day; that day itself does not count (民法典 art. 201).
 * @throws MissingHolidayYearError when working days run into a year whose arrangement is not loaded
 */
export function publicityFrom(publishedOn: CalendarDate, rule: PublicityRule, holidays: HolidayCalendar): Publicity {
  const after = (days: number): CalendarDate =>
    rule.unit === 'working-day' ? addWorkingDays(publishedOn, days, holidays) : addDays(publishedOn, days);
  return { publishedOn, until: after(rule.days), objectionsUntil: after(rule.objectionDays ?? rule.days) };
}
