import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { upstreamEvent } from '../contracts/envelope.ts';
import { crashingStore, crashPoints } from '../test/support/crashing-store.ts';
import { type AggregateKind, type CommandRuntime, execute } from './command.ts';
import { consumeMessage, quarantinePartition, type Reaction } from './consume.ts';
import { accept, refuse } from './decider.ts';
import { consumeBatch } from './lambda/consume.ts';
import type { Log } from './log.ts';
import { MemoryStore } from './store/memory-store.ts';
import { BusyError, type Row, type Store } from './store/store.ts';

type Runtime = CommandRuntime<undefined>;
interface Delivery {
  readonly subject: string;
  readonly amountFen: number;
}
const kind: AggregateKind<
  Delivery[],
  Delivery,
  { readonly type: 'noted' } & Delivery,
  undefined,
  undefined,
  'wrong-state'
> = {
  name: 'note',
  key: (id) => ({ pk: `NOTE#${id}`, sk: 'STATE' }),
  indexes: () => ({}),
  decide: (_state, delivery) =>
    delivery.amountFen === 13 ? refuse('wrong-state', '不行', 'not this one') : accept({ type: 'noted', ...delivery }),
  evolve: (state, { type: _type, ...delivery }) => [...(state ?? []), delivery],
  toContract: ({ type, ...data }) => ({ type: `panhuo.audit.${type}.v1`, data }),
  fromContract: () => {
    throw new Error('not needed');
  },
};
const disbursed = upstreamEvent('panhuo.upstream.funds-disbursed.v2', z.strictObject({ amountFen: z.int() }));
const reactions: readonly Reaction<Runtime>[] = [
  {
    type: 'panhuo.upstream.funds-disbursed.v2',
    schema: disbursed,
    react(runtime, event, cause) {
      const delivery = { subject: event.subject, amountFen: (event.data as { amountFen: number }).amountFen };
      if (delivery.amountFen === 503) throw new BusyError('busy');
      return execute(runtime, {
        kind,
        id: 'all',
        command: delivery,
        content: delivery,
        cause,
        actor: { sub: event.source, roles: [], unit: '' },
        refs: () => undefined,
      });
    },
  },
];

const NOW = '2026-05-01T02:00:00.000Z';
let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore();
});
const runtime = (on: Store = store): Runtime => ({
  store: on,
  clock: { now: () => NOW },
  policy: undefined,
  holidays: { years: {} },
});

const event = (id: string, amountFen: unknown = 5, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  specversion: '1.0',
  id,
  source: '/upstream/finance',
  time: NOW,
  subject: 'project/p1',
  type: 'panhuo.upstream.funds-disbursed.v2',
  data: { amountFen },
  ...more,
});
const send = (body: unknown, on: Store = store) =>
  consumeMessage(runtime(on), reactions, typeof body === 'string' ? body : JSON.stringify(body));
const quarantined = async (): Promise<readonly Row[]> =>
  (await store.queryPartition(quarantinePartition(NOW), '', { limit: 100 })).rows;
const noted = async (): Promise<unknown> => (await store.read([kind.key('all')]))[0]?.state;

describe('a message', () => {
  test('takes effect once, however often it comes', async () => {
    expect(await send(event('e1'))).toEqual({ kind: 'done', type: 'panhuo.upstream.funds-disbursed.v2' });
    await send(event('e1'));
    await send(event('e1'));
    expect(await noted()).toEqual([{ subject: 'project/p1', amountFen: 5 }]);
    expect(await quarantined()).toEqual([]);
  });

  test('carries its story on: what caused it and what began it', async () => {
    await send(event('e1', 5, { correlationid: 'story', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }));
    const [row] = (await store.queryByAggregate('note/all', { limit: 1 })).rows;
    expect(row).toMatchObject({
      correlationId: 'story',
      causationId: 'e1',
      actor: '/upstream/finance',
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    });
  });

  test.each([
    ['text that is no JSON', '{"a":', 'malformed-message'],
    ['JSON that is no event', { hello: 1 }, 'malformed-message'],
    [
      'a number that is not whole',
      event('e1', 0).id && JSON.stringify(event('e1')).replace('5', '5.5'),
      'malformed-message',
    ],
    ['an unknown attribute', event('e1', 5, { colour: 'red' }), 'malformed-message'],
    ['an unknown field in its data', event('e1', 5, { data: { amountFen: 5, more: 1 } }), 'malformed-message'],
    ['data of another shape', event('e1', 'five'), 'malformed-message'],
    [
      'more bytes than a message may have',
      event('e1', 5, { data: { text: 'x'.repeat(256 * 1024) } }),
      'malformed-message',
    ],
    ['a type nobody knows', event('e1', 5, { type: 'panhuo.upstream.funds-lost.v1' }), 'unknown-event-type'],
    ['a type that is no event type', event('e1', 5, { type: 'com.example.thing' }), 'malformed-message'],
    [
      'an older version of a known type',
      event('e1', 5, { type: 'panhuo.upstream.funds-disbursed.v1' }),
      'unsupported-event-version',
    ],
    [
      'a newer version of a known type',
      event('e1', 5, { type: 'panhuo.upstream.funds-disbursed.v3' }),
      'unsupported-event-version',
    ],
    ['something the rules refuse', event('e1', 13), 'wrong-state'],
  ])('with %s is kept in quarantine with its reason and has no effect', async (_what, body, reason) => {
    const result = await send(body);
    expect(result).toMatchObject({ kind: 'quarantined', reason });
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const [row, ...others] = await quarantined();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ reason, receivedAt: NOW, bytes: Buffer.byteLength(text), body: text });
    expect(await noted()).toBeUndefined();
    await send(body);
    expect(await quarantined()).toHaveLength(1);
  });

  test('with an id used for other content is kept in quarantine, and the first effect stands', async () => {
    await send(event('e1', 5));
    expect(await send(event('e1', 6))).toMatchObject({ kind: 'quarantined', reason: 'event-id-reused' });
    expect(await noted()).toEqual([{ subject: 'project/p1', amountFen: 5 }]);
  });

  test('with the same id from another source is another event', async () => {
    await send(event('e1', 5));
    await send(event('e1', 6, { source: '/upstream/civil-affairs' }));
    expect(await noted()).toHaveLength(2);
  });

  test.each(['2026-04-30T23:00:00.000Z', '2026-06-02T00:00:00.000Z', '2026-07-01T00:00:00.000Z'])(
    'that comes again at %s, in another month, is kept once',
    async (later) => {
      const body = '{"id":';
      await send(body);
      const first = await quarantined();
      const at = { ...runtime(store), clock: { now: () => later } };
      expect(await consumeMessage(at, reactions, body)).toMatchObject({ kind: 'quarantined' });
      expect(await quarantined()).toEqual(first);
      expect((await store.queryPartition(quarantinePartition(later), '', { limit: 10 })).rows).toEqual([]);
    },
  );

  test('too large for a quarantine item is cut by bytes, never inside a character', async () => {
    const body = `{"text":"${'村'.repeat(130_000)}"}`;
    await send(body);
    const [row] = await quarantined();
    const kept = String(row?.body);
    expect(Buffer.byteLength(kept)).toBeLessThan(350_000);
    expect(body.startsWith(kept)).toBe(true);
    expect(row?.bytes).toBe(Buffer.byteLength(body));
  });

  test('is delivered again when the trouble may pass', async () => {
    await expect(send(event('e1', 503))).rejects.toThrow(BusyError);
    expect(store.items.size).toBe(0);
  });

  test.each([
    ['with an effect', event('e1', 5)],
    ['that is quarantined by a rule', event('e1', 13)],
    ['that is no JSON', '{'],
  ])('%s: a crash at any call leaves, after redelivery, what an undisturbed run leaves', async (_what, body) => {
    await send(body);
    const undisturbed = new Map(store.items);
    const points = await crashPoints(
      (on) => send(body, on),
      () => new MemoryStore(),
    );
    expect(points.length).toBeGreaterThanOrEqual(2);
    for (const [call, when] of points) {
      store = new MemoryStore();
      await send(
        body,
        crashingStore(store, (at) => (at === call ? when : undefined)),
      ).catch(() => undefined);
      await send(body);
      expect(new Map(store.items)).toEqual(undisturbed);
    }
  });
});

describe('a batch', () => {
  const lines: string[] = [];
  const log: Log = {
    info: (code) => lines.push(code),
    warn: (code) => lines.push(code),
    error: (code) => lines.push(code),
  };
  const record = (messageId: string, group: string | undefined, amountFen: number) => ({
    messageId,
    body: JSON.stringify(event(messageId, amountFen, { subject: `project/${group ?? 'none'}` })),
    attributes: (group === undefined ? {} : { MessageGroupId: group }) as never,
  });
  const handle = (records: ReturnType<typeof record>[]) => {
    lines.length = 0;
    return consumeBatch(runtime(), reactions, records, log);
  };
  const failed = (answer: Awaited<ReturnType<typeof handle>>) =>
    answer.batchItemFailures.map((item) => item.itemIdentifier);

  test('holds back the rest of a group after a failure, and goes on with the others', async () => {
    const answer = await handle([
      record('a1', 'a', 1),
      record('b1', 'b', 503),
      record('a2', 'a', 2),
      record('b2', 'b', 3),
      record('c1', 'c', 4),
    ]);
    expect(failed(answer)).toEqual(['b1', 'b2']);
    // Groups go side by side; within one, order is kept.
    const amounts = ((await noted()) as Delivery[]).map((one) => one.amountFen);
    expect(amounts.toSorted()).toEqual([1, 2, 4]);
    expect(amounts.indexOf(1)).toBeLessThan(amounts.indexOf(2));
    expect(lines.toSorted()).toEqual(['message.done', 'message.done', 'message.done', 'message.retry']);
  });

  test('does not hold a group back for a message in quarantine', async () => {
    const answer = await handle([record('a1', 'a', 13), record('a2', 'a', 2)]);
    expect(failed(answer)).toEqual([]);
    expect(lines).toEqual(['message.quarantined', 'message.done']);
    expect(await noted()).toEqual([{ subject: 'project/a', amountFen: 2 }]);
  });

  test('takes messages without a group one by one', async () => {
    const answer = await handle([record('x1', undefined, 503), record('x2', undefined, 2)]);
    expect(failed(answer)).toEqual(['x1']);
  });
});
