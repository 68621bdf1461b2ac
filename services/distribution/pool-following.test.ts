/** Pools follow their units when these are merged (ZC-03, ZC-05). */
import { beforeEach, describe, expect, test } from 'vitest';
import { consumeMessage } from '../../platform/consume.ts';
import { type ProjectedState, project } from '../../platform/projection.ts';
import { Crash, crashingStore, crashPoints } from '../../test/support/crashing-store.ts';
import type { Receipt } from './domain/receipt.ts';
import { flagParkedIncome } from './flag-parked-income.ts';
import { reactions } from './reactions.ts';
import { contractRefusal } from './testing/contract-check.ts';
import { COUNTY, Desk, NEIGHBOUR, TOWNSHIP, VILLAGE } from './testing/desk.ts';
import { drafted, examined, filed, PLANS, pay, payable, TOTAL_FEN } from './testing/plan-walk.ts';
import { incomeProjection, paymentProjection } from './views.ts';

const OLD = '653127100201';
const NEW = '653127100202';
/** Where the old village's matters lie inside the successor. */
const INSIDE = `${NEIGHBOUR}${OLD}/`;

let desk: Desk;
beforeEach(async () => {
  desk = await twoVillages();
});

async function twoVillages(): Promise<Desk> {
  const opened = new Desk();
  await opened.openPool(VILLAGE);
  await opened.openPool(NEIGHBOUR);
  return opened;
}

const closed = (mode: 'direct' | 'distinct', at = desk) =>
  at.unitEvent('unit-closed', OLD, 4, {
    mergerId: 'M1',
    path: VILLAGE,
    successor: NEW,
    successorPath: NEIGHBOUR,
    mode,
  });
const merge = (mode: 'direct' | 'distinct' = 'direct') => desk.hear(closed(mode));
const read = async (url: string) => (await desk.send('auditor', 'GET', url)).body;
const pool = (code: string) => read(`/distribution/pools/${code}`);
const both = async () => [await desk.account(VILLAGE), await desk.account(NEIGHBOUR)] as const;

describe('ZC-05 a village that is merged directly', () => {
  test('ZC-05 has its money led to the successor in one booking, to the fen, however often it is told', async () => {
    await desk.receive(70_003);
    await desk.receive(500, desk.today, NEIGHBOUR);
    for (let time = 0; time < 3; time += 1) expect(await merge()).toMatchObject({ kind: 'done' });
    expect(await both()).toMatchObject([
      { receivedFen: 70_003, transferredOutFen: 70_003, balanceFen: 0, availableFen: 0 },
      { receivedFen: 500, transferredInFen: 70_003, balanceFen: 70_503, availableFen: 70_503 },
    ]);
    const booking = { fromPoolId: OLD, toPoolId: NEW, amountFen: 70_003, on: '2026-01-05' };
    for (const code of [OLD, NEW])
      expect((await read(`/distribution/pools/${code}/transfers`)).rows).toEqual([booking]);
    expect(await pool(OLD)).toMatchObject({ unitPath: INSIDE, merged: { into: NEIGHBOUR, mode: 'direct' } });
    expect((await pool(NEW)).predecessors).toEqual([{ poolId: OLD, mode: 'direct', mergedOn: '2026-01-05' }]);
    for (const event of desk.events()) expect(contractRefusal(event)).toBeUndefined();
  });

  test('ZC-03 keeps its history, which the successor’s people read', async () => {
    const id = await desk.receive(700);
    const readBy = (who: 'neighbour' | 'accountant', url: string) => desk.send(who, 'GET', `/distribution/${url}`);
    expect((await readBy('neighbour', `receipts/${id}`)).status).toBe(404);
    await merge();
    expect((await readBy('neighbour', `receipts/${id}`)).body).toMatchObject({ unitPath: VILLAGE, amountFen: 700 });
    expect((await readBy('neighbour', `pools/${OLD}/receipts`)).body.rows).toMatchObject([{ id }]);
    expect((await readBy('accountant', `pools/${NEW}`)).status).toBe(404);
  });

  test('income that still comes for it is booked to the successor, and says for whom it was sent', async () => {
    await merge();
    const id = await desk.receive(900);
    expect(await both()).toMatchObject([{ receivedFen: 0 }, { receivedFen: 900, availableFen: 900 }]);
    expect(await read(`/distribution/receipts/${id}`)).toMatchObject({ unitPath: NEIGHBOUR, sentFor: VILLAGE });
    const inside = { unitPath: INSIDE, amountFen: 40, receivedOn: desk.today };
    expect((await desk.send('neighbour', 'POST', '/distribution/receipts', inside)).status).toBe(201);
    expect((await desk.account(NEIGHBOUR)).receivedFen).toBe(940);
    const nowhere = { unitPath: `${TOWNSHIP}653127100209/`, amountFen: 40, receivedOn: desk.today };
    expect((await desk.send('township', 'POST', '/distribution/receipts', nowhere)).problem).toBe('unknown-unit');
  });

  test('a plan under way is paid to its end by the successor’s people from what was set aside; what falls free of it follows', async () => {
    await desk.receive(TOTAL_FEN + 7);
    const planId = await payable(desk);
    await pay(desk, planId, 1);
    await merge();
    expect(await both()).toMatchObject([
      { balanceFen: 70_000, committedFen: 70_000, availableFen: 0 },
      { balanceFen: 7, availableFen: 7 },
    ]);
    expect(await read(`${PLANS}/${planId}`)).toMatchObject({ unitPath: INSIDE, unitMerged: true, status: 'published' });
    const line = (number: number, what: string, body: object, at?: number) =>
      desk.send(
        'neighbour',
        'POST',
        `${PLANS}/${planId}/lines/${number}/${what}`,
        body,
        at === undefined ? {} : { at },
      );
    expect((await line(2, 'payments', { voucher: '记-2' })).status).toBe(201);
    expect((await line(1, 'bounces', { reason: '销户' }, 1)).status).toBe(201);
    expect((await line(1, 'reissues', { voucher: '记-3' }, 2)).status).toBe(201);
    expect((await line(1, 'reversals', { reason: '对象有误' }, 3)).status).toBe(201);
    await desk.hearOwn();
    await desk.hearOwn();
    expect(await both()).toMatchObject([
      { paidFen: 85_000, returnedFen: 60_000, transferredOutFen: 30_007, balanceFen: 45_000, committedFen: 45_000 },
      { transferredInFen: 30_007, balanceFen: 30_007, availableFen: 30_007 },
    ]);
    // The old village's own accountant has no business there any more.
    expect((await pay(desk, planId, 3)).problem).toBe('not-found');
    expect(desk.failures).toEqual([]);
  });

  test('a plan for which nothing was set aside goes no further, and a new one is the successor’s', async () => {
    await desk.receive(TOTAL_FEN);
    const draft = await drafted(desk);
    const proposed = await drafted(desk);
    const version = await examined(desk, proposed);
    await merge();
    const lines = { lines: [{ to: 'household', code: 'h-9', purpose: 'households-in-need', amountFen: 1 }] };
    const at = { at: draft.version + 1 };
    expect((await desk.send('neighbour', 'POST', `${PLANS}/${draft.planId}/lines`, lines, at)).problem).toBe(
      'unit-closed',
    );
    expect((await filed(desk, proposed.planId, version + 1)).problem).toBe('unit-closed');
    const anew = { title: '收益分配', totalFen: 1_000, reserves: [] };
    const drafting = (unitPath: string) => desk.send('neighbour', 'POST', PLANS, { unitPath, ...anew });
    expect((await drafting(INSIDE)).problem).toBe('unit-closed');
    expect((await drafting(NEIGHBOUR)).status).toBe(201);
  });

  test('MG-16 its receipts keep their age: what is left of them is flagged at the successor, oldest first', async () => {
    const old = await desk.receive(60_000, '2026-01-02');
    const young = await desk.receive(10_000, '2026-01-04', NEIGHBOUR);
    await merge();
    const receipt = (id: string) =>
      desk.states<Receipt>('receipt').find((item) => item.aggregate === `receipt/${id}`)?.state;
    desk.goTo('2027-01-03');
    await flagParkedIncome(desk.runtime);
    expect(receipt(old)).toMatchObject({ status: 'parked', remainingFen: 60_000 });
    expect(receipt(young)?.status).toBe('warned');
    expect(desk.events('income-parked').map(({ data }) => data.unitPath)).toEqual([NEIGHBOUR]);
    expect((await flagParkedIncome(desk.runtime)).done).toBe(0);
  });

  test('what came into the old pool in the moment of the merger follows on the next morning', async () => {
    await desk.receive(400);
    await merge();
    // A receipt that was decided before the merger and written after it.
    const { store } = desk;
    const late = { ...(await desk.account()), balanceFen: 250, availableFen: 250, receivedFen: 650 };
    store.items.set(`POOL#${OLD}\nACCOUNT`, { pk: `POOL#${OLD}`, sk: 'ACCOUNT', ...late });
    desk.goTo('2026-01-06');
    await flagParkedIncome(desk.runtime);
    expect(await both()).toMatchObject([
      { balanceFen: 0, transferredOutFen: 650 },
      { balanceFen: 650, transferredInFen: 650 },
    ]);
    await flagParkedIncome(desk.runtime);
    expect((await read(`/distribution/pools/${NEW}/transfers`)).rows).toHaveLength(2);
  });

  test('ZC-03 the totals of the successor hold what the old village had; those of the township count it once', async () => {
    await desk.receive(TOTAL_FEN);
    await desk.receive(500, desk.today, NEIGHBOUR);
    const planId = await payable(desk);
    await pay(desk, planId, 1);
    await merge();
    await desk.receive(20);
    const states = [...desk.store.items.values()].filter((row) => row.sk === 'STATE') as unknown as ProjectedState[];
    for (const projection of [incomeProjection, paymentProjection])
      await project(desk.store, projection as typeof incomeProjection, states);
    const totals = (unitPath: string) => read(`/distribution/unit-totals?unitPath=${unitPath}`);
    const whole = { receivedFen: TOTAL_FEN + 520, distributedFen: 30_000, receiptCount: 3, paidLineCount: 1 };
    for (const unitPath of [NEIGHBOUR, TOWNSHIP, COUNTY]) expect(await totals(unitPath)).toMatchObject(whole);
  });

  test('the public finds the notice where the unit is now, once', async () => {
    await desk.receive(TOTAL_FEN);
    const planId = await payable(desk);
    await merge();
    const notices = async (unitPath: string) =>
      (await read(`/public/distribution-notices?unitPath=${unitPath}`)).rows.map(
        (row: { planId: string }) => row.planId,
      );
    for (const unitPath of [NEIGHBOUR, TOWNSHIP, VILLAGE]) expect(await notices(unitPath)).toEqual([planId]);
  });
});

describe('ZC-05 a village whose ownership stays distinct', () => {
  test('keeps its pool inside the merged village: its income and its plans are its own', async () => {
    await desk.receive(TOTAL_FEN);
    await desk.receive(500, desk.today, NEIGHBOUR);
    await merge('distinct');
    await desk.receive(30);
    expect(await both()).toMatchObject([
      { receivedFen: TOTAL_FEN + 30, transferredOutFen: 0, availableFen: TOTAL_FEN + 30 },
      { receivedFen: 500, transferredInFen: 0 },
    ]);
    expect(await pool(OLD)).toMatchObject({ unitPath: INSIDE, merged: { mode: 'distinct' } });
    const draft = { unitPath: INSIDE, title: '原村收益分配', totalFen: 1_000, reserves: [] };
    expect((await desk.send('neighbour', 'POST', PLANS, draft)).status).toBe(201);
    expect((await desk.send('accountant', 'POST', PLANS, draft)).problem).toBe('outside-your-unit');
  });
});

describe('whatever order the news comes in', () => {
  test('a merger before either pool has been opened is told again until both are', async () => {
    desk = new Desk();
    await expect(merge()).rejects.toThrow('not open yet');
    await desk.openPool(NEIGHBOUR);
    await expect(merge()).rejects.toThrow('not open yet');
    await desk.openPool(VILLAGE);
    expect(await merge()).toMatchObject({ kind: 'done' });
  });

  test('ZC-05 a successor that is merged in its turn: everything ends in the last of them, in whatever order it is told', async () => {
    const LAST = '653127/653127100/653127100203/';
    const next = (at: Desk) =>
      at.unitEvent('unit-closed', NEW, 6, {
        mergerId: 'M2',
        path: NEIGHBOUR,
        successor: '653127100203',
        successorPath: LAST,
        mode: 'direct',
      });
    for (const order of [0, 1]) {
      desk = await twoVillages();
      await desk.openPool(LAST);
      await desk.receive(300);
      await desk.receive(50, desk.today, NEIGHBOUR);
      const news = [closed('direct'), next(desk)];
      for (const event of order === 0 ? news : news.reverse()) await desk.hear(event);
      await desk.receive(7);
      expect((await desk.account(LAST)).availableFen).toBe(357);
      expect(await both()).toMatchObject([{ balanceFen: 0 }, { balanceFen: 0 }]);
      expect((await pool(OLD)).unitPath).toBe(`${LAST}${OLD}/`);
      expect((await pool(NEW)).unitPath).toBe(`${LAST}${NEW}/`);
    }
  });

  test('ZC-03 a village below a merged township keeps its pool; its plans and what is sent to its old path follow', async () => {
    const moved = '653127/653127101/653127100201/';
    await desk.receive(TOTAL_FEN);
    const planId = await payable(desk);
    const move = (path: string, sequence: number) =>
      desk.hear(
        desk.unitEvent('unit-moved-by-merger', OLD, sequence, {
          mergerId: 'M3',
          fromPath: VILLAGE,
          path,
          kind: 'village',
        }),
      );
    await move(moved, 5);
    await move(VILLAGE, 3);
    await desk.receive(11);
    expect(await pool(OLD)).toMatchObject({ unitPath: moved, receivedFen: TOTAL_FEN + 11, transferredOutFen: 0 });
    expect(await read(`${PLANS}/${planId}`)).toMatchObject({ unitPath: moved });
    expect((await read(`${PLANS}/${planId}`)).unitMerged).toBeUndefined();
  });

  test('after a crash at any call of the merger the redelivery leaves what an undisturbed one leaves', async () => {
    const ready = async () => {
      const at = await twoVillages();
      await at.receive(TOTAL_FEN);
      await drafted(at);
      return at;
    };
    const undisturbed = await ready();
    const body = JSON.stringify(closed('direct'));
    const deliver = (at: Desk, store = at.runtime.store) => consumeMessage({ ...at.runtime, store }, reactions, body);
    const points = await crashPoints(
      (store) => deliver(undisturbed, store),
      () => undisturbed.store,
    );
    expect(points.length).toBeGreaterThanOrEqual(8);
    for (const [call, when] of points) {
      const again = await ready();
      const crashing = crashingStore(again.store, (at) => (at === call ? when : undefined));
      await expect(deliver(again, crashing)).rejects.toThrow(Crash);
      await deliver(again);
      expect(new Map(again.store.items)).toEqual(new Map(undisturbed.store.items));
    }
  });
});
