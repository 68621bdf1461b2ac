import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, calendarDate } from '../../../platform/calendar.ts';
import { deadlineOf, flagsLeft, isFlaggedOverdue, metDeadline, type SetDeadline, withFlag } from './deadline.ts';

const DUE = calendarDate('2026-06-30');

const setDeadline: fc.Arbitrary<SetDeadline> = fc.record({
  dueDate: fc.constant(DUE),
  setOn: fc.integer({ min: 1, max: 90 }).map((days) => addDays(DUE, 0 - days)),
  dueSoonDays: fc
    .uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 4 })
    .map((days) => days.sort((a, b) => b - a)),
  escalations: fc
    .uniqueArray(fc.integer({ min: 1, max: 90 }), { maxLength: 4 })
    .map((days) => days.sort((a, b) => a - b).map((daysLate, index) => ({ level: `level-${4 - index}`, daysLate }))),
});

test('what is left and what has been flagged are together what was set, whatever is flagged and in whatever order a table keeps a map', () => {
  fc.assert(
    fc.property(setDeadline, fc.nat(10), fc.boolean(), (set, flags, turned) => {
      const all = flagsLeft(deadlineOf(set));
      expect(all.map(({ on }) => on)).toEqual(all.map(({ on }) => on).sort());
      let deadline = deadlineOf(set);
      for (const flag of all.slice(0, flags)) {
        deadline = withFlag(deadline, flag);
        const { escalations } = deadline;
        if (turned && escalations)
          deadline = { ...deadline, escalations: Object.fromEntries(Object.entries(escalations).reverse()) };
      }
      expect(flagsLeft(deadline)).toEqual(all.slice(flags));
      expect(deadline.flagged ?? []).toEqual(all.slice(0, flags).map(({ level }) => level));
      expect(isFlaggedOverdue(deadline)).toBe(all.slice(0, flags).some(({ kind }) => kind === 'overdue'));
      // A list with nothing in it is not kept.
      for (const list of [deadline.dueSoonDays, deadline.escalations])
        expect(list === undefined || Object.keys(list).length > 0).toBe(true);
    }),
  );
});

test('of a deadline that was met the date remains, with what had been flagged', () => {
  const set = {
    dueDate: DUE,
    setOn: '2026-01-01',
    dueSoonDays: [30],
    escalations: [{ level: 'township', daysLate: 1 }],
  };
  const deadline = deadlineOf(set);
  expect(metDeadline(deadline)).toEqual({ dueDate: DUE });
  expect(metDeadline(withFlag(deadline, { level: 'due-soon-30' }, '2026-07-01'))).toEqual({
    dueDate: DUE,
    flagged: ['due-soon-30'],
  });
});
