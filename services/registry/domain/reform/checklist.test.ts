import { describe, expect, test } from 'vitest';
import { calendarDate } from '../../../../platform/calendar.ts';
import { loadPack } from '../../../../policy/load.ts';
import type { Policy } from '../../../../policy/policy.ts';
import { papers } from '../disposal/sample-disposals.ts';
import { actor, OTHER_VILLAGE, unitOf, VILLAGE } from '../sample-assets.ts';
import type { UnitKind } from '../units/unit.ts';
import {
  type Checklist,
  type ChecklistCommand,
  type ChecklistRefs,
  decideChecklist,
  evolveChecklist,
} from './checklist.ts';

const fucheng = loadPack('fucheng');
const ordered: Policy = { ...fucheng, checklists: fucheng.checklists.map((list) => ({ ...list, inOrder: true })) };
const STEPS = fucheng.checklists[0]?.steps.map(({ id }) => id) ?? [];
const FILED = { evidence: papers(['meeting-minutes']) };
const clerk = actor('wang', 'village-accountant', VILLAGE);
const done = (step: string, doneOn = '2026-05-01') => ({ type: 'record-step', step, doneOn }) as const;
const reopen = (step: string) => ({ type: 'reopen-step', step, reason: '资料有误' }) as const;
const open = { type: 'open', unitPath: VILLAGE, checklist: 'property-rights-reform' } as const;

class List {
  state: Checklist | undefined;
  private readonly policy: Policy;
  constructor(policy: Policy = fucheng) {
    this.policy = policy;
  }
  decide(command: ChecklistCommand, refs: ChecklistRefs) {
    const at = { now: '2026-05-06T02:00:00.000Z', today: calendarDate('2026-05-06'), eventId: 'E', actor: clerk };
    return decideChecklist(this.state, command, refs, { ...at, policy: this.policy, holidays: { years: {} } });
  }
  codeOf(command: ChecklistCommand, refs: ChecklistRefs = FILED): string {
    const decision = this.decide(command, refs);
    return decision.kind === 'refused' ? decision.refusal.code : 'accepted';
  }
  do(command: ChecklistCommand, refs: ChecklistRefs = FILED): this {
    const decision = this.decide(command, refs);
    if (decision.kind === 'refused') throw new Error(decision.refusal.code);
    this.state = evolveChecklist(this.state, decision.event);
    return this;
  }
}
const opened = (policy?: Policy) => new List(policy).do(open, { unit: unitOf(VILLAGE) });
const [first = '', second = '', third = ''] = STEPS;

describe('FC-01', () => {
  test('FC-01 the eleven steps of the reform, each with its evidence and the day it was done', () => {
    expect(STEPS).toHaveLength(11);
    const list = opened();
    for (const [place, step] of STEPS.entries()) {
      expect(Object.keys(list.state?.done ?? {})).toHaveLength(place);
      list.do(done(step));
    }
    expect(list.state?.done[second]).toEqual({ doneOn: '2026-05-01', evidenceIds: ['meeting-minutes'] });
  });

  test('FC-01 a step without evidence, with another village’s, or done tomorrow is not done', () => {
    expect(opened().codeOf(done(first), {})).toBe('evidence-missing');
    expect(opened().codeOf(done(first), { evidence: papers(['minutes'], OTHER_VILLAGE) })).toBe(
      'evidence-not-verified',
    );
    expect(opened().codeOf(done(first, '2026-05-07'))).toBe('date-in-future');
    expect(opened().codeOf(done('twelfth'))).toBe('not-in-policy');
    expect(opened().do(done(first)).codeOf(done(first))).toBe('wrong-state');
  });

  test('FC-01 the steps have an order only where the pack says so', () => {
    expect(opened().codeOf(done(third))).toBe('accepted');
    const list = opened(ordered);
    expect(list.codeOf(done(second))).toBe('step-out-of-order');
    list.do(done(first)).do(done(second));
    expect(list.codeOf(reopen(first))).toBe('step-out-of-order');
    expect(list.codeOf(reopen(second))).toBe('accepted');
  });

  test('FC-01 a step is opened again with a reason, and only one that is done', () => {
    const list = opened().do(done(first));
    expect(list.codeOf(reopen(second))).toBe('wrong-state');
    expect(list.do(reopen(first)).state?.done).toEqual({});
    expect(list.codeOf(done(first))).toBe('accepted');
  });

  test.each([
    ['a unit that is not there', undefined, 'unknown-unit'],
    ['a unit that is elsewhere', unitOf(OTHER_VILLAGE), 'unknown-unit'],
    ['a village merged away', unitOf(VILLAGE, 'village', 'closed'), 'unit-closed'],
    ['a department', unitOf(VILLAGE, 'department' as UnitKind), 'not-in-policy'],
  ])('%s has no checklist', (_what, unit, code) => {
    expect(new List().codeOf(open, { unit })).toBe(code);
  });

  test('a pack without a checklist opens none, and a village has one of each', () => {
    const unit = unitOf(VILLAGE);
    expect(new List(loadPack('makit')).codeOf(open, { unit })).toBe('not-in-policy');
    expect(opened().codeOf(open, { unit })).toBe('already-exists');
    expect(new List().codeOf(done(first))).toBe('not-found');
  });
});
