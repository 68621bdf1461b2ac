/** 账账、账卡、账实 over HTTP, and the entries of single differences: a surplus struck out, a card put right. */
import { describe, expect, test } from 'vitest';
import { totalKey } from '../../../platform/projection.ts';
import { NEIGHBOUR, PEOPLE, VILLAGE } from '../sample-registry.ts';
import { ALL_CLASSES } from '../views.ts';
import { InventoryDesk } from './inventory-desk.ts';

const sum = (count: number, fen: number) => ({ count, fen });
const VILLAGE_CODE = '653127100201';

/** A village with one card, its campaign open. */
async function counting(more: object = {}) {
  const desk = await new InventoryDesk().open();
  const assetId = await desk.asset(VILLAGE, 100_01, { areaDm2: 5_000, place: '一组', ...more });
  const campaignId = await desk.campaign();
  return { desk, assetId, campaignId, countId: `${campaignId}-${VILLAGE_CODE}` };
}
const submit = (desk: InventoryDesk, countId: string, bookReasons: string[] = []) =>
  desk.on(countId, 'submissions', PEOPLE.accountant, { bookReasons });

describe('books held against books', () => {
  /** A ledger of finance for a village, sealed unless it stays open. */
  async function outside(desk: InventoryDesk, unitPath: string, fen: number, sealed = true): Promise<string> {
    const body = { unitPath, source: 'finance', period: '2026-04' };
    const outsideLedgerId = String((await desk.post(PEOPLE.finance, 'outside-ledgers', { body })).body.id);
    const params = { outsideLedgerId };
    const lines = [{ by: 'external', code: 'F-1', amountFen: fen }];
    const path = 'outside-ledgers/{outsideLedgerId}';
    await desk.post(PEOPLE.finance, `${path}/lines`, { params, version: 1, body: { lines } });
    if (!sealed) return outsideLedgerId;
    await desk.post(PEOPLE.finance, `${path}/sealing`, { params, version: 2, body: { total: sum(1, fen) } });
    return outsideLedgerId;
  }
  const hold = (desk: InventoryDesk, countId: string, outsideLedgerId: string) =>
    desk.on(countId, 'comparisons', PEOPLE.accountant, { outsideLedgerId });

  test('ZC-01 账账: ours against those of finance, to the fen; a difference is submitted with its reason only', async () => {
    const { desk, assetId, campaignId, countId } = await counting();
    const outsideLedgerId = await outside(desk, VILLAGE, 100_00);
    expect((await hold(desk, countId, outsideLedgerId)).status).toBe(200);
    const difference = {
      between: 'ledger-and-outside',
      outsideLedgerId,
      ledger: sum(1, 100_01),
      other: sum(1, 100_00),
      difference: sum(0, 1),
    };
    expect((await desk.count(campaignId)).books).toEqual([
      expect.objectContaining({ between: 'ledger-and-cards', difference: sum(0, 0) }),
      difference,
    ]);
    await desk.record(countId, [{ assetId, result: 'present' }]);
    expect((await submit(desk, countId)).body.type).toContain('reason-required');
    expect((await submit(desk, countId, ['一', '二'])).body.type).toContain('reason-required');
    expect((await submit(desk, countId, ['财政四舍五入'])).status).toBe(200);
    expect((await desk.count(campaignId)).books).toContainEqual({ ...difference, reason: '财政四舍五入' });
  });

  test('ZC-01 账账: equal books are shown too and need no reason; held again, the later total counts', async () => {
    const { desk, assetId, campaignId, countId } = await counting();
    const equal = await outside(desk, VILLAGE, 100_01);
    await hold(desk, countId, equal);
    await hold(desk, countId, equal);
    const { books } = await desk.count(campaignId);
    expect(books).toHaveLength(2);
    expect(books).toContainEqual(expect.objectContaining({ outsideLedgerId: equal, difference: sum(0, 0) }));
    await desk.record(countId, [{ assetId, result: 'present' }]);
    expect((await submit(desk, countId)).status).toBe(200);
    expect((await hold(desk, countId, equal)).body.type).toContain('wrong-state');
  });

  test('a ledger of another unit, an open one and one that is not there answer alike', async () => {
    const { desk, campaignId, countId } = await counting();
    const others = [await outside(desk, NEIGHBOUR, 1), await outside(desk, VILLAGE, 1, false), 'nowhere'];
    for (const outsideLedgerId of others)
      expect((await hold(desk, countId, outsideLedgerId)).body.type).toContain('not-found');
    expect((await desk.count(campaignId)).books).toHaveLength(1);
  });

  test('ZC-01 账卡: a ledger that is not the sum of the cards shows by how much', async () => {
    const desk = await new InventoryDesk().open();
    const assetId = await desk.asset(VILLAGE, 100_01);
    await desk.registry.project();
    const key = totalKey('ledger', 1, VILLAGE, ALL_CLASSES);
    await desk.registry.table.write([{ kind: 'add', key, add: { originalFen: -1, count: 0 } }]);
    const asked = { unitPath: VILLAGE, kind: 'special', asOf: '2026-05-01' };
    const campaignId = String((await desk.post(PEOPLE.finance, 'inventory-campaigns', { body: asked })).body.id);
    await desk.deliver();
    const countId = `${campaignId}-${VILLAGE_CODE}`;
    expect((await desk.count(campaignId)).books).toEqual([
      {
        between: 'ledger-and-cards',
        ledger: sum(1, 100_00),
        other: sum(1, 100_01),
        difference: sum(0, -1),
      },
    ]);
    await desk.record(countId, [{ assetId, result: 'present' }]);
    expect((await submit(desk, countId)).body.type).toContain('reason-required');
  });
});

describe('things held against books', () => {
  const things = async (desk: InventoryDesk, campaignId: string) => (await desk.count(campaignId)).things;

  test('ZC-01 账实: a surplus struck out counts no more, is registered never, and is struck once', async () => {
    const { desk, assetId, campaignId, countId } = await counting();
    await desk.record(countId, [{ assetId, result: 'present' }]);
    const thing = { class: 'village-collective', reason: '未入账', entry: 'register' };
    const surplus = async (name: string, amountFen: number) => {
      const sent = { params: { countId }, body: { ...thing, name, amountFen } };
      await desk.post(PEOPLE.accountant, 'inventory-counts/{countId}/surpluses', sent);
    };
    await surplus('磨坊', 7_07);
    await surplus('粮仓', 9_09);
    expect(await things(desk, campaignId)).toMatchObject({ found: sum(3, 116_17), difference: sum(2, 16_16) });
    const rows = async () =>
      (await desk.get(PEOPLE.accountant, 'inventory-counts/{countId}/surpluses', { countId })).rows as {
        name: string;
        surplusId: string;
        struck?: true;
        assetId?: string;
      }[];
    const mill = (await rows()).find(({ name }) => name === '磨坊')?.surplusId ?? '';
    const strike = async (surplusId: string) => {
      const { version } = await desk.count(campaignId);
      return desk.send(PEOPLE.accountant, 'POST /registry/inventory-counts/{countId}/surpluses/{surplusId}/striking', {
        params: { countId, surplusId },
        version,
        body: { reason: '邻村所有' },
      });
    };
    expect((await strike('nowhere')).body.type).toContain('not-found');
    expect((await strike(mill)).status).toBe(200);
    expect((await strike(mill)).body.type).toContain('wrong-state');
    expect(await things(desk, campaignId)).toMatchObject({ difference: sum(1, 9_09) });
    expect((await rows()).find(({ name }) => name === '磨坊')).toMatchObject({ struck: true });
    await submit(desk, countId);
    expect((await strike(mill)).body.type).toContain('wrong-state');
    await desk.approve(countId);
    const { rows: cards } = await desk.get(PEOPLE.finance, 'assets', undefined, { unitPath: VILLAGE });
    const names = (cards as { name: string }[]).map(({ name }) => name);
    expect(names).toContain('粮仓');
    expect(names).not.toContain('磨坊');
    expect(await desk.count(campaignId)).toMatchObject({ increases: sum(1, 9_09), closing: sum(2, 109_10) });
  });

  test('ZC-01 账卡: a card that says something else than the thing is corrected after approval, and only in that', async () => {
    const { desk, assetId, campaignId, countId } = await counting({ externalCode: 'MG-7' });
    const shouldBe = { name: '村小学', place: '二组', areaDm2: 4_200 };
    const line = { assetId, result: 'differs', reason: '实测面积不同', entry: 'correct-card', shouldBe };
    await desk.record(countId, [line]);
    expect(await desk.count(campaignId)).toMatchObject({ differing: 1, missing: sum(0, 0) });
    expect(await things(desk, campaignId)).toMatchObject({ difference: sum(0, 0) });
    await submit(desk, countId);
    const before = await desk.get(PEOPLE.finance, 'assets/{assetId}', { assetId });
    expect(before).toMatchObject({ name: '旧校舍', areaDm2: 5_000 });
    await desk.approve(countId, undefined, 2);
    const after = await desk.get(PEOPLE.finance, 'assets/{assetId}', { assetId });
    expect(after).toMatchObject({ ...shouldBe, originalFen: 100_01, externalCode: 'MG-7', version: 2 });
    const { rows } = await desk.get(PEOPLE.finance, 'inventory-counts/{countId}/lines', { countId });
    expect(rows).toMatchObject([{ assetId, result: 'differs', made: 'made' }]);
    // Neither came nor went: the card says something else of the same thing.
    expect(await desk.count(campaignId)).toMatchObject({ closing: sum(1, 100_01), decreases: sum(0, 0) });
  });

  test('a card that is in no state to be corrected keeps its difference open, with the problem', async () => {
    const { desk, assetId, campaignId, countId } = await counting();
    const line = { assetId, result: 'differs', reason: '地址不符', entry: 'correct-card', shouldBe: { place: '三组' } };
    await desk.record(countId, [line]);
    await submit(desk, countId);
    // Between submission and approval the card goes into others.
    const parts = [
      { name: '东屋', originalFen: 50_00, areaDm2: 2_500 },
      { name: '西屋', originalFen: 50_01, areaDm2: 2_500 },
    ];
    const split = { params: { assetId }, version: 1, body: { parts, reason: '分户' } };
    await desk.post(PEOPLE.accountant, 'assets/{assetId}/splits', split);
    await desk.approve(countId);
    expect(await desk.count(campaignId)).toMatchObject({ status: 'closed', openEntries: sum(1, 100_01) });
    const { rows } = await desk.get(PEOPLE.finance, 'inventory-counts/{countId}/lines', { countId });
    expect(rows).toMatchObject([{ assetId, made: 'open', problem: 'wrong-state' }]);
  });
});
