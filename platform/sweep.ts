/**
 * The sweeper: finds event items that never left — the relay was down for days, a batch exhausted its retries — and sends them.
 * It walks hour by hour from its watermark to shortly before now, compares event items with receipts, and only then moves the mark.
 */
import { HOUR_SHARDS } from './event-item.ts';
import { RECEIPT_DAYS, type RelayRuntime, receiptPartition, receiptRows, sendToSubscribers } from './relay.ts';
import type { EventItem, Key, Page, Row, Store } from './store/store.ts';

/** Younger events are left to the relay. */
export const GRACE_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How far back a run without a usable mark begins: older events have no receipts to compare with. */
const LOOK_BACK_HOURS = RECEIPT_DAYS * 24;
/** Hours looked through in one run, the whole look back among them; a longer outage is caught up over several runs. */
export const HOURS_PER_RUN_MAX = LOOK_BACK_HOURS + 24;
/**
 * Hours before its mark that every run looks at again: a clock may be set back, and have caught up with the mark before the next run,
 * and what was recorded in between lies behind the mark.
 */
const SET_BACK_HOURS = 3;
/** Hours asked for at once, each in its shards: a long outage is looked through in few rounds. */
const HOURS_AT_ONCE = 24;
const PAGE = 100;

const SHARDS = Array.from({ length: HOUR_SHARDS }, (_, shard) => shard);

const WATERMARK: Key = { pk: 'SWEEP', sk: 'WATERMARK' };

export interface SweepResult {
  readonly hours: number;
  readonly resent: number;
}

const hourOf = (ms: number): string => new Date(ms).toISOString().slice(0, 13);
const startOfHour = (ms: number): number => ms - (ms % HOUR_MS);

/**
 * Looks through the hours since the watermark.
 * @param nowMs the business clock, since recordedAt is business time
 */
export async function sweep(runtime: RelayRuntime, nowMs: number): Promise<SweepResult> {
  const [mark] = await runtime.store.read([WATERMARK]);
  const until = nowMs - GRACE_MS;
  const marked = typeof mark?.hour === 'string' ? Date.parse(`${mark.hour}:00:00.000Z`) : undefined;
  // No mark: the sweeper has never run, though the relay may have failed for days. A mark ahead of the clock: the clock was ahead and
  // has been set back, and nobody knows since when events are recorded in hours that the mark has passed.
  const from =
    marked !== undefined && marked <= until
      ? marked - SET_BACK_HOURS * HOUR_MS
      : startOfHour(until) - LOOK_BACK_HOURS * HOUR_MS;
  let hours = 0;
  let resent = 0;
  let hour = from;
  while (hour <= until && hours < HOURS_PER_RUN_MAX) {
    const block = hoursFrom(hour, until, Math.min(HOURS_AT_ONCE, HOURS_PER_RUN_MAX - hours));
    // Most hours of an outage, and all of a quiet night, hold nothing: they are asked for together, and cost no more than that.
    const pages = await Promise.all(block.flatMap((at) => firstPages(runtime.store, at)));
    for (const [place, at] of block.entries()) {
      const found = pages.slice(place * HOUR_SHARDS, (place + 1) * HOUR_SHARDS);
      if (found.some((page) => page.rows.length > 0)) resent += await sweepHour(runtime, at, found, until);
    }
    hours += block.length;
    hour += block.length * HOUR_MS;
  }
  // The hour that is not over yet is looked at again next time.
  const next = Math.min(hour, startOfHour(until));
  await runtime.store.write([{ kind: 'put', row: { ...WATERMARK, hour: hourOf(next) } }]);
  return { hours, resent };
}

/** The keys of the hours from one on, up to `until`, at most `limit`. */
function hoursFrom(from: number, until: number, limit: number): string[] {
  const hours: string[] = [];
  let [dayMs, day] = [Number.NaN, ''];
  for (let hour = from; hour <= until && hours.length < limit; hour += HOUR_MS) {
    // Writing an instant costs more than asking for it: the day is written once.
    if (hour - (hour % DAY_MS) !== dayMs) [dayMs, day] = [hour - (hour % DAY_MS), hourOf(hour).slice(0, 11)];
    hours.push(`${day}${String((hour - dayMs) / HOUR_MS).padStart(2, '0')}`);
  }
  return hours;
}

const shardKey = (hour: string, shard: number): string => `${hour}#${shard}`;

const firstPages = (store: Store, hour: string): Promise<Page<Key>>[] =>
  SHARDS.map((shard) => store.queryByHour(shardKey(hour, shard), { limit: PAGE }));

/**
 * Sends what is missing of one hour, oldest first over all shards, so that an aggregate's events keep their order.
 * @param pages the first page of each shard
 */
async function sweepHour(
  runtime: RelayRuntime,
  hour: string,
  pages: readonly Page<Key>[],
  until: number,
): Promise<number> {
  const shards = pages.map((page, shard) => missing(runtime, shardKey(hour, shard), page, until));
  const heads = await Promise.all(shards.map((shard) => shard.next()));
  let batch: EventItem[] = [];
  let resent = 0;
  const flush = async (): Promise<void> => {
    const [first] = batch;
    if (!first) return;
    await sendToSubscribers(runtime, batch);
    const receipts = receiptRows(batch, `sweep-${first.id}`, Date.now());
    await runtime.store.write(receipts.map((row) => ({ kind: 'put', row })));
    resent += batch.length;
    batch = [];
  };
  for (;;) {
    let oldest: { readonly shard: number; readonly event: EventItem } | undefined;
    for (const [shard, head] of heads.entries()) {
      if (!head.done && (oldest === undefined || isBefore(head.value, oldest.event)))
        oldest = { shard, event: head.value };
    }
    if (!oldest) break;
    batch.push(oldest.event);
    if (batch.length === PAGE) await flush();
    const shard = shards[oldest.shard];
    if (shard) heads[oldest.shard] = await shard.next();
  }
  await flush();
  return resent;
}

const isBefore = (a: EventItem, b: EventItem): boolean =>
  a.recordedAt === b.recordedAt ? a.version < b.version : a.recordedAt < b.recordedAt;

/** The events of one hour and shard that have no receipt, oldest first. @param first the first page of their keys */
async function* missing(
  runtime: RelayRuntime,
  hourKey: string,
  first: Page<Key>,
  until: number,
): AsyncGenerator<EventItem, void> {
  if (first.rows.length === 0) return;
  const left = await receipts(runtime, hourKey);
  for (let page = first; ; ) {
    const rows = await runtime.store.read(page.rows.map(({ pk, sk }) => ({ pk, sk })));
    for (const event of rows as unknown as readonly (EventItem | undefined)[]) {
      if (event && !left.has(event.id) && Date.parse(event.recordedAt) <= until) yield event;
    }
    if (!page.next) return;
    page = await runtime.store.queryByHour(hourKey, { limit: PAGE, after: page.next });
  }
}

/** Ids of the events of one hour and shard that have left. */
async function receipts(runtime: RelayRuntime, hourKey: string): Promise<Set<string>> {
  const left = new Set<string>();
  let after: Page<Row>['next'];
  do {
    const page = await runtime.store.queryPartition(receiptPartition(hourKey), 'SENT#', { limit: PAGE, after });
    for (const row of page.rows) for (const id of row.events as readonly string[]) left.add(id);
    after = page.next;
  } while (after);
  return left;
}
