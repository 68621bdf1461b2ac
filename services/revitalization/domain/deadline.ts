/**
 * A due date with what is to be flagged of it: the pack's levels, copied when the date is set, so that a later pack does not change a
 * running case.
 */
import { addDays, type CalendarDate, calendarDate } from '../../../platform/calendar.ts';

/** A deadline as an event sets it. */
export interface SetDeadline {
  readonly dueDate: string;
  readonly setOn: string;
  readonly dueSoonDays: readonly number[];
  readonly escalations: readonly { readonly level: string; readonly daysLate: number }[];
  /** The next day on which something must be flagged; absent when nothing is left to flag. */
  readonly nextFlagOn?: string | undefined;
}

/** What is still to be flagged of a due date, and what has been. */
export interface Deadline {
  readonly dueDate: string;
  /** Days before it on which a reminder is still to come; absent when none is. */
  readonly dueSoonDays?: readonly number[] | undefined;
  /** How many days late which level is still to hear of it; absent when none is. */
  readonly escalations?: Readonly<Record<string, number>> | undefined;
  /** Levels flagged for this very date, in order; absent before the first. */
  readonly flagged?: readonly string[] | undefined;
  readonly nextFlagOn?: string | undefined;
}

/** One thing to be said on one day. */
export type Flag = { readonly level: string; readonly on: CalendarDate } & (
  | { readonly kind: 'due-soon'; readonly daysBefore: number }
  | { readonly kind: 'overdue' }
  | { readonly kind: 'escalated'; readonly to: string }
);

export const dueSoonLevel = (daysBefore: number): string => `due-soon-${daysBefore}`;
export const OVERDUE_LEVEL = 'overdue';
export const escalationLevel = (level: string): string => `escalated-${level}`;

export const isFlaggedOverdue = (deadline: Deadline | undefined): boolean =>
  deadline?.flagged?.includes(OVERDUE_LEVEL) ?? false;

const unlessEmpty = <List extends object>(list: List): List | undefined =>
  Object.keys(list).length === 0 ? undefined : list;

/**
 * A deadline of which nothing has been flagged. Reminders whose day was not after the day the date was set are left out: whoever has
 * just set it knows. Lateness is never left out.
 */
export function deadlineOf({ dueDate, setOn, dueSoonDays, escalations, nextFlagOn }: SetDeadline): Deadline {
  const due = calendarDate(dueDate);
  return {
    dueDate,
    dueSoonDays: unlessEmpty(dueSoonDays.filter((daysBefore) => addDays(due, 0 - daysBefore) > setOn)),
    escalations: unlessEmpty(Object.fromEntries(escalations.map(({ level, daysLate }) => [level, daysLate]))),
    nextFlagOn,
  };
}

/** What is still to be flagged, in the order of its days. */
export function flagsLeft(deadline: Deadline): Flag[] {
  const dueDate = calendarDate(deadline.dueDate);
  const reminders = (deadline.dueSoonDays ?? []).map((daysBefore): Flag => {
    return { kind: 'due-soon', level: dueSoonLevel(daysBefore), on: addDays(dueDate, 0 - daysBefore), daysBefore };
  });
  const overdue: Flag = { kind: 'overdue', level: OVERDUE_LEVEL, on: addDays(dueDate, 1) };
  // The order of a map is nobody's promise; the pack's levels rise with the days late.
  const escalations = Object.entries(deadline.escalations ?? {}).toSorted(([, a], [, b]) => a - b);
  return [
    ...reminders,
    ...(isFlaggedOverdue(deadline) ? [] : [overdue]),
    ...escalations.map(([level, daysLate]): Flag => {
      return { kind: 'escalated', level: escalationLevel(level), on: addDays(dueDate, daysLate), to: level };
    }),
  ];
}

/** The deadline once this flag has been set. */
export function withFlag(deadline: Deadline, { level }: Pick<Flag, 'level'>, nextFlagOn?: string): Deadline {
  const { dueDate, dueSoonDays = [], escalations = {}, flagged = [] } = deadline;
  const levels = Object.entries(escalations).filter(([to]) => escalationLevel(to) !== level);
  return {
    dueDate,
    dueSoonDays: unlessEmpty(dueSoonDays.filter((daysBefore) => dueSoonLevel(daysBefore) !== level)),
    escalations: unlessEmpty(Object.fromEntries(levels)),
    flagged: [...flagged, level],
    nextFlagOn,
  };
}

/** What remains of a deadline when nothing is left to be done: the date, and what had been flagged. */
export const metDeadline = ({ dueDate, flagged }: Deadline): Deadline => ({ dueDate, flagged });
