/** A line that will never be paid gives its money back, by two hands. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Receipt } from './domain/receipt.ts';
import { flagParkedIncome } from './flag-parked-income.ts';
import { contractRefusal } from './testing/contract-check.ts';
import { Desk, type PersonName, VILLAGE } from './testing/desk.ts';
import { drafted, examined, filed, PLANS, pay, payable, TOTAL_FEN } from './testing/plan-walk.ts';

let desk: Desk;
let planId: string;
beforeEach(async () => {
  desk = new Desk();
  await desk.openPool(VILLAGE);
  await desk.receive(TOTAL_FEN);
  planId = await payable(desk);
});

const line = (number: number) => `${PLANS}/${planId}/lines/${number}`;
const propose = (number: number, who: PersonName = 'accountant') =>
  desk.send(who, 'POST', `${line(number)}/cancellations`, { reason: '户主去世，无继承人' });
const decide = (number: number, at: number, who: PersonName = 'township', body: object = { verdict: 'approved' }) =>
  desk.send(who, 'POST', `${line(number)}/cancellation-decisions`, body, { at });
const plan = async () => (await desk.send('auditor', 'GET', `${PLANS}/${planId}`)).body;
const rows = async () => (await desk.send('auditor', 'GET', `${PLANS}/${planId}/lines`)).body.rows;

describe('MG-16 a line that will never be paid', () => {
  test('MG-16 gives its fen back to the pool when another person agrees; lines and cancelled make up the total', async () => {
    await pay(desk, planId, 2);
    expect((await propose(1)).status).toBe(201);
    // Nothing moves before the decision, and nobody pays meanwhile.
    expect(await desk.account()).toMatchObject({ committedFen: 75_000, availableFen: 0 });
    expect((await pay(desk, planId, 1)).problem).toBe('wrong-state');
    expect((await rows())[0]).toMatchObject({
      payment: 'unpaid',
      cancellation: { reason: '户主去世，无继承人', proposedOn: desk.today },
    });
    expect((await decide(1, 1)).status).toBe(201);
    expect(await desk.account()).toMatchObject({ balanceFen: 75_000, committedFen: 45_000, availableFen: 30_000 });
    expect(await plan()).toMatchObject({ paidFen: 25_000, committedFen: 45_000, cancelledFen: 30_000 });
    expect((await rows()).map((row: { payment: string }) => row.payment)).toEqual([
      'cancelled',
      'paid',
      'unpaid',
      'unpaid',
    ]);
    expect((await pay(desk, planId, 1)).problem).toBe('wrong-state');
    expect((await propose(1)).problem).toBe('wrong-state');
    const notice = await desk.send(undefined, 'GET', `/public/distribution-notices/${planId}/lines`);
    expect(notice.body.rows[0]).toMatchObject({ code: 'h-001', payment: 'cancelled' });
    for (const event of desk.events()) expect(contractRefusal(event)).toBeUndefined();
  });

  test('its money can be planned again', async () => {
    await propose(1);
    await decide(1, 1);
    const lines = [{ to: 'household' as const, code: 'h-009', purpose: 'households-in-need', amountFen: 30_000 }];
    const next = await drafted(desk, lines, 30_000);
    expect((await filed(desk, next.planId, await examined(desk, next))).status).toBe(200);
    expect((await desk.account()).availableFen).toBe(0);
  });

  test('whoever proposed does not decide, at once or under two roles, and village hands do not either', async () => {
    await propose(1, 'township');
    expect((await decide(1, 1, 'township')).problem).toBe('own-proposal');
    expect((await decide(1, 1, 'head')).problem).toBe('forbidden');
    expect((await decide(1, 1, 'accountant')).problem).toBe('forbidden');
    expect((await decide(1, 1, 'agriculture')).status).toBe(201);
  });

  test('a cancellation that is refused leaves the line to be paid; the reason is on record', async () => {
    await propose(1);
    expect((await decide(1, 1, 'township', { verdict: 'refused' })).problem).toBe('reason-required');
    expect((await decide(1, 1, 'township', { verdict: 'refused', reason: '已找到继承人' })).status).toBe(201);
    expect((await decide(1, 2)).problem).toBe('wrong-state');
    expect((await pay(desk, planId, 1)).status).toBe(201);
    expect(await plan()).toMatchObject({ paidFen: 30_000, cancelledFen: 0 });
  });

  test('a payment that bounced for good is cancelled too; a paid line is not, nor one of a plan still open to objections', async () => {
    await pay(desk, planId, 1);
    expect((await propose(1)).problem).toBe('line-already-paid');
    await desk.send('accountant', 'POST', `${line(1)}/bounces`, { reason: '账户注销' }, { at: 1 });
    await propose(1);
    expect((await desk.send('accountant', 'POST', `${line(1)}/reissues`, { voucher: '记-9' }, { at: 3 })).problem).toBe(
      'wrong-state',
    );
    expect((await decide(1, 3)).status).toBe(201);
    expect(await desk.account()).toMatchObject({ paidFen: 30_000, returnedFen: 30_000, availableFen: 30_000 });
    expect((await propose(99)).problem).toBe('not-found');
    const open = new Desk();
    await open.openPool(VILLAGE);
    await open.receive(TOTAL_FEN);
    const early = await drafted(open);
    await filed(open, early.planId, await examined(open, early));
    const answer = await open.send('accountant', 'POST', `${PLANS}/${early.planId}/lines/1/cancellations`, {
      reason: '迁出',
    });
    expect(answer.problem).toBe('wrong-state');
  });

  test('eight decisions at once free the money once', async () => {
    await propose(1);
    const answers = await Promise.all(Array.from({ length: 8 }, () => decide(1, 1)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await desk.account()).toMatchObject({ committedFen: 70_000, availableFen: 30_000 });
    expect(desk.failures).toEqual([]);
  });

  test('a neighbour’s line is not there', async () => {
    expect((await propose(1, 'neighbour')).problem).toBe('not-found');
  });

  test('MG-16 after its term what came free is looked at on the next morning', async () => {
    for (const number of [2, 3, 4]) await pay(desk, planId, number);
    desk.goTo('2027-03-01');
    await flagParkedIncome(desk.runtime);
    const [receipt] = desk.states<Receipt>('receipt');
    expect(receipt?.state).toMatchObject({ status: 'parked', remainingFen: 30_000 });
    await propose(1);
    await decide(1, 1);
    desk.goTo('2027-03-02');
    expect((await flagParkedIncome(desk.runtime)).found).toBe(1);
  });
});
