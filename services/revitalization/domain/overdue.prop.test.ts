import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, calendarDate } from '../../../platform/calendar.ts';
import { PEOPLE, packOf, SampleItem } from '../sample-items.ts';
import { flagsLeft } from './deadline.ts';
import { flagsDue } from './overdue.ts';

const makit = packOf('makit');
const START = calendarDate('2026-01-12');

const overdue = fc.record({
  dueSoonDays: fc
    .uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 })
    .map((days) => days.sort((a, b) => b - a)),
  escalations: fc
    .uniqueArray(fc.integer({ min: 1, max: 90 }), { maxLength: 3 })
    .map((days) => days.sort((a, b) => a - b).map((daysLate, index) => ({ level: `level-${index}`, daysLate }))),
});

describe('flags', () => {
  test('every level is flagged exactly once and in order, whatever days are missed', () => {
    fc.assert(
      fc.property(
        overdue,
        fc.integer({ min: 1, max: 90 }),
        fc.array(fc.integer({ min: 1, max: 45 }), { minLength: 1, maxLength: 25 }),
        (levels, days, gaps) => {
          const policy = { ...makit, overdue: { ...makit.overdue, ...levels } } as typeof makit;
          const item = new SampleItem(policy, START).list().approve({ dueDate: addDays(START, days) });
          const { deadline } = item.item;
          if (!deadline) throw new Error('no deadline');
          let day = START;
          for (const gap of gaps) {
            day = addDays(day, gap);
            item.day = day;
            for (const { level } of flagsDue(item.item, day)) {
              item.must({ type: 'flag', level, dueDate: deadline.dueDate }, PEOPLE.county);
            }
            const expected = flagsLeft(deadline).filter(({ on }) => on <= day);
            expect(item.item.deadline?.flagged ?? []).toEqual(expected.map(({ level }) => level));
            // Nothing is left for a second run, and what comes next is in the index for its very day.
            expect(flagsDue(item.item, day)).toEqual([]);
            const later = flagsLeft(deadline).filter(({ on }) => on > day);
            expect(item.item.deadline?.nextFlagOn).toBe(later[0]?.on);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a level that is not the next, or whose day has not come, is never flagged', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.nat(8), (after, which) => {
        const item = new SampleItem(makit, START).list().approve();
        const { deadline } = item.item;
        if (!deadline) throw new Error('no deadline');
        item.day = addDays(START, after);
        const levels = flagsLeft(deadline);
        const level = levels[which % levels.length];
        const next = flagsDue(item.item, calendarDate(item.day))[0];
        const answer = item.answer({ type: 'flag', level: level?.level ?? '', dueDate: deadline.dueDate });
        expect(answer).toBe(next !== undefined && next.level === level?.level ? 'accepted' : 'wrong-state');
      }),
    );
  });
});
