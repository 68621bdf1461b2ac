import { expect, test } from 'vitest';
import { loadPack } from '../../../policy/load.ts';
import { COUNTY, FAR_VILLAGE, NEIGHBOUR, PEOPLE, SampleRegistry, TOWNSHIP, VILLAGE } from '../sample-registry.ts';

async function ledger() {
  const registry = new SampleRegistry(loadPack('maoxian'));
  await registry.registerUnits();
  const holders = [COUNTY, TOWNSHIP, VILLAGE, VILLAGE, NEIGHBOUR, FAR_VILLAGE];
  const ids: string[] = [];
  for (const [place, unitPath] of holders.entries()) {
    const card = { class: 'buildings', originalFen: 100, valueProvisional: false, title: 'unclear', use: 'in-use' };
    ids.push(await registry.registerAsset({ unitPath, name: `资产 ${place}`, ...card }, PEOPLE.finance));
  }
  return { registry, ids };
}

async function read(registry: SampleRegistry, query: Record<string, string>) {
  const ids: string[] = [];
  const sizes: number[] = [];
  for (let cursor: string | undefined; ; ) {
    const sent = { query: { ...query, ...(cursor === undefined ? {} : { cursor }) } };
    const { body } = await registry.request(PEOPLE.government, 'GET /registry/assets', sent);
    const rows = body.rows as { id: string }[];
    ids.push(...rows.map(({ id }) => id));
    sizes.push(rows.length);
    cursor = body.nextCursor as string | undefined;
    if (cursor === undefined) return { ids, sizes };
  }
}

test('SX-12 MG-05 a county’s ledger shows every asset of its townships and villages once, page by page', async () => {
  const { registry, ids } = await ledger();
  for (const limit of ['1', '2', '4', '50']) {
    const county = await read(registry, { unitPath: COUNTY, limit });
    expect(county.ids.toSorted()).toEqual(ids.toSorted());
    expect(new Set(county.ids).size).toBe(ids.length);
  }
  expect((await read(registry, { unitPath: TOWNSHIP })).ids.toSorted()).toEqual(ids.slice(1, 5).toSorted());
});

test('SX-12 within=own leaves out what the units below hold', async () => {
  const { registry, ids } = await ledger();
  const own = async (unitPath: string) => (await read(registry, { unitPath, within: 'own', limit: '1' })).ids;
  expect(await own(COUNTY)).toEqual(ids.slice(0, 1));
  expect(await own(TOWNSHIP)).toEqual(ids.slice(1, 2));
  expect((await own(VILLAGE)).toSorted()).toEqual(ids.slice(2, 4).toSorted());
});

test('a page of the county reads about as many rows as it shows, however many there are', async () => {
  const { registry } = await ledger();
  const card = { class: 'buildings', originalFen: 1, valueProvisional: false, title: 'unclear', use: 'in-use' };
  for (let place = 0; place < 40; place += 1)
    await registry.registerAsset({ unitPath: FAR_VILLAGE, name: `设备 ${place}`, ...card }, PEOPLE.finance);
  const { queryByUnit } = registry.table;
  let rows = 0;
  registry.table.queryByUnit = async (unitKey, prefix, range) => {
    const page = await queryByUnit.call(registry.table, unitKey, prefix, range);
    if (unitKey.startsWith('assets#')) rows += page.rows.length;
    return page;
  };
  await registry.request(PEOPLE.government, 'GET /registry/assets', { query: { unitPath: COUNTY, limit: '5' } });
  expect(rows).toBeLessThanOrEqual(2 * 5 + 1);
});
