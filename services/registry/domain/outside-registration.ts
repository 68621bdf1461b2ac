/**
 * Registration in the outside systems (MG-08): which ones follows from the owner's level. Each is a duty with a term; done, it keeps its
 * reference; every sale, transfer, damage or scrapping opens it again.
 */
import { addDays, type CalendarDate } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { HolderKind, Policy } from '../../../policy/policy.ts';

/** What is to be done in the outside system: enter the asset, enter what has changed, or take it out. */
export type RegistrationPurpose = 'register' | 'update' | 'remove';

export interface OutsideDuty {
  /** Id of the outside system. */
  readonly system: string;
  readonly status: 'due' | 'failed' | 'done';
  readonly purpose: RegistrationPurpose;
  /** Last day of the term; absent once it is done. */
  readonly dueDate?: string | undefined;
  /** The system's own number, kept when the duty opens again. */
  readonly reference?: string | undefined;
  readonly registeredOn?: string | undefined;
  readonly tries?: number | undefined;
  readonly nextTryOn?: string | undefined;
  readonly overdue?: true | undefined;
}

export interface RegistrationPart {
  readonly registrations?: readonly OutsideDuty[] | undefined;
}

/** Carried by every event that opens duties: the systems the asset belongs in from now on, and the last day of the term. */
export interface RegistrationsDue {
  readonly systems: readonly string[];
  readonly dueDate: string;
}

export type RegistrationCommand =
  | {
      readonly type: 'record-registration';
      readonly system: string;
      readonly reference: string;
      readonly registeredOn: string;
    }
  | { readonly type: 'record-registration-failure'; readonly system: string; readonly reason: string };

export type RegistrationEvent =
  | {
      readonly type: 'registration-recorded';
      readonly system: string;
      readonly purpose: RegistrationPurpose;
      readonly reference: string;
      readonly registeredOn: string;
    }
  | {
      readonly type: 'registration-failed';
      readonly system: string;
      readonly purpose: RegistrationPurpose;
      readonly reason: string;
      readonly tries: number;
      readonly nextTryOn: string;
    };

export type RegistrationRefusal = 'wrong-state' | 'date-in-future';
type Result = Decision<RegistrationEvent, RegistrationRefusal>;

/** The outside systems for an owner of this kind. */
export const systemsFor = (policy: Pick<Policy, 'outsideRegistrations'>, owner: HolderKind): readonly string[] =>
  policy.outsideRegistrations
    .filter(({ holderKinds }) => holderKinds.includes(owner))
    .flatMap(({ systems }) => systems.map(({ id }) => id));

const term = (systems: readonly string[], policy: Policy, today: CalendarDate): RegistrationsDue => ({
  systems,
  dueDate: addDays(today, policy.registrationDuty.deadlineDays),
});

/** What an asset that comes to this owner owes the outside systems; undefined when it owes nothing. */
export function owedByOwner(
  { registrations = [] }: RegistrationPart,
  owner: HolderKind,
  policy: Policy,
  today: CalendarDate,
): RegistrationsDue | undefined {
  const systems = systemsFor(policy, owner);
  return systems.length === 0 && registrations.length === 0 ? undefined : term(systems, policy, today);
}

/** What damage or loss owes: where it is registered, the change is entered. An asset nowhere registered owes nothing. */
export function owedByChange(
  { registrations = [] }: RegistrationPart,
  policy: Policy,
  today: CalendarDate,
): RegistrationsDue | undefined {
  const systems = registrations.filter(({ purpose }) => purpose !== 'remove').map(({ system }) => system);
  return registrations.length === 0 ? undefined : term(systems, policy, today);
}

/** What a sale or scrapping owes: it is taken out wherever it is registered. */
export const owedByRemoval = (
  { registrations = [] }: RegistrationPart,
  policy: Policy,
  today: CalendarDate,
): RegistrationsDue | undefined => (registrations.length === 0 ? undefined : term([], policy, today));

/** Duties after an event that opens them. What is open keeps its date: nothing that happens puts it off. */
export function reopened<Asset extends RegistrationPart>(state: Asset, due: RegistrationsDue | undefined): Asset {
  if (!due) return state;
  const { registrations = [] } = state;
  const kept = registrations.flatMap((duty) => reopenedDuty(duty, due));
  const added = due.systems
    .filter((system) => !registrations.some((duty) => duty.system === system))
    .map((system) => ({ system, status: 'due', purpose: 'register', dueDate: due.dueDate }) as const);
  const all = [...kept, ...added];
  return { ...state, registrations: all.length === 0 ? undefined : all };
}

function reopenedDuty(duty: OutsideDuty, { systems, dueDate }: RegistrationsDue): OutsideDuty[] {
  const belongs = systems.includes(duty.system);
  const known = duty.reference !== undefined;
  if (!belongs && !known) return [];
  const purpose = !belongs ? 'remove' : known ? 'update' : 'register';
  if (duty.status !== 'done') return [{ ...duty, purpose }];
  const { system, reference, registeredOn } = duty;
  return [{ system, status: 'due', purpose, dueDate, reference, registeredOn }];
}

export function decideRegistration(
  state: RegistrationPart,
  command: RegistrationCommand,
  { policy, today }: DecisionContext<Policy>,
): Result {
  const duty = (state.registrations ?? []).find(({ system }) => system === command.system);
  if (!duty || duty.status === 'done')
    return refuse('wrong-state', `没有待办的登记：${command.system}`, `nothing is due in ${command.system}`);
  const { system, purpose } = duty;
  if (command.type === 'record-registration') {
    const { reference, registeredOn } = command;
    if (registeredOn > today) return refuse('date-in-future');
    return accept({ type: 'registration-recorded', system, purpose, reference, registeredOn });
  }
  return accept({
    type: 'registration-failed',
    system,
    purpose,
    reason: command.reason,
    tries: (duty.tries ?? 0) + 1,
    nextTryOn: addDays(today, policy.registrationDuty.retryDays),
  });
}

export function evolveRegistration<Asset extends RegistrationPart>(state: Asset, event: RegistrationEvent): Asset {
  const { registrations = [] } = state;
  const next = registrations.flatMap((duty): OutsideDuty[] => {
    if (duty.system !== event.system) return [duty];
    if (event.type === 'registration-failed')
      return [{ ...duty, status: 'failed', tries: event.tries, nextTryOn: event.nextTryOn }];
    const { system, purpose, reference, registeredOn } = event;
    return purpose === 'remove' ? [] : [{ system, status: 'done', purpose, reference, registeredOn }];
  });
  return { ...state, registrations: next.length === 0 ? undefined : next };
}

/** Duties that are not done. */
export const openDuties = ({ registrations = [] }: RegistrationPart): readonly OutsideDuty[] =>
  registrations.filter(({ status }) => status !== 'done');
