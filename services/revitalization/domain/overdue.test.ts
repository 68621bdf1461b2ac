import { describe, expect, test } from 'vitest';
import { calendarDate } from '../../../platform/calendar.ts';
import { PEOPLE, packOf, SampleItem } from '../sample-items.ts';
import { flagsLeft } from './deadline.ts';
import { flagsDue } from './overdue.ts';

const makit = packOf('makit');
/** Due 2026-04-12. */
const approved = () => new SampleItem(makit).list().approve();

/** Flags what is due on a day and gives back the events. */
function flagOn(item: SampleItem, day: string) {
  item.day = day;
  return flagsDue(item.item, calendarDate(day)).map(({ level }) =>
    item.must({ type: 'flag', level, dueDate: item.item.deadline?.dueDate ?? '' }),
  );
}

describe('what is flagged when', () => {
  test('due soon at 30, 7 and 1 days, overdue the day after, then escalated by days late', () => {
    const { deadline } = approved().item;
    expect(deadline && flagsLeft(deadline).map(({ level, on }) => [level, on])).toEqual([
      ['due-soon-30', '2026-03-13'],
      ['due-soon-7', '2026-04-05'],
      ['due-soon-1', '2026-04-11'],
      ['overdue', '2026-04-13'],
      ['escalated-township', '2026-04-13'],
      ['escalated-county-lead', '2026-04-27'],
      ['escalated-discipline-inspection', '2026-06-11'],
    ]);
    expect(deadline?.nextFlagOn).toBe('2026-03-13');
  });

  test('a reminder whose day is over when the date is set is left out, lateness never is', () => {
    const { deadline } = new SampleItem(makit).list().approve({ dueDate: '2026-01-19' }).item;
    expect(deadline && flagsLeft(deadline).map(({ level }) => level)).toEqual([
      'due-soon-1',
      'overdue',
      'escalated-township',
      'escalated-county-lead',
      'escalated-discipline-inspection',
    ]);
  });

  test('each level has an event with its days, also when it is caught up late', () => {
    const item = approved();
    expect(flagOn(item, '2026-03-13')).toEqual([
      {
        type: 'item-due-soon',
        unitPath: item.item.unitPath,
        dueDate: '2026-04-12',
        flaggedOn: '2026-03-13',
        nextFlagOn: '2026-04-05',
        daysBefore: 30,
        daysLeft: 30,
      },
    ]);
    expect(flagOn(item, '2026-04-04')).toEqual([]);
    expect(flagOn(item, '2026-04-29')).toMatchObject([
      { type: 'item-due-soon', daysBefore: 7, daysLeft: -17, nextFlagOn: '2026-04-29' },
      { type: 'item-due-soon', daysBefore: 1, daysLeft: -17 },
      { type: 'item-overdue', daysLate: 17 },
      { type: 'item-escalated', level: 'township', daysLate: 17 },
      { type: 'item-escalated', level: 'county-lead', daysLate: 17, nextFlagOn: '2026-06-11' },
    ]);
    expect(flagOn(item, '2026-06-11')).toMatchObject([{ level: 'discipline-inspection', daysLate: 60 }]);
    expect(item.item.deadline?.nextFlagOn).toBeUndefined();
  });

  test('is not overdue on the due date itself', () => {
    const item = approved();
    flagOn(item, '2026-04-12');
    expect(item.item.deadline?.flagged).toEqual(['due-soon-30', 'due-soon-7', 'due-soon-1']);
  });

  test('an extension begins a new date with all its levels', () => {
    const item = approved();
    flagOn(item, '2026-04-20');
    item.must({ type: 'request-extension', dueDate: '2026-06-30', reason: '手续' });
    item.must({ type: 'step-extension', verdict: 'approved' }, PEOPLE.industry);
    expect(item.item.deadline).toMatchObject({ dueSoonDays: [30, 7, 1], nextFlagOn: '2026-05-31' });
    expect(item.item.deadline?.flagged).toBeUndefined();
    expect(flagOn(item, '2026-07-01')).toHaveLength(5);
  });

  test('nothing is flagged before approval, while suspended, or after the write-off', () => {
    const item = new SampleItem(makit).list();
    expect(flagOn(item, '2030-01-01')).toEqual([]);
    item.day = '2026-01-12';
    item.approve();
    item.must({ type: 'suspend', reason: '诉讼' }, PEOPLE.county);
    expect(flagOn(item, '2026-05-01')).toEqual([]);
    item.must({ type: 'resume', reason: '恢复' }, PEOPLE.county);
    // Today's run may be over; what was missed is flagged from tomorrow.
    expect(item.item.deadline?.nextFlagOn).toBe('2026-05-02');
    expect(flagOn(item, '2026-05-02')).toHaveLength(6);
    const done = approved().report().writeOff();
    expect(flagOn(done, '2030-01-01')).toEqual([]);
  });

  test('time runs on while a completion waits for its verification', () => {
    const item = approved().report();
    expect(flagOn(item, '2026-04-13')).toMatchObject([{}, {}, {}, { type: 'item-overdue' }, { level: 'township' }]);
  });

  test('a pack that changes later does not change a running case', () => {
    const item = approved();
    const overdue = { ...makit.overdue, dueSoonDays: [60] };
    const later = new SampleItem({ ...makit, overdue }, '2026-03-13');
    later.state = item.item;
    expect(flagOn(later, '2026-03-13')).toMatchObject([{ daysBefore: 30 }]);
  });
});
