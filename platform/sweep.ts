/**
 * The sweeper: finds event items that never left — the relay was down for days, a batch exhausted its retries — and sends them.
 * It walks hour by hour from its watermark to shortly before now, compares event items with receipts, and only then moves the mark.
 */
import { HOUR_SHARDS } from './event-item.ts';
import { RECEIPT_DAYS, type RelayRuntime, receiptPartition, receiptRows, sendToSubscribers } from './relay.ts';
import type { EventItem, Key, Page, Row } from './store/store.ts';

/** Younger events are left to the relay. */
export const GRACE_MS = 10 * 60_000;
/** Hours looked through in one run; a long outage is caught up over several runs. */
export const HOURS_PER_RUN_MAX = 72;
const HOUR_MS = 3_600_000;
/** How far back a run without a usable mark begins: older events have no receipts to compare with. */
export const LOOK_BACK_MS = RECEIPT_DAYS * 24 * HOUR_MS;
const PAGE = 100;

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
  const from = marked !== undefined && marked <= until ? marked : startOfHour(until) - LOOK_BACK_MS;
  let hours = 0;
  let resent = 0;
  let hour = from;
  for (; hour <= until && hours < HOURS_PER_RUN_MAX; hour += HOUR_MS, hours += 1) {
    for (let shard = 0; shard < HOUR_SHARDS; shard += 1)
      resent += await sweepShard(runtime, `${hourOf(hour)}#${shard}`, until);
  }
  // The hour that is not over yet is looked at again next time.
  const next = Math.min(hour, startOfHour(until));
  await runtime.store.write([{ kind: 'put', row: { ...WATERMARK, hour: hourOf(next) } }]);
  return { hours, resent };
}

async function sweepShard(runtime: RelayRuntime, hourKey: string, until: number): Promise<number> {
  const left = new Set<string>();
  for await (const row of allRows((after) =>
    runtime.store.queryPartition(receiptPartition(hourKey), 'SENT#', { limit: PAGE, after }),
  )) {
    for (const id of row.events as readonly string[]) left.add(id);
  }
  let resent = 0;
  let after: Page<Key>['next'];
  do {
    const page = await runtime.store.queryByHour(hourKey, { limit: PAGE, after });
    after = page.next;
    const rows = await runtime.store.read(page.rows.map(({ pk, sk }) => ({ pk, sk })));
    const events = rows.filter((row) => row !== undefined) as unknown as EventItem[];
    const missing = events.filter((event) => !left.has(event.id) && Date.parse(event.recordedAt) <= until);
    const [first] = missing;
    if (first) {
      await sendToSubscribers(runtime, missing);
      const receipts = receiptRows(missing, `sweep-${first.id}`, Date.now());
      await runtime.store.write(receipts.map((row) => ({ kind: 'put', row })));
      resent += missing.length;
    }
  } while (after);
  return resent;
}

async function* allRows(query: (after: Page<Row>['next']) => Promise<Page<Row>>): AsyncGenerator<Row> {
  let after: Page<Row>['next'];
  do {
    const page = await query(after);
    yield* page.rows;
    after = page.next;
  } while (after);
}
