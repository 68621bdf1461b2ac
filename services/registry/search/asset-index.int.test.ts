import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { execute } from '../../../platform/command.ts';
import { projectRows, rowPartition } from '../../../platform/row-projection.ts';
import { DynamoStore } from '../../../platform/store/dynamo-store.ts';
import { type Row, type StateItem, VIEW_PREFIX } from '../../../platform/store/store.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import { startDynoxide, type TestEngine } from '../../../test/support/dynoxide.ts';
import { assetKind } from '../aggregates.ts';
import type { Asset } from '../domain/asset.ts';
import { assetKey, unitIndex, unitKey } from '../keys.ts';
import { assetIndexProjection } from './asset-index.ts';
import { searchRows } from './search-index.ts';
import { searchRoutes } from './search-routes.ts';

const COUNTY = '653127/';
const TOWNSHIPS = 20;
const VILLAGES = 10;
const PAGE = 50;
/** Assets that hold the rare word, however many there are in all. */
const RARE = 30;

let engine: TestEngine;
let units = 0;
beforeAll(async () => {
  engine = await startDynoxide();
  // Every answer says what it cost.
  engine.client.middlewareStack.add(
    (next) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
      const answer = await next(args);
      const consumed = (answer.output as { ConsumedCapacity?: unknown }).ConsumedCapacity;
      for (const part of (Array.isArray(consumed) ? consumed : [consumed]) as (
        | { CapacityUnits?: number }
        | undefined
      )[])
        units += part?.CapacityUnits ?? 0;
      return answer;
    },
    { step: 'initialize' },
  );
});
afterAll(() => engine.stop());

async function costOf<Answer>(
  work: () => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly units: number }> {
  const before = units;
  const answer = await work();
  return { answer, units: units - before };
}

const townshipOf = (n: number): string => `${COUNTY}653127${100 + (n % TOWNSHIPS)}/`;
const villageOf = (n: number): string => {
  const township = townshipOf(n);
  return `${township}${township.slice(-10, -1)}${201 + (Math.floor(n / TOWNSHIPS) % VILLAGES)}/`;
};

/** A table with units, and the entries under 保 of so many assets: no other partition is read by the searches below. */
async function countyOf(assets: number) {
  const tables = await engine.createTables();
  const store = new DynamoStore(engine.client, tables);
  const unit = (path: string, code: string) => ({
    ...unitKey(code),
    ...unitIndex(path, code),
    aggregate: `unit/${code}`,
    version: 1,
    state: { code, name: code, kind: 'township', path, status: 'active' },
  });
  const rows: Record<string, unknown>[] = Array.from({ length: TOWNSHIPS }, (_, n) =>
    unit(townshipOf(n), townshipOf(n).slice(-10, -1)),
  );
  for (let n = 0; n < assets; n += 1) {
    const rare = n % (assets / RARE) < 1;
    const basis = { unitPath: villageOf(n), class: 'operating', name: rare ? `保鲜库${n}` : `保障房${n}` };
    for (const row of searchRows(basis, `A${n}`)) {
      if (row.sk.startsWith('保')) rows.push({ ...row, pk: rowPartition(assetIndexProjection.name, 1, row.pk) });
    }
  }
  for (let from = 0; from < rows.length; from += 25) {
    const batch = rows.slice(from, from + 25).map((row) => JSON.parse(JSON.stringify(row)) as Row);
    const byTable = Map.groupBy(batch, ({ pk }) => (pk.startsWith(VIEW_PREFIX) ? tables.views : tables.books));
    const puts = [...byTable].map(([name, items]) => [name, items.map((Item) => ({ PutRequest: { Item } }))]);
    await engine.client.send(new BatchWriteCommand({ RequestItems: Object.fromEntries(puts) }));
  }
  return store;
}

async function search(store: DynamoStore, unitPath: string, text: string, cursor?: string) {
  const [route] = searchRoutes;
  const query = { unitPath, text, limit: PAGE, cursor };
  const deps = { store } as never;
  const reply = await route?.handle({ query, demandScope: () => undefined } as never, deps);
  return reply?.body as { rows: { id: string }[]; nextCursor?: string };
}

/** What each kind of search costs in read units over a county of so many assets. */
async function figures(assets: number) {
  const store = await countyOf(assets);
  const rare = await costOf(() => search(store, COUNTY, '保鲜库'));
  expect(rare.answer.rows).toHaveLength(RARE);
  const first = await costOf(() => search(store, COUNTY, '保障'));
  expect(first.answer.rows).toHaveLength(PAGE);
  let page = first;
  for (let n = 0; n < 4; n += 1) page = await costOf(() => search(store, COUNTY, '保障', page.answer.nextCursor));
  const township = await costOf(() => search(store, townshipOf(0), '保障'));
  const nothing = await costOf(() => search(store, COUNTY, '保险柜'));
  expect(nothing.answer.rows).toEqual([]);
  return { rare: rare.units, first: first.units, deep: page.units, township: township.units, nothing: nothing.units };
}

describe('search on the real engine', () => {
  test('costs what its page costs: ten times the assets, the same read units', async () => {
    const [small, large] = [await figures(1_000), await figures(10_000)];
    for (const kind of ['rare', 'first', 'deep', 'township', 'nothing'] as const) {
      // A county has some dozens of townships, and each is asked; the assets in them are not counted.
      expect(large[kind], `${kind}: ${JSON.stringify({ small, large })}`).toBeLessThanOrEqual(small[kind] * 1.2 + 1);
      expect(large[kind]).toBeLessThanOrEqual(TOWNSHIPS + PAGE);
    }
  }, 110_000);
});

describe('what a card costs to write', () => {
  const clock = { now: () => '2026-05-06T02:00:00.000Z' };
  const village = `${COUNTY}653127100/653127100201/`;
  const card = {
    name: '英巴格村保鲜库 1 号',
    class: 'operating',
    subType: 'cold-store',
    originalFen: 182_350_000,
    valueProvisional: false,
    place: '麦盖提镇英巴格村二组 1 号',
    title: 'unclear',
    use: 'in-use',
  } as const;

  test('an external code costs one write more, and only the card that has one pays', async () => {
    const store = new DynamoStore(engine.client, await engine.createTables());
    const runtime = { store, clock, policy: loadPack('makit'), holidays: loadHolidays() };
    const unit = { code: '653127100201', name: '村', kind: 'village', path: village, status: 'active' } as const;
    const register = (key: string, more: object = {}) =>
      costOf(() =>
        execute(runtime, {
          kind: assetKind,
          id: (eventId) => eventId,
          command: { type: 'register', unitPath: village, card: { ...card, ...more } },
          content: key,
          cause: { origin: 'person:wang', key, correlationId: 'c', causationId: 'c' },
          actor: { sub: 'wang', roles: ['village-accountant'], unit: village },
          refs: () => ({ unit }),
        }),
      );
    const [plain, coded] = [await register('plain'), await register('coded', { externalCode: 'MG-000001' })];
    expect([plain.answer.kind, coded.answer.kind]).toEqual(['accepted', 'accepted']);
    expect(coded.units - plain.units).toBe(2);
    expect((await register('again', { externalCode: 'MG-000001' })).answer).toMatchObject({
      kind: 'refused',
      refusal: { code: 'external-code-taken' },
    });
    const id = plain.answer.kind === 'accepted' ? plain.answer.id : '';
    const state = (await store.read([assetKey(id)]))[0] as unknown as StateItem<Asset>;
    const indexed = await costOf(() => projectRows(store, assetIndexProjection, [state]));
    const entries = assetIndexProjection.rows(assetIndexProjection.basis(state.state) ?? (undefined as never), id);
    // Two units for each row of the transaction and its contribution row, and what is read and noted beside.
    expect(indexed.units).toBeLessThanOrEqual(2 * (entries.length + 1) + 10);
    const unchanged = await costOf(() => projectRows(store, assetIndexProjection, [{ ...state, version: 2 }]));
    expect(unchanged.units).toBeLessThanOrEqual(8);
  }, 30_000);
});
