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
