/** Where "now" comes from. Business time only: token checks and request signing use the machine's own clock. */
import { type CalendarDate, dateInShanghai } from './calendar.ts';

export interface Clock {
  /** ISO 8601 UTC with milliseconds. */
  now(): string;
}

/**
 * The machine's clock, moved by PANHUO_CLOCK_OFFSET_MS. Only the local runtime sets that variable, so that people and tests
 * can look at tomorrow; no stack does.
 */
export const systemClock: Clock = {
  now() {
    return new Date(Date.now() + Number(process.env.PANHUO_CLOCK_OFFSET_MS ?? 0)).toISOString();
  },
};

export const todayBy = (clock: Clock): CalendarDate => dateInShanghai(clock.now());
