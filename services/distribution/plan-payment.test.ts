import { beforeEach, describe, expect, test } from 'vitest';
import { Desk, TOWNSHIP, VILLAGE } from './testing/desk.ts';
import { drafted, examined, filed, LINES, PLANS, pay, payable, TOTAL_FEN } from './testing/plan-walk.ts';

let desk: Desk;
beforeEach(async () => {
  desk = new Desk();
  await desk.openPool(VILLAGE);
  await desk.receive(TOTAL_FEN);
});

const read = async (planId: string) => (await desk.send('auditor', 'GET', `${PLANS}/${planId}`)).body;

describe('money', () => {
  test('two plans cannot spend the same money, however they race', async () => {
    const first = await drafted(desk);
    const second = await drafted(desk);
    const firstAt = await examined(desk, first);
    const secondAt = await examined(desk, second);
    const answers = await Promise.all([filed(desk, first.planId, firstAt), filed(desk, second.planId, secondAt)]);
    expect(answers.map((answer) => answer.problem ?? answer.status).toSorted()).toEqual([200, 'insufficient-balance']);
    expect(await desk.account()).toMatchObject({ committedFen: TOTAL_FEN, availableFen: 0 });
    // Once the winner is withdrawn, the other can be filed.
    const winner = answers[0].status === 200 ? first : second;
    const loser = winner === first ? second : first;
    const loserAt = winner === first ? secondAt : firstAt;
    const winnerAt = winner === first ? firstAt : secondAt;
    const withdrawal = { reason: '重新议定' };
    const withdrawn = await desk.send('head', 'POST', `${PLANS}/${winner.planId}/withdrawal`, withdrawal, {
      at: winnerAt + 1,
    });
    expect(withdrawn.status).toBe(200);
    expect((await filed(desk, loser.planId, loserAt)).status).toBe(200);
    expect(await desk.account()).toMatchObject({ committedFen: TOTAL_FEN, availableFen: 0, balanceFen: TOTAL_FEN });
  });

  test('a plan for more than is there is not even proposed', async () => {
    const lines = LINES.map((line) => (line.to === 'body' ? { ...line, amountFen: 30_001 } : line));
    const { planId, version } = await drafted(desk, lines, TOTAL_FEN + 1);
    const answer = await desk.send('head', 'POST', `${PLANS}/${planId}/proposal`, {}, { at: version });
    expect(answer.problem).toBe('insufficient-balance');
  });

  test('a line is paid once: again, at once, or under the same key', async () => {
    const planId = await payable(desk);
    const answers = await Promise.all(Array.from({ length: 8 }, () => pay(desk, planId, 1)));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(new Set(answers.flatMap((answer) => answer.problem ?? []))).toEqual(new Set(['line-already-paid']));
    const first = await pay(desk, planId, 2, 'same-key-1');
    const replay = await pay(desk, planId, 2, 'same-key-1');
    expect(replay.body).toEqual(first.body);
    expect(await desk.account()).toMatchObject({ paidFen: 55_000, balanceFen: 45_000, committedFen: 45_000 });
  });

  test('a bounced line is owed and paid again; a wrong one is reversed and its money is free', async () => {
    const planId = await payable(desk);
    const line = (what: string, at: number, body: unknown) =>
      desk.send('accountant', 'POST', `${PLANS}/${planId}/lines/1/${what}`, body, { at });
    await pay(desk, planId, 1);
    expect((await line('reissues', 1, { voucher: '记-9' })).problem).toBe('line-already-paid');
    expect((await line('bounces', 1, { reason: '账号有误' })).status).toBe(201);
    expect(await desk.account()).toMatchObject({ balanceFen: TOTAL_FEN, committedFen: TOTAL_FEN, returnedFen: 30_000 });
    expect((await pay(desk, planId, 1)).problem).toBe('wrong-state');
    expect((await line('reissues', 2, { voucher: '记-10' })).status).toBe(201);
    expect((await line('reversals', 3, { reason: '对象有误' })).status).toBe(201);
    expect((await line('reissues', 4, { voucher: '记-11' })).problem).toBe('wrong-state');
    expect(await desk.account()).toEqual({
      receivedFen: TOTAL_FEN,
      paidFen: 60_000,
      returnedFen: 60_000,
      balanceFen: TOTAL_FEN,
      committedFen: 70_000,
      availableFen: 30_000,
      transferredInFen: 0,
      transferredOutFen: 0,
    });
  });

  test('a plan of which a line has been paid is not withdrawn any more', async () => {
    const planId = await payable(desk);
    await pay(desk, planId, 1);
    const { version } = await read(planId);
    const answer = await desk.send(
      'head',
      'POST',
      `${PLANS}/${planId}/withdrawal`,
      { reason: '反悔' },
      { at: version },
    );
    expect(answer.problem).toBe('wrong-state');
  });

  test('reserves leave the pool like any other line', async () => {
    const reserves = [{ reserve: 'common-reserve-and-welfare-fund', amountFen: TOTAL_FEN }];
    const plan = await drafted(desk, [], TOTAL_FEN, reserves);
    const version = await examined(desk, plan);
    await filed(desk, plan.planId, version);
    await desk.send('head', 'POST', `${PLANS}/${plan.planId}/publication`, undefined, { at: version + 1 });
    desk.goTo('2026-03-01');
    expect((await pay(desk, plan.planId, 1)).status).toBe(201);
    expect((await desk.account()).balanceFen).toBe(0);
  });

  test('a payment costs at most ten write units: event, state and two accounts in one transaction', async () => {
    const planId = await payable(desk);
    let sizes: number[] = [];
    desk.store.onCommit = ({ event, state, side }) => {
      sizes = [event, state, ...side.map(({ key }) => desk.store.items.get(`${key.pk}\n${key.sk}`))].map(itemBytes);
    };
    await pay(desk, planId, 1, '01919191-9191-7919-9191-919191919191');
    expect(sizes).toHaveLength(4);
    const writeUnits = sizes.reduce((sum, bytes) => sum + 2 * Math.ceil(bytes / 1_024), 0);
    expect(writeUnits).toBeLessThanOrEqual(10);
  });
});

/** Size of an item as DynamoDB counts it, near enough: names and values in UTF-8. */
function itemBytes(value: unknown): number {
  if (value === null || typeof value !== 'object') return Buffer.byteLength(String(value ?? ''));
  return Object.entries(value).reduce((sum, [name, part]) => sum + Buffer.byteLength(name) + itemBytes(part) + 1, 0);
}

describe('MG-21 publicity', () => {
  test('MG-21 ten working days run across the Spring Festival; paying begins on the next day', async () => {
    desk = new Desk('makit', '2026-02-09T02:00:00.000Z');
    await desk.openPool(VILLAGE);
    await desk.receive(TOTAL_FEN);
    const plan = await drafted(desk);
    const version = await examined(desk, plan);
    await filed(desk, plan.planId, version);
    await desk.send('head', 'POST', `${PLANS}/${plan.planId}/publication`, undefined, { at: version + 1 });
    // 10–14 February (Saturday the 14th is worked), closed 15–23, then 24–28 (Saturday the 28th is worked): ten days.
    expect((await read(plan.planId)).publicity).toEqual({
      publishedOn: '2026-02-09',
      until: '2026-02-28',
      objectionsUntil: '2026-02-28',
    });
    desk.goTo('2026-02-28');
    expect((await pay(desk, plan.planId, 1)).problem).toBe('publicity-not-over');
    desk.goTo('2026-03-01');
    expect((await pay(desk, plan.planId, 1)).status).toBe(201);
  });

  test('an objection must be answered before payment; an upheld one stops the plan', async () => {
    const plan = await drafted(desk);
    const version = await examined(desk, plan);
    const at = `${PLANS}/${plan.planId}`;
    await filed(desk, plan.planId, version);
    await desk.send('head', 'POST', `${at}/publication`, undefined, { at: version + 1 });
    const object = (v: number) => desk.send('township', 'POST', `${at}/objections`, { text: '本户应列入' }, { at: v });
    expect((await object(version + 2)).status).toBe(201);
    expect((await object(version + 3)).status).toBe(201);
    desk.goTo('2026-03-10');
    expect((await object(version + 4)).problem).toBe('wrong-state');
    expect((await pay(desk, plan.planId, 1)).problem).toBe('objection-unanswered');
    const answer = (number: number, verdict: string, v: number) =>
      desk.send('township', 'POST', `${at}/objections/${number}/answers`, { verdict, answer: '已核实' }, { at: v });
    expect((await answer(3, 'dismissed', version + 4)).problem).toBe('not-found');
    expect((await answer(1, 'dismissed', version + 4)).status).toBe(200);
    expect((await answer(1, 'dismissed', version + 5)).problem).toBe('wrong-state');
    expect((await pay(desk, plan.planId, 1)).problem).toBe('objection-unanswered');
    expect((await answer(2, 'upheld', version + 5)).status).toBe(200);
    expect((await pay(desk, plan.planId, 1)).problem).toBe('wrong-state');
  });

  test('MG-21 anybody reads published plans and their lines; nobody reads a draft', async () => {
    const draft = await drafted(desk);
    const notices = `/public/distribution-notices?unitPath=${TOWNSHIP}`;
    expect((await desk.send(undefined, 'GET', notices)).body.rows).toEqual([]);
    const hidden = await desk.send(undefined, 'GET', `/public/distribution-notices/${draft.planId}/lines`);
    expect(hidden.status).toBe(404);
    const planId = await payable(desk);
    await pay(desk, planId, 1);
    const { rows } = (await desk.send(undefined, 'GET', notices)).body;
    expect(rows).toMatchObject([{ planId, totalFen: TOTAL_FEN, lineCount: 4, status: 'published' }]);
    const lines = (await desk.send(undefined, 'GET', `/public/distribution-notices/${planId}/lines?limit=2`)).body;
    expect(lines.rows).toEqual([
      { number: 1, to: 'household', code: 'h-001', purpose: 'households-in-need', amountFen: 30_000, payment: 'paid' },
      {
        number: 2,
        to: 'household',
        code: 'h-002',
        purpose: 'households-in-need',
        amountFen: 25_000,
        payment: 'unpaid',
      },
    ]);
    expect(lines.nextCursor).toBeDefined();
  });
});
