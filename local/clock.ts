import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';

/** Counties count days here, whatever zone the machine is in. */
export const COUNTY_TIME_ZONE = 'Asia/Shanghai';
/** A day set by hand starts here: far from midnight, so that work that takes hours stays on that day. */
const TIME_OF_A_SET_DAY = '12:00:00';

/** Where the business clock shall stand. */
export type ClockSetting = { readonly today: string } | { readonly now: string };

/** The setting is not a date or an instant. The message is meant for people. */
export class ClockError extends Error {
  override readonly name = 'ClockError';
}

/**
 * The business clock: real time plus an offset that people may change. Functions see it through PANHUO_CLOCK_OFFSET_MS;
 * token expiry, signatures and queues keep the real time.
 */
export class BusinessClock {
  readonly #path: string | undefined;
  #offsetMs = 0;
  #lastSeenMs: number | undefined;

  /** @param path file that keeps the offset across restarts; undefined forgets it. */
  constructor(path: string | undefined) {
    this.#path = path;
    if (path !== undefined && existsSync(path)) {
      const stored = JSON.parse(readFileSync(path, 'utf8')) as { offsetMs?: unknown; lastSeenMs?: unknown };
      if (typeof stored.offsetMs === 'number' && Number.isSafeInteger(stored.offsetMs))
        this.#offsetMs = stored.offsetMs;
      if (typeof stored.lastSeenMs === 'number') this.#lastSeenMs = stored.lastSeenMs;
    }
  }

  /** What the business clock is ahead of the machine's, in milliseconds. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Business time when an earlier process last looked at it; undefined for a new data directory. */
  get lastSeenMs(): number | undefined {
    return this.#lastSeenMs;
  }

  /** Keeps the offset and the time, so that the next process knows what it missed. */
  remember(): void {
    if (this.#path === undefined) return;
    writeFileSync(this.#path, JSON.stringify({ offsetMs: this.#offsetMs, lastSeenMs: this.nowMs() }));
  }

  /** Business time in milliseconds since 1970. */
  nowMs(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Business date in the county. */
  today(): string {
    return Temporal.Instant.fromEpochMilliseconds(this.nowMs())
      .toZonedDateTimeISO(COUNTY_TIME_ZONE)
      .toPlainDate()
      .toString();
  }

  /** Moves the clock. Setting the day it already is changes nothing. Throws ClockError for anything but a date or instant. */
  set(setting: ClockSetting): void {
    if ('today' in setting && setting.today === this.today()) return;
    this.#offsetMs = readSetting(setting) - Date.now();
    this.remember();
  }
}

function readSetting(setting: ClockSetting): number {
  try {
    if ('today' in setting) {
      const day = Temporal.PlainDate.from(setting.today);
      if (day.toString() !== setting.today) throw new RangeError('not in the form 2026-01-31');
      return day.toZonedDateTime({ timeZone: COUNTY_TIME_ZONE, plainTime: TIME_OF_A_SET_DAY }).epochMilliseconds;
    }
    return Temporal.Instant.from(setting.now).epochMilliseconds;
  } catch (error) {
    const text = 'today' in setting ? setting.today : setting.now;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ClockError(`the clock cannot be set to "${text}": ${reason}`);
  }
}
