import { describe, expect, test } from 'vitest';
import { calendarDate } from '../../../platform/calendar.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import type { Asset } from './asset.ts';
import { flagsDue, nextFlagOn } from './due.ts';
import { actor, Story, VILLAGE } from './sample-assets.ts';

const makit = loadPack('makit');
const job = actor('job:flag-due', '', '');
const clerk = actor('wang', 'village-accountant', VILLAGE);
const titled = {
  class: 'operating',
  title: 'titled',
  titleCertificate: { number: '7', issuedOn: '2020-06-30' },
} as const;
const registered = () => new Story(makit, loadHolidays()).registered(titled);
const due = (story: Story) => flagsDue(story.state as Asset, story.today);

describe('what falls due', () => {
  test('nothing waits for an asset that owes nothing', () => {
    const story = new Story(makit).registered({ class: 'operating' });
    expect(nextFlagOn(story.state as Asset)).toBeUndefined();
  });

  test('MG-08 registrations are flagged together on the first day after their term, once', () => {
    const story = registered();
    expect(nextFlagOn(story.state as Asset)).toBe('2026-06-06');
    story.today = calendarDate('2026-06-05');
    expect(due(story)).toEqual([]);
    const flag = { type: 'flag-due', reason: 'registration', dueDate: '2026-06-05' } as const;
    expect(story.codeOf(job, flag)).toBe('wrong-state');
    story.today = calendarDate('2026-06-06');
    expect(story.do(job, flag)).toEqual({
      type: 'registration-overdue',
      unitPath: VILLAGE,
      dueDate: '2026-06-05',
      systems: ['rural-collective-platform', 'anti-poverty-system'],
    });
    expect(story.codeOf(job, flag)).toBe('wrong-state');
    expect(nextFlagOn(story.state as Asset)).toBeUndefined();
    expect(story.state?.registrations?.every(({ overdue }) => overdue)).toBe(true);
  });

  test('a duty done in time is not flagged, and one flagged and done is not overdue any more', () => {
    const story = registered();
    const done = (system: string) =>
      ({ type: 'record-registration', system, reference: 'R', registeredOn: '2026-05-06' }) as const;
    story.do(clerk, done('rural-collective-platform'));
    story.today = calendarDate('2026-06-06');
    expect(story.do(job, { type: 'flag-due', reason: 'registration', dueDate: '2026-06-05' })).toMatchObject({
      systems: ['anti-poverty-system'],
    });
    story.do(clerk, done('anti-poverty-system'));
    expect(story.state?.registrations?.some(({ overdue }) => overdue)).toBe(false);
  });

  test('SX-07 a repair is flagged after its term, the earliest date first', () => {
    const story = registered();
    story.today = calendarDate('2026-05-10');
    story.do(clerk, { type: 'report-damage', description: '漏雨' });
    expect(nextFlagOn(story.state as Asset)).toBe('2026-06-06');
    story.today = calendarDate('2026-07-01');
    expect(due(story)).toEqual([
      { reason: 'registration', dueDate: '2026-06-05' },
      { reason: 'repair', dueDate: '2026-06-09' },
    ]);
    const flag = { type: 'flag-due', reason: 'repair', dueDate: '2026-06-09' } as const;
    expect(story.do(job, flag)).toEqual({ type: 'repair-overdue', unitPath: VILLAGE, dueDate: '2026-06-09' });
    expect(story.state?.damage).toEqual({ repairDueDate: '2026-06-09', overdue: true });
  });

  test('ZC-04 a posting is flagged for the sides that have not posted', () => {
    const story = registered();
    const approval = { status: 'approved', proposedBy: 'wang' } as const;
    const handover = {
      toUnitPath: '653127/653127101/',
      toKind: 'township',
      approval,
      confirmed: ['giver', 'receiver'],
      posted: ['giver'],
      postingDueDate: '2026-05-20',
    } as const;
    story.state = { ...(story.state as Asset), handover };
    story.today = calendarDate('2026-05-21');
    expect(story.do(job, { type: 'flag-due', reason: 'posting', dueDate: '2026-05-20' })).toEqual({
      type: 'posting-overdue',
      unitPath: VILLAGE,
      toUnitPath: '653127/653127101/',
      dueDate: '2026-05-20',
      waiting: ['receiver'],
    });
    expect(story.state?.handover?.postingOverdue).toBe(true);
    expect(due(story)).toEqual([]);
  });
});
