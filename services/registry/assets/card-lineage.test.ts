import { describe, expect, test } from 'vitest';
import type { Commit, EventItem, Row } from '../../../platform/store/store.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import { NEIGHBOUR, PEOPLE, SampleRegistry, VILLAGE } from '../sample-registry.ts';
import { assetItem } from './asset-items.ts';

const policy = loadPack('maoxian');
const holidays = loadHolidays();
const card = {
  unitPath: VILLAGE,
  name: '大院',
  class: 'buildings',
  originalFen: 1_000,
  valueProvisional: false,
  title: 'unclear',
  use: 'in-use',
};
const parts = [
  { name: '东屋', originalFen: 400 },
  { name: '西屋', originalFen: 600 },
];
const SPLIT = 'POST /registry/assets/{assetId}/splits';
const MERGE = 'POST /registry/asset-mergers';

async function world() {
  const registry = new SampleRegistry(policy, holidays);
  await registry.registerUnits();
  const ledger = async () => {
    await registry.project();
    const { body } = await registry.request(PEOPLE.finance, 'GET /registry/ledger-totals', {
      query: { unitPath: VILLAGE },
    });
    return { count: body.count, originalFen: body.originalFen, netFen: body.netFen };
  };
  const events = () => [...registry.table.items.values()].filter((row) => row.sk === 'EVT') as unknown as EventItem[];
  const read = (assetId: string) =>
    registry.request(PEOPLE.accountant, 'GET /registry/assets/{assetId}', { params: { assetId } });
  return { registry, ledger, events, read };
}

describe('splitting over HTTP', () => {
  test('a card and its parts change in one transaction, and the same request again changes nothing', async () => {
    const { registry, ledger, events, read } = await world();
    const id = await registry.registerAsset(card);
    const before = events().length;
    const sent = { params: { assetId: id }, version: 1, body: { parts, reason: '分户' }, key: 'split-request-00001' };
    const first = await registry.request(PEOPLE.accountant, SPLIT, sent);
    expect(first.status).toBe(200);
    expect(events().length).toBe(before + 3);
    expect(await ledger()).toEqual({ count: 2, originalFen: 1_000, netFen: 1_000 });
    const again = await registry.request(PEOPLE.accountant, SPLIT, sent);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(events().length).toBe(before + 3);
    const other = await registry.request(PEOPLE.accountant, SPLIT, { ...sent, body: { parts, reason: '别的' } });
    expect(other).toMatchObject({ status: 409 });
    const { body } = await read(id);
    const [east] = body.splitInto as string[];
    expect((await read(String(east))).body).toMatchObject({ name: '东屋', splitFrom: id, value: { netFen: 400 } });
    expect((await read(String(east))).body.code).not.toBe(body.code);
  });

  test('a version that has been seen no more, another unit’s card and parts that do not add up change nothing', async () => {
    const { registry, events } = await world();
    const id = await registry.registerAsset(card);
    const before = events().length;
    const sent = { params: { assetId: id }, version: 1, body: { parts, reason: '分户' } };
    expect((await registry.request(PEOPLE.accountant, SPLIT, { ...sent, version: 2 })).status).toBe(412);
    expect((await registry.request(PEOPLE.neighbour, SPLIT, sent)).status).toBe(404);
    expect(
      (
        await registry.request(PEOPLE.accountant, SPLIT, {
          ...sent,
          body: { parts: [parts[0], parts[0]], reason: '分户' },
        })
      ).status,
    ).toBe(422);
    expect(events().length).toBe(before);
  });
});

describe('merging over HTTP', () => {
  const merge = (ids: readonly string[], versions = ids.map(() => 1)) => ({
    body: {
      assets: ids.map((assetId, index) => ({ assetId, version: versions[index] })),
      name: '合院',
      reason: '同一项目',
    },
  });

  test('several cards become one in one transaction; one that has changed meanwhile stops it, and nothing is counted twice or lost', async () => {
    const { registry, ledger, events, read } = await world();
    const ids = [await registry.registerAsset(card), await registry.registerAsset({ ...card, originalFen: 500 })];
    const before = events().length;
    expect((await registry.request(PEOPLE.accountant, MERGE, merge(ids, [1, 2]))).status).toBe(412);
    expect(events().length).toBe(before);
    expect(await ledger()).toEqual({ count: 2, originalFen: 1_500, netFen: 1_500 });
    const merged = await registry.request(PEOPLE.accountant, MERGE, { ...merge(ids), key: 'merge-request-00001' });
    expect(merged.status).toBe(201);
    expect(events().length).toBe(before + 3);
    expect(await ledger()).toEqual({ count: 1, originalFen: 1_500, netFen: 1_500 });
    expect(
      (await registry.request(PEOPLE.accountant, MERGE, { ...merge(ids), key: 'merge-request-00001' })).body,
    ).toEqual(merged.body);
    expect((await read(String(merged.body.id))).body).toMatchObject({ mergedFrom: ids });
    for (const id of ids) expect((await read(id)).body).toMatchObject({ mergedInto: merged.body.id, use: 'disposed' });
  });

  test('a card that changes between reading and writing stops the whole, whatever the order', async () => {
    const { registry, events } = await world();
    const ids = [await registry.registerAsset(card), await registry.registerAsset(card)];
    const together = registry.table.commitTogether.bind(registry.table);
    let meddled = false;
    registry.table.commitTogether = async (commits: readonly Commit[]) => {
      if (!meddled) {
        meddled = true;
        const body = { ...card, name: '改名', reason: '核对' } as Record<string, unknown>;
        const { unitPath: _unit, ...correction } = body;
        const changed = await registry.request(PEOPLE.accountant, 'POST /registry/assets/{assetId}/corrections', {
          params: { assetId: ids[1] ?? '' },
          version: 1,
          body: correction,
        });
        expect(changed.status).toBe(200);
      }
      return together(commits);
    };
    const before = events().length;
    expect((await registry.request(PEOPLE.accountant, MERGE, merge(ids))).status).toBe(412);
    expect(events().length).toBe(before + 1);
    const states = ids.map((id) => assetItem(registry.table.items.get(`ASSET#${id}\nSTATE`) as Row));
    expect(states.map(({ state }) => state.use)).toEqual(['in-use', 'in-use']);
  });

  test('nobody learns of, or merges, another unit’s cards', async () => {
    const { registry } = await world();
    const mine = await registry.registerAsset(card);
    const theirs = await registry.registerAsset({ ...card, unitPath: NEIGHBOUR }, PEOPLE.neighbour);
    expect((await registry.request(PEOPLE.accountant, MERGE, merge([mine, theirs]))).status).toBe(404);
  });
});
