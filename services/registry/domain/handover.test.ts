import { describe, expect, test } from 'vitest';
import { calendarDate } from '../../../platform/calendar.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import type { Policy } from '../../../policy/policy.ts';
import { handoverSteps, receiverOf } from './handover.ts';
import { actor, OTHER_VILLAGE, Story, unitOf, VILLAGE } from './sample-assets.ts';

const makit = loadPack('makit');
const holidays = loadHolidays();
/** Three steps by three levels, so that every branch can be walked. */
const policy: Policy = {
  ...makit,
  chains: {
    ...makit.chains,
    handover: {
      source: 'local-decision',
      steps: [
        {
          id: 'township',
          name: { zh: '乡镇审核', en: 'Township' },
          role: 'township-officer',
          level: 'township',
          effect: 'examine',
        },
        {
          id: 'committee',
          name: { zh: '财经委', en: 'Committee' },
          role: 'county-government',
          level: 'county',
          effect: 'examine',
        },
        {
          id: 'finance',
          name: { zh: '财政批复', en: 'Finance' },
          role: 'finance-bureau',
          level: 'county',
          effect: 'approve',
        },
      ],
    },
  },
};
const TOWNSHIP = '653127/653127100/';
const giver = actor('wang', 'village-accountant', VILLAGE);
const receiver = actor('sun', 'village-accountant', OTHER_VILLAGE);
const officer = actor('qian', 'township-officer', TOWNSHIP);
const government = actor('feng', 'county-government', '653127/');
const finance = actor('zheng', 'finance-bureau', '653127/');

const propose = { type: 'propose-handover', toUnitPath: OTHER_VILLAGE, reason: '村组合并' } as const;
const refs = { unit: unitOf(OTHER_VILLAGE) };
const step = (verdict: 'approved' | 'returned' | 'refused', reason?: string) =>
  ({ type: 'step-handover', verdict, reason }) as const;
const confirm = (side: 'giver' | 'receiver') => ({ type: 'confirm-handover', side }) as const;
const post = (side: 'giver' | 'receiver') => ({ type: 'post-handover', side, voucher: '记字第1号' }) as const;

function proposed(): Story {
  const story = new Story(policy, holidays).registered({ class: 'operating' });
  story.do(giver, propose, refs);
  return story;
}
function approved(): Story {
  const story = proposed();
  for (const who of [officer, government, finance]) story.do(who, step('approved'));
  return story;
}
function confirmedByBoth(): Story {
  const story = approved();
  story.do(giver, confirm('giver'));
  story.do(receiver, confirm('receiver'));
  return story;
}

describe('proposing', () => {
  test('carries the pack’s steps with it, so that a later pack does not change a running case', () => {
    const handover = proposed().state?.handover;
    expect(handover && handoverSteps(handover).map(({ id }) => id)).toEqual(['township', 'committee', 'finance']);
  });

  test.each([
    ['a unit that is not there', propose, {}, 'unknown-unit'],
    ['a unit that is elsewhere', propose, { unit: unitOf('653127/X/') }, 'unknown-unit'],
    ['a unit that was merged away', propose, { unit: unitOf(OTHER_VILLAGE, 'village', 'closed') }, 'unit-closed'],
    ['its present holder', { ...propose, toUnitPath: VILLAGE }, { unit: unitOf(VILLAGE) }, 'same-holder'],
  ] as const)('to %s is refused', (_what, command, unit, code) => {
    expect(new Story(policy).registered({ class: 'operating' }).codeOf(giver, command, unit)).toBe(code);
  });

  test('is refused while one is open or approved, and possible again once returned or refused', () => {
    expect(proposed().codeOf(giver, propose, refs)).toBe('wrong-state');
    expect(approved().codeOf(giver, propose, refs)).toBe('wrong-state');
    for (const verdict of ['returned', 'refused'] as const) {
      const story = proposed();
      story.do(officer, step(verdict, '材料不全'));
      expect(receiverOf(story.state ?? {})).toBeUndefined();
      story.do(giver, propose, refs);
      const again = story.state?.handover;
      expect(again && handoverSteps(again)).toHaveLength(3);
    }
  });
});

describe('MG-08 the chain', () => {
  test('is walked in order: township, committee, finance bureau', () => {
    const story = proposed();
    expect(story.codeOf(finance, step('approved'))).toBe('not-your-step');
    story.do(officer, step('approved'));
    expect(story.codeOf(finance, step('approved'))).toBe('not-your-step');
    story.do(government, step('approved'));
    story.do(finance, step('approved'));
    expect(story.state?.handover?.approval.status).toBe('approved');
    expect(story.codeOf(finance, step('approved'))).toBe('wrong-state');
  });

  test('as the county’s own pack has it: finance committee, then the reply of the finance bureau', () => {
    const story = new Story(makit, holidays).registered({ class: 'operating' });
    story.do(giver, propose, refs);
    story.do(government, step('approved'));
    story.do(finance, step('approved'));
    expect(story.state?.handover?.approval.status).toBe('approved');
  });

  test('a return and a refusal need their reason, and end it at any step', () => {
    for (const verdict of ['returned', 'refused'] as const) {
      const story = proposed();
      expect(story.codeOf(officer, step(verdict))).toBe('reason-required');
      story.do(officer, step('approved'));
      story.do(government, step(verdict, '不同意'));
      expect(story.state?.handover?.approval.status).toBe(verdict);
      expect(story.codeOf(finance, step('approved'))).toBe('wrong-state');
      expect(story.codeOf(giver, confirm('giver'))).toBe('wrong-state');
    }
  });

  test('nobody approves what they proposed', () => {
    const story = proposed();
    expect(story.codeOf({ ...officer, sub: 'wang' }, step('approved'))).toBe('own-proposal');
  });

  test('nobody takes two steps, whatever their roles', () => {
    const both = { sub: 'qian', roles: ['township-officer', 'county-government', 'finance-bureau'], unit: TOWNSHIP };
    const story = proposed();
    story.do(both, step('approved'));
    expect(story.codeOf({ ...both, unit: '653127/' }, step('approved'))).toBe('second-step');
  });

  test('an officer of another township has no say, nor one from below or above the step’s level', () => {
    const story = proposed();
    for (const unit of ['653127/653127101/', '653127/6531271/', VILLAGE, '653127/', '513223/513223100/', '']) {
      expect(story.codeOf({ ...officer, unit }, step('approved'))).toBe('not-your-step');
    }
    story.do(officer, step('approved'));
    for (const unit of ['513223/', TOWNSHIP, ''])
      expect(story.codeOf({ ...government, unit }, step('approved'))).toBe('not-your-step');
  });

  test('has its guard in the database write, under a name that a finding does not use', () => {
    expect(proposed().decide(officer, step('approved'))).toMatchObject({
      guard: { actorMustNotBeListed: 'handover:qian', code: 'second-step' },
    });
  });
});

describe('ZC-04 both sides', () => {
  test('confirm, then post; the card changes holder only with the second posting', () => {
    const story = confirmedByBoth();
    story.do(giver, post('giver'));
    expect(story.state).toMatchObject({ unitPath: VILLAGE, handover: { posted: ['giver'] } });
    const last = story.do(receiver, post('receiver'));
    expect(last).toMatchObject({
      type: 'asset-handed-over',
      fromUnitPath: VILLAGE,
      unitPath: OTHER_VILLAGE,
      holderKind: 'village',
    });
    expect(story.state).toMatchObject({ unitPath: OTHER_VILLAGE });
    expect(story.state?.handover).toBeUndefined();
  });

  test('in either order', () => {
    const story = approved();
    story.do(receiver, confirm('receiver'));
    story.do(giver, confirm('giver'));
    story.do(receiver, post('receiver'));
    expect(story.state?.unitPath).toBe(VILLAGE);
    story.do(giver, post('giver'));
    expect(story.state?.unitPath).toBe(OTHER_VILLAGE);
  });

  test('each for itself: nobody confirms or posts for the other, nobody twice, nobody before the approval', () => {
    expect(proposed().codeOf(giver, confirm('giver'))).toBe('wrong-state');
    const story = approved();
    expect(story.codeOf(receiver, confirm('giver'))).toBe('outside-your-unit');
    expect(story.codeOf(giver, confirm('receiver'))).toBe('outside-your-unit');
    story.do(giver, confirm('giver'));
    expect(story.codeOf(giver, confirm('giver'))).toBe('wrong-state');
    expect(story.codeOf(giver, post('giver'))).toBe('wrong-state');
    story.do(receiver, confirm('receiver'));
    expect(story.codeOf(receiver, post('giver'))).toBe('outside-your-unit');
    story.do(giver, post('giver'));
    expect(story.codeOf(giver, post('giver'))).toBe('wrong-state');
  });

  test('the second confirmation sets the day by which both must have posted, in working days', () => {
    const story = approved();
    story.today = calendarDate('2026-09-24');
    expect(story.do(giver, confirm('giver'))).toMatchObject({ postingDueDate: undefined });
    story.do(receiver, confirm('receiver'));
    expect(policy.handover).toMatchObject({ postingDeadlineDays: 15, unit: 'working-day' });
    // Mid-autumn and national days lie in between.
    const due = story.state?.handover?.postingDueDate ?? '';
    expect(due > '2026-10-15').toBe(true);
  });

  test('needs a handover under way', () => {
    const story = new Story(policy).registered({ class: 'operating' });
    for (const command of [step('approved'), confirm('giver'), post('giver')])
      expect(story.codeOf(officer, command)).toBe('wrong-state');
  });
});
