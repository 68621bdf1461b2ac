/** What falls due about one asset, each once: the daily job flags it on the first day after its term. */
import { addDays, type CalendarDate, calendarDate } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import type { AssetCore } from './card.ts';
import type { CustodyPart } from './custody.ts';
import type { DuplicatePart } from './duplicate.ts';
import type { HandoverPart, Side } from './handover.ts';
import { openDuties, type RegistrationPart } from './outside-registration.ts';
import type { ValuePart } from './value/value.ts';

export type DueReason = 'posting' | 'registration' | 'repair' | 'final-account';

export interface Due {
  readonly reason: DueReason;
  /** Last day of the term. */
  readonly dueDate: string;
}

export type DueCommand = { readonly type: 'flag-due' } & Due;

export type DueEvent =
  | {
      readonly type: 'posting-overdue';
      readonly unitPath: string;
      readonly toUnitPath: string;
      readonly dueDate: string;
      readonly waiting: readonly Side[];
    }
  | {
      readonly type: 'registration-overdue';
      readonly unitPath: string;
      readonly dueDate: string;
      readonly systems: readonly string[];
    }
  | { readonly type: 'repair-overdue'; readonly unitPath: string; readonly dueDate: string }
  | { readonly type: 'final-account-overdue'; readonly unitPath: string; readonly dueDate: string };

export type DueRefusal = 'wrong-state';

type Owing = AssetCore & HandoverPart & RegistrationPart & CustodyPart & ValuePart & DuplicatePart;

/** Every reason with its date while it waits to be flagged; a new reason is one more row and one more case below. */
const DATES: Readonly<Record<DueReason, (asset: Owing) => readonly (string | undefined)[]>> = {
  posting: ({ handover }) => [handover?.postingOverdue ? undefined : handover?.postingDueDate],
  registration: (asset) => openDuties(asset).map((duty) => (duty.overdue ? undefined : duty.dueDate)),
  repair: ({ damage }) => [damage?.overdue ? undefined : damage?.repairDueDate],
  'final-account': ({ finalAccountOverdue, finalAccountDueDate, use }) => [
    finalAccountOverdue || use === 'disposed' ? undefined : finalAccountDueDate,
  ],
};

/** A card that has left the ledgers owes nothing but that it leaves the outside systems too. */
const owes = ({ use, duplicateOf }: Owing, reason: string): boolean =>
  reason === 'registration' || (use !== 'disposed' && duplicateOf === undefined);

/** What is still to be flagged, the earliest term first. */
function waiting(asset: Owing): Due[] {
  const reasons = Object.entries(DATES).filter(([reason]) => owes(asset, reason));
  const all = reasons.flatMap(([reason, dates]) =>
    [...new Set(dates(asset))].flatMap((dueDate) =>
      dueDate === undefined ? [] : [{ reason: reason as DueReason, dueDate }],
    ),
  );
  // Terms of one day stay in the order of the table.
  return all.sort((a, b) => (a.dueDate === b.dueDate ? 0 : a.dueDate < b.dueDate ? -1 : 1));
}

/** What the job has to flag as of today. */
export const flagsDue = (asset: Owing, today: CalendarDate): readonly Due[] =>
  waiting(asset).filter(({ dueDate }) => dueDate < today);

/** The day on which the job looks at the asset next; undefined when nothing waits. */
export function nextFlagOn(asset: Owing): CalendarDate | undefined {
  const [first] = waiting(asset);
  return first && addDays(calendarDate(first.dueDate), 1);
}

export function decideDue(
  state: Owing,
  { reason, dueDate }: DueCommand,
  { today }: DecisionContext<Policy>,
): Decision<DueEvent, DueRefusal> {
  if (!flagsDue(state, today).some((due) => due.reason === reason && due.dueDate === dueDate))
    return refuse('wrong-state');
  const { unitPath, handover } = state;
  switch (reason) {
    case 'posting':
      return accept({
        type: 'posting-overdue',
        unitPath,
        toUnitPath: handover?.toUnitPath ?? '',
        dueDate,
        waiting: (['giver', 'receiver'] as const).filter((side) => !handover?.posted.includes(side)),
      });
    case 'registration': {
      const systems = openDuties(state).filter((duty) => duty.dueDate === dueDate && !duty.overdue);
      return accept({ type: 'registration-overdue', unitPath, dueDate, systems: systems.map(({ system }) => system) });
    }
    case 'repair':
      return accept({ type: 'repair-overdue', unitPath, dueDate });
    case 'final-account':
      return accept({ type: 'final-account-overdue', unitPath, dueDate });
  }
}

export function evolveDue<Asset extends Owing>(state: Asset, event: DueEvent): Asset {
  switch (event.type) {
    case 'posting-overdue':
      return state.handover ? { ...state, handover: { ...state.handover, postingOverdue: true } } : state;
    case 'registration-overdue': {
      const registrations = (state.registrations ?? []).map((duty) =>
        event.systems.includes(duty.system) ? { ...duty, overdue: true as const } : duty,
      );
      return { ...state, registrations };
    }
    case 'repair-overdue':
      return state.damage ? { ...state, damage: { ...state.damage, overdue: true } } : state;
    case 'final-account-overdue':
      return { ...state, finalAccountOverdue: true };
  }
}
