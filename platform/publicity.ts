/** Publicity (公示): a notice is put up, from when to when it hangs, and until when anybody may object. */
import { addDays, addWorkingDays, type CalendarDate, type HolidayCalendar } from './calendar.ts';

/** What the pack says of one kind of publicity. */
export interface PublicityDays {
  readonly days: number;
  readonly unit: 'working-day' | 'calendar-day';
  /** Days from the start within which anybody may object; the whole period when absent. */
  readonly objectionDays?: number;
}

export interface Publicity {
  readonly publishedOn: string;
  /** Last day of the period; what was published takes effect from the next. */
  readonly until: string;
  readonly objectionsUntil: string;
}

/**
 * The period of a notice put up on a day; that day itself does not count (民法典 art. 201).
 * @throws MissingHolidayYearError when working days run into a year whose arrangement is not loaded
 */
export function publicityFrom(publishedOn: CalendarDate, rule: PublicityDays, holidays: HolidayCalendar): Publicity {
  const after = (days: number): CalendarDate =>
    rule.unit === 'working-day' ? addWorkingDays(publishedOn, days, holidays) : addDays(publishedOn, days);
  return { publishedOn, until: after(rule.days), objectionsUntil: after(rule.objectionDays ?? rule.days) };
}
