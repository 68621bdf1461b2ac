import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crashingStore, crashPoints } from '../test/support/crashing-store.ts';
import type { AggregateKind } from './command.ts';
import { eventItem } from './event-item.ts';
import { generationOf, type ProjectedState, projectedUpTo } from './projection.ts';
import { projectRows, type RowProjection, rebuildRows, rowPartition } from './row-projection.ts';
import { MemoryStore } from './store/memory-store.ts';
import type { RowWrite, Store } from './store/store.ts';

/** A book has words; each word has a row that says in which book and shelf it stands. */
interface Book {
  readonly words: readonly string[];
  readonly shelf: string;
  readonly price: number;
  readonly lost: boolean;
}
type Basis = Pick<Book, 'words' | 'shelf'>;
const words: RowProjection<Book, Basis> = {
  name: 'words',
  aggregate: 'book',
  basis: ({ words, shelf, lost }) => (lost ? undefined : { words, shelf }),
  rows: ({ words, shelf }, id) => [...new Set(words)].map((word) => ({ pk: word, sk: id, shelf })),
};
const bookKind: AggregateKind<Book, never, { type: 'became' } & Book, undefined, undefined, never> = {
  name: 'book',
  key: (id) => ({ pk: `BOOK#${id}`, sk: 'STATE' }),
  indexes: () => ({}),
  decide: () => {
    throw new Error('not needed');
  },
  evolve: (_state, { type: _type, ...book }) => book,
  toContract: ({ type, ...data }) => ({ type: `panhuo.registry.${type}.v1`, data }),
  fromContract: (_type, data) => ({ type: 'became', ...(data as unknown as Book) }),
};

const stateOf = (id: number, version: number, state: Book): ProjectedState => ({
  aggregate: `book/${id}`,
  version,
  changedAt: new Date(Date.UTC(2026, 4, 1) + version * 1000).toISOString(),
  state,
});
/** Book → rows it must have. */
function expected(states: readonly ProjectedState[], generation = 1): Record<string, string> {
  const latest = new Map<string, ProjectedState>();
  for (const item of states)
    if ((latest.get(item.aggregate)?.version ?? 0) < item.version) latest.set(item.aggregate, item);
  const rows: Record<string, string> = {};
  for (const { aggregate, state } of latest.values()) {
    const basis = words.basis(state as Book);
    for (const row of basis ? words.rows(basis, aggregate.slice(5)) : [])
      rows[`${rowPartition('words', generation, row.pk)}|${row.sk}`] = String(row.shelf);
  }
  return rows;
}
function found(store: MemoryStore, generation = 1): Record<string, string> {
  const rows = [...store.items.values()].filter((row) => row.pk.startsWith(`VIEW#ROWS#words#${generation}#`));
  return Object.fromEntries(rows.map((row) => [`${row.pk}|${row.sk}`, String(row.shelf)]));
}

/** Few words of ordinary books, and now and then one with more than a transaction holds. */
const book = fc.record({
  words: fc.oneof(
    { weight: 4, arbitrary: fc.array(fc.constantFrom('水', '井', '路', '灯', '库'), { maxLength: 5 }) },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 90, max: 260 }).map((count) => Array.from({ length: count }, (_, n) => `w${n}`)),
    },
  ),
  shelf: fc.constantFrom('A', 'B'),
  price: fc.nat({ max: 3 }),
  lost: fc.boolean(),
});
const life = fc.array(fc.tuple(fc.nat({ max: 3 }), book), { minLength: 1, maxLength: 12 }).map((moves) => {
  const versions = new Map<number, number>();
  return moves.map(([id, state]) => {
    const version = (versions.get(id) ?? 0) + 1;
    versions.set(id, version);
    return stateOf(id, version, state);
  });
});

describe('rows by contribution', () => {
  test('are those of the last state of each, whatever comes twice, late or out of order', async () => {
    await fc.assert(
      fc.asyncProperty(life, fc.infiniteStream(fc.nat()), async (states, picks) => {
        const store = new MemoryStore();
        const deliveries = [...states, ...states].map((item) => ({ item, at: picks.next().value as number }));
        for (const { item } of deliveries.toSorted((a, b) => a.at - b.at)) await projectRows(store, words, [item]);
        expect(found(store)).toEqual(expected(states));
        const together = new MemoryStore();
        await projectRows(together, words, states);
        expect(found(together)).toEqual(expected(states));
      }),
      { numRuns: 60 },
    );
  });

  test('of a process that ends between any two calls are right once the batch comes again', async () => {
    const many = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `w${n + from}`);
    const before = [stateOf(0, 1, { words: many(150), shelf: 'A', price: 1, lost: false })];
    const after = [
      stateOf(0, 2, { words: many(230, 70), shelf: 'B', price: 1, lost: false }),
      stateOf(1, 1, { words: ['水', '井'], shelf: 'A', price: 1, lost: false }),
    ];
    const fresh = async () => {
      const store = new MemoryStore();
      await projectRows(store, words, before);
      return store;
    };
    const sample = await fresh();
    const points = await crashPoints(
      (store) => projectRows(store, words, after),
      () => sample,
    );
    expect(points.length).toBeGreaterThan(10);
    for (const [at, when] of points) {
      const store = await fresh();
      const crashing = crashingStore(store, (call) => (call === at ? when : undefined));
      await projectRows(crashing, words, after).catch(() => undefined);
      // Also when a later state is there by then.
      const later = [stateOf(0, 3, { words: ['灯'], shelf: 'A', price: 1, lost: false })];
      const states = [...before, ...after, ...(at % 2 === 0 ? later : [])];
      await projectRows(store, words, states.slice(1));
      expect(found(store)).toEqual(expected(states));
    }
  });

  test('of two writers at once are those of the later state', async () => {
    const earlier = stateOf(0, 1, {
      words: Array.from({ length: 250 }, (_, n) => `a${n}`),
      shelf: 'A',
      price: 1,
      lost: false,
    });
    const later = stateOf(0, 2, {
      words: Array.from({ length: 250 }, (_, n) => `b${n}`),
      shelf: 'B',
      price: 1,
      lost: false,
    });
    for (let pause = 1; pause <= 4; pause += 1) {
      const store = new MemoryStore();
      let writes = 0;
      const interrupted: Store = Object.assign(Object.create(store) as MemoryStore, {
        async write(all: readonly RowWrite[]) {
          writes += 1;
          if (writes === pause) await projectRows(store, words, [later]);
          return store.write(all);
        },
      });
      await projectRows(interrupted, words, [earlier]);
      expect(found(store)).toEqual(expected([earlier, later]));
    }
  });

  test('cost one small write when what they are made of stays', async () => {
    const store = new MemoryStore();
    const state = { words: ['水'], shelf: 'A', price: 1, lost: false };
    await projectRows(store, words, [stateOf(0, 1, state)]);
    const written: RowWrite[] = [];
    const watching: Store = Object.assign(Object.create(store) as MemoryStore, {
      async write(all: readonly RowWrite[]) {
        written.push(...all);
        return store.write(all);
      },
    });
    await projectRows(watching, words, [stateOf(0, 2, { ...state, price: 2 })]);
    expect(written.map((write) => (write.kind === 'put' ? write.row.sk : ''))).toEqual(['ROW', 'LAG']);
    expect(await projectedUpTo(store, 'words')).toBe('2026-05-01T00:00:02.000Z');
  });

  test('made anew from event items are the same', async () => {
    await fc.assert(
      fc.asyncProperty(life, async (states) => {
        const store = new MemoryStore();
        await projectRows(store, words, states);
        const cause = (key: string) => ({ origin: 'person:li', key, correlationId: 'c', causationId: 'c' });
        for (const [place, item] of states.entries()) {
          const event = eventItem({
            id: `E${place}`,
            cause: cause(`k${place}`),
            aggregate: item.aggregate,
            version: item.version,
            recordedAt: item.changedAt,
            actor: { sub: 'li', roles: [], unit: '' },
            requestHash: 'h',
            previousHash: undefined,
            ...bookKind.toContract({ type: 'became', ...(item.state as Book) }),
          });
          await store.write([{ kind: 'put', row: { ...event } }]);
        }
        const books = [...new Set(states.map(({ aggregate }) => aggregate))];
        await rebuildRows(
          store,
          words,
          bookKind,
          async function* () {
            yield* books;
          },
          '2026-06-01T00:00:00.000Z',
        );
        expect(await generationOf(store, 'words')).toBe(2);
        expect(found(store, 2)).toEqual(expected(states, 2));
      }),
      { numRuns: 30 },
    );
  });
});
