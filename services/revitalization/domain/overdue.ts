/**
 * What is flagged when (catalogue, "Overdue"): due soon, overdue, escalated — each level once per due date, in order, also when the
 * days on which it should have happened went by without a run.
 */
import { addDays, type CalendarDate, calendarDate, daysBetween } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Overdue, Policy } from '../../../policy/policy.ts';
import {
  type Deadline,
  dueSoonLevel,
  escalationLevel,
  type Item,
  type ItemEvent,
  isRunning,
  OVERDUE_LEVEL,
  type SetDeadline,
} from './item.ts';

/** One thing to be said on one day. */
export type Flag = { readonly level: string; readonly on: CalendarDate } & (
  | { readonly kind: 'due-soon'; readonly daysBefore: number }
  | { readonly kind: 'overdue' }
  | { readonly kind: 'escalated'; readonly to: string }
);

/**
 * Every flag of a due date, in order. Reminders whose day was not after the day the date was set are left out: whoever has just set
 * it knows. Lateness is never left out.
 */
export function flagsOf(due: SetDeadline): Flag[] {
  const dueDate = calendarDate(due.dueDate);
  const reminders = due.dueSoonDays.map(
    (daysBefore): Flag => ({
      kind: 'due-soon',
      level: dueSoonLevel(daysBefore),
      on: addDays(dueDate, 0 - daysBefore),
      daysBefore,
    }),
  );
  const escalations = due.escalations.map(
    ({ level, daysLate }): Flag => ({
      kind: 'escalated',
      level: escalationLevel(level),
      on: addDays(dueDate, daysLate),
      to: level,
    }),
  );
  return [
    ...reminders.filter((flag) => flag.on > due.setOn),
    { kind: 'overdue', level: OVERDUE_LEVEL, on: addDays(dueDate, 1) },
    ...escalations,
  ];
}

/** What is still to be flagged, in order. */
function flagsLeft(deadline: Deadline): Flag[] {
  return flagsOf(deadline).filter((flag) => !deadline.flagged.includes(flag.level));
}

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
  return { ...deadline, nextFlagOn: nextFlagOn({ ...deadline, flagged: [] }, addDays(today, 1)) };
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
  const flagged = { ...deadline, flagged: [...deadline.flagged, flag.level] };
  const about = {
    unitPath: state.unitPath,
    dueDate: deadline.dueDate,
    flaggedOn: today,
    nextFlagOn: nextFlagOn(flagged, today),
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
