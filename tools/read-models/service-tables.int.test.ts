import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AggregateKind } from '../../platform/command.ts';
import { eventItem } from '../../platform/event-item.ts';
import { generationOf, type Projection, project, totalKey } from '../../platform/projection.ts';
import { countingModel } from '../../platform/read-model.ts';
import { DynamoStore } from '../../platform/store/dynamo-store.ts';
import { startDynoxide, type TestEngine } from '../../test/support/dynoxide.ts';
import { aggregatesOf, removeGenerationsBefore } from './service-tables.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine.stop());

interface Lot {
  readonly worthFen: number;
}
const kind: AggregateKind<Lot, never, { readonly type: 'became' } & Lot, undefined, undefined, never> = {
  name: 'lot',
  key: (id) => ({ pk: `LOT#${id}`, sk: 'STATE' }),
  indexes: () => ({}),
  decide: () => {
    throw new Error('not needed');
  },
  evolve: (_state, { worthFen }) => ({ worthFen }),
  toContract: ({ type, ...data }) => ({ type: `panhuo.registry.${type}.v1`, data }),
  fromContract: (_type, data) => ({ type: 'became', ...(data as unknown as Lot) }),
};
const worth: Projection<Lot> = {
  name: 'worth',
  aggregate: 'lot',
  contributions: ({ worthFen }) => [{ row: 'county', breakdown: 'ALL', add: { count: 1, worthFen } }],
};
const LOTS = 120;
const AT = '2026-05-01T00:00:00.000Z';

/** A table with lots, each registered once, and read models that somebody has spoilt. */
async function spoiltRegion() {
  const tables = await engine.createTables();
  const store = new DynamoStore(engine.client, tables);
  for (let id = 1; id <= LOTS; id += 1) {
    const event = eventItem({
      id: `event-${id}`,
      cause: { origin: 'person:wang', key: `k-${id}`, correlationId: 'c', causationId: 'c' },
      aggregate: `lot/${id}`,
      version: 1,
      recordedAt: AT,
      actor: { sub: 'wang', roles: [], unit: '653127/' },
      requestHash: 'r',
      previousHash: undefined,
      type: 'panhuo.registry.became.v1',
      data: { worthFen: id },
    });
    const state = {
      ...kind.key(String(id)),
      sk: 'STATE' as const,
      aggregate: `lot/${id}`,
      version: 1,
      lastHash: event.hash,
      changedAt: AT,
      state: { worthFen: id },
    };
    expect(await store.commit({ event, state, expectedVersion: 0, side: [] })).toEqual({ kind: 'committed' });
    if (id % 2 === 0) await project(store, worth, [state]);
  }
  await store.write([{ kind: 'put', row: { ...totalKey('worth', 1, 'county', 'ALL'), count: 7, worthFen: 7 } }]);
  return { tables, store };
}

test('a rebuild finds every aggregate, gives the totals of the events, and clears generations nobody reads', async () => {
  const { tables, store } = await spoiltRegion();
  const { client } = engine;
  const model = countingModel(worth, kind);
  const total = async () => {
    const [row] = await store.read([totalKey('worth', await generationOf(store, 'worth'), 'county', 'ALL')]);
    return row;
  };
  const expected = { count: LOTS, worthFen: (LOTS * (LOTS + 1)) / 2 };
  const again = () => model.rebuild(store, aggregatesOf(client, tables, 'lot'), '2026-05-02T00:00:00.000Z');

  expect(await again()).toEqual({ generation: 2, aggregates: LOTS });
  expect(await total()).toMatchObject(expected);
  expect(await removeGenerationsBefore(client, tables, 'worth', 1)).toBe(0);

  await again();
  expect(await removeGenerationsBefore(client, tables, 'worth', 3)).toBe(LOTS / 2 + 1 + LOTS + 1);
  expect(await total()).toMatchObject(expected);
  expect(await removeGenerationsBefore(client, tables, 'wor', 9)).toBe(0);
});

test('a second pass takes what changed since, and no other aggregate', async () => {
  const { tables } = await spoiltRegion();
  const found = async (name: string, since?: string) => {
    const names: string[] = [];
    for await (const aggregate of aggregatesOf(engine.client, tables, name)(since)) names.push(aggregate);
    return names.length;
  };
  expect(await found('lot', AT)).toBe(LOTS);
  expect(await found('lot', '2026-05-01T00:00:00.001Z')).toBe(0);
  expect(await found('lo')).toBe(0);
});
