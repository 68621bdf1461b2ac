import { describe, expect, test } from 'vitest';
import { calendarDate } from '../../../platform/calendar.ts';
import type { DecisionContext } from '../../../platform/decider.ts';
import { loadHolidays } from '../../../policy/load.ts';
import type { Policy } from '../../../policy/policy.ts';
import { packNamed } from '../testing/desk.ts';
import { evolvePlan, type PlanEvent } from './plan.ts';
import { decidePlan } from './plan-rules.ts';
import type { Pool } from './pool.ts';

const UNIT = '653127/653127100/653127100201/';
const makit = packNamed('makit');
const holidays = loadHolidays();

const context = (policy: Policy): DecisionContext<Policy> => ({
  now: '2026-01-05T02:00:00.000Z',
  today: calendarDate('2026-01-05'),
  eventId: 'e',
  actor: { sub: 'accountant', roles: ['village-accountant'], unit: UNIT },
  policy,
  holidays,
});
const pool = (holderKind: Pool['holderKind']): Pool => ({ unitPath: UNIT, holderKind, openedOn: '2026-01-01' });

/** 上海: common reserve 15 % and welfare fund 15 % (rule SH_RESERVE). */
const shanghai: Policy = {
  ...makit,
  distribution: {
    ...makit.distribution,
    reserves: [
      {
        id: 'welfare',
        name: { zh: '公益金', en: 'Welfare' },
        floorBasisPoints: 1_500,
        order: 2,
        source: 'rule:SH_RESERVE',
      },
      {
        id: 'reserve',
        name: { zh: '公积金', en: 'Reserve' },
        floorBasisPoints: 1_500,
        order: 1,
        source: 'rule:SH_RESERVE',
      },
    ],
  },
};
const draft = (
  totalFen: number,
  amounts: Record<string, number>,
  policy = shanghai,
  holder = pool('village-collective'),
) => {
  const reserves = Object.entries(amounts).map(([reserve, amountFen]) => ({ reserve, amountFen }));
  const command = { type: 'draft', unitPath: UNIT, title: '分配', totalFen, reserves } as const;
  const decision = decidePlan(undefined, command, { pool: holder }, context(policy));
  return decision.kind === 'accepted' ? decision.event : decision.refusal.code;
};

describe('reserves', () => {
  test('FC-09 floors are exact to the fen: 15 % of 1,001 fen are 151', () => {
    expect(draft(1_001, { reserve: 150, welfare: 151 })).toBe('reserve-below-floor');
    expect(draft(1_001, { reserve: 151, welfare: 151 })).toMatchObject({ type: 'plan-drafted' });
    expect(draft(1_001, { reserve: 400 })).toBe('reserve-below-floor');
  });

  test('FC-09 reserves stand in the order of the pack, however they were sent', () => {
    const event = draft(1_000, { welfare: 200, reserve: 150 }) as Extract<PlanEvent, { type: 'plan-drafted' }>;
    expect(event.reserves.map(({ reserve }) => reserve)).toEqual(['reserve', 'welfare']);
    expect(evolvePlan(undefined, event)).toMatchObject({ lineCount: 0, reserves: event.reserves, status: 'draft' });
  });

  test('a reserve the pack does not know is refused', () => {
    expect(draft(1_000, { banquet: 500, reserve: 150, welfare: 150 })).toBe('not-in-policy');
  });
});

test('MG-16 income of a county body or township is allocated by its government, not by a village’s procedure', () => {
  expect(draft(1_000, {}, makit, pool('township'))).toMatchObject({ allocatedBy: 'township-officer' });
  expect(draft(1_000, {}, makit, pool('county-body'))).toMatchObject({ allocatedBy: 'county-government' });
  expect(draft(1_000, {}, makit, pool('state-owned-company'))).toBe('not-in-policy');
  expect(draft(1_000, {}, makit)).toMatchObject({ type: 'plan-drafted', allocatedBy: undefined });
});
