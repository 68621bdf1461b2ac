import { beforeEach, describe, expect, test } from 'vitest';
import type { Receipt } from './domain/receipt.ts';
import { flagParkedIncome } from './flag-parked-income.ts';
import { contractRefusal } from './testing/contract-check.ts';
import { Desk, NEIGHBOUR, VILLAGE } from './testing/desk.ts';
import { LINES, PLANS, pay, payable } from './testing/plan-walk.ts';

let desk: Desk;
beforeEach(async () => {
  desk = new Desk('makit', '2026-01-05T02:00:00.000Z');
  await desk.openPool(VILLAGE);
});

async function run(day: string): Promise<number> {
  desk.goTo(day);
  return (await flagParkedIncome(desk.runtime)).done;
}
const receipt = (id: string) =>
  desk.states<Receipt>('receipt').find((item) => item.aggregate === `receipt/${id}`)?.state;
const flags = () =>
  [...desk.events('income-parked-warning'), ...desk.events('income-parked')].map(({ data }) => [
    data.flaggedOn,
    data.warningDays ?? `late ${data.daysLate}`,
    data.remainingFen,
  ]);

describe('MG-16 money that stays longer than a year', () => {
  test('MG-16 is warned of at 90 and 30 days and flagged on the day after; a second run changes nothing', async () => {
    const id = await desk.receive(100_000);
    for (const day of ['2026-01-06', '2026-10-06', '2026-10-07', '2026-12-05', '2026-12-06', '2027-01-05']) {
      await run(day);
      expect(await run(day)).toBe(0);
    }
    expect(receipt(id)).toMatchObject({ status: 'warned', flagged: 30 });
    expect(await run('2027-01-06')).toBe(1);
    expect(await run('2027-01-06')).toBe(0);
    expect(await run('2027-03-01')).toBe(0);
    expect(flags()).toEqual([
      ['2026-10-07', 90, 100_000],
      ['2026-12-06', 30, 100_000],
      ['2027-01-06', 'late 1', 100_000],
    ]);
    for (const event of desk.events()) expect(contractRefusal(event)).toBeUndefined();
  });

  test('MG-16 missed days are caught up by the next run, once', async () => {
    await desk.receive(100_000);
    await run('2026-01-06');
    expect(await run('2027-02-10')).toBe(1);
    expect(flags()).toEqual([['2027-02-10', 'late 36', 100_000]]);
    expect(await run('2027-02-10')).toBe(0);
  });

  test('income entered after its year is flagged the next morning', async () => {
    const id = await desk.receive(500, '2024-06-30');
    expect(await run('2026-01-05')).toBe(0);
    expect(await run('2026-01-06')).toBe(1);
    expect(receipt(id)?.status).toBe('parked');
  });

  test('MG-16 payouts use the oldest receipt first: only what is left is parked, and the younger receipt is not', async () => {
    const [old, young] = [await desk.receive(60_000, '2026-01-02'), await desk.receive(90_000, '2026-01-04')];
    const planId = await payable(desk);
    await pay(desk, planId, 1);
    await pay(desk, planId, 2);
    // 55,000 of the oldest 60,000 are gone.
    await run('2027-01-03');
    expect(receipt(old)).toMatchObject({ status: 'parked', remainingFen: 5_000 });
    expect(receipt(young)).toMatchObject({ status: 'warned', remainingFen: 90_000 });
    await pay(desk, planId, 3);
    await run('2027-01-05');
    expect(receipt(young)).toMatchObject({ status: 'parked', remainingFen: 80_000 });
  });

  test('a receipt that is used up leaves the index with one event and is never looked at again', async () => {
    const id = await desk.receive(100_000);
    const planId = await payable(desk);
    for (const line of [1, 2, 3, 4]) await pay(desk, planId, line);
    expect(await run('2026-10-07')).toBe(1);
    expect(receipt(id)).toMatchObject({ status: 'distributed', remainingFen: 0 });
    expect(await run('2027-06-01')).toBe(0);
    expect(flags()).toEqual([]);
  });

  test('MG-16 money that comes back after its term is parked again from the next morning', async () => {
    const id = await desk.receive(100_000);
    const planId = await payable(desk);
    for (const line of [1, 2, 3, 4]) await pay(desk, planId, line);
    await run('2026-10-07');
    desk.goTo('2027-03-01');
    const reversal = { reason: '对象有误' };
    const answer = await desk.send('accountant', 'POST', `${PLANS}/${planId}/lines/1/reversals`, reversal, { at: 1 });
    expect(answer.status).toBe(201);
    expect(await run('2027-03-02')).toBe(1);
    expect(receipt(id)).toMatchObject({ status: 'parked', remainingFen: LINES[0]?.amountFen });
    expect(await run('2027-03-03')).toBe(0);
  });

  test('a pack that drops a warning only moves the next look', async () => {
    const id = await desk.receive(100_000);
    const { policy } = desk.runtime;
    const later = { ...policy, distribution: { ...policy.distribution, parkedWarningDays: [30] } };
    desk.goTo('2026-10-07');
    expect((await flagParkedIncome({ ...desk.runtime, policy: later })).done).toBe(1);
    expect(receipt(id)).toMatchObject({ status: 'held', checkOn: '2026-12-06' });
    expect(desk.events('income-check-moved')).toHaveLength(1);
  });
});

describe('the run itself', () => {
  test('one pool that cannot be read fails the run, and the next one does the work', async () => {
    await desk.openPool(NEIGHBOUR);
    await desk.receive(100_000);
    await desk.receive(70_000, desk.today, NEIGHBOUR);
    await run('2026-01-06');
    desk.goTo('2027-01-06');
    const { store } = desk;
    const failing = new Proxy(store, {
      get(target, name) {
        if (name === 'queryPartition') {
          return (pk: string, ...rest: [string, { limit: number }]) => {
            if (pk.endsWith('202')) throw new Error('partition is away');
            return target.queryPartition(pk, ...rest);
          };
        }
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    await expect(flagParkedIncome({ ...desk.runtime, store: failing })).rejects.toThrow(AggregateError);
    expect(await run('2027-01-07')).toBe(1);
    expect(desk.events('income-parked')).toHaveLength(2);
  });

  test('two runs at once flag once', async () => {
    await desk.receive(100_000);
    desk.goTo('2027-01-06');
    const runs = await Promise.all([flagParkedIncome(desk.runtime), flagParkedIncome(desk.runtime)]);
    expect(runs.reduce((sum, { done }) => sum + done, 0)).toBe(1);
    expect(desk.events('income-parked')).toHaveLength(1);
  });
});
