import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, calendarDate } from '../../platform/calendar.ts';
import { type Account, accountOf } from './domain/pool.ts';
import { fundsKey } from './keys.ts';
import { Desk, NEIGHBOUR, VILLAGE } from './testing/desk.ts';
import { drafted, examined, filed, PLANS } from './testing/plan-walk.ts';

const FIRST_DAY = calendarDate('2026-03-01');

/** What people may try, in any order, sensible or not. Numbers pick a plan and a line among those there are. */
type Try =
  | { readonly what: 'receive'; readonly fen: number; readonly unitPath: string }
  | { readonly what: 'merge'; readonly mode: 'direct' | 'distinct' }
  | { readonly what: 'plan'; readonly weights: readonly number[]; readonly totalFen: number }
  | { readonly what: LineTry; readonly plan: number; readonly line: number }
  | { readonly what: 'withdraw'; readonly plan: number };

type LineTry = 'pay' | 'bounce' | 'reissue' | 'reverse' | 'propose' | 'cancel' | 'keep';

const pick = fc.nat({ max: 1 });
const onLine = (what: LineTry) =>
  fc.record({ what: fc.constant(what), plan: pick, line: fc.integer({ min: 1, max: 3 }) });
const tries: fc.Arbitrary<Try> = fc.oneof(
  {
    arbitrary: fc.record({
      what: fc.constant('receive' as const),
      fen: fc.integer({ min: 1, max: 90_000 }),
      unitPath: fc.constantFrom(VILLAGE, VILLAGE, NEIGHBOUR),
    }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      what: fc.constant('merge' as const),
      mode: fc.constantFrom('direct' as const, 'direct' as const, 'distinct' as const),
    }),
    weight: 1,
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
  { arbitrary: onLine('propose'), weight: 4 },
  { arbitrary: onLine('cancel'), weight: 4 },
  { arbitrary: onLine('keep'), weight: 1 },
  { arbitrary: fc.record({ what: fc.constant('withdraw' as const), plan: pick }), weight: 1 },
);

/** A model that knows nothing of the code: it adds up the events alone. The pool is named by the last code of a path. */
function accountByEvents(desk: Desk, poolId: string): Account {
  const sum = { received: 0, paid: 0, returned: 0, committed: 0, into: 0, outOf: 0 };
  for (const { type, data } of desk.events()) {
    const name = type.split('.')[2];
    const amountFen = Number(data.amountFen ?? data.transferredFen ?? 0);
    const isLed = name === 'pool-merged' || name === 'pool-led-on';
    if (isLed && codeOf(data.successorUnitPath) === poolId) sum.into += amountFen;
    if (codeOf(data.unitPath) !== poolId) continue;
    if (isLed) sum.outOf += amountFen;
    switch (name) {
      case 'income-received':
        sum.received += amountFen;
        break;
      case 'plan-approved':
        sum.committed += Number(data.committedFen);
        break;
      case 'plan-withdrawn':
        sum.committed -= Number(data.releasedFen);
        break;
      case 'line-cancelled':
        sum.committed -= amountFen;
        break;
      case 'line-paid':
      case 'line-reissued':
        sum.paid += amountFen;
        sum.committed -= amountFen;
        break;
      case 'line-bounced':
        sum.returned += amountFen;
        sum.committed += amountFen;
        break;
      case 'line-reversed':
        sum.returned += amountFen;
        break;
    }
  }
  const balanceFen = sum.received + sum.into - sum.outOf - sum.paid + sum.returned;
  return {
    receivedFen: sum.received,
    paidFen: sum.paid,
    returnedFen: sum.returned,
    balanceFen,
    committedFen: sum.committed,
    availableFen: balanceFen - sum.committed,
    transferredInFen: sum.into,
    transferredOutFen: sum.outOf,
  };
}

const codeOf = (path: unknown): string => String(path).split('/').at(-2) ?? '';

async function attempt(desk: Desk, plans: string[], step: Try): Promise<void> {
  if (step.what === 'receive') {
    await desk.receive(step.fen, desk.today, step.unitPath);
    return;
  }
  if (step.what === 'merge') {
    const merger = { mergerId: 'M1', path: VILLAGE, successor: codeOf(NEIGHBOUR), successorPath: NEIGHBOUR };
    await desk.hear(desk.unitEvent('unit-closed', codeOf(VILLAGE), 2, { ...merger, mode: step.mode }));
    return;
  }
  if (step.what === 'plan') {
    await planned(desk, plans, step);
    return;
  }
  const planId = plans[step.plan % Math.max(plans.length, 1)];
  if (planId === undefined) return;
  if (step.what === 'withdraw') {
    const { version } = (await desk.send('township', 'GET', `${PLANS}/${planId}`)).body;
    await desk.send('township', 'POST', `${PLANS}/${planId}/withdrawal`, { reason: '撤回' }, { at: version });
    return;
  }
  await onOneLine(desk, planId, step.line, step.what);
}

async function planned(desk: Desk, plans: string[], step: Extract<Try, { what: 'plan' }>): Promise<void> {
  const lines = step.weights.map((weight, index) => ({
    to: 'household' as const,
    code: `h-${index}`,
    purpose: 'households-in-need',
    weight,
  }));
  try {
    const draft = await drafted(desk, lines, step.totalFen);
    const version = await examined(desk, draft);
    if ((await filed(desk, draft.planId, version)).status !== 200) return;
    await desk.send('head', 'POST', `${PLANS}/${draft.planId}/publication`, undefined, { at: version + 1 });
    plans.push(draft.planId);
  } catch (error) {
    // The money is not there, the weights come to equal sums, or the village is no more: refused before anything moves.
    expect(String(error)).toMatch(/insufficient-balance|flat-split|unknown-unit/);
  }
}

/** The township keeps the books for its villages, so it can act before a merger and after it; the agriculture bureau decides. */
async function onOneLine(desk: Desk, planId: string, line: number, what: LineTry): Promise<void> {
  const path = `${PLANS}/${planId}/lines/${line}`;
  if (what === 'pay') {
    // Two people pay the same line at once, every time.
    const once = () => desk.send('township', 'POST', `${path}/payments`, { voucher: `记-${line}` });
    await Promise.all([once(), once()]);
    return;
  }
  if (what === 'propose') {
    await desk.send('township', 'POST', `${path}/cancellations`, { reason: '户已迁出' });
    return;
  }
  const { rows } = (await desk.send('township', 'GET', `${PLANS}/${planId}/lines`)).body;
  const at: number | undefined = rows[line - 1]?.version;
  const seen = at === undefined ? {} : { at };
  if (what === 'cancel' || what === 'keep') {
    const body = what === 'cancel' ? { verdict: 'approved' } : { verdict: 'refused', reason: '仍可支付' };
    const decide = () => desk.send('agriculture', 'POST', `${path}/cancellation-decisions`, body, seen);
    await Promise.all([decide(), decide()]);
    return;
  }
  const words = { bounce: 'bounces', reissue: 'reissues', reverse: 'reversals' } as const;
  const body = what === 'reissue' ? { voucher: '记-9' } : { reason: '退回' };
  await desk.send('township', 'POST', `${path}/${words[what]}`, body, seen);
}

test('MG-16 ZC-05 receipts − posted payouts + reversals = balance under any history with mergers and cancelled lines, none paid twice', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(tries, { minLength: 20, maxLength: 60, size: 'max' }), async (history) => {
      const desk = new Desk();
      // Publicity without a period, so that histories need no calendar.
      const { policy } = desk.runtime;
      const publicity = { ...policy.distribution.publicity, days: 0 };
      Object.assign(desk.runtime, { policy: { ...policy, distribution: { ...policy.distribution, publicity } } });
      await desk.openPool(VILLAGE);
      await desk.openPool(NEIGHBOUR);
      await desk.receive(100_000);
      const plans: string[] = [];
      for (const [index, step] of history.entries()) {
        desk.goTo(addDays(FIRST_DAY, index));
        await attempt(desk, plans, step);
        // What the service tells itself comes at any time, and again.
        if (index % 5 === 0) await desk.hearOwn();
        for (const unitPath of [VILLAGE, NEIGHBOUR]) {
          const account = await desk.account(unitPath);
          expect(account).toEqual(accountByEvents(desk, codeOf(unitPath)));
          for (const counter of Object.values(account)) expect(counter).toBeGreaterThanOrEqual(0);
        }
      }
      await desk.hearOwn();
      const merged = desk.events('pool-merged')[0]?.data;
      // Of a village merged directly nothing is left behind but what its plans still pay.
      if (merged?.mode === 'direct') expect((await desk.account(VILLAGE)).availableFen).toBe(0);
      for (const planId of plans) await checkPlan(desk, planId);
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
    'line-cancellation-proposed',
    'line-cancellation-refused',
    'line-cancelled',
    'plan-approved',
    'plan-withdrawn',
    'plan-moved',
    'pool-merged',
    'pool-led-on',
  ]) {
    expect(seen.get(`panhuo.distribution.${event}.v1`) ?? 0, event).toBeGreaterThan(0);
  }
}, 120_000);

/** Invariant 1: the lines add up to the total, and what is owed, paid, reversed and cancelled does so too. */
async function checkPlan(desk: Desk, planId: string): Promise<void> {
  const plan = (await desk.send('auditor', 'GET', `${PLANS}/${planId}`)).body;
  const { rows } = (await desk.send('auditor', 'GET', `${PLANS}/${planId}/lines`)).body;
  const sumOf = (...states: string[]): number =>
    rows
      .filter((row: { payment: string }) => states.length === 0 || states.includes(row.payment))
      .reduce((sum: number, row: { amountFen: number }) => sum + row.amountFen, 0);
  expect(sumOf()).toBe(plan.totalFen);
  const [funds] = await desk.store.read([fundsKey(planId)]);
  expect(accountOf(funds).committedFen).toBe(plan.status === 'withdrawn' ? 0 : sumOf('unpaid', 'bounced'));
  expect(plan.cancelledFen).toBe(sumOf('cancelled'));
  expect(plan.paidFen).toBe(sumOf('paid'));
  if (plan.status !== 'withdrawn')
    expect(plan.committedFen + plan.paidFen + plan.cancelledFen + sumOf('reversed')).toBe(plan.totalFen);
}
