/**
 * Work that falls due on a day. What waits lies in a sparse index by day and shard; a daily job walks from its watermark to today, so
 * that days without a run are caught up, and its cost follows what is due, not what exists.
 */
import { addDays, type CalendarDate, calendarDate, compareDates } from './calendar.ts';
import type { IndexAttributes, Key, Page, Store } from './store/store.ts';

/** Shards of a day: a day on which thousands fall due is read by several readers at once. */
export const DUE_SHARDS = 4;
/** Days looked back on the first run, and when the clock was ahead of itself and has been set back. */
export const LOOK_BACK_DAYS = 400;
/** Days asked for at once while nothing is found: a long look back is mostly empty. */
const DAYS_AHEAD_MAX = 32;
/** Keys handled together; as many as one read may name. */
const PAGE = 100;

/** The index partition of one day and shard. */
export const dueKey = (day: CalendarDate, shard: number): string => `due#${day}#${shard}`;

const shardOf = (id: string): number => (id.codePointAt(id.length - 1) ?? 0) % DUE_SHARDS;

/** Index entry of an aggregate whose next date is `day`. An aggregate with nothing to wait for has none. */
export const dueIndex = (day: CalendarDate, id: string): IndexAttributes => ({
  dueKey: dueKey(day, shardOf(id)),
  dueSort: id,
});

const watermarkKey = (job: string): Key => ({ pk: `JOB#${job}`, sk: 'WATERMARK' });

export interface DueRun {
  /** First and last day looked at. */
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  /** Aggregates found in the index. */
  readonly found: number;
  /** What the work says it has done. */
  readonly done: number;
}

/**
 * Hands everything due up to today to `work`, a page of keys at a time, all shards. The watermark moves only when every shard went
 * through, so a failed run is repeated from the same day; `work` must be harmless when repeated.
 * @param work gives back how many things it did; it must take what it finished out of the index, or to a later day
 * @throws AggregateError with the errors of the shards that failed
 */
export async function runDueWork(
  store: Store,
  job: string,
  today: CalendarDate,
  work: (keys: readonly Key[]) => Promise<number>,
): Promise<DueRun> {
  const from = startDay((await store.read([watermarkKey(job)]))[0]?.day, today);
  const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => walkShard(store, shard, from, today, work));
  const walks = await Promise.allSettled(shards);
  const failures = walks.flatMap((walk) => (walk.status === 'rejected' ? [walk.reason as unknown] : []));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} shards of ${job} failed`);
  await store.write([{ kind: 'put', row: { ...watermarkKey(job), day: today } }]);
  const counts = walks.flatMap((walk) => (walk.status === 'fulfilled' ? [walk.value] : []));
  return {
    from,
    to: today,
    found: counts.reduce((sum, count) => sum + count.found, 0),
    done: counts.reduce((sum, count) => sum + count.done, 0),
  };
}

/** The watermark's own day is read again: its index entries may have been on their way when it was read. */
function startDay(watermark: unknown, today: CalendarDate): CalendarDate {
  const last = typeof watermark === 'string' ? calendarDate(watermark) : undefined;
  if (last === undefined || compareDates(last, today) > 0) return addDays(today, 0 - LOOK_BACK_DAYS);
  return last;
}

async function walkShard(
  store: Store,
  shard: number,
  from: CalendarDate,
  today: CalendarDate,
  work: (keys: readonly Key[]) => Promise<number>,
): Promise<{ found: number; done: number }> {
  const ask = (day: CalendarDate, after?: Page<Key>['next']): Promise<Page<Key>> =>
    store.queryByDue(dueKey(day, shard), { limit: PAGE, after });
  let found = 0;
  let done = 0;
  let day = from;
  let ahead = 1;
  while (compareDates(day, today) <= 0) {
    const days = daysFrom(day, today, ahead);
    const pages = await Promise.all(days.map((one) => ask(one)));
    const place = pages.findIndex((page) => page.rows.length > 0);
    const due = days[place];
    day = addDays(due ?? day, due === undefined ? days.length : 1);
    ahead = due === undefined ? Math.min(2 * ahead, DAYS_AHEAD_MAX) : 1;
    if (due === undefined) continue;
    // The days behind this one are asked for again: work may put what it has dealt with on one of them.
    for (let page = pages[place]; page; page = page.next && (await ask(due, page.next))) {
      if (page.rows.length === 0) continue;
      found += page.rows.length;
      done += await work(page.rows.map(({ pk, sk }) => ({ pk, sk })));
    }
  }
  return { found, done };
}

/** The days from one on, up to today, at most `limit`. */
function daysFrom(from: CalendarDate, today: CalendarDate, limit: number): CalendarDate[] {
  const days: CalendarDate[] = [];
  for (let day = from; compareDates(day, today) <= 0 && days.length < limit; day = addDays(day, 1)) days.push(day);
  return days;
}
