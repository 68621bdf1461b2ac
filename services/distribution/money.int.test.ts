import { afterAll, beforeAll, expect, test } from 'vitest';
import { DynamoStore } from '../../platform/store/dynamo-store.ts';
import { startDynoxide, type TestEngine } from '../../test/support/dynoxide.ts';
import { flagParkedIncome } from './flag-parked-income.ts';
import { Desk, NEIGHBOUR, packNamed, VILLAGE } from './testing/desk.ts';
import { drafted, examined, filed, PLANS, pay, payable, TOTAL_FEN } from './testing/plan-walk.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine.stop());

async function deskOnDynamo(): Promise<Desk> {
  const store = new DynamoStore(engine.client, await engine.createTables());
  const desk = new Desk('makit', '2026-01-05T02:00:00.000Z', packNamed('makit'), store);
  await desk.openPool(VILLAGE);
  await desk.receive(TOTAL_FEN);
  return desk;
}

test('on the real engine two plans racing for one pool: one is filed, the other refused, the money agrees', async () => {
  const desk = await deskOnDynamo();
  const plans = [await drafted(desk), await drafted(desk)] as const;
  const versions = [await examined(desk, plans[0]), await examined(desk, plans[1])] as const;
  const answers = await Promise.all(plans.map((plan, index) => filed(desk, plan.planId, versions[index] ?? 0)));
  expect(answers.map((answer) => answer.problem ?? answer.status).toSorted()).toEqual([200, 'insufficient-balance']);
  expect(await desk.account()).toMatchObject({ balanceFen: TOTAL_FEN, committedFen: TOTAL_FEN, availableFen: 0 });
  expect(desk.failures).toEqual([]);
});

test('on the real engine eight payments of one line at once pay it once, and every line is paid to the last fen', async () => {
  const desk = await deskOnDynamo();
  const planId = await payable(desk);
  const answers = await Promise.all(Array.from({ length: 8 }, () => pay(desk, planId, 1)));
  expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
  for (const number of [2, 3, 4]) expect((await pay(desk, planId, number)).status).toBe(201);
  expect(await desk.account()).toMatchObject({ paidFen: TOTAL_FEN, balanceFen: 0, committedFen: 0 });
  const bounce = { reason: '账号有误' };
  const bounced = await desk.send('accountant', 'POST', `${PLANS}/${planId}/lines/1/bounces`, bounce, { at: 1 });
  expect(bounced.status).toBe(201);
  expect((await desk.send('auditor', 'GET', `${PLANS}/${planId}`)).body).toMatchObject({
    paidFen: TOTAL_FEN - 30_000,
    committedFen: 30_000,
  });
  expect(desk.failures).toEqual([]);
});

test('MG-16 on the real engine the daily job flags what is left of the oldest receipt, once', async () => {
  const desk = await deskOnDynamo();
  const planId = await payable(desk);
  await pay(desk, planId, 1);
  desk.goTo('2027-01-06');
  expect((await flagParkedIncome(desk.runtime)).done).toBe(1);
  expect((await flagParkedIncome(desk.runtime)).done).toBe(0);
  const { rows } = (await desk.send('auditor', 'GET', '/distribution/pools/653127100201/receipts')).body;
  expect(rows).toMatchObject([{ status: 'parked', remainingFen: TOTAL_FEN - 30_000 }]);
});

test('ZC-05 on the real engine a village is merged while plans race for its money: every fen is in one of the two pools', async () => {
  const desk = await deskOnDynamo();
  await desk.openPool(NEIGHBOUR);
  const plan = await drafted(desk);
  const version = await examined(desk, plan);
  const merger = { mergerId: 'M1', path: VILLAGE, successor: '653127100202', successorPath: NEIGHBOUR, mode: 'direct' };
  const closed = desk.unitEvent('unit-closed', '653127100201', 2, merger);
  const [answer, heard] = await Promise.all([filed(desk, plan.planId, version), desk.hear(closed)]);
  expect(heard).toMatchObject({ kind: 'done' });
  await desk.hear(closed);
  const [old, successor] = [await desk.account(VILLAGE), await desk.account(NEIGHBOUR)];
  expect(old.balanceFen + successor.balanceFen).toBe(TOTAL_FEN);
  expect(old.transferredOutFen).toBe(successor.transferredInFen);
  // Whoever was first: the plan has its money set aside, or it goes no further.
  expect(old.committedFen).toBe(answer.status === 200 ? TOTAL_FEN : 0);
  expect(old.availableFen).toBe(0);
  const { rows } = (await desk.send('auditor', 'GET', '/distribution/pools/653127100202/transfers')).body;
  expect(rows).toHaveLength(successor.transferredInFen > 0 ? 1 : 0);
  expect(desk.failures).toEqual([]);
});
