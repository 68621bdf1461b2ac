import { beforeEach, describe, expect, test } from 'vitest';
import { anyEvent } from '../contracts/envelope.ts';
import { crashingStore, crashPoints } from '../test/support/crashing-store.ts';
import { MemoryQueues } from '../test/support/memory-queues.ts';
import { eventItem, hourKey } from './event-item.ts';
import { derivedId } from './ids.ts';
import { RECEIPT_DAYS, receiptPartition, relayBatch } from './relay.ts';
import { MemoryStore } from './store/memory-store.ts';
import type { EventItem, Store } from './store/store.ts';
import { GRACE_MS, HOURS_PER_RUN_MAX, sweep } from './sweep.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-05-01T02:00:00.000Z');

let store: MemoryStore;
let queues: MemoryQueues;
const runtime = (on: Store = store) => ({ region: '653127', service: 'registry', store: on, queues }) as const;
const sent = (): string[] => queues.idsFor('audit');
beforeEach(() => {
  store = new MemoryStore();
  queues = new MemoryQueues();
});

let made = 0;
/** Commits an event at an instant, as a command would. */
async function record(atMs: number, type = 'asset-registered', on: Store = store): Promise<EventItem> {
  made += 1;
  const cause = { origin: 'person:wang', key: `key-${made}`, correlationId: 'c', causationId: 'c' };
  const event = eventItem({
    id: derivedId(cause.origin, cause.key),
    cause,
    aggregate: `asset/${made}`,
    version: 1,
    recordedAt: new Date(atMs).toISOString(),
    actor: { sub: 'wang', roles: [], unit: '653127/' },
    requestHash: 'h'.repeat(43),
    previousHash: undefined,
    type: `panhuo.registry.${type}.v1`,
    data: { name: '村委会旧楼' },
  });
  const state = {
    pk: `ASSET#${made}`,
    sk: 'STATE',
    aggregate: event.aggregate,
    version: 1,
    lastHash: event.hash,
    changedAt: event.recordedAt,
    state: {},
  } as const;
  await on.commit({ event, state, expectedVersion: 0, side: [] });
  return event;
}
const ids = (events: readonly EventItem[]): string[] => events.map((event) => event.id);
const sweepAt = (ms: number) => sweep(runtime(), ms);

describe('the relay', () => {
  test('sends CloudEvents to everyone who listens, grouped by aggregate, and leaves a receipt', async () => {
    const plain = await record(START);
    const idle = await record(START, 'idle-confirmed');
    await relayBatch(runtime(), [plain, idle], START);
    expect(queues.idsFor('audit')).toEqual(ids([plain, idle]));
    expect(queues.idsFor('revitalization')).toEqual([idle.id]);
    const [first] = queues.sent;
    expect(first?.message.group).toBe(plain.aggregate);
    const event = anyEvent.parse(JSON.parse(first?.message.body ?? ''));
    expect(event).toMatchObject({ source: '/653127/registry', sequence: '1', leafhash: plain.hash });
    const receipts = (await store.queryPartition(receiptPartition(plain.hourKey), 'SENT#', { limit: 10 })).rows;
    expect(receipts.flatMap((row) => row.events)).toContain(plain.id);
    expect(receipts[0]?.expiresAt).toBe(START / 1000 + RECEIPT_DAYS * 86_400);
  });

  test('leaves no receipt for what a queue did not take', async () => {
    const idle = await record(START, 'idle-confirmed');
    queues.fail = (service) => {
      if (service === 'revitalization') throw new Error('down');
    };
    await expect(relayBatch(runtime(), [idle], START)).rejects.toThrow('down');
    expect((await store.queryPartition(receiptPartition(idle.hourKey), '', { limit: 10 })).rows).toEqual([]);
  });

  test('has nothing to do for an empty batch', async () => {
    await relayBatch(runtime(), [], START);
    expect(store.items.size).toBe(0);
  });
});

describe('the sweeper', () => {
  test('leaves young events to the relay, and sends none that has left', async () => {
    const left = await record(START);
    await relayBatch(runtime(), [left], START);
    const young = await record(START + 5 * 60_000);
    queues.sent.length = 0;
    expect(await sweepAt(START + 14 * 60_000)).toMatchObject({ resent: 0 });
    expect(sent()).toEqual([]);
    expect(await sweepAt(START + 5 * 60_000 + GRACE_MS)).toMatchObject({ resent: 1 });
    expect(sent()).toEqual([young.id]);
  });

  test('sends what is missing once: its own receipts count', async () => {
    const lost = await record(START);
    for (const minutes of [15, 30, 45, 60, 75, 90]) await sweepAt(START + minutes * 60_000);
    expect(sent()).toEqual([lost.id]);
  });

  test('looks again at an hour that is not over', async () => {
    await sweepAt(START + 20 * 60_000);
    const late = await record(START + 30 * 60_000);
    const later = await record(START + 59 * 60_000 + 59_999);
    await sweepAt(START + 45 * 60_000);
    expect(sent()).toEqual([late.id]);
    await sweepAt(START + HOUR + 15 * 60_000);
    expect(sent()).toEqual(ids([late, later]));
  });

  test('finds exactly what a relay down for days did not send', async () => {
    const sentBefore = [await record(START), await record(START + HOUR)];
    await relayBatch(runtime(), sentBefore, START);
    await sweepAt(START + HOUR + 15 * 60_000);
    const lost: EventItem[] = [];
    for (let at = START + 2 * HOUR; at < START + 40 * DAY; at += 5 * HOUR) lost.push(await record(at));
    queues.sent.length = 0;
    let runs = 0;
    for (let now = START + 40 * DAY + HOUR; sent().length < lost.length && runs < 10; now += 15 * 60_000, runs += 1) {
      expect((await sweepAt(now)).hours).toBeLessThanOrEqual(HOURS_PER_RUN_MAX);
    }
    expect(sent()).toEqual(ids(lost));
    expect(runs).toBe(Math.ceil((40 * 24) / HOURS_PER_RUN_MAX));
  });

  test('on its first run looks back as far as receipts last, not just to yesterday', async () => {
    const lost = await record(START);
    await sweepAt(START + 10 * DAY);
    expect(sent()).toEqual([lost.id]);
  });

  test('does not skip what is recorded while the clock is behind, though it has caught up when the sweeper looks again', async () => {
    await sweepAt(START + 5 * HOUR);
    const behind = await record(START + 3 * HOUR + 60_000);
    await sweepAt(START + 5 * HOUR + 15 * 60_000);
    expect(sent()).toEqual([behind.id]);
  });

  test('does not skip what is recorded after the clock was set back', async () => {
    await sweepAt(START + 60 * DAY);
    const afterSettingBack = [await record(START + 60_000), await record(START + 3 * HOUR)];
    await sweepAt(START + 5 * HOUR);
    expect(sent()).toEqual(ids(afterSettingBack));
  });

  test('catches up when the clock jumps ahead, and sends what was recorded there', async () => {
    const before = await record(START);
    await sweepAt(START + 15 * 60_000);
    const lost = await record(START + 20 * 60_000);
    const jumped = START + 60 * DAY;
    const there = await record(jumped);
    for (let run = 0; run < 5; run += 1) await sweepAt(jumped + 20 * 60_000 + run * 15 * 60_000);
    expect(sent()).toEqual(ids([before, lost, there]));
  });

  test('stays where it is while a queue is down, and goes on from there', async () => {
    await sweepAt(START);
    const lost = [await record(START + 60_000), await record(START + 2 * HOUR)];
    queues.fail = () => {
      throw new Error('down');
    };
    for (const hours of [3, 4, 5]) await expect(sweepAt(START + hours * HOUR)).rejects.toThrow('down');
    queues.fail = undefined;
    await sweepAt(START + 6 * HOUR);
    expect(sent()).toEqual(ids(lost));
  });

  test('finds more than a page in one hour, in every shard', async () => {
    const lost: EventItem[] = [];
    for (let n = 0; n < 450; n += 1) lost.push(await record(START + n * 1000));
    const shards = new Set(lost.map((event) => hourKey(event.recordedAt, event.id)));
    expect(shards.size).toBe(4);
    expect(await sweepAt(START + 30 * 60_000)).toMatchObject({ resent: 450 });
    expect(new Set(sent())).toEqual(new Set(ids(lost)));
  });

  test('sends an aggregate’s events in the order of their versions, whatever shard each fell in', async () => {
    const life: EventItem[] = [];
    for (let version = 1; version <= 12; version += 1) {
      const event = await record(START + 60_000);
      const row = { ...event, aggregate: 'asset/one', version };
      await store.write([{ kind: 'put', row: row as never }]);
      life.push(event);
    }
    await sweepAt(START + 30 * 60_000);
    expect(sent()).toEqual(ids(life));
  });

  test('crashing at any call sends nothing less in the end, and nothing twice that has a receipt', async () => {
    const prepare = async () => {
      const fresh = new MemoryStore();
      const events = [
        await record(START, 'idle-confirmed', fresh),
        await record(START + HOUR, 'asset-registered', fresh),
      ];
      await fresh.write([{ kind: 'put', row: { pk: 'SWEEP', sk: 'WATERMARK', hour: '2026-05-01T01' } }]);
      return { fresh, events };
    };
    const run = (on: Store) => sweep(runtime(on), START + 2 * HOUR);
    const counted = await prepare();
    const points = await crashPoints(run, () => counted.fresh);
    expect(points.length).toBeGreaterThan(20);
    for (const [call, when] of points) {
      const { fresh, events } = await prepare();
      queues = new MemoryQueues();
      await run(crashingStore(fresh, (at) => (at === call ? when : undefined))).catch(() => undefined);
      await run(fresh);
      expect(new Set(sent())).toEqual(new Set(ids(events)));
      await run(fresh);
      expect(sent().length).toBeLessThanOrEqual(events.length + 1);
    }
  });
});
