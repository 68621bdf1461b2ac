/**
 * The way of every command: read the state (one call), let the rule decide, commit one event item with the next state (one
 * transaction). A cause that comes again gets the first answer; with other content it is refused.
 */

import { dateInShanghai, type HolidayCalendar } from './calendar.ts';
import type { Clock } from './clock.ts';
import type { Actor, Decider, DecisionContext, Refusal } from './decider.ts';
import { type Cause, eventItem, eventKey } from './event-item.ts';
import { derivedId, hashOf } from './ids.ts';
import {
  BusyError,
  type Commit,
  type EventItem,
  type IndexAttributes,
  type Key,
  type Row,
  type SideWrite,
  type StateItem,
  type Store,
} from './store/store.ts';

/** Times a command is decided anew after somebody else changed the state first. */
const ROUNDS_MAX = 8;

/** An aggregate as it lies in its table: the pure decider with its keys, its index entries and its contract words. */
export interface AggregateKind<
  State,
  Command,
  Event extends { readonly type: string },
  Refs,
  Policy,
  Code extends string,
> extends Decider<State, Command, Event, Refs, Policy, Code> {
  /** `asset`, `revitalization-item`…: the first part of a CloudEvents subject. */
  readonly name: string;
  key(id: string): Key;
  /** Index entries of the state; an entry left out takes the item out of that index. */
  indexes(state: State, id: string): IndexAttributes;
  /** Names to keep from taking a further step (see ActorGuard). */
  actors?(state: State): readonly string[];
  /** The contract's words for an event: its versioned type and its data. */
  toContract(event: Event): { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
  /** The event again from the contract's words, older versions included. */
  fromContract(type: string, data: Readonly<Record<string, unknown>>): Event;
  /** Money accounts, register lines and claimed names that change with the event, in the same transaction. `before` is the state it changed. */
  side?(event: Event, state: State, id: string, before: State | undefined): readonly SideWrite[];
}

export interface CommandRuntime<Policy> {
  readonly store: Store;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly holidays: HolidayCalendar;
}

export interface CommandRequest<
  State,
  Command,
  Event extends { readonly type: string },
  Refs,
  Policy,
  Code extends string,
> {
  readonly kind: AggregateKind<State, Command, Event, Refs, Policy, Code>;
  /** Id of the aggregate; a function of the event id where the command makes a new one. */
  readonly id: string | ((eventId: string) => string);
  readonly command: Command;
  /** What the request hash is made over; the same cause must come with the same content. */
  readonly content: unknown;
  readonly cause: Cause;
  readonly actor: Actor;
  /** Other items the decision looks at, read together with the state. */
  readonly refKeys?: readonly Key[];
  readonly refs: (rows: readonly (Row | undefined)[]) => Refs;
  /**
   * The rows of {@link keysRead}, where the caller has read them to prepare the command. Decided upon once: the commit fails if the state
   * has changed since, and everything is read anew.
   */
  readonly rows?: readonly (Row | undefined)[] | undefined;
  /** Whether the actor may know of this aggregate at all; if not, the answer is the same as if it did not exist. */
  readonly permit?: (state: State) => boolean;
  /** Version the sender has seen (If-Match); absent for systems, which take the present one. */
  readonly expectedVersion?: number | undefined;
}

export type CommandOutcome<Code extends string = string> =
  | { readonly kind: 'accepted'; readonly id: string; readonly event: EventItem; readonly replayed: boolean }
  | { readonly kind: 'refused'; readonly refusal: Refusal<Code | PlatformRefusal> };

/** Refusals of the way itself rather than of a rule. */
export type PlatformRefusal = 'not-found' | 'stale-version' | 'idempotency-key-reused';

/**
 * Runs one command.
 * @throws BusyError when the table stays busy or the aggregate keeps changing; the caller may try again with the same cause.
 */
export async function execute<
  State,
  Command,
  Event extends { readonly type: string },
  Refs,
  Policy,
  Code extends string,
>(
  runtime: CommandRuntime<Policy>,
  request: CommandRequest<State, Command, Event, Refs, Policy, Code>,
): Promise<CommandOutcome<Code>> {
  const { kind, cause } = request;
  const identity = identityOf(request);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const known = round === 0 ? request.rows : undefined;
    const rows = known ?? (await runtime.store.read(keysRead(request, identity.id)));
    const prepared = prepare(runtime, request, identity, rows);
    if (prepared.kind === 'refused') return earlierAnswer(runtime, identity, cause, prepared.refusal);
    const outcome = await runtime.store.commit(prepared.commit);
    if (outcome.kind === 'committed') return accepted(identity, prepared.commit);
    if (outcome.kind === 'duplicate') return firstAnswer(identity, outcome.event);
    if (outcome.kind === 'refused') return { kind: 'refused', refusal: { code: outcome.code as Code } };
  }
  throw new BusyError(`${kind.name}/${identity.id} kept changing`);
}

/** What a request is known by, however often it comes. */
export interface RequestIdentity {
  readonly id: string;
  readonly eventId: string;
  readonly requestHash: string;
}

type AnyRequest = Pick<CommandRequest<never, never, never, never, never, never>, 'id' | 'content' | 'cause'> & {
  readonly kind: { readonly name: string };
};

export function identityOf(request: AnyRequest): RequestIdentity {
  const eventId = derivedId(request.cause.origin, request.cause.key);
  const id = typeof request.id === 'string' ? request.id : request.id(eventId);
  return { id, eventId, requestHash: hashOf({ kind: request.kind.name, content: request.content ?? null }) };
}

/** The keys a request reads: its state first, then what the decision refers to. */
export const keysRead = (
  request: { readonly kind: { key(id: string): Key }; readonly refKeys?: readonly Key[] },
  id: string,
): Key[] => [request.kind.key(id), ...(request.refKeys ?? [])];

export const accepted = ({ id }: RequestIdentity, { event }: Commit) =>
  ({ kind: 'accepted', id, event, replayed: false }) as const;

export type Prepared<Code extends string> =
  | { readonly kind: 'commit'; readonly commit: Commit }
  | { readonly kind: 'refused'; readonly refusal: Refusal<Code | PlatformRefusal> };

/** Decides a request over the rows read for it (in the order of {@link keysRead}) and prepares its commit. Nothing is written. */
export function prepare<State, Command, Event extends { readonly type: string }, Refs, Policy, Code extends string>(
  runtime: CommandRuntime<Policy>,
  request: CommandRequest<State, Command, Event, Refs, Policy, Code>,
  { id, eventId, requestHash }: RequestIdentity,
  [row, ...refRows]: readonly (Row | undefined)[],
): Prepared<Code> {
  const { kind, cause, actor } = request;
  const before = row as StateItem<State> | undefined;
  // Asked for the earlier answer like every refusal: it may have been this very cause that took the aggregate out of the actor's sight.
  if (before && request.permit && !request.permit(before.state)) {
    return { kind: 'refused', refusal: { code: 'not-found' } };
  }
  if (before && request.expectedVersion !== undefined && request.expectedVersion !== before.version) {
    return { kind: 'refused', refusal: { code: 'stale-version' } };
  }
  const context = decisionContext(runtime, actor, eventId);
  const decision = kind.decide(before?.state, request.command, request.refs(refRows), context);
  if (decision.kind === 'refused') return decision;
  const state = kind.evolve(before?.state, decision.event);
  const event = eventItem({
    id: eventId,
    cause,
    aggregate: `${kind.name}/${id}`,
    version: (before?.version ?? 0) + 1,
    recordedAt: context.now,
    actor,
    requestHash,
    previousHash: before?.lastHash,
    ...kind.toContract(decision.event),
  });
  const commit: Commit = {
    event,
    state: stateItem(kind, id, state, event),
    expectedVersion: before?.version ?? 0,
    ...(decision.guard ? { guard: decision.guard } : {}),
    side: kind.side?.(decision.event, state, id, before?.state) ?? [],
  };
  return { kind: 'commit', commit };
}

function decisionContext<Policy>(
  runtime: CommandRuntime<Policy>,
  actor: Actor,
  eventId: string,
): DecisionContext<Policy> {
  const now = runtime.clock.now();
  return { now, today: dateInShanghai(now), eventId, actor, policy: runtime.policy, holidays: runtime.holidays };
}

/** The state item of a version, with its index entries. */
export function stateItem<State, Command, Event extends { readonly type: string }, Refs, Policy, Code extends string>(
  kind: AggregateKind<State, Command, Event, Refs, Policy, Code>,
  id: string,
  state: State,
  event: Pick<EventItem, 'aggregate' | 'version' | 'hash' | 'recordedAt'>,
): StateItem<State> {
  const actors = kind.actors?.(state) ?? [];
  return {
    pk: kind.key(id).pk,
    sk: 'STATE',
    aggregate: event.aggregate,
    version: event.version,
    lastHash: event.hash,
    changedAt: event.recordedAt,
    state,
    ...(actors.length > 0 ? { actors } : {}),
    ...kind.indexes(state, id),
  };
}

/** A refusal, unless this very cause was accepted before: then its first answer. Only refusals pay for the second read. */
async function earlierAnswer<Code extends string>(
  runtime: Pick<CommandRuntime<unknown>, 'store'>,
  identity: RequestIdentity,
  cause: Cause,
  refusal: Refusal<Code | PlatformRefusal>,
): Promise<CommandOutcome<Code>> {
  const [row] = await runtime.store.read([eventKey(cause)]);
  return row ? firstAnswer(identity, row as unknown as EventItem) : { kind: 'refused', refusal };
}

/** The answer given when the cause came first, or a refusal when it comes with other content now. */
export function firstAnswer<Code extends string>(
  { id, requestHash }: RequestIdentity,
  event: EventItem,
): CommandOutcome<Code> {
  return event.requestHash === requestHash
    ? { kind: 'accepted', id, event, replayed: true }
    : { kind: 'refused', refusal: { code: 'idempotency-key-reused' } };
}
