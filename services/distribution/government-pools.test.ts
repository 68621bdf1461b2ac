/** MG-16, last sentence: income of the county or of a township is allocated by that government, weak villages first. */
import { beforeEach, describe, expect, test } from 'vitest';
import { contractRefusal } from './testing/contract-check.ts';
import { COUNTY, Desk, type PersonName, TOWNSHIP, VILLAGE } from './testing/desk.ts';
import { PLANS, pay, TOTAL_FEN } from './testing/plan-walk.ts';

const DEPARTMENT = `${COUNTY}653127SW/`;

let desk: Desk;
beforeEach(async () => {
  desk = new Desk();
  await desk.openPool(TOWNSHIP, 'township');
  await desk.openPool(DEPARTMENT, 'department');
  await desk.openPool(VILLAGE);
  await desk.receive(TOTAL_FEN, desk.today, TOWNSHIP);
  const receipt = { unitPath: DEPARTMENT, amountFen: TOTAL_FEN, receivedOn: desk.today };
  expect((await desk.send('finance', 'POST', '/distribution/receipts', receipt)).status).toBe(201);
});

const draft = (unitPath: string, who: PersonName, reserves: readonly object[] = []) =>
  desk.send(who, 'POST', PLANS, { unitPath, title: '收益统筹安排', totalFen: TOTAL_FEN, reserves });
const village = (code: string, purpose: string, amountFen: number) => ({ to: 'body', code, purpose, amountFen });
const WEAK = [village('653127100201', 'weak-villages', 70_000), village('653127100202', 'other-villages', 30_000)];
const STRONG = [village('653127100202', 'other-villages', TOTAL_FEN)];

/** Drafted and proposed; the id and the version it stands at. */
async function proposed(unitPath: string, who: PersonName, lines: readonly object[] = WEAK, body: object = {}) {
  const planId: string = (await draft(unitPath, who)).body.id;
  const added = await desk.send(who, 'POST', `${PLANS}/${planId}/lines`, { lines }, { at: 1 });
  expect(added.status).toBe(201);
  return { planId, answer: await desk.send(who, 'POST', `${PLANS}/${planId}/proposal`, body, { at: 2 }) };
}
const step = (who: PersonName, planId: string, at = 3) =>
  desk.send(who, 'POST', `${PLANS}/${planId}/steps`, { verdict: 'approved' }, { at });

describe('MG-16 income of a township', () => {
  test('MG-16 is allocated by its government in two hands, without a meeting, then published and paid', async () => {
    const { planId, answer } = await proposed(TOWNSHIP, 'township');
    expect(answer.status).toBe(200);
    expect((await desk.send('auditor', 'GET', `${PLANS}/${planId}`)).body).toMatchObject({
      status: 'proposed',
      allocatedBy: 'township-officer',
      nextStep: 'government-allocation',
    });
    const evidence = [await desk.document(TOWNSHIP)];
    const vote = { heldOn: desk.today, entitledCount: 3, presentCount: 3, favourCount: 3, evidence };
    expect((await desk.send('head', 'POST', `${PLANS}/${planId}/votes`, vote, { at: 3 })).problem).toBe('not-found');
    expect((await step('township', planId)).problem).toBe('own-proposal');
    expect((await step('agriculture', planId)).problem).toBe('not-your-step');
    expect((await step('townshipHead', planId)).status).toBe(200);
    expect(await desk.account(TOWNSHIP)).toMatchObject({ committedFen: TOTAL_FEN, availableFen: 0 });
    const published = await desk.send('township', 'POST', `${PLANS}/${planId}/publication`, undefined, { at: 4 });
    expect(published.status).toBe(200);
    desk.goTo('2026-03-01');
    const paid = await desk.send('township', 'POST', `${PLANS}/${planId}/lines/1/payments`, { voucher: '记-1' });
    expect(paid.status).toBe(201);
    expect((await pay(desk, planId, 2)).problem).toBe('not-found');
    expect((await desk.account(TOWNSHIP)).balanceFen).toBe(30_000);
    for (const event of desk.events()) expect(contractRefusal(event)).toBeUndefined();
  });

  test('MG-16 weak villages come first: whoever passes them over says why', async () => {
    expect((await proposed(TOWNSHIP, 'township', STRONG)).answer.problem).toBe('reason-required');
    const passedOver = [{ purpose: 'weak-villages', reason: '薄弱村项目已由衔接资金全额保障' }];
    expect((await proposed(TOWNSHIP, 'township', STRONG, { passedOver })).answer.status).toBe(200);
  });

  test('MG-16 is drafted by nobody else: not by a village, not by the county, and the township drafts for no village', async () => {
    expect((await draft(TOWNSHIP, 'accountant')).problem).toBe('outside-your-unit');
    for (const who of ['county', 'finance'] as const)
      expect((await draft(TOWNSHIP, who)).problem).toBe('outside-your-unit');
    expect((await draft(VILLAGE, 'township')).problem).toBe('outside-your-unit');
    const own = await draft(VILLAGE, 'accountant');
    const lines = { lines: WEAK };
    const helping = await desk.send('township', 'POST', `${PLANS}/${own.body.id}/lines`, lines, { at: 1 });
    expect(helping.problem).toBe('not-found');
  });

  test('has purposes of its own and fills no reserves', async () => {
    const reserves = [{ reserve: 'common-reserve-and-welfare-fund', amountFen: 1_000 }];
    expect((await draft(TOWNSHIP, 'township', reserves)).problem).toBe('not-in-policy');
    const planId: string = (await draft(TOWNSHIP, 'township')).body.id;
    const lines = { lines: [village('road', 'village-works', 1_000)] };
    const answer = await desk.send('township', 'POST', `${PLANS}/${planId}/lines`, lines, { at: 1 });
    expect(answer.problem).toBe('not-in-policy');
  });
});

describe('MG-16 income of a county department', () => {
  test('MG-16 is drafted by the department, and allocated by the county government', async () => {
    const { planId, answer } = await proposed(DEPARTMENT, 'industry');
    expect(answer.status).toBe(200);
    expect((await step('townshipHead', planId)).problem).toBe('not-found');
    expect((await step('county', planId)).status).toBe(200);
    expect(await desk.account(DEPARTMENT)).toMatchObject({ committedFen: TOTAL_FEN });
  });

  test('a pack that says nothing of it has no such procedure', async () => {
    desk = new Desk('fucheng');
    await desk.openPool(TOWNSHIP, 'township');
    expect((await draft(TOWNSHIP, 'township')).problem).toBe('not-in-policy');
  });
});
