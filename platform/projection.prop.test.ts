import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crashingStore, crashPoints } from '../test/support/crashing-store.ts';
import type { AggregateKind } from './command.ts';
import { eventItem } from './event-item.ts';
import {
  type Contribution,
  contributionKey,
  contributionsOf,
  generationOf,
  type ProjectedState,
  type Projection,
  project,
  projectedUpTo,
  rebuild,
  totalKey,
} from './projection.ts';
import { MemoryStore } from './store/memory-store.ts';
import type { EventItem, RowWrite, Store } from './store/store.ts';

/** A lot lies in a unit, is worth something, and may be sold; its events say what it becomes. */
interface Lot {
  readonly unit: string;
  readonly worthFen: number;
  readonly sold: boolean;
}
type LotEvent = { readonly type: 'became' } & Lot;
const lots: Projection<Lot> = {
  name: 'lots',
  aggregate: 'lot',
  contributions: ({ unit, worthFen, sold }): readonly Contribution[] =>
    sold ? [] : [unit, 'county'].map((row) => ({ row, breakdown: 'ALL', add: { count: 1, worthFen } })),
};
const lotKind: AggregateKind<Lot, never, LotEvent, undefined, undefined, never> = {
  name: 'lot',
  key: (id) => ({ pk: `LOT#${id}`, sk: 'STATE' }),
  indexes: () => ({}),
  decide: () => {
    throw new Error('not needed');
  },
  evolve: (_state, { type: _type, ...lot }) => lot,
  toContract: ({ type, ...data }) => ({ type: `panhuo.registry.${type}.v1`, data }),
  fromContract: (_type, data) => ({ type: 'became', ...(data as unknown as Lot) }),
};

const instantOf = (place: number): string => new Date(Date.UTC(2026, 4, 1) + place * 1000).toISOString();
const stateOf = (id: number, version: number, state: Lot, place = version): ProjectedState => ({
  aggregate: `lot/${id}`,
  version,
  changedAt: instantOf(place),
  state,
});
/** What the totals must be: one pass over the last state of each lot. */
function expectedTotals(latest: Iterable<ProjectedState>): Record<string, { count: number; worthFen: number }> {
  const totals: Record<string, { count: number; worthFen: number }> = {};
  for (const { state } of latest) {
    for (const { row } of lots.contributions(state as Lot)) {
      const total = totals[row] ?? { count: 0, worthFen: 0 };
      totals[row] = total;
      total.count += 1;
      total.worthFen += (state as Lot).worthFen;
    }
  }
  return totals;
}
async function totalsIn(
  store: Store,
  generation?: number,
): Promise<Record<string, { count: number; worthFen: number }>> {
  const present = generation ?? (await generationOf(store, 'lots'));
  const rows = await store.read(UNITS.map((row) => totalKey('lots', present, row, 'ALL')));
  const totals = rows.map(
    (row, index) =>
      [UNITS[index] ?? '', { count: Number(row?.count ?? 0), worthFen: Number(row?.worthFen ?? 0) }] as const,
  );
  return Object.fromEntries(totals.filter(([, total]) => total.count !== 0 || total.worthFen !== 0));
}
const latestOf = (states: readonly ProjectedState[]): ProjectedState[] => {
  const latest = new Map<string, ProjectedState>();
  for (const state of states)
    if ((latest.get(state.aggregate)?.version ?? 0) < state.version) latest.set(state.aggregate, state);
  return [...latest.values()];
};

const UNITS = ['a', 'b', 'c', 'county'];
const lot = fc.record({
  unit: fc.constantFrom('a', 'b', 'c'),
  worthFen: fc.integer({ min: 0, max: 1_000_000 }),
  sold: fc.boolean(),
});
/** Lives of a few lots: for each the states it goes through. */
const lives = fc.array(fc.array(lot, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 });
const statesOf = (all: Lot[][]): ProjectedState[] =>
  all.flatMap((life, id) => life.map((state, index) => stateOf(id, index + 1, state)));

describe('a counting read model', () => {
  test('keeps exactly what was contributed, the same addition to one total twice among it', async () => {
    const part = fc.record({
      row: fc.constantFrom('a', 'b', 'county'),
      breakdown: fc.constantFrom('ALL', 'CLASS'),
      add: fc.record({ count: fc.constantFrom(1, 2) }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
        const store = new MemoryStore();
        const kept = { name: 'kept', aggregate: 'lot', contributions: () => parts };
        await project(store, kept, [stateOf(1, 1, { unit: 'a', worthFen: 1, sold: false })]);
        const sorted = (list: readonly Contribution[]) => list.map((one) => JSON.stringify(one)).toSorted();
        const [row] = await store.read([contributionKey('kept', 1, 'lot/1')]);
        expect(sorted(contributionsOf(row))).toEqual(sorted(parts));
      }),
    );
  });

  test('counts each state once, however often, late and in whatever order and batches it comes', async () => {
    const deliveries = lives.chain((all) => {
      const states = statesOf(all);
      const order = fc
        .array(fc.nat({ max: states.length - 1 }), { maxLength: 30 })
        .map((extra) => [...states.keys(), ...extra]);
      return fc.tuple(
        fc.constant(states),
        order.chain((places) => fc.shuffledSubarray(places, { minLength: places.length })),
        fc.integer({ min: 1, max: 7 }),
      );
    });
    await fc.assert(
      fc.asyncProperty(deliveries, async ([states, order, size]) => {
        const store = new MemoryStore();
        for (let start = 0; start < order.length; start += size) {
          const batch = order.slice(start, start + size).flatMap((place) => states[place] ?? []);
          await project(store, lots, batch);
        }
        expect(await totalsIn(store)).toEqual(expectedTotals(latestOf(states)));
        expect(await projectedUpTo(store, 'lots')).toBe(
          states
            .map((state) => state.changedAt)
            .toSorted()
            .at(-1),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('counts once when two shards deliver at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(lives, fc.array(fc.nat({ max: 3 }), { minLength: 4, maxLength: 4 }), async (all, shards) => {
        const store = new MemoryStore();
        const states = statesOf(all);
        await Promise.all(
          shards.map((shard) =>
            project(
              store,
              lots,
              states.filter((_, place) => shard === 3 || place % 3 === shard),
            ),
          ),
        );
        await project(store, lots, states);
        expect(await totalsIn(store)).toEqual(expectedTotals(latestOf(states)));
      }),
      { numRuns: 100 },
    );
  });

  test('crashing at any call and delivered again, counts what an undisturbed run counts', async () => {
    const states = [
      stateOf(1, 1, { unit: 'a', worthFen: 5, sold: false }),
      stateOf(1, 2, { unit: 'b', worthFen: 7, sold: false }),
      stateOf(2, 1, { unit: 'a', worthFen: 1, sold: false }),
    ];
    const points = await crashPoints(
      (on) => project(on, lots, states),
      () => new MemoryStore(),
    );
    for (const [call, when] of points) {
      const store = new MemoryStore();
      await project(
        crashingStore(store, (at) => (at === call ? when : undefined)),
        lots,
        states,
      ).catch(() => undefined);
      await project(store, lots, states);
      expect(await totalsIn(store)).toEqual({
        a: { count: 1, worthFen: 1 },
        b: { count: 1, worthFen: 7 },
        county: { count: 2, worthFen: 8 },
      });
    }
  });

  test('moves a lot’s worth from one unit to another, and takes a sold one out', async () => {
    const store = new MemoryStore();
    await project(store, lots, [stateOf(1, 1, { unit: 'a', worthFen: 5, sold: false })]);
    await project(store, lots, [stateOf(1, 2, { unit: 'b', worthFen: 6, sold: false })]);
    expect(await totalsIn(store)).toEqual({ b: { count: 1, worthFen: 6 }, county: { count: 1, worthFen: 6 } });
    await project(store, lots, [stateOf(1, 3, { unit: 'b', worthFen: 6, sold: true })]);
    expect(await totalsIn(store)).toEqual({});
  });

  test('leaves the states of other aggregates alone', async () => {
    const store = new MemoryStore();
    await project(store, lots, [{ ...stateOf(1, 1, { unit: 'a', worthFen: 5, sold: false }), aggregate: 'lottery/1' }]);
    expect(store.items.size).toBe(0);
  });

  test('does not forget how far it has come when an old state is delivered again', async () => {
    const store = new MemoryStore();
    const [old, young] = [1, 2].map((n) => stateOf(n, 1, { unit: 'a', worthFen: 5, sold: false }, n));
    if (!old || !young) throw new Error('two states');
    await project(store, lots, [young]);
    await project(store, lots, [old]);
    expect(await projectedUpTo(store, 'lots')).toBe(young.changedAt);
  });

  test('splits more than a hundred aggregates over transactions of a hundred writes', async () => {
    const store = new MemoryStore();
    const sizes: number[] = [];
    const watched = {
      ...crashingStore(store, () => undefined),
      write(writes: readonly RowWrite[]) {
        sizes.push(writes.length);
        return store.write(writes);
      },
    };
    const states = Array.from({ length: 450 }, (_, id) => stateOf(id, 1, { unit: 'a', worthFen: 1, sold: false }));
    await project(watched, lots, states);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
    expect(sizes.length).toBeLessThanOrEqual(Math.ceil(450 / 98) + 1);
    expect(await totalsIn(store)).toEqual({ a: { count: 450, worthFen: 450 }, county: { count: 450, worthFen: 450 } });
  });

  test('splits by totals as well: aggregates that touch many rows each', async () => {
    const wide: Projection<Lot> = {
      ...lots,
      contributions: ({ worthFen }) =>
        Array.from({ length: 40 }, (_, n) => ({ row: `unit-${worthFen}-${n}`, breakdown: 'ALL', add: { count: 1 } })),
    };
    const store = new MemoryStore();
    await project(
      store,
      wide,
      Array.from({ length: 10 }, (_, id) => stateOf(id, 1, { unit: 'a', worthFen: id, sold: false })),
    );
    const rows = await store.read(Array.from({ length: 10 }, (_, id) => totalKey('lots', 1, `unit-${id}-39`, 'ALL')));
    expect(rows.map((row) => row?.count)).toEqual(Array.from({ length: 10 }, () => 1));
    const impossible = {
      ...lots,
      contributions: () =>
        Array.from({ length: 100 }, (_, n) => ({ row: `u${n}`, breakdown: 'ALL', add: { count: 1 } })),
    };
    await expect(project(store, impossible, [stateOf(99, 1, { unit: 'a', worthFen: 1, sold: false })])).rejects.toThrow(
      'invariant broken',
    );
  });
});

describe('a rebuild', () => {
  /** Puts lives into a store as the commits would have, and gives the states the stream would show. */
  async function recorded(store: Store, all: Lot[][]): Promise<ProjectedState[]> {
    const states = statesOf(all);
    for (const { aggregate, version, changedAt, state } of states)
      await store.write([{ kind: 'put', row: eventOf(aggregate, version, changedAt, state as Lot) as never }]);
    return states;
  }
  const eventOf = (aggregate: string, version: number, recordedAt: string, lotNow: Lot): EventItem => {
    const cause = { origin: aggregate, key: String(version), correlationId: 'c', causationId: 'c' };
    const actor = { sub: 'wang', roles: [], unit: '' };
    return eventItem({
      id: `${aggregate}-${version}`,
      cause,
      aggregate,
      version,
      recordedAt,
      actor,
      requestHash: 'h',
      previousHash: undefined,
      ...lotKind.toContract({ type: 'became', ...lotNow }),
    });
  };
  const every = (all: Lot[][]) =>
    async function* () {
      yield* [...all.keys()].map((id) => `lot/${id}`);
    };

  test('from events alone gives the totals that live counting gives', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (all) => {
        const store = new MemoryStore();
        await project(store, lots, await recorded(store, all));
        const live = await totalsIn(store);
        const result = await rebuild(store, lots, lotKind, every(all), instantOf(99));
        expect(result).toEqual({ generation: 2, aggregates: all.length });
        expect(await generationOf(store, 'lots')).toBe(2);
        expect(await totalsIn(store)).toEqual(live);
        expect(await totalsIn(store, 1)).toEqual(live);
      }),
      { numRuns: 100 },
    );
  });

  test('counts what is recorded while it runs, before and after the switch', async () => {
    const store = new MemoryStore();
    const first: Lot = { unit: 'a', worthFen: 5, sold: false };
    await project(store, lots, await recorded(store, [[first], [first]]));
    /** Lot 0 moves after the first pass has seen it, and is counted live into the old generation. */
    async function* aggregates(since: string | undefined): AsyncGenerator<string> {
      yield 'lot/0';
      if (since !== undefined) return;
      const moved = { unit: 'b', worthFen: 8, sold: false };
      await store.write([{ kind: 'put', row: eventOf('lot/0', 2, instantOf(50), moved) as never }]);
      await project(store, lots, [stateOf(0, 2, moved, 50)]);
      yield 'lot/1';
    }
    await rebuild(store, lots, lotKind, aggregates, instantOf(40));
    await project(store, lots, [stateOf(0, 2, { unit: 'b', worthFen: 8, sold: false }, 50)]);
    expect(await totalsIn(store)).toEqual({
      a: { count: 1, worthFen: 5 },
      b: { count: 1, worthFen: 8 },
      county: { count: 2, worthFen: 13 },
    });
  });

  test('that broke off half way leaves readers where they were, and is not built upon by the next', async () => {
    const store = new MemoryStore();
    const all = [[{ unit: 'a', worthFen: 5, sold: false }], [{ unit: 'b', worthFen: 7, sold: false }]];
    await project(store, lots, await recorded(store, all));
    const live = await totalsIn(store);
    const wrongRules: Projection<Lot> = {
      ...lots,
      contributions: () => [{ row: 'a', breakdown: 'ALL', add: { count: 100, worthFen: 100 } }],
    };
    async function* broken(): AsyncGenerator<string> {
      yield 'lot/0';
      throw new Error('power cut');
    }
    await expect(rebuild(store, wrongRules, lotKind, broken, instantOf(99))).rejects.toThrow('power cut');
    expect(await totalsIn(store)).toEqual(live);
    await rebuild(store, lots, lotKind, every(all), instantOf(99));
    expect(await totalsIn(store)).toEqual(live);
  });
});
