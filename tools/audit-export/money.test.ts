import { beforeAll, describe, expect, test } from 'vitest';
import type { TrailEvent } from '../../contracts/audit/trail.ts';
import { toCloudEvent } from '../../platform/event-item.ts';
import { SampleRegion } from '../../services/audit/sample-events.ts';
import { Desk, NEIGHBOUR, type PersonName, VILLAGE } from '../../services/distribution/testing/desk.ts';
import { PLANS, pay, payable } from '../../services/distribution/testing/plan-walk.ts';
import type { Damage } from './damage.ts';
import { exportOf, inOrder, rewritten, verified } from './sample-export.ts';

/** Everything the distribution service itself publishes while a plan is paid, a line bounces, is issued again, another is reversed. */
async function publishedBy(desk: Desk): Promise<TrailEvent[]> {
  await desk.openPool(VILLAGE);
  await desk.receive(130_000);
  const planId = await payable(desk);
  for (const line of [1, 2, 3, 4]) await pay(desk, planId, line);
  const onLine = async (line: number, step: string, body: object, who: PersonName = 'accountant'): Promise<void> => {
    const { rows } = (await desk.send('head', 'GET', `${PLANS}/${planId}/lines`)).body as {
      rows: { version: number }[];
    };
    const at = rows[line - 1]?.version ?? 0;
    const answer = await desk.send(who, 'POST', `${PLANS}/${planId}/lines/${line}/${step}`, body, { at });
    expect(answer.status).toBeLessThan(300);
  };
  await onLine(1, 'bounces', { reason: '账号有误' });
  await onLine(1, 'reissues', { voucher: '记-9' });
  await onLine(2, 'reversals', { reason: '重复支付' });
  await onLine(3, 'bounces', { reason: '账户注销' });
  await onLine(3, 'cancellations', { reason: '户已迁出' });
  await onLine(3, 'cancellation-decisions', { verdict: 'approved' }, 'township');
  await desk.openPool(NEIGHBOUR);
  const merger = { mergerId: 'M', path: VILLAGE, successor: '653127100202', successorPath: NEIGHBOUR, mode: 'direct' };
  await desk.hear(desk.unitEvent('unit-closed', '653127100201', 2, merger));
  expect(desk.failures).toEqual([]);
  return desk.events().map((item) => toCloudEvent(item, '653127', 'distribution') as TrailEvent);
}

let events: TrailEvent[] = [];
beforeAll(async () => {
  events = await publishedBy(new Desk());
});

test('MG-16 what the distribution service publishes replays without a fen missing', async () => {
  const types = new Set(events.map((event) => event.type.split('.')[2]));
  const moving = ['income-received', 'plan-approved', 'line-paid', 'line-bounced', 'line-reissued', 'line-reversed'];
  moving.push('line-cancelled', 'pool-merged');
  expect([...types]).toEqual(expect.arrayContaining(moving));
  expect(await verified(await exportOf(events))).toMatchObject({ holds: true, entries: events.length });
});

const village = { unitPath: VILLAGE };
type Story = (region: SampleRegion) => void;
const publish = (region: SampleRegion, aggregate: string, event: string, data: object, at?: string): void => {
  region.publish({
    service: 'distribution',
    aggregate,
    event,
    data: { ...village, ...data },
    ...(at === undefined ? {} : { at }),
  });
};
const line = (number: number, amountFen: number) => ({ planId: 'P', number, amountFen, on: '2026-03-02' });
/** 1,000 fen received, 900 of them approved for a plan. */
const begun: Story = (region) => {
  publish(region, 'receipt/R', 'income-received', { amountFen: 1_000 });
  publish(region, 'plan/P', 'plan-approved', { committedFen: 900 });
};

const MERGED = { successorUnitPath: NEIGHBOUR, mode: 'direct' } as const;

test('ZC-05 what a flag states of a merged village’s income is covered by both pools together', async () => {
  const flagged = (remainingFen: number) => (region: SampleRegion) => {
    publish(region, 'pool/201', 'pool-merged', { ...MERGED, transferredFen: 100 });
    publish(region, 'receipt/R', 'income-parked', { unitPath: NEIGHBOUR, remainingFen });
  };
  expect(await damagesOf(flagged(1_000))).toEqual([]);
  expect((await damagesOf(flagged(1_001)))[0]?.detail).toMatch(/holds 1000/);
});

async function damagesOf(story: Story): Promise<readonly Damage[]> {
  const region = new SampleRegion();
  begun(region);
  story(region);
  // Honestly hashed and chained from end to end: only the sums can tell.
  return (await verified(rewritten(inOrder(region.events)))).damages;
}

describe('sums that no honest service can have published', () => {
  test.each<[string, Story, RegExp]>([
    [
      'a line paid twice',
      (region) => {
        publish(region, 'payment/P-1', 'line-paid', line(1, 400));
        publish(region, 'payment/P-1', 'line-paid', line(1, 400));
      },
      /line 1 of plan P was paid before/,
    ],
    [
      'a line paid twice under two names',
      (region) => {
        publish(region, 'payment/P-1', 'line-paid', line(1, 400));
        publish(region, 'payment/P-1b', 'line-paid', line(1, 400));
      },
      /line 1 of plan P was paid before/,
    ],
    [
      'a payment that comes back without having been made',
      (region) => publish(region, 'payment/P-1', 'line-bounced', line(1, 400)),
      /line 1 of plan P was unpaid before/,
    ],
    [
      'a line issued again without having bounced',
      (region) => {
        publish(region, 'payment/P-1', 'line-paid', line(1, 400));
        publish(region, 'payment/P-1', 'line-reissued', line(1, 400));
      },
      /line 1 of plan P was paid before/,
    ],
    [
      'another amount when it is issued again',
      (region) => {
        publish(region, 'payment/P-1', 'line-paid', line(1, 400));
        publish(region, 'payment/P-1', 'line-bounced', line(1, 400));
        publish(region, 'payment/P-1', 'line-reissued', line(1, 500));
      },
      /line 1 of plan P was paid with another amount/,
    ],
    [
      'more paid than was approved',
      (region) => publish(region, 'payment/P-1', 'line-paid', line(1, 901)),
      /plan P pays more than was approved/,
    ],
    [
      'a payment of a plan nobody approved',
      (region) => publish(region, 'payment/Q-1', 'line-paid', { ...line(1, 1), planId: 'Q' }),
      /plan Q was never approved/,
    ],
    [
      'a payment of a withdrawn plan',
      (region) => {
        publish(region, 'plan/P', 'plan-withdrawn', { releasedFen: 900 });
        publish(region, 'payment/P-1', 'line-paid', line(1, 1));
      },
      /plan P pays more than was approved/,
    ],
    [
      'a second plan approved beyond what is left',
      (region) => publish(region, 'plan/Q', 'plan-approved', { committedFen: 101 }),
      /more was paid or promised from the pool/,
    ],
    [
      'a plan approved first and the income coming a day later',
      (region) => {
        publish(region, 'plan/Q', 'plan-approved', { committedFen: 500 });
        publish(region, 'receipt/S', 'income-received', { amountFen: 500 }, '2026-03-04T00:00:00.000Z');
      },
      /more was paid or promised from the pool/,
    ],
    [
      'a balance stated higher than the pool holds',
      (region) => publish(region, 'receipt/R', 'income-parked', { remainingFen: 1_001 }),
      /1001 fen are stated as left, but the pool of .* holds 1000/,
    ],
    [
      'a cancelled line paid all the same',
      (region) => {
        publish(region, 'payment/P-1', 'line-cancelled', line(1, 400));
        publish(region, 'payment/P-1', 'line-paid', line(1, 400));
      },
      /line 1 of plan P was cancelled before/,
    ],
    [
      'more paid than a cancellation has left of the plan',
      (region) => {
        publish(region, 'payment/P-1', 'line-cancelled', line(1, 400));
        publish(region, 'payment/P-2', 'line-paid', line(2, 501));
      },
      /plan P pays more than was approved/,
    ],
    [
      'more led to a successor than is free in the pool of the merged village',
      (region) => publish(region, 'pool/201', 'pool-merged', { ...MERGED, transferredFen: 101 }),
      /more was paid or promised from the pool/,
    ],
    [
      'a successor that spends more than was led to it',
      (region) => {
        publish(region, 'pool/201', 'pool-merged', { ...MERGED, transferredFen: 100 });
        publish(region, 'plan/Q', 'plan-approved', { unitPath: NEIGHBOUR, committedFen: 101 });
      },
      /more was paid or promised from the pool/,
    ],
    [
      'an amount that is no whole number of fen',
      (region) => publish(region, 'receipt/S', 'income-received', { amountFen: 0.5 }),
      /is no exact amount/,
    ],
  ])('%s', async (_what, story, detail) => {
    const damages = await damagesOf(story);
    expect(damages).not.toEqual([]);
    expect(damages.every((damage) => damage.kind === 'money-mismatch')).toBe(true);
    expect(damages[0]?.detail).toMatch(detail);
  });

  test('money of another pool does not cover it', async () => {
    const damages = await damagesOf((region) => {
      publish(region, 'receipt/S', 'income-received', { unitPath: '653127/653127101/', amountFen: 5_000 });
      publish(region, 'plan/Q', 'plan-approved', { committedFen: 500 });
    });
    expect(damages.map((damage) => damage.kind)).toEqual(['money-mismatch']);
  });
});

test('a payout recorded seconds before its receipt, by a clock that was behind, is no damage', async () => {
  const damages = await damagesOf((region) => {
    publish(region, 'plan/Q', 'plan-approved', { committedFen: 500 }, '2026-03-03T00:00:00.000Z');
    publish(region, 'receipt/S', 'income-received', { amountFen: 500 }, '2026-03-03T00:00:01.000Z');
  });
  expect(damages).toEqual([]);
});
