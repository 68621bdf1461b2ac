/**
 * How a rule speaks: `decide` looks at the state and a command and answers with one event or a typed refusal; `evolve` folds
 * an event into the state. Both are pure: time, ids, policy and the acting person are arguments. A decider throws only when an
 * invariant is broken.
 */
import type { CalendarDate, HolidayCalendar } from './calendar.ts';

/** The person or system on whose behalf a command runs. */
export interface Actor {
  readonly sub: string;
  readonly roles: readonly string[];
  /** Unit path the actor may act for. */
  readonly unit: string;
}

export interface DecisionContext<Policy> {
  /** Instant of the decision, ISO 8601 UTC. */
  readonly now: string;
  /** The calendar date of `now` in Asia/Shanghai. */
  readonly today: CalendarDate;
  /** Id of the event that will record the decision; new things take their id from it, so a repeated command makes the same one. */
  readonly eventId: string;
  readonly actor: Actor;
  readonly policy: Policy;
  readonly holidays: HolidayCalendar;
}

/** An expected no. `detail` says what exactly, in the reader's two languages. */
export interface Refusal<Code extends string = string> {
  readonly code: Code;
  readonly detail?: { readonly zh: string; readonly en: string };
  /** Places of the request that are wrong: RFC 6901 pointers. */
  readonly places?: readonly { readonly pointer: string; readonly reason: string }[];
}

/**
 * A condition repeated in the database write: the acting person must not be among those the state item names in `actors`,
 * so that even two racing processes cannot let somebody approve their own proposal.
 */
export interface ActorGuard<Code extends string = string> {
  readonly actorMustNotBeListed: string;
  readonly code: Code;
}

export type Decision<Event, Code extends string = string> =
  | { readonly kind: 'accepted'; readonly event: Event; readonly guard?: ActorGuard<Code> }
  | { readonly kind: 'refused'; readonly refusal: Refusal<Code> };

export const accept = <Event, Code extends string = never>(
  event: Event,
  guard?: ActorGuard<Code>,
): Decision<Event, Code> => (guard ? { kind: 'accepted', event, guard } : { kind: 'accepted', event });

export const refuse = <Code extends string>(code: Code, zh?: string, en?: string): Decision<never, Code> => ({
  kind: 'refused',
  refusal: zh !== undefined && en !== undefined ? { code, detail: { zh, en } } : { code },
});

/** A refusal that points at the places of the request. */
export const refuseAt = <Code extends string>(
  code: Code,
  places: NonNullable<Refusal['places']>,
  zh: string,
  en: string,
): Decision<never, Code> => ({ kind: 'refused', refusal: { code, detail: { zh, en }, places } });

/**
 * One kind of aggregate. `Refs` are other states the decision looks at, read in the same call as the state itself.
 */
export interface Decider<State, Command, Event, Refs, Policy, Code extends string = string> {
  decide(
    state: State | undefined,
    command: Command,
    refs: Refs,
    context: DecisionContext<Policy>,
  ): Decision<Event, Code>;
  evolve(state: State | undefined, event: Event): State;
}

/** Breaks off when something that can never be, is. Caught nowhere: the message is redelivered or the request answers 500. */
export function invariant(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`invariant broken: ${what}`);
}
