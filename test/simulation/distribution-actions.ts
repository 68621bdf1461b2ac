/** Income and its distribution: receipts, a plan's way from draft to publicity, payments that bounce and come back. */
import { addDays } from '../../platform/calendar.ts';
import { todayBy } from '../../platform/clock.ts';
import type { Actor } from '../../platform/decider.ts';
import type { Payment } from '../../services/distribution/domain/payment.ts';
import type { Plan } from '../../services/distribution/domain/plan.ts';
import { stateOf, statesOf, type Wish } from './actions.ts';
import { documentOf } from './documents.ts';
import { AGRICULTURE, HEADS, JACK, OFFICERS, TREASURERS, VILLAGES } from './people.ts';
import type { World } from './world.ts';

const LINES = [
  { to: 'household', code: 'h-001', purpose: 'households-in-need', weight: 3 },
  { to: 'household', code: 'h-002', purpose: 'households-in-need', weight: 7 },
  { to: 'household', code: 'h-003', purpose: 'households-in-need', weight: 11 },
  { to: 'body', code: 'road-repair', purpose: 'village-works', amountFen: 1_001 },
] as const;
const VOTE = { entitledCount: 30, presentCount: 25, favourCount: 22 } as const;
const PLANS_MAX = 3;

const placeOf = (unitPath: string): number => Math.max(0, (VILLAGES as readonly string[]).indexOf(unitPath));
const personOf = (people: readonly Actor[], unitPath: string): Actor => people[placeOf(unitPath)] ?? JACK;

/** Something somebody wants to do about income. */
export function distributionWish(world: World): Wish {
  const { random } = world;
  const plans = statesOf<Plan>(world, 'distribution', 'PLAN#');
  const village = random.pick(VILLAGES);
  if (plans.length === 0 || random.chance(0.2))
    return random.chance(0.6) || plans.length >= PLANS_MAX ? receipt(world, village) : draft(world, village);
  const { id, item } = random.pick(plans);
  const next = planStep(world, id, item.state);
  return {
    ...next,
    ...(next.request?.route.includes('/payments') ? {} : { expectedVersion: next.expectedVersion ?? item.version }),
  };
}

function wish(actor: Actor, route: string, params: Record<string, string>, body?: unknown): Wish {
  return {
    service: 'distribution',
    actor,
    command: { type: route },
    request: { route, params, ...(body === undefined ? {} : { body }) },
  };
}

export const receipt = (world: World, unitPath: string): Wish =>
  wish(
    world.random.chance(0.5) ? personOf(TREASURERS, unitPath) : JACK,
    'POST /distribution/receipts',
    {},
    {
      unitPath,
      amountFen: 1 + world.random.below(100_000),
      receivedOn: addDays(todayBy(world.clock), 0 - world.random.below(330)),
    },
  );

export const draft = (world: World, unitPath: string): Wish =>
  wish(
    personOf(TREASURERS, unitPath),
    'POST /distribution/plans',
    {},
    { unitPath, title: '收益分配', totalFen: 5_000 + world.random.below(40_000), reserves: [] },
  );

const PLAN = 'POST /distribution/plans/{planId}';

/** The step that is next for a plan, or now and then another. */
export function planStep(world: World, planId: string, plan: Plan): Wish {
  const { random } = world;
  const { unitPath } = plan;
  const treasurer = personOf(TREASURERS, unitPath);
  const head = random.chance(0.2) ? JACK : personOf(HEADS, unitPath);
  const params = { planId };
  if (random.chance(0.03)) return wish(head, `${PLAN}/withdrawal`, params, { reason: '重新商议' });
  switch (plan.status) {
    case 'draft':
      return plan.lineCount === 0
        ? wish(treasurer, `${PLAN}/lines`, params, { lines: LINES })
        : wish(random.chance(0.8) ? treasurer : JACK, `${PLAN}/proposal`, params, {});
    case 'proposed':
      return wish(head, `${PLAN}/votes`, params, {
        heldOn: todayBy(world.clock),
        ...VOTE,
        evidence: [documentOf(unitPath, 'meeting-minutes')],
      });
    case 'voted': {
      const approver = random.pick([...OFFICERS, AGRICULTURE, JACK]);
      return wish(
        approver,
        `${PLAN}/steps`,
        params,
        random.chance(0.93) ? { verdict: 'approved' } : { verdict: 'returned', reason: '材料不全' },
      );
    }
    case 'approved':
      return wish(head, `${PLAN}/publication`, params);
    case 'published':
      return payment(world, planId, unitPath);
    default:
      return receipt(world, unitPath);
  }
}

function payment(world: World, planId: string, unitPath: string): Wish {
  const { random } = world;
  const number = 1 + random.below(LINES.length);
  const line = `${PLAN}/lines/{number}`;
  const params = { planId, number: String(number) };
  const treasurer = random.chance(0.3) ? JACK : personOf(TREASURERS, unitPath);
  const paid = stateOf<Payment>(world, 'distribution', `PAYMENT#${planId}-${number}`);
  const voucher = { voucher: `记-${number}` };
  if (!paid || random.chance(0.2)) return wish(treasurer, `${line}/payments`, params, voucher);
  const next =
    paid.state.status === 'paid'
      ? wish(treasurer, random.chance(0.7) ? `${line}/bounces` : `${line}/reversals`, params, { reason: '退回' })
      : wish(treasurer, `${line}/reissues`, params, voucher);
  return { ...next, expectedVersion: paid.version };
}
