/**
 * The sweeper: finds event items that never left — the relay was down for days, a batch exhausted its retries — and sends them.
 * It walks hour by hour from its watermark to shortly before now, compares event items with receipts, and only then moves the mark.
 */
import { HOUR_SHARDS } from './event-item.ts';
import { RECEIPT_DAYS, type RelayRuntime, receiptPartition, receiptRows, sendToSubscribers } from './relay.ts';
import type { EventItem, Key, Page, Row } from './store/store.ts';

/** Younger events are left to the relay. */
export const GRACE_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;
/** How far back a run without a usable mark begins: older events have no receipts to compare with. */
const LOOK_BACK_HOURS = RECEIPT_DAYS * 24;
/** Hours looked through in one run, the whole look back among them; a longer outage is caught up over several runs. */
export const HOURS_PER_RUN_MAX = LOOK_BACK_HOURS + 24;
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
  const from = marked !== undefined && marked <= until ? marked : startOfHour(until) - LOOK_BACK_HOURS * HOUR_MS;
  let hours = 0;
  let resent = 0;
  let hour = from;
  for (; hour <= until && hours < HOURS_PER_RUN_MAX; hour += HOUR_MS, hours += 1)
    resent += await sweepHour(runtime, hourOf(hour), until);
  // The hour that is not over yet is looked at again next time.
  const next = Math.min(hour, startOfHour(until));
  await runtime.store.write([{ kind: 'put', row: { ...WATERMARK, hour: hourOf(next) } }]);
  return { hours, resent };
}

/** Sends what is missing of one hour, oldest first over all shards, so that an aggregate's events keep their order. */
async function sweepHour(runtime: RelayRuntime, hour: string, until: number): Promise<number> {
  const hourKeys = SHARDS.map((shard) => `${hour}#${shard}`);
  const firstPages = await Promise.all(hourKeys.map((hourKey) => runtime.store.queryByHour(hourKey, { limit: PAGE })));
  // Most hours of an outage, and all of a quiet night, hold nothing.
  if (firstPages.every((page) => page.rows.length === 0)) return 0;
  const shards = firstPages.map((page, shard) => missing(runtime, hourKeys[shard] ?? '', page, until));
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
