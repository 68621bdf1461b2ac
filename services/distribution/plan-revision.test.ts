/** A plan that was returned is corrected and goes through the whole procedure again. */
import { beforeEach, expect, test } from 'vitest';
import type { Plan } from './domain/plan.ts';
import { contractRefusal } from './testing/contract-check.ts';
import { Desk, VILLAGE } from './testing/desk.ts';
import { drafted, examined, filed, LINES, PLANS, pay, TOTAL_FEN, VOTE } from './testing/plan-walk.ts';

let desk: Desk;
beforeEach(async () => {
  desk = new Desk();
  await desk.openPool(VILLAGE);
  await desk.receive(TOTAL_FEN);
});

const HEADER = { title: '2026 年收益分配（修改）', totalFen: TOTAL_FEN, reserves: [] };
const revise = (
  planId: string,
  at: number,
  body: object = { ...HEADER, keepLines: false },
  who: 'accountant' | 'head' = 'accountant',
) => desk.send(who, 'POST', `${PLANS}/${planId}/revisions`, body, { at });
const add = (planId: string, at: number, lines: readonly object[]) =>
  desk.send('accountant', 'POST', `${PLANS}/${planId}/lines`, { lines }, { at });

/** Returned by the county department in its last step. */
async function returned(): Promise<{ planId: string; version: number }> {
  const plan = await drafted(desk);
  const version = await examined(desk, plan);
  const verdict = { verdict: 'returned', reason: '困难户名单不全' };
  const answer = await desk.send('agriculture', 'POST', `${PLANS}/${plan.planId}/steps`, verdict, { at: version });
  expect(answer.status).toBe(200);
  return { planId: plan.planId, version: version + 1 };
}

test('SX-04 a returned plan is drafted anew, voted again, examined, filed and paid by its new lines', async () => {
  const { planId, version } = await returned();
  expect((await revise(planId, version)).status).toBe(201);
  const draft = (await desk.send('auditor', 'GET', `${PLANS}/${planId}`)).body;
  expect(draft).toMatchObject({ status: 'draft', title: HEADER.title, lineCount: 0, revision: 1 });
  expect([draft.seal, draft.vote, draft.nextStep]).toEqual([undefined, undefined, undefined]);
  const lines = [
    { to: 'household', code: 'h-001', purpose: 'households-in-need', amountFen: 20_000 },
    { to: 'household', code: 'h-004', purpose: 'households-in-need', amountFen: 50_000 },
    { to: 'body', code: 'road-repair', purpose: 'village-works', amountFen: 30_000 },
  ];
  await add(planId, version + 1, lines.slice(0, 2));
  await add(planId, version + 2, lines.slice(2));
  const at = await examined(desk, { planId, version: version + 3 });
  expect((await filed(desk, planId, at)).status).toBe(200);
  await desk.send('head', 'POST', `${PLANS}/${planId}/publication`, undefined, { at: at + 1 });
  desk.goTo('2026-03-01');
  for (const number of [1, 2, 3]) expect((await pay(desk, planId, number)).status).toBe(201);
  expect((await pay(desk, planId, 4)).problem).toBe('not-found');
  expect(await desk.account()).toMatchObject({ paidFen: TOTAL_FEN, balanceFen: 0 });
  const { rows } = (await desk.send('auditor', 'GET', `${PLANS}/${planId}/lines`)).body;
  expect(rows).toMatchObject(lines.map((line) => ({ ...line, payment: 'paid' })));
  for (const event of desk.events()) expect(contractRefusal(event)).toBeUndefined();
  expect(desk.failures).toEqual([]);
});

test('its lines may be kept and added to; total and reserves are corrected with them', async () => {
  const { planId, version } = await returned();
  await desk.receive(10_000);
  const reserves = [{ reserve: 'common-reserve-and-welfare-fund', amountFen: 4_000 }];
  const body = { ...HEADER, totalFen: TOTAL_FEN + 10_000, reserves, keepLines: true };
  expect((await revise(planId, version, body)).status).toBe(201);
  const more = [{ to: 'household', code: 'h-004', purpose: 'households-in-need', amountFen: 6_000 }];
  expect((await add(planId, version + 1, more)).status).toBe(201);
  const at = await examined(desk, { planId, version: version + 2 });
  expect((await filed(desk, planId, at)).status).toBe(200);
  const { rows } = (await desk.send('auditor', 'GET', `${PLANS}/${planId}/lines`)).body;
  expect(rows.map((row: { code: string }) => row.code)).toEqual([
    ...LINES.map(({ code }) => code),
    'h-004',
    'common-reserve-and-welfare-fund',
  ]);
  expect(await desk.account()).toMatchObject({ committedFen: TOTAL_FEN + 10_000, availableFen: 0 });
});

test('a second return begins a third set of lines, and no line of an earlier one is counted', async () => {
  let { planId, version } = await returned();
  for (let round = 1; round <= 2; round += 1) {
    await revise(planId, version);
    await add(planId, version + 1, LINES.slice(0, 2));
    await add(planId, version + 2, LINES.slice(2));
    version = await examined(desk, { planId, version: version + 3 });
    const verdict = { verdict: 'returned', reason: '再改' };
    await desk.send('agriculture', 'POST', `${PLANS}/${planId}/steps`, verdict, { at: version });
    version += 1;
  }
  const [plan] = desk.states<Plan>('plan');
  expect(plan?.state).toMatchObject({ status: 'returned', revision: 2, lineCount: 4, linesSet: 3 });
  expect((await desk.send('auditor', 'GET', `${PLANS}/${planId}/lines`)).body.rows).toHaveLength(4);
});

test('only a returned plan is corrected: a refused, withdrawn or running one is not', async () => {
  const plan = await drafted(desk);
  expect((await revise(plan.planId, plan.version)).problem).toBe('wrong-state');
  const version = await examined(desk, plan);
  expect((await revise(plan.planId, version)).problem).toBe('wrong-state');
  const verdict = { verdict: 'refused', reason: '不合规定' };
  await desk.send('agriculture', 'POST', `${PLANS}/${plan.planId}/steps`, verdict, { at: version });
  expect((await revise(plan.planId, version + 1)).problem).toBe('wrong-state');
});

test('a corrected plan keeps to the floors of the reserves', async () => {
  const { planId, version } = await returned();
  const { policy } = desk.runtime;
  const reserves = policy.distribution.reserves.map((reserve) => ({ ...reserve, floorBasisPoints: 1_000 }));
  Object.assign(desk.runtime, { policy: { ...policy, distribution: { ...policy.distribution, reserves } } });
  const taking = (amountFen: number) => ({
    ...HEADER,
    reserves: [{ reserve: 'common-reserve-and-welfare-fund', amountFen }],
    keepLines: true,
  });
  expect((await revise(planId, version, taking(9_999))).problem).toBe('reserve-below-floor');
  expect((await revise(planId, version, taking(10_000))).status).toBe(201);
});

test('whoever corrected it takes no step of its approval', async () => {
  const { planId, version } = await returned();
  // The head corrects; the township's officer examines; nobody of the village steps in between.
  await revise(planId, version, { ...HEADER, keepLines: true }, 'head');
  const [plan] = desk.states<Plan>('plan');
  expect(plan?.state).toMatchObject({ draftedBy: 'accountant', revisedBy: ['head'] });
  const at = `${PLANS}/${planId}`;
  await desk.send('accountant', 'POST', `${at}/proposal`, {}, { at: version + 1 });
  const evidence = [await desk.document()];
  await desk.send('head', 'POST', `${at}/votes`, { heldOn: desk.today, ...VOTE, evidence }, { at: version + 2 });
  const own = await desk.send('head', 'POST', `${at}/steps`, { verdict: 'approved' }, { at: version + 3 });
  expect(own.problem).toBe('own-proposal');
});
