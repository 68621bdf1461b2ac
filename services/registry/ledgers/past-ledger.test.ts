import { describe, expect, test } from 'vitest';
import { InventoryDesk } from '../inventory/inventory-desk.ts';
import { MergerDesk, NEW_VILLAGE } from '../mergers/merger-desk.ts';
import { COUNTY, FAR_VILLAGE, NEIGHBOUR, PEOPLE, type SampleRegistry, TOWNSHIP, VILLAGE } from '../sample-registry.ts';
import { LedgerDesk, type LedgerMove } from './ledger-desk.ts';

interface Page {
  readonly total: { count: number; fen: number };
  readonly netFen: number;
  readonly complete: boolean;
  readonly rows: readonly { assetId: string; unitPath: string }[];
}
async function ledger(registry: SampleRegistry, unitPath: string, asOf: string): Promise<Page> {
  const answer = await registry.request(PEOPLE.government, 'GET /registry/past-ledgers', { query: { unitPath, asOf } });
  expect(answer.status).toBe(200);
  return answer.body as unknown as Page;
}

const MOVE: LedgerMove = {
  what: 'register',
  asset: 0,
  other: 0,
  unit: VILLAGE,
  class: 'buildings',
  originalFen: 1_000,
  acceptedOn: '2026-03-01',
  distinct: false,
};

describe('what has left a unit', () => {
  test('SX-12 ZC-04 an asset handed over stays in its giver’s past ledgers, under the old path, and comes into no past ledger of its receiver', async () => {
    const desk = await new LedgerDesk().open();
    const { registry } = desk;
    registry.now = '2026-04-01T02:00:00.000Z';
    await desk.make(MOVE);
    registry.now = '2026-04-03T02:00:00.000Z';
    await desk.make({ ...MOVE, what: 'hand over', unit: FAR_VILLAGE });
    const there = { total: { count: 1, fen: 1_000 }, complete: true, rows: [{ unitPath: VILLAGE }] };
    expect(await ledger(registry, VILLAGE, '2026-04-02')).toMatchObject(there);
    expect(await ledger(registry, TOWNSHIP, '2026-04-02')).toMatchObject(there);
    expect(await ledger(registry, COUNTY, '2026-04-02')).toMatchObject(there);
    expect((await ledger(registry, FAR_VILLAGE, '2026-04-02')).rows).toEqual([]);
    expect((await ledger(registry, VILLAGE, '2026-04-03')).rows).toEqual([]);
    expect(await ledger(registry, COUNTY, '2026-04-03')).toMatchObject({ rows: [{ unitPath: FAR_VILLAGE }] });
  });

  test('SX-12 ZC-03 ZC-05 the past ledger of a village merged away shows what it held, whatever its successor holds now', async () => {
    const desk = await new MergerDesk().open();
    const { registry } = desk;
    registry.now = '2026-05-01T02:00:00.000Z';
    await desk.asset(VILLAGE, 500);
    await desk.asset(NEIGHBOUR, 70);
    registry.now = '2026-05-06T02:00:00.000Z';
    const units = [VILLAGE, NEIGHBOUR].map((unitPath) => ({ unitPath, memberCount: 100 }));
    await desk.execute(await desk.approved({ units }));
    await desk.carryOut();
    const totals = async (unitPath: string, asOf: string) => (await ledger(registry, unitPath, asOf)).total;
    expect(await totals(VILLAGE, '2026-05-05')).toEqual({ count: 1, fen: 500 });
    expect(await totals(NEW_VILLAGE, '2026-05-05')).toEqual({ count: 0, fen: 0 });
    expect(await totals(VILLAGE, '2026-05-06')).toEqual({ count: 0, fen: 0 });
    expect(await totals(NEW_VILLAGE, '2026-05-06')).toEqual({ count: 2, fen: 570 });
    for (const day of ['2026-05-05', '2026-05-06']) expect(await totals(TOWNSHIP, day)).toEqual({ count: 2, fen: 570 });
    const seenBy = async (unit: string) => {
      const who = { ...PEOPLE.accountant, unit };
      const query = { unitPath: VILLAGE, asOf: '2026-05-05' };
      const { status, body } = await registry.request(who, 'GET /registry/past-ledgers', { query });
      return status === 200 ? body.total : status;
    };
    expect(await seenBy(NEW_VILLAGE)).toEqual({ count: 1, fen: 500 });
    expect(await seenBy(FAR_VILLAGE)).toBe(403);
  });

  test('MG-06 net values are those of the month of the day', async () => {
    const desk = await new LedgerDesk().open();
    desk.registry.now = '2026-04-01T02:00:00.000Z';
    await desk.make({ ...MOVE, originalFen: 960_000 });
    const net = async (asOf: string) => (await ledger(desk.registry, VILLAGE, asOf)).netFen;
    const [{ id } = { id: '' }] = await desk.assets();
    for (const asOf of ['2026-04-30', '2026-09-01', '2027-12-31']) {
      const sent = { params: { assetId: id }, query: { asOf } };
      const { body } = await desk.registry.request(PEOPLE.finance, 'GET /registry/assets/{assetId}', sent);
      expect(await net(asOf)).toBe((body.value as { netFen: number }).netFen);
    }
    expect(await net('2027-12-31')).toBeLessThan(await net('2026-04-30'));
  });
});

test('a past ledger reads the events of cards that have changed since, and of no others', async () => {
  const desk = await new InventoryDesk().open();
  const { registry } = desk;
  registry.now = '2026-05-01T02:00:00.000Z';
  for (let place = 0; place < 5; place += 1) await desk.asset(VILLAGE, 100, { name: `资产 ${place}` });
  for (let place = 0; place < 20; place += 1) await desk.asset(FAR_VILLAGE, 100, { name: `设备 ${place}` });
  registry.now = '2026-05-03T02:00:00.000Z';
  const assetId = await desk.asset(VILLAGE, 100, { name: '新' });
  const [first] = (await ledger(registry, VILLAGE, '2026-05-02')).rows;
  const card = { name: '旧', class: 'village-collective', originalFen: 1, valueProvisional: false, reason: '核对' };
  const body = { ...card, title: 'unclear', use: 'in-use' };
  await desk.post(PEOPLE.finance, 'assets/{assetId}/corrections', {
    params: { assetId: first?.assetId ?? '' },
    body,
    version: 1,
  });
  const asked: string[] = [];
  const { queryByAggregate } = registry.table;
  registry.table.queryByAggregate = (aggregate, range) => {
    asked.push(aggregate);
    return queryByAggregate.call(registry.table, aggregate, range);
  };
  const page = await ledger(registry, VILLAGE, '2026-05-02');
  expect(page.total).toEqual({ count: 5, fen: 500 });
  expect(page.rows.map((row) => row.assetId)).not.toContain(assetId);
  expect(asked).toEqual([`asset/${first?.assetId}`]);
});
