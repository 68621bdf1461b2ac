import { describe, expect, test } from 'vitest';
import { Crash, crashingStore, crashPoints } from '../test/support/crashing-store.ts';
import { type AggregateKind, type CommandRequest, execute } from './command.ts';
import { accept, refuse } from './decider.ts';
import type { Cause } from './event-item.ts';
import { derivedId } from './ids.ts';
import { MemoryStore } from './store/memory-store.ts';
import { BusyError, type Commit, type Store } from './store/store.ts';

/** A pot that people put fen into; the keeper may not close it. */
interface Pot {
  readonly village: string;
  readonly keeper: string;
  readonly heldFen: number;
  readonly closed: boolean;
}
type PotCommand =
  | { readonly type: 'open'; readonly village: string }
  | { readonly type: 'put'; readonly amountFen: number }
  | { readonly type: 'move'; readonly village: string }
  | { readonly type: 'close' };
type PotEvent =
  | { readonly type: 'opened'; readonly village: string; readonly keeper: string }
  | { readonly type: 'filled'; readonly amountFen: number; readonly note?: string | undefined }
  | { readonly type: 'moved'; readonly village: string }
  | { readonly type: 'closed' };
type Code = 'already-exists' | 'not-found' | 'wrong-state' | 'own-proposal';

const potKind: AggregateKind<Pot, PotCommand, PotEvent, undefined, undefined, Code> = {
  name: 'pot',
  key: (id) => ({ pk: `POT#${id}`, sk: 'STATE' }),
  indexes: (pot, id) => (pot.closed ? {} : { unitKey: 'pots', unitSort: `${pot.village}#${id}` }),
  actors: (pot) => [pot.keeper],
  decide(state, command, _refs, { actor }) {
    if (command.type === 'open') {
      return state ? refuse('already-exists') : accept({ type: 'opened', village: command.village, keeper: actor.sub });
    }
    if (!state) return refuse('not-found');
    if (state.closed) return refuse('wrong-state');
    if (command.type === 'put') return accept({ type: 'filled', amountFen: command.amountFen, note: undefined });
    if (command.type === 'move') return accept({ type: 'moved', village: command.village });
    return accept({ type: 'closed' }, { actorMustNotBeListed: actor.sub, code: 'own-proposal' });
  },
  evolve(state, event) {
    if (event.type === 'opened') return { village: event.village, keeper: event.keeper, heldFen: 0, closed: false };
    if (!state) throw new Error('not opened');
    if (event.type === 'filled') return { ...state, heldFen: state.heldFen + event.amountFen };
    return event.type === 'moved' ? { ...state, village: event.village } : { ...state, closed: true };
  },
  toContract: ({ type, ...data }) => ({ type: `panhuo.registry.${type}.v1`, data }),
  fromContract: (type, data) => ({ ...data, type: type.split('.')[2] }) as unknown as PotEvent,
  side: (event) =>
    event.type === 'filled'
      ? [{ kind: 'add', key: { pk: 'BANK', sk: 'ACCOUNT' }, add: { heldFen: event.amountFen }, refusal: 'wrong-state' }]
      : [],
};

const NOW = '2026-05-01T02:00:00.000Z';
const runtimeOn = (store: Store) => ({ store, clock: { now: () => NOW }, policy: undefined, holidays: { years: {} } });
const causeOf = (key: string, sub = 'wang'): Cause => ({
  origin: `person:${sub}`,
  key,
  correlationId: key,
  causationId: key,
});

type Request = CommandRequest<Pot, PotCommand, PotEvent, undefined, undefined, Code>;
const request = (key: string, command: PotCommand, more: Partial<Request> & { sub?: string } = {}): Request => ({
  kind: potKind,
  id: 'p1',
  command,
  content: command,
  cause: causeOf(key, more.sub),
  actor: { sub: more.sub ?? 'wang', roles: [], unit: '653127/' },
  refs: () => undefined,
  ...more,
});
const open = request('key-open', { type: 'open', village: 'a' });
const put = (key: string, amountFen = 5, more: Partial<Request> = {}) => request(key, { type: 'put', amountFen }, more);

async function withPot(): Promise<MemoryStore> {
  const store = new MemoryStore();
  await execute(runtimeOn(store), open);
  return store;
}
const potIn = async (store: Store): Promise<Record<string, unknown> | undefined> =>
  (await store.read([potKind.key('p1')]))[0];
const eventsIn = (store: MemoryStore): number => [...store.items.values()].filter((row) => row.sk === 'EVT').length;

describe('a command', () => {
  test('records one event and the next state, chained to the event before', async () => {
    const store = await withPot();
    const outcome = await execute(runtimeOn(store), put('key-put-1'));
    if (outcome.kind !== 'accepted') throw new Error('refused');
    expect(outcome).toMatchObject({
      id: 'p1',
      replayed: false,
      event: { version: 2, aggregate: 'pot/p1', actor: 'wang' },
    });
    expect(outcome.event.id).toBe(derivedId('person:wang', 'key-put-1'));
    const life = (await store.queryByAggregate('pot/p1', { limit: 10 })).rows;
    expect(life[1]?.previousHash).toBe(life[0]?.hash);
    expect(await potIn(store)).toMatchObject({
      version: 2,
      lastHash: life[1]?.hash,
      state: { heldFen: 5 },
      unitSort: 'a#p1',
    });
  });

  test('costs one read and one transaction', async () => {
    const calls: string[] = [];
    const store = crashingStore(await withPot(), (_, name) => {
      calls.push(name);
      return undefined;
    });
    await execute(runtimeOn(store), put('key-put-1'));
    expect(calls).toEqual(['read', 'commit']);
  });

  test('costs no read where the caller has read its state, unless that has changed since', async () => {
    const calls: string[] = [];
    const table = await withPot();
    const store = crashingStore(table, (_, name) => {
      calls.push(name);
      return undefined;
    });
    const rows = await table.read([potKind.key('p1')]);
    await execute(runtimeOn(store), put('key-put-1', 5, { rows }));
    expect(calls).toEqual(['commit']);
    // The same rows are old now: whoever decided upon them is told so by the commit and reads.
    await execute(runtimeOn(store), put('key-put-2', 7, { rows }));
    expect(calls).toEqual(['commit', 'commit', 'read', 'commit']);
    expect((await potIn(table))?.state).toMatchObject({ heldFen: 12 });
  });

  test('that comes again gets its first answer, also when its state no longer allows it', async () => {
    const store = await withPot();
    const first = await execute(runtimeOn(store), put('key-put-1', 5, { expectedVersion: 1 }));
    const again = await execute(runtimeOn(store), put('key-put-1', 5, { expectedVersion: 1 }));
    expect(again).toEqual({ ...first, replayed: true });
    await execute(runtimeOn(store), request('key-close', { type: 'close' }, { sub: 'li' }));
    expect(await execute(runtimeOn(store), put('key-put-1'))).toMatchObject({ kind: 'accepted', replayed: true });
    expect(await execute(runtimeOn(store), open)).toMatchObject({ kind: 'accepted', replayed: true });
    expect((await potIn(store))?.state).toMatchObject({ heldFen: 5 });
  });

  test('that comes again with another body is refused and changes nothing', async () => {
    const store = await withPot();
    await execute(runtimeOn(store), put('key-put-1', 5));
    const before = [...store.items.values()];
    expect(await execute(runtimeOn(store), put('key-put-1', 6))).toEqual({
      kind: 'refused',
      refusal: { code: 'idempotency-key-reused' },
    });
    expect(await execute(runtimeOn(store), request('key-put-1', { type: 'close' }))).toMatchObject({
      refusal: { code: 'idempotency-key-reused' },
    });
    expect([...store.items.values()]).toEqual(before);
  });

  test('of another person may carry the same key', async () => {
    const store = await withPot();
    await execute(runtimeOn(store), put('key-put-1', 5));
    await execute(runtimeOn(store), { ...put('key-put-1', 6), cause: causeOf('key-put-1', 'li') });
    expect((await potIn(store))?.state).toMatchObject({ heldFen: 11 });
  });

  test('on a version that is no longer the present one is refused', async () => {
    const store = await withPot();
    await execute(runtimeOn(store), put('key-put-1', 5, { expectedVersion: 1 }));
    const stale = await execute(runtimeOn(store), put('key-put-2', 5, { expectedVersion: 1 }));
    expect(stale).toEqual({ kind: 'refused', refusal: { code: 'stale-version' } });
    expect(eventsIn(store)).toBe(2);
  });

  test('on something out of sight answers exactly as on something that is not there', async () => {
    const store = await withPot();
    const hidden = { permit: () => false };
    for (const [there, absent] of [
      [put('key-put-1', 5, hidden), put('key-put-1', 5, { ...hidden, id: 'nowhere' })],
      [
        put('key-put-1', 5, { ...hidden, expectedVersion: 9 }),
        put('key-put-1', 5, { ...hidden, id: 'nowhere', expectedVersion: 9 }),
      ],
      // A key that this person has used for something else.
      [put('key-open', 5, hidden), put('key-open', 5, { ...hidden, id: 'nowhere' })],
    ] as const) {
      expect(await execute(runtimeOn(store), there)).toEqual(await execute(runtimeOn(store), absent));
    }
    expect(await execute(runtimeOn(store), put('key-put-1', 5, hidden))).toEqual({
      kind: 'refused',
      refusal: { code: 'not-found' },
    });
  });

  test('that took its aggregate out of the actor’s sight still gets its first answer when it comes again', async () => {
    const store = await withPot();
    const move = request('key-move', { type: 'move', village: 'b' }, { permit: (pot) => pot.village === 'a' });
    const first = await execute(runtimeOn(store), move);
    expect(await execute(runtimeOn(store), move)).toEqual({ ...first, replayed: true });
  });

  test('is kept from its own proposal by the database as well as by the rule', async () => {
    const store = await withPot();
    const close = (sub: string) => execute(runtimeOn(store), request(`key-close-${sub}`, { type: 'close' }, { sub }));
    expect(await close('wang')).toEqual({ kind: 'refused', refusal: { code: 'own-proposal' } });
    expect(await close('li')).toMatchObject({ kind: 'accepted' });
  });
});

describe('commands at once', () => {
  test('two racing on one aggregate both take effect: one conflicts and is decided anew', async () => {
    const store = await withPot();
    let conflicts = 0;
    const counted = {
      ...crashingStore(store, () => undefined),
      async commit(commit: Commit) {
        const outcome = await store.commit(commit);
        if (outcome.kind === 'conflict') conflicts += 1;
        return outcome;
      },
    };
    const outcomes = await Promise.all(['key-put-1', 'key-put-2'].map((key) => execute(runtimeOn(counted), put(key))));
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['accepted', 'accepted']);
    expect(conflicts).toBe(1);
    expect((await potIn(store))?.state).toMatchObject({ heldFen: 10 });
  });

  test('two racing on the version both have seen: the second is stale', async () => {
    const store = await withPot();
    const outcomes = await Promise.all(
      ['key-put-1', 'key-put-2'].map((key) => execute(runtimeOn(store), put(key, 5, { expectedVersion: 1 }))),
    );
    expect(
      outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.refusal.code : 'accepted')).toSorted(),
    ).toEqual(['accepted', 'stale-version']);
  });

  test('eight posts of one id make one record and give one answer', async () => {
    const store = new MemoryStore();
    const create = request('key-open', { type: 'open', village: 'a' }, { id: (eventId) => eventId });
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => execute(runtimeOn(store), create)));
    const answers = new Set(
      outcomes.map((outcome) => (outcome.kind === 'accepted' ? JSON.stringify([outcome.id, outcome.event]) : 'no')),
    );
    expect(answers.size).toBe(1);
    expect(outcomes.filter((outcome) => outcome.kind === 'accepted' && !outcome.replayed)).toHaveLength(1);
    expect(store.items.size).toBe(2);
  });

  test('an aggregate that never stops changing makes the command busy, not wrong', async () => {
    const store = await withPot();
    let reads = 0;
    const restless = {
      ...crashingStore(store, () => undefined),
      async commit(commit: Commit) {
        reads += 1;
        await execute(runtimeOn(store), put(`key-other-${reads}`, 1));
        return store.commit(commit);
      },
    };
    await expect(execute(runtimeOn(restless), put('key-put-1', 100))).rejects.toThrow(BusyError);
    expect((await potIn(store))?.state).toMatchObject({ heldFen: reads });
  });
});

describe('a crash', () => {
  test('after the commit loses only the answer: the retry gets it', async () => {
    const store = await withPot();
    const crashing = crashingStore(store, (_, name) => (name === 'commit' ? 'after' : undefined));
    await expect(execute(runtimeOn(crashing), put('key-put-1'))).rejects.toThrow(Crash);
    expect(await execute(runtimeOn(store), put('key-put-1'))).toMatchObject({
      kind: 'accepted',
      replayed: true,
      event: { version: 2 },
    });
    expect((await potIn(store))?.state).toMatchObject({ heldFen: 5 });
  });

  test.each([
    ['an accepted command', put('key-put-1')],
    ['a refused command', open],
    ['a command refused by the database', request('key-close', { type: 'close' })],
  ])('at any call of %s leaves what an undisturbed run leaves, once it is delivered again', async (_what, command) => {
    const run = (store: Store) => execute(runtimeOn(store), command);
    const undisturbed = await withPot();
    const answer = await run(undisturbed);
    const fresh = await withPot();
    const points = await crashPoints(run, () => fresh);
    expect(points.length).toBeGreaterThanOrEqual(4);
    for (const [call, when] of points) {
      const store = await withPot();
      await run(crashingStore(store, (at) => (at === call ? when : undefined))).catch(() => undefined);
      const again = await run(store);
      expect(again.kind === 'accepted' ? { ...again, replayed: false } : again).toEqual(
        answer.kind === 'accepted' ? { ...answer, replayed: false } : answer,
      );
      expect(new Map(store.items)).toEqual(new Map(undisturbed.items));
    }
  });
});
