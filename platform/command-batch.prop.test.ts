import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AggregateKind, type CommandOutcome, type CommandRequest, execute } from './command.ts';
import { executeBatch } from './command-batch.ts';
import { accept, refuse } from './decider.ts';
import { MemoryStore } from './store/memory-store.ts';

/** A jar that takes at most ten sweets: small enough to refuse, to conflict and to be made twice. */
type Jar = { readonly sweets: number };
type Put = { readonly add: number };
type Filled = { readonly type: 'filled'; readonly add: number };
type Code = 'jar-is-full';

const jar: AggregateKind<Jar, Put, Filled, undefined, undefined, Code> = {
  name: 'jar',
  key: (id) => ({ pk: `JAR#${id}`, sk: 'STATE' }),
  indexes: () => ({}),
  decide: (state, { add }) =>
    (state?.sweets ?? 0) + add > 10 ? refuse('jar-is-full') : accept({ type: 'filled', add } as const),
  evolve: (state, { add }) => ({ sweets: (state?.sweets ?? 0) + add }),
  toContract: ({ add }) => ({ type: 'panhuo.registry.jar-filled.v1', data: { add } }),
  fromContract: (_type, data) => ({ type: 'filled', add: Number(data.add) }),
};

type Request = CommandRequest<Jar, Put, Filled, undefined, undefined, Code>;

const requestOf = ({ id, key, add }: { id: string; key: string; add: number }): Request => ({
  kind: jar,
  id,
  command: { add },
  content: { id, add },
  cause: { origin: 'person:a', key, correlationId: key, causationId: key },
  actor: { sub: 'a', roles: [], unit: '653127/' },
  refs: () => undefined,
});

function region() {
  const store = new MemoryStore();
  const clock = { now: () => '2026-11-22T00:00:00.000Z' };
  return { store, clock, policy: undefined, holidays: { years: {} } };
}

const told = (outcome: CommandOutcome): unknown =>
  outcome.kind === 'accepted'
    ? { id: outcome.id, version: outcome.event.version, hash: outcome.event.hash, replayed: outcome.replayed }
    : outcome.refusal.code;

const commands = fc.array(
  fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    key: fc.integer({ min: 0, max: 12 }).map((key) => `key-${key}`),
    add: fc.integer({ min: 1, max: 6 }),
  }),
  { maxLength: 20 },
);

test('a batch leaves the table as its commands one by one would, whatever repeats or refuses within it', async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (list) => {
      // One cause carries one content; the rest is for the tests of execute.
      const consistent = [...new Map(list.map((command) => [command.key, command])).values()];
      const repeated = [...consistent, ...consistent.slice(0, 3)];
      const [together, apart] = [region(), region()];
      const batch = await executeBatch(together, repeated.map(requestOf));
      for (const [place, command] of repeated.entries()) {
        const single = await execute(apart, requestOf(command));
        // Which of two commands on one jar comes first may differ, so single outcomes are compared where a jar is used once.
        if (repeated.filter((other) => other.id === command.id).length === 1)
          expect(told(batch[place] as CommandOutcome)).toEqual(told(single));
      }
      for (const [place, command] of repeated.entries()) {
        const again = await execute(together, requestOf(command));
        const first = batch[place] as CommandOutcome;
        if (first.kind === 'accepted') expect(again).toMatchObject({ kind: 'accepted', replayed: true, id: first.id });
      }
      const events = [...together.store.items.values()].filter((row) => row.sk === 'EVT');
      for (const id of ['a', 'b', 'c', 'd', 'e']) {
        const mine = events.filter((row) => row.aggregate === `jar/${id}`);
        const [state] = await together.store.read([jar.key(id)]);
        const sum = mine.reduce((all, row) => all + Number((row.data as { add: number }).add), 0);
        expect((state?.state as Jar | undefined)?.sweets ?? 0).toBe(sum);
        expect(sum).toBeLessThanOrEqual(10);
      }
    }),
  );
});

test('a hundred and fifty new aggregates take few transactions and all of them are made', async () => {
  const runtime = region();
  let transactions = 0;
  const commitTogether = runtime.store.commitTogether.bind(runtime.store);
  runtime.store.commitTogether = (commits) => {
    transactions += 1;
    return commitTogether(commits);
  };
  const list = Array.from({ length: 150 }, (_, n) => requestOf({ id: `jar-${n}`, key: `key-${n}`, add: 1 }));
  const outcomes = await executeBatch(runtime, list);
  expect(outcomes.every((outcome) => outcome.kind === 'accepted' && !outcome.replayed)).toBe(true);
  expect(transactions).toBe(3);
});

test('when another writer gets in between, the transaction is refused as a whole and its commands still take effect one by one', async () => {
  const runtime = region();
  const list = ['a', 'b', 'c'].map((id) => requestOf({ id, key: `key-${id}`, add: 2 }));
  const commitTogether = runtime.store.commitTogether.bind(runtime.store);
  runtime.store.commitTogether = async (commits) => {
    await execute(runtime, requestOf({ id: 'b', key: 'other', add: 9 }));
    return commitTogether(commits);
  };
  const outcomes = await executeBatch(runtime, list);
  expect(outcomes.map((outcome) => (outcome.kind === 'accepted' ? 'accepted' : outcome.refusal.code))).toEqual([
    'accepted',
    'jar-is-full',
    'accepted',
  ]);
});

/** Calls of one method of a table, counted. */
function counted<Method extends 'read' | 'commit' | 'commitTogether'>(
  store: MemoryStore,
  method: Method,
): () => number {
  let calls = 0;
  const real = store[method].bind(store) as (...args: unknown[]) => unknown;
  Object.assign(store, {
    [method]: (...args: unknown[]) => {
      calls += 1;
      return real(...args);
    },
  });
  return () => calls;
}

test('a hundred refusals cost no read of their own, and no commit', async () => {
  const runtime = region();
  for (const n of Array.from({ length: 100 }, (_, index) => index))
    await execute(runtime, requestOf({ id: `jar-${n}`, key: `full-${n}`, add: 10 }));
  const [reads, commits] = [counted(runtime.store, 'read'), counted(runtime.store, 'commit')];
  const list = Array.from({ length: 100 }, (_, n) => requestOf({ id: `jar-${n}`, key: `key-${n}`, add: 1 }));
  const outcomes = await executeBatch(runtime, list);
  expect(outcomes.every((outcome) => outcome.kind === 'refused')).toBe(true);
  // The jars in one call, and whether these causes were accepted before in another.
  expect([reads(), commits()]).toEqual([2, 0]);
});

test('what is refused over an earlier command of the batch is decided again after it', async () => {
  const runtime = region();
  await execute(runtime, requestOf({ id: 'a', key: 'first', add: 9 }));
  // The first empties the jar by nine, so that the second fits: over the state read at the beginning it would not.
  const outcomes = await executeBatch(runtime, [
    requestOf({ id: 'a', key: 'key-1', add: -9 }),
    requestOf({ id: 'a', key: 'key-2', add: 8 }),
    requestOf({ id: 'a', key: 'key-3', add: 8 }),
  ]);
  expect(outcomes.map((outcome) => (outcome.kind === 'accepted' ? 'accepted' : outcome.refusal.code))).toEqual([
    'accepted',
    'accepted',
    'jar-is-full',
  ]);
});

test('guarded commands share transactions too, and the guard still stops who is listed meanwhile', async () => {
  const guard = { actorMustNotBeListed: 'a', code: 'jar-is-full' } as const;
  const guarded: typeof jar = { ...jar, decide: (_state, { add }) => accept({ type: 'filled', add } as const, guard) };
  const listing: typeof jar = { ...jar, actors: () => ['a'] };
  const list = Array.from({ length: 60 }, (_, n) => ({
    ...requestOf({ id: `jar-${n}`, key: `key-${n}`, add: 1 }),
    kind: guarded,
  }));
  const quiet = region();
  const transactions = counted(quiet.store, 'commitTogether');
  const commits = counted(quiet.store, 'commit');
  expect((await executeBatch(quiet, list)).every(({ kind }) => kind === 'accepted')).toBe(true);
  expect([transactions(), commits()]).toEqual([2, 0]);

  const raced = region();
  const commitTogether = raced.store.commitTogether.bind(raced.store);
  raced.store.commitTogether = async (group) => {
    await execute(raced, { ...requestOf({ id: 'jar-7', key: 'other', add: 1 }), kind: listing });
    return commitTogether(group);
  };
  const outcomes = await executeBatch(raced, list);
  expect(outcomes.flatMap((outcome, place) => (outcome.kind === 'refused' ? [place] : []))).toEqual([7]);
});
