import { beforeEach, describe, expect, test } from 'vitest';
import { consumeMessage } from '../../platform/consume.ts';
import { project } from '../../platform/projection.ts';
import { reactions } from './reactions.ts';
import { contractRefusal } from './testing/contract-check.ts';
import { COUNTY, Desk, NEIGHBOUR, VILLAGE } from './testing/desk.ts';
import { pay, payable } from './testing/plan-walk.ts';
import { incomeProjection, paymentProjection } from './views.ts';

const RECEIPTS = '/distribution/receipts';
let desk: Desk;
beforeEach(async () => {
  desk = new Desk();
  await desk.openPool(VILLAGE);
});

const enter = (body: object, who: 'accountant' | 'neighbour' = 'accountant') =>
  desk.send(who, 'POST', RECEIPTS, { unitPath: VILLAGE, receivedOn: '2026-01-04', ...body });

describe('entering income', () => {
  test('a contract price is brought to fen; price and rounding stay on record', async () => {
    const price = { yuanText: '22.01', unit: '元/平方米/月', areaDm2: 12_345, periods: 3 };
    const { body } = await enter({ price, contract: 'FS-2026-018', payer: '佛山市某商行' });
    const receipt = (await desk.send('auditor', 'GET', `${RECEIPTS}/${body.id}`)).body;
    // 22.01 yuan × 123.45 m² × 3 = 8,151.4035 yuan
    expect(receipt).toMatchObject({
      amountFen: 815_140,
      price: { ...price, rounding: 'half-up' },
      dueDate: '2027-01-04',
    });
    expect(await desk.account()).toMatchObject({ receivedFen: 815_140, balanceFen: 815_140, availableFen: 815_140 });
    for (const event of desk.events()) expect(contractRefusal(event)).toBeUndefined();
  });

  test.each([
    [{ price: { yuanText: '1', unit: '元/宗/日', periods: 1 } }, 'unknown-price-unit'],
    [{ amountFen: 1, price: { yuanText: '1', unit: '元/宗/月', periods: 1 } }, 'invalid-request'],
    [{}, 'invalid-request'],
    [{ amountFen: 0 }, 'invalid-money'],
    [{ amountFen: 12.5 }, 'invalid-money'],
    [{ amountFen: '100' }, 'invalid-money'],
    [{ amountFen: 100, receivedOn: '2026-01-06' }, 'invalid-request'],
    [{ amountFen: 100, receivedOn: '2026-02-30' }, 'invalid-request'],
    [{ amountFen: 100, colour: 'red' }, 'unknown-field'],
    [{ amountFen: 100, unitPath: `${VILLAGE}X9/` }, 'unknown-unit'],
    [{ amountFen: 100, unitPath: NEIGHBOUR }, 'outside-your-unit'],
  ])('%o changes nothing: %s', async (body, problem) => {
    expect((await enter(body)).problem).toBe(problem);
    expect(desk.events('income-received')).toEqual([]);
    expect((await desk.account()).balanceFen).toBe(0);
  });

  test('numbers that are not plain whole digits are refused before any rule sees them', async () => {
    const text = `{"unitPath":"${VILLAGE}","receivedOn":"2026-01-04","amountFen":1e3}`;
    expect((await desk.send('accountant', 'POST', RECEIPTS, text)).problem).toBe('invalid-money');
  });

  test('the same key again gives the same receipt, with another body it is refused', async () => {
    const body = { unitPath: VILLAGE, receivedOn: '2026-01-04', amountFen: 100 };
    const send = (amountFen: number) =>
      desk.send('accountant', 'POST', RECEIPTS, { ...body, amountFen }, { key: 'receipt-key-1' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(100)));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect((await send(101)).problem).toBe('idempotency-key-reused');
    expect((await desk.account()).balanceFen).toBe(100);
  });

  test('receipts are listed newest first, page by page', async () => {
    for (const day of ['2026-01-02', '2026-01-04', '2026-01-03']) await desk.receive(100, day);
    const pool = '/distribution/pools/653127100201';
    const first = (await desk.send('auditor', 'GET', `${pool}/receipts?limit=2`)).body;
    expect(first.rows.map((row: { receivedOn: string }) => row.receivedOn)).toEqual(['2026-01-04', '2026-01-03']);
    const second = (await desk.send('auditor', 'GET', `${pool}/receipts?limit=2&cursor=${first.nextCursor}`)).body;
    expect(second.rows.map((row: { receivedOn: string }) => row.receivedOn)).toEqual(['2026-01-02']);
    expect((await desk.send('auditor', 'GET', pool)).body).toMatchObject({ unitPath: VILLAGE, balanceFen: 300 });
    expect((await desk.send('neighbour', 'GET', pool)).problem).toBe('not-found');
  });
});

describe('events of others', () => {
  const message = (type: string, data: object, id = 'm-1') =>
    JSON.stringify({
      specversion: '1.0',
      id,
      source: '/upstream/sanzi',
      time: '2026-01-05T01:00:00.000Z',
      subject: 'contract/c-1',
      type,
      data,
    });
  const consume = (body: string) => consumeMessage(desk.runtime, reactions, body);

  test('income posted three times by the upstream platform is entered once', async () => {
    const body = message('panhuo.upstream.income-received.v1', {
      unitPath: VILLAGE,
      amountFen: 4_200,
      receivedOn: '2026-01-04',
    });
    for (let time = 0; time < 3; time += 1) expect((await consume(body)).kind).toBe('done');
    expect(await desk.account()).toMatchObject({ receivedFen: 4_200 });
    expect(desk.events('income-received')).toHaveLength(1);
  });

  test('income of an unknown unit and a malformed message lie in quarantine with their reasons', async () => {
    const data = { unitPath: NEIGHBOUR, amountFen: 1, receivedOn: '2026-01-04' };
    const unknown = await consume(message('panhuo.upstream.income-received.v1', data));
    expect(unknown).toMatchObject({ kind: 'quarantined', reason: 'unknown-unit' });
    const wrong = message('panhuo.upstream.income-received.v1', { ...data, amountFen: 1.5 });
    expect(await consume(wrong)).toMatchObject({ kind: 'quarantined', reason: 'malformed-message' });
  });

  test('a registered unit gets its pool', async () => {
    const registered = {
      specversion: '1.0',
      id: 'u-1',
      source: '/653127/registry',
      time: '2026-01-05T01:00:00.000Z',
      subject: 'unit/653127100202',
      type: 'panhuo.registry.unit-registered.v1',
      sequence: '1',
      actor: 'finance',
      requesthash: 'h'.repeat(43),
      leafhash: 'h'.repeat(43),
      data: { code: '653127100202', name: '库尔玛村', kind: 'village-collective', path: NEIGHBOUR },
    };
    expect((await consume(JSON.stringify(registered))).kind).toBe('done');
    expect((await enter({ unitPath: NEIGHBOUR, amountFen: 5 }, 'neighbour')).status).toBe(201);
    expect((await desk.send('neighbour', 'GET', '/distribution/pools/653127100202')).body.balanceFen).toBe(5);
  });
});

test('totals of the county are the sum of its pools and agree with the accounts', async () => {
  await desk.openPool(NEIGHBOUR);
  await desk.receive(100_000);
  await desk.receive(7, desk.today, NEIGHBOUR);
  const planId = await payable(desk);
  await pay(desk, planId, 1);
  await pay(desk, planId, 4);
  await desk.send(
    'accountant',
    'POST',
    `/distribution/plans/${planId}/lines/4/bounces`,
    { reason: '账号有误' },
    { at: 1 },
  );
  for (let time = 0; time < 2; time += 1) {
    await project(desk.store, incomeProjection, desk.states('receipt'));
    await project(desk.store, paymentProjection, desk.states('plan-line'));
  }
  const totals = (unitPath: string) => desk.send('auditor', 'GET', `/distribution/unit-totals?unitPath=${unitPath}`);
  const [own, other] = [await desk.account(), await desk.account(NEIGHBOUR)];
  expect((await totals(COUNTY)).body).toEqual({
    unitPath: COUNTY,
    receiptCount: 2,
    receivedFen: 100_007,
    paidLineCount: 1,
    distributedFen: 30_000,
    balanceFen: own.balanceFen + other.balanceFen,
  });
  expect((await totals(NEIGHBOUR)).body).toMatchObject({ receivedFen: 7, distributedFen: 0 });
});
