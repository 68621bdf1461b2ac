import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, calendarDate } from '../../platform/calendar.ts';
import { type Account, accountOf } from './domain/pool.ts';
import { fundsKey } from './keys.ts';
import { Desk, VILLAGE } from './testing/desk.ts';
import { drafted, examined, filed, PLANS, pay } from './testing/plan-walk.ts';

const FIRST_DAY = calendarDate('2026-03-01');

/** What people may try, in any order, sensible or not. Numbers pick a plan and a line among those there are. */
type Try =
  | { readonly what: 'receive'; readonly fen: number }
  | { readonly what: 'plan'; readonly weights: readonly number[]; readonly totalFen: number }
  | { readonly what: 'pay' | 'bounce' | 'reissue' | 'reverse'; readonly plan: number; readonly line: number }
  | { readonly what: 'withdraw'; readonly plan: number };

const pick = fc.nat({ max: 1 });
const onLine = (what: 'pay' | 'bounce' | 'reissue' | 'reverse') =>
  fc.record({ what: fc.constant(what), plan: pick, line: fc.integer({ min: 1, max: 3 }) });
const tries: fc.Arbitrary<Try> = fc.oneof(
  {
    arbitrary: fc.record({ what: fc.constant('receive' as const), fen: fc.integer({ min: 1, max: 90_000 }) }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      what: fc.constant('plan' as const),
      weights: fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 2, maxLength: 5 }),
      totalFen: fc.integer({ min: 1_000, max: 120_000 }),
    }),
    weight: 2,
  },
  { arbitrary: onLine('pay'), weight: 8 },
  { arbitrary: onLine('bounce'), weight: 4 },
  { arbitrary: onLine('reissue'), weight: 4 },
  { arbitrary: onLine('reverse'), weight: 2 },
  { arbitrary: fc.record({ what: fc.constant('withdraw' as const), plan: pick }), weight: 1 },
);

/** A model that knows nothing of the code: it adds up the events alone. */
function accountByEvents(desk: Desk): Account {
  let [receivedFen, paidFen, returnedFen, committedFen] = [0, 0, 0, 0];
  for (const { type, data } of desk.events()) {
    const amountFen = Number(data.amountFen ?? 0);
    switch (type.split('.')[2]) {
      case 'income-received':
        receivedFen += amountFen;
        break;
      case 'plan-approved':
        committedFen += Number(data.committedFen);
        break;
      case 'plan-withdrawn':
        committedFen -= Number(data.releasedFen);
        break;
      case 'line-paid':
      case 'line-reissued':
        paidFen += amountFen;
        committedFen -= amountFen;
        break;
      case 'line-bounced':
        returnedFen += amountFen;
        committedFen += amountFen;
        break;
      case 'line-reversed':
        returnedFen += amountFen;
        break;
    }
  }
  const balanceFen = receivedFen - paidFen + returnedFen;
  return { receivedFen, paidFen, returnedFen, balanceFen, committedFen, availableFen: balanceFen - committedFen };
}

async function attempt(desk: Desk, plans: string[], step: Try): Promise<void> {
  if (step.what === 'receive') {
    await desk.receive(step.fen);
    return;
  }
  if (step.what === 'plan') {
    const lines = step.weights.map((weight, index) => ({
      to: 'household' as const,
      code: `h-${index}`,
      purpose: 'households-in-need',
      weight,
    }));
    const draft = await drafted(desk, lines, step.totalFen);
    try {
      const version = await examined(desk, draft);
      if ((await filed(desk, draft.planId, version)).status !== 200) return;
      await desk.send('head', 'POST', `${PLANS}/${draft.planId}/publication`, undefined, { at: version + 1 });
      plans.push(draft.planId);
    } catch (error) {
      // The money is not there, or the weights come to equal sums: refused before anything moves.
      expect(String(error)).toMatch(/insufficient-balance|flat-split/);
    }
    return;
  }
  const planId = plans[step.plan % Math.max(plans.length, 1)];
  if (planId === undefined) return;
  if (step.what === 'withdraw') {
    const { version } = (await desk.send('head', 'GET', `${PLANS}/${planId}`)).body;
    await desk.send('head', 'POST', `${PLANS}/${planId}/withdrawal`, { reason: '撤回' }, { at: version });
    return;
  }
  if (step.what === 'pay') {
    // Two people pay the same line at once, every time.
    await Promise.all([pay(desk, planId, step.line), pay(desk, planId, step.line)]);
    return;
  }
  const { rows } = (await desk.send('head', 'GET', `${PLANS}/${planId}/lines`)).body;
  const at: number | undefined = rows[step.line - 1]?.version;
  const words = { bounce: 'bounces', reissue: 'reissues', reverse: 'reversals' } as const;
  const body = step.what === 'reissue' ? { voucher: '记-9' } : { reason: '退回' };
  const path = `${PLANS}/${planId}/lines/${step.line}/${words[step.what]}`;
  await desk.send('accountant', 'POST', path, body, at === undefined ? {} : { at });
}

test('MG-16 receipts − posted payouts + reversals = balance under any history, no line is paid twice, no counter below zero', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(tries, { minLength: 20, maxLength: 60, size: 'max' }), async (history) => {
      const desk = new Desk();
      // Publicity without a period, so that histories need no calendar.
      const { policy } = desk.runtime;
      const publicity = { ...policy.distribution.publicity, days: 0 };
      Object.assign(desk.runtime, { policy: { ...policy, distribution: { ...policy.distribution, publicity } } });
      await desk.openPool(VILLAGE);
      await desk.receive(100_000);
      const plans: string[] = [];
      for (const [index, step] of history.entries()) {
        desk.goTo(addDays(FIRST_DAY, index));
        await attempt(desk, plans, step);
        const account = await desk.account();
        expect(account).toEqual(accountByEvents(desk));
        for (const counter of Object.values(account)) expect(counter).toBeGreaterThanOrEqual(0);
      }
      for (const planId of plans) {
        const { totalFen } = (await desk.send('head', 'GET', `${PLANS}/${planId}`)).body;
        const { rows } = (await desk.send('head', 'GET', `${PLANS}/${planId}/lines`)).body;
        expect(rows.reduce((sum: number, row: { amountFen: number }) => sum + row.amountFen, 0)).toBe(totalFen);
        const [funds] = await desk.store.read([fundsKey(planId)]);
        const owed = rows.filter((row: { payment: string }) => ['unpaid', 'bounced'].includes(row.payment));
        const withdrawn = (await desk.send('head', 'GET', `${PLANS}/${planId}`)).body.status === 'withdrawn';
        const owedFen = owed.reduce((sum: number, row: { amountFen: number }) => sum + row.amountFen, 0);
        expect(accountOf(funds).committedFen).toBe(withdrawn ? 0 : owedFen);
      }
      for (const { type } of desk.events()) seen.set(type, (seen.get(type) ?? 0) + 1);
      const paidOnce = desk.events('line-paid').map(({ aggregate }) => aggregate);
      expect(new Set(paidOnce).size).toBe(paidOnce.length);
      expect(desk.failures).toEqual([]);
    }),
    { numRuns: 120 },
  );
  // The histories did go through every door.
  for (const event of [
    'line-paid',
    'line-bounced',
    'line-reissued',
    'line-reversed',
    'plan-approved',
    'plan-withdrawn',
  ]) {
    expect(seen.get(`panhuo.distribution.${event}.v1`) ?? 0, event).toBeGreaterThan(0);
  }
}, 60_000);
