/**
 * What is flagged when (catalogue, "Overdue"): due soon, overdue, escalated — each level once per due date, in order, also when the
 * days on which it should have happened went by without a run.
 */
import { addDays, type CalendarDate, calendarDate, daysBetween } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Overdue, Policy } from '../../../policy/policy.ts';
import { type Deadline, deadlineOf, type Flag, flagsLeft, type SetDeadline, withFlag } from './deadline.ts';
import { type Item, type ItemEvent, isRunning } from './item.ts';

/** What must be flagged today or should have been before, in order. */
export function flagsDue(item: Item, today: CalendarDate): Flag[] {
  if (!item.deadline || !isRunning(item.status)) return [];
  return flagsLeft(item.deadline).filter((flag) => flag.on <= today);
}

const later = (a: CalendarDate, b: CalendarDate): CalendarDate => (a > b ? a : b);

/** A new deadline with the day of its first flag: tomorrow at the earliest, since today's run may be over. */
export function newDeadline(dueDate: string, overdue: Overdue, today: CalendarDate): SetDeadline {
  const { dueSoonDays } = overdue;
  const escalations = overdue.escalations.map(({ level, daysLate }) => ({ level, daysLate }));
  const deadline = { dueDate, setOn: today, dueSoonDays, escalations };
  return { ...deadline, nextFlagOn: nextFlagOn(deadlineOf(deadline), addDays(today, 1)) };
}

/** The day of the next flag, not before `earliest`; undefined when nothing is left to flag. */
export function nextFlagOn(deadline: Deadline | undefined, earliest: CalendarDate): CalendarDate | undefined {
  const [next] = deadline ? flagsLeft(deadline) : [];
  return next && later(next.on, earliest);
}

/** Flags one level, provided it is the next and its day has come; otherwise `wrong-state`, and nothing happens. */
export function decideFlag(
  state: Item,
  command: { readonly level: string; readonly dueDate: string },
  { today }: DecisionContext<Policy>,
): Decision<ItemEvent, 'wrong-state'> {
  const { deadline } = state;
  const [flag] = flagsDue(state, today);
  if (!deadline || flag?.level !== command.level || deadline.dueDate !== command.dueDate) return refuse('wrong-state');
  const about = {
    unitPath: state.unitPath,
    dueDate: deadline.dueDate,
    flaggedOn: today,
    nextFlagOn: nextFlagOn(withFlag(deadline, flag), today),
  };
  const daysLate = daysBetween(calendarDate(deadline.dueDate), today);
  switch (flag.kind) {
    case 'due-soon':
      return accept({ type: 'item-due-soon', ...about, daysBefore: flag.daysBefore, daysLeft: 0 - daysLate });
    case 'overdue':
      return accept({ type: 'item-overdue', ...about, daysLate });
    case 'escalated':
      return accept({ type: 'item-escalated', ...about, level: flag.to, daysLate });
  }
}
