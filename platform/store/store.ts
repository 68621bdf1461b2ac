/**
 * What the rest of the platform asks of a table. Two makes: DynamoDB, and memory for tests and the simulator; one suite runs on both.
 */
import type { AnyEvent } from '../../contracts/envelope.ts';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/**
 * Begins the partition key of every row of a read model. Such rows lie in a table of their own that nothing listens to:
 * they are many, say nothing new, and can be made again from the event items.
 */
export const VIEW_PREFIX = 'VIEW#';

/** Most keys in one read, and most writes in one transaction. */
export const READ_KEYS_MAX = 100;
export const WRITES_MAX = 100;

/** Sparse index attributes of a state item; a missing one leaves the item out of that index. */
export interface IndexAttributes {
  readonly unitKey?: string;
  readonly unitSort?: string;
  readonly dueKey?: string;
  readonly dueSort?: string;
}

/** The present state of one aggregate. */
export interface StateItem<State = unknown> extends Key, IndexAttributes {
  readonly sk: 'STATE';
  readonly aggregate: string;
  readonly version: number;
  /** Leaf hash of the event that made this version. */
  readonly lastHash: string;
  readonly changedAt: string;
  readonly state: State;
  /** Everyone who has had a hand in the approval now open; commits check it (see ActorGuard). */
  readonly actors?: readonly string[];
}

/**
 * One accepted decision: at once the mark that its cause has been dealt with, the row of the outbox, and the leaf of the audit trail.
 * Put once, never updated, never deleted.
 */
export interface EventItem extends Key {
  readonly sk: 'EVT';
  readonly id: string;
  readonly type: string;
  readonly aggregate: string;
  readonly versionKey: string;
  readonly version: number;
  readonly recordedAt: string;
  readonly hourKey: string;
  readonly actor: string;
  readonly actorUnit?: string;
  readonly correlationId: string;
  /** Absent where it is the correlation's own beginning. */
  readonly causationId?: string;
  readonly traceparent?: string;
  readonly requestHash: string;
  readonly previousHash?: string;
  readonly hash: string;
  readonly data: AnyEvent['data'];
}

/** A write beside event and state in the same transaction: a money account, a register line. */
export type SideWrite =
  /** Adds to counters of an item (which is made when absent), on condition that counters stay at or above a floor. */
  | {
      readonly kind: 'add';
      readonly key: Key;
      readonly add: Readonly<Record<string, number>>;
      /** The counter must hold at least this much before the addition. */
      readonly atLeast?: { readonly attribute: string; readonly value: number };
      readonly refusal: string;
    }
  /** Puts an item that must not exist yet. */
  | {
      readonly kind: 'create';
      readonly key: Key;
      readonly item: Readonly<Record<string, unknown>>;
      readonly refusal: string;
    }
  /** Takes a name that must be nobody's, or this owner's already. */
  | { readonly kind: 'claim'; readonly key: Key; readonly owner: string; readonly refusal: string }
  /** Gives a name back; it must be this owner's. The item stays, as nobody's: functions that decide may not delete. */
  | { readonly kind: 'release'; readonly key: Key; readonly owner: string; readonly refusal: string };

/** Owner of a name that was given back. */
export const NOBODY = '-';

export interface Commit {
  readonly event: EventItem;
  readonly state: StateItem;
  /** Version the state must have now; 0 when it must not exist. */
  readonly expectedVersion: number;
  readonly guard?: { readonly actorMustNotBeListed: string; readonly code: string };
  readonly side: readonly SideWrite[];
}

export type CommitOutcome =
  | { readonly kind: 'committed' }
  /** The event item is there already: the cause has been dealt with before. */
  | { readonly kind: 'duplicate'; readonly event: EventItem }
  /** Somebody else changed the state first. */
  | { readonly kind: 'conflict' }
  /** A guard or a side write's condition said no. */
  | { readonly kind: 'refused'; readonly code: string };

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Position after the last row, absent at the end. */
  readonly next?: Readonly<Record<string, unknown>>;
}

/** A plain row of a read model, a receipt, a quarantined message… everything that is neither event nor state. */
export type Row = Key & Readonly<Record<string, unknown>>;

export interface QueryRange {
  readonly limit: number;
  /** The `next` of the page before. @throws InvalidPositionError when it belongs to another query or is made up */
  readonly after?: Readonly<Record<string, unknown>> | undefined;
  readonly descending?: boolean;
}

export interface Store {
  /** The items under these keys, in order, strongly consistent, in one call; undefined where there is none. At most 100. */
  read(keys: readonly Key[]): Promise<(Row | undefined)[]>;
  /** Event, state and side writes together or not at all. */
  commit(commit: Commit): Promise<CommitOutcome>;
  /**
   * Several commits of different aggregates in one transaction of at most 100 writes: all of them, or false and none. The caller then
   * commits one by one, which tells each its own outcome.
   */
  commitTogether(commits: readonly Commit[]): Promise<boolean>;
  /** Rows of one partition in sort-key order, sort keys beginning with `prefix`. */
  queryPartition(pk: string, prefix: string, range: QueryRange): Promise<Page<Row>>;
  /** State items by unit: one list partition, sort keys beginning with `prefix`. */
  queryByUnit(unitKey: string, prefix: string, range: QueryRange): Promise<Page<Row>>;
  /** Keys of state items due: one day and shard, in order. */
  queryByDue(dueKey: string, range: QueryRange): Promise<Page<Key>>;
  /** Keys of event items recorded in one hour and shard, oldest first. */
  queryByHour(hourKey: string, range: QueryRange & { readonly from?: string }): Promise<Page<Key>>;
  /** Events of one aggregate in the order of their versions. */
  queryByAggregate(aggregate: string, range: QueryRange): Promise<Page<Row>>;
  /** Writes rows of read models, receipts and the like in one transaction, each row once; at most 100 writes. False when a condition failed. */
  write(writes: readonly RowWrite[]): Promise<boolean>;
}

export type RowWrite =
  | { readonly kind: 'put'; readonly row: Row; readonly onlyIf?: RowCondition }
  | { readonly kind: 'delete'; readonly key: Key; readonly onlyIf?: RowCondition }
  | { readonly kind: 'add'; readonly key: Key; readonly add: Readonly<Record<string, number>> };

/** `absent`, or an attribute that equals a value (absent counts as not equal). */
export type RowCondition = { readonly absent: true } | { readonly attribute: string; readonly equals: string | number };

/** The database is too busy or a transaction kept colliding; the caller may try again later. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

/** A query was asked to go on from a position that is not one of its own. */
export class InvalidPositionError extends Error {
  override readonly name = 'InvalidPositionError';
  constructor(options?: { cause: unknown }) {
    super('the position does not belong to this query', options);
  }
}
