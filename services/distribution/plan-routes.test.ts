import { beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from './domain/plan.ts';
import { contractRefusal } from './testing/contract-check.ts';
import { Desk, TOWNSHIP, VILLAGE } from './testing/desk.ts';
import { drafted, examined, filed, LINES, PLANS, pay, payable, TOTAL_FEN, VOTE } from './testing/plan-walk.ts';

let desk: Desk;
beforeEach(async () => {
  desk = new Desk();
  await desk.openPool(VILLAGE);
  await desk.receive(TOTAL_FEN);
});

const read = async (planId: string) => (await desk.send('auditor', 'GET', `${PLANS}/${planId}`)).body;

test('MG-16 collective proposes, meeting votes, township approves, agriculture bureau files, published, paid line by line', async () => {
  const planId = await payable(desk);
  for (const number of [1, 2, 3, 4]) expect((await pay(desk, planId, number)).status).toBe(201);
  expect(await read(planId)).toMatchObject({ status: 'published', paidFen: TOTAL_FEN, committedFen: 0 });
  expect(await desk.account()).toEqual({
    receivedFen: TOTAL_FEN,
    paidFen: TOTAL_FEN,
    returnedFen: 0,
    balanceFen: 0,
    committedFen: 0,
    availableFen: 0,
    transferredInFen: 0,
    transferredOutFen: 0,
  });
  expect(desk.events('plan-voted')[0]?.data).toMatchObject({ rule: 'member-representatives', favourCount: 20 });
  expect(desk.failures).toEqual([]);
});

test('SX-04 in Shanxi a majority of the representatives present decides, and the industry department files', async () => {
  desk = new Desk('shanxi-poverty-assets');
  await desk.openPool(VILLAGE);
  await desk.receive(TOTAL_FEN);
  const purposes = { 'households-in-need': 'weak-households', 'village-works': 'public-welfare' } as const;
  const lines = LINES.map((line) => ({ ...line, purpose: purposes[line.purpose as keyof typeof purposes] }));
  const plan = await drafted(desk, lines);
  const at = `${PLANS}/${plan.planId}`;
  await desk.send('accountant', 'POST', `${at}/proposal`, {}, { at: plan.version });
  const evidence = [await desk.document()];
  const vote = (favourCount: number) => {
    const counts = { heldOn: desk.today, entitledCount: 30, presentCount: 20, favourCount, evidence };
    return desk.send('head', 'POST', `${at}/votes`, counts, { at: plan.version + 1 });
  };
  expect((await vote(10)).problem).toBe('vote-not-passed');
  expect((await vote(11)).status).toBe(201);
  await desk.send('township', 'POST', `${at}/steps`, { verdict: 'approved' }, { at: plan.version + 2 });
  expect((await filed(desk, plan.planId, plan.version + 3)).problem).toBe('not-your-step');
  expect((await filed(desk, plan.planId, plan.version + 3, 'industry')).status).toBe(200);
  expect((await read(plan.planId)).status).toBe('approved');
});

test('FC-09 surplus goes by shares after the reserve; equal shares get equal sums and nobody minds', async () => {
  desk = new Desk('fucheng');
  await desk.openPool(VILLAGE);
  await desk.receive(TOTAL_FEN);
  const reserves = [{ reserve: 'common-reserve-and-welfare-fund', amountFen: 10_000 }];
  const lines = [1, 1, 1, 1].map((weight, index) => ({
    to: 'household' as const,
    code: `s-${index}`,
    purpose: 'members-by-shares',
    weight,
  }));
  const { planId, version } = await drafted(desk, lines, TOTAL_FEN, reserves);
  expect((await desk.send('head', 'POST', `${PLANS}/${planId}/proposal`, {}, { at: version })).status).toBe(200);
  const { rows } = (await desk.send('auditor', 'GET', `${PLANS}/${planId}/lines`)).body;
  expect(rows.map((row: { amountFen: number }) => row.amountFen)).toEqual([22_500, 22_500, 22_500, 22_500, 10_000]);
});

test('a plan shows what was sealed, voted and objected; its state says each thing once and nothing of steps already taken', async () => {
  const plan = await drafted(desk);
  const version = await examined(desk, plan);
  const { lineCount, linesHash, hash } = desk.events('plan-proposed')[0]?.data ?? {};
  const before = { seal: { lineCount, linesHash, hash }, vote: { rule: 'member-representatives' } };
  expect(await read(plan.planId)).toMatchObject({ ...before, nextStep: 'agriculture-filing', objectionCount: 0 });
  await filed(desk, plan.planId, version);
  const state = desk.states<Plan>('plan')[0]?.state;
  expect(state).toMatchObject({ status: 'approved', lineCount, linesHash, seal: { hash } });
  expect(state?.seal).not.toHaveProperty('linesHash');
  expect([state?.approval, state?.proposedOn, state?.objections]).toEqual([undefined, undefined, undefined]);
  const at = `${PLANS}/${plan.planId}`;
  await desk.send('township', 'POST', `${at}/publication`, undefined, { at: version + 1 });
  await desk.send('township', 'POST', `${at}/objections`, { text: '人口登记有误' }, { at: version + 2 });
  const open = { objectionCount: 1, unanswered: [1], objectionUpheld: false };
  expect(await read(plan.planId)).toMatchObject({ ...before, ...open });
  const answer = { verdict: 'upheld', answer: '属实' };
  await desk.send('township', 'POST', `${at}/objections/1/answers`, answer, { at: version + 3 });
  const answered = { objectionCount: 1, unanswered: [], objectionUpheld: true };
  expect(await read(plan.planId)).toMatchObject({ ...before, ...answered });
  expect(desk.failures).toEqual([]);
});

describe('the order of the procedure', () => {
  test('nothing is voted before it is proposed, filed before it is approved, published before it is filed', async () => {
    const { planId, version } = await drafted(desk);
    const at = `${PLANS}/${planId}`;
    const evidence = [await desk.document()];
    const vote = await desk.send(
      'head',
      'POST',
      `${at}/votes`,
      { heldOn: desk.today, ...VOTE, evidence },
      { at: version },
    );
    expect(vote.problem).toBe('wrong-state');
    expect((await filed(desk, planId, version)).problem).toBe('wrong-state');
    expect((await desk.send('head', 'POST', `${at}/publication`, undefined, { at: version })).problem).toBe(
      'wrong-state',
    );
    expect((await pay(desk, planId, 1)).problem).toBe('wrong-state');
  });

  test('the filing department cannot take the township’s step, and the township takes only one', async () => {
    const plan = await drafted(desk);
    const at = `${PLANS}/${plan.planId}`;
    await desk.send('accountant', 'POST', `${at}/proposal`, {}, { at: plan.version });
    const evidence = [await desk.document()];
    await desk.send('head', 'POST', `${at}/votes`, { heldOn: desk.today, ...VOTE, evidence }, { at: plan.version + 1 });
    expect((await filed(desk, plan.planId, plan.version + 2)).problem).toBe('not-your-step');
    const own = await desk.send('head', 'POST', `${at}/steps`, { verdict: 'approved' }, { at: plan.version + 2 });
    expect(own.problem).toBe('not-your-step');
    const first = { at: plan.version + 2 };
    expect((await desk.send('township', 'POST', `${at}/steps`, { verdict: 'approved' }, first)).status).toBe(200);
    const again = await desk.send('township', 'POST', `${at}/steps`, { verdict: 'approved' }, { at: plan.version + 3 });
    expect(again.problem).toBe('second-step');
  });

  test('a plan sent back needs a reason and goes no further', async () => {
    const plan = await drafted(desk);
    const at = `${PLANS}/${plan.planId}`;
    await desk.send('accountant', 'POST', `${at}/proposal`, {}, { at: plan.version });
    const evidence = [await desk.document()];
    await desk.send('head', 'POST', `${at}/votes`, { heldOn: desk.today, ...VOTE, evidence }, { at: plan.version + 1 });
    const silent = await desk.send(
      'township',
      'POST',
      `${at}/steps`,
      { verdict: 'returned' },
      { at: plan.version + 2 },
    );
    expect(silent.problem).toBe('reason-required');
    const returned = { verdict: 'returned', reason: '困难户名单不全' };
    expect((await desk.send('township', 'POST', `${at}/steps`, returned, { at: plan.version + 2 })).status).toBe(200);
    expect((await read(plan.planId)).status).toBe('returned');
    expect(await desk.account()).toMatchObject({ committedFen: 0, availableFen: TOTAL_FEN });
  });

  test('a vote needs verified minutes of the plan’s own village', async () => {
    const plan = await drafted(desk);
    const at = `${PLANS}/${plan.planId}`;
    await desk.send('accountant', 'POST', `${at}/proposal`, {}, { at: plan.version });
    const vote = (evidence: unknown) =>
      desk.send('head', 'POST', `${at}/votes`, { heldOn: desk.today, ...VOTE, evidence }, { at: plan.version + 1 });
    expect((await vote([{ kind: 'meeting-minutes', evidenceId: 'nothing' }])).problem).toBe('evidence-not-verified');
    expect((await vote([await desk.document(TOWNSHIP)])).problem).toBe('evidence-not-verified');
    expect((await vote([await desk.document(VILLAGE, 'photo')])).problem).toBe('evidence-missing');
  });

  test('19 of 30 in favour do not decide; 20 do', async () => {
    const plan = await drafted(desk);
    const at = `${PLANS}/${plan.planId}`;
    await desk.send('accountant', 'POST', `${at}/proposal`, {}, { at: plan.version });
    const evidence = [await desk.document()];
    const vote = (presentCount: number, favourCount: number) =>
      desk.send(
        'head',
        'POST',
        `${at}/votes`,
        { heldOn: desk.today, entitledCount: 30, presentCount, favourCount, evidence },
        { at: plan.version + 1 },
      );
    expect((await vote(19, 19)).problem).toBe('quorum-not-reached');
    expect((await vote(30, 19)).problem).toBe('vote-not-passed');
    expect((await vote(20, 21)).problem).toBe('invalid-request');
    expect((await vote(20, 20)).status).toBe(201);
  });
});

describe('lines', () => {
  test('reserves are taken first and listed after the last line', async () => {
    const reserves = [{ reserve: 'common-reserve-and-welfare-fund', amountFen: 10_000 }];
    const lines = LINES.map((line) => (line.to === 'body' ? { ...line, amountFen: 20_000 } : line));
    const { planId, version } = await drafted(desk, lines, TOTAL_FEN, reserves);
    expect((await desk.send('head', 'POST', `${PLANS}/${planId}/proposal`, {}, { at: version })).status).toBe(200);
    const { rows } = (await desk.send('auditor', 'GET', `${PLANS}/${planId}/lines`)).body;
    expect(rows.map((row: { to: string }) => row.to)).toEqual([
      'household',
      'household',
      'household',
      'body',
      'reserve',
    ]);
    expect(rows.reduce((sum: number, row: { amountFen: number }) => sum + row.amountFen, 0)).toBe(TOTAL_FEN);
  });

  test('a fen too many or too few is refused', async () => {
    const short = await drafted(desk, LINES, TOTAL_FEN - 1);
    const propose = (plan: typeof short) =>
      desk.send('head', 'POST', `${PLANS}/${plan.planId}/proposal`, {}, { at: plan.version });
    expect((await propose(short)).problem).toBe('lines-do-not-add-up');
    const long = await drafted(desk, LINES.slice(1), TOTAL_FEN - 30_001);
    expect((await propose(long)).problem).toBe('lines-do-not-add-up');
  });

  test('weights share what fixed lines leave, to the fen, and every line shows its amount', async () => {
    const weighted = [3, 7, 11, 13].map((weight, index) => ({
      to: 'household' as const,
      code: `w-${index}`,
      purpose: 'households-in-need',
      weight,
    }));
    const works = { to: 'body' as const, code: 'road', purpose: 'village-works', amountFen: 33_333 };
    const { planId, version } = await drafted(desk, [works, ...weighted], TOTAL_FEN);
    const before = (await desk.send('auditor', 'GET', `${PLANS}/${planId}/lines`)).body.rows;
    expect(before[1].amountFen).toBeUndefined();
    await desk.send('head', 'POST', `${PLANS}/${planId}/proposal`, {}, { at: version });
    const { rows } = (await desk.send('auditor', 'GET', `${PLANS}/${planId}/lines`)).body;
    // 66,667 × 3/34 = 5,882.38, × 7/34 = 13,725.56, × 11/34 = 21,568.73, × 13/34 = 25,490.32: two fen to .73 and .56.
    expect(rows.map((row: { amountFen: number }) => row.amountFen)).toEqual([33_333, 5_882, 13_726, 21_569, 25_490]);
  });

  test('MG-16 a flat split is refused with its reason, also when equal weights leave an odd fen', async () => {
    const flat = [1, 1, 1].map((weight, index) => ({
      to: 'household' as const,
      code: `f-${index}`,
      purpose: 'households-in-need',
      weight,
    }));
    const { planId, version } = await drafted(desk, flat, TOTAL_FEN);
    const answer = await desk.send('head', 'POST', `${PLANS}/${planId}/proposal`, {}, { at: version });
    expect(answer).toMatchObject({ status: 422, problem: 'flat-split' });
    expect(answer.body.detail).toContain('3 of 3 households');
    expect(desk.events('plan-proposed')).toEqual([]);
  });

  test('MG-16 incentives before households in need want a recorded reason', async () => {
    const lines = LINES.map((line) => (line.to === 'household' ? { ...line, purpose: 'incentives-by-points' } : line));
    const { planId, version } = await drafted(desk, lines);
    const propose = (passedOver?: unknown) =>
      desk.send('head', 'POST', `${PLANS}/${planId}/proposal`, passedOver ? { passedOver } : {}, { at: version });
    expect((await propose()).problem).toBe('reason-required');
    expect((await propose([{ purpose: 'households-in-need', reason: '本村已无监测对象' }])).status).toBe(200);
  });

  test('one household twice under one purpose is refused; under two purposes it is not', async () => {
    const twice = [...LINES.slice(0, 3), { ...LINES[0], amountFen: 30_000 }] as typeof LINES;
    const plan = await drafted(desk, twice);
    const refused = await desk.send('head', 'POST', `${PLANS}/${plan.planId}/proposal`, {}, { at: plan.version });
    expect(refused.problem).toBe('duplicate-beneficiary');
    const other = [...LINES.slice(0, 3), { ...LINES[0], purpose: 'incentives-by-points' }] as typeof LINES;
    const fine = await drafted(desk, other);
    const passedOver = ['collective-economy', 'public-welfare-posts', 'village-works'].map((purpose) => ({
      purpose,
      reason: '今年另有资金',
    }));
    const accepted = await desk.send(
      'head',
      'POST',
      `${PLANS}/${fine.planId}/proposal`,
      { passedOver },
      { at: fine.version },
    );
    expect(accepted.status).toBe(200);
  });

  test('lines added one by one and in uneven chunks are read, paged and paid like any others', async () => {
    const { planId } = await drafted(desk, []);
    const chunks = [1, 38, 5, 1, 40, 17];
    let [version, next] = [1, 1];
    for (const size of chunks) {
      const lines = Array.from({ length: size }, (_, index) => ({
        to: 'household',
        code: `n-${next + index}`,
        purpose: 'households-in-need',
        weight: next + index,
      }));
      const added = await desk.send('head', 'POST', `${PLANS}/${planId}/lines`, { lines }, { at: version });
      expect(added.status).toBe(201);
      version += 1;
      next += size;
    }
    const codes: string[] = [];
    let sumFen = 0;
    const filedAt = await examined(desk, { planId, version });
    await filed(desk, planId, filedAt);
    await desk.send('head', 'POST', `${PLANS}/${planId}/publication`, undefined, { at: filedAt + 1 });
    for (let cursor = ''; ; ) {
      const page = (await desk.send('head', 'GET', `${PLANS}/${planId}/lines?limit=7${cursor}`)).body;
      for (const row of page.rows) {
        codes.push(row.code);
        sumFen += row.amountFen;
      }
      if (page.nextCursor === undefined) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(codes).toEqual(Array.from({ length: 102 }, (_, index) => `n-${index + 1}`));
    expect(sumFen).toBe(TOTAL_FEN);
    desk.goTo('2026-03-01');
    for (const number of [1, 2, 39, 40, 41, 44, 45, 46, 80, 81, 85, 102]) {
      expect((await pay(desk, planId, number)).status).toBe(201);
    }
    expect((await pay(desk, planId, 103)).problem).toBe('not-found');
    expect(desk.events('line-paid')).toHaveLength(12);
  });

  test('a line has an amount or a weight, not both, and 41 lines are too many for one command', async () => {
    const { planId, version } = await drafted(desk, []);
    const add = (lines: unknown) => desk.send('head', 'POST', `${PLANS}/${planId}/lines`, { lines }, { at: version });
    expect((await add([{ ...LINES[0], weight: 3 }])).problem).toBe('invalid-request');
    expect((await add([{ ...LINES[0], amountFen: 1.5 }])).problem).toBe('invalid-money');
    expect((await add(Array.from({ length: 41 }, () => LINES[0]))).problem).toBe('invalid-request');
    expect((await add([{ ...LINES[0], purpose: 'banquet' }])).problem).toBe('not-in-policy');
  });
});

describe('who may', () => {
  test('another village sees and pays nothing, as if it did not exist', async () => {
    const planId = await payable(desk);
    expect((await desk.send('neighbour', 'GET', `${PLANS}/${planId}`)).problem).toBe('not-found');
    const pays = await desk.send('neighbour', 'POST', `${PLANS}/${planId}/lines/1/payments`, { voucher: '记-1' });
    expect(pays.problem).toBe('not-found');
    await pay(desk, planId, 1);
    const again = await desk.send('neighbour', 'POST', `${PLANS}/${planId}/lines/1/payments`, { voucher: '记-1' });
    expect(again.problem).toBe('not-found');
  });

  test('the township does not propose in the village’s place, and the auditor changes nothing', async () => {
    const draft = { unitPath: VILLAGE, title: '代拟', totalFen: 1, reserves: [] };
    expect((await desk.send('township', 'POST', PLANS, draft)).problem).toBe('outside-your-unit');
    expect((await desk.send('auditor', 'POST', PLANS, draft)).problem).toBe('forbidden');
    expect((await desk.send(undefined, 'POST', PLANS, draft)).problem).toBe('unauthenticated');
  });
});

test('every event and every answer along the way fits its contract', async () => {
  const planId = await payable(desk);
  await pay(desk, planId, 1);
  await desk.send('accountant', 'POST', `${PLANS}/${planId}/lines/1/bounces`, { reason: '账号有误' }, { at: 1 });
  await desk.send('accountant', 'POST', `${PLANS}/${planId}/lines/1/reissues`, { voucher: '记-2' }, { at: 2 });
  await desk.send('accountant', 'POST', `${PLANS}/${planId}/lines/1/reversals`, { reason: '对象有误' }, { at: 3 });
  for (const event of desk.events()) expect(contractRefusal(event)).toBeUndefined();
  expect(desk.events('line-reversed')).toHaveLength(1);
  const list = await desk.send('auditor', 'GET', `${PLANS}?unitPath=${TOWNSHIP}`);
  expect(list.body.rows).toMatchObject([{ id: planId, status: 'published' }]);
  const history = await desk.send('auditor', 'GET', `${PLANS}/${planId}/history`);
  expect(history.body.rows.map((row: { type: string }) => row.type)).toContain('panhuo.distribution.plan-published.v1');
  expect(desk.failures).toEqual([]);
});
