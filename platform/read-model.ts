/**
 * A read model together with the rule by which its aggregates are told from their events: all that is needed to make it anew. The functions
 * that keep read models up to date know the projections alone; who rebuilds knows these.
 */
import type { AggregateKind } from './command.ts';
import { type Projection, type Rebuilt, rebuild } from './projection.ts';
import { type RowProjection, rebuildRows } from './row-projection.ts';
import type { Store } from './store/store.ts';

/** Gives the aggregates (`asset/…`) that changed since an instant, or all of them when it is undefined. */
export type AggregatesSince = (since: string | undefined) => AsyncIterable<string>;

export interface ReadModel {
  readonly name: string;
  /** Aggregate name whose states it is made of. */
  readonly aggregate: string;
  /** Makes all its rows anew from event items and points readers at them. Harmless when broken off or repeated. @param now ISO instant */
  rebuild(store: Store, aggregates: AggregatesSince, now: string): Promise<Rebuilt>;
}

/** A read model that counts. */
export const countingModel = <
  State,
  Command,
  Event extends { readonly type: string },
  Refs,
  Policy,
  Code extends string,
>(
  projection: Projection<State>,
  kind: AggregateKind<State, Command, Event, Refs, Policy, Code>,
): ReadModel => ({
  name: projection.name,
  aggregate: projection.aggregate,
  rebuild: (store, aggregates, now) => rebuild(store, projection, kind, aggregates, now),
});

/** A read model that keeps rows. */
export const rowsModel = <
  State,
  Basis,
  Command,
  Event extends { readonly type: string },
  Refs,
  Policy,
  Code extends string,
>(
  projection: RowProjection<State, Basis>,
  kind: AggregateKind<State, Command, Event, Refs, Policy, Code>,
): ReadModel => ({
  name: projection.name,
  aggregate: projection.aggregate,
  rebuild: (store, aggregates, now) => rebuildRows(store, projection, kind, aggregates, now),
});
