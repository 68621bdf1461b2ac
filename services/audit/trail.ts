/**
 * Appending to the trail: one conditional put per event. The event item was made and chained by its own service; audit checks that
 * the leaf hash follows from what the event says and keeps it at the place of its version. Nothing that arrives is lost: what
 * cannot stand in the chain is kept beside it.
 */
import type { TrailEvent } from '../../contracts/audit/trail.ts';
import type { Clock } from '../../platform/clock.ts';
import { hashOf } from '../../platform/ids.ts';
import { leafHash } from '../../platform/leaf.ts';
import type { Row, Store } from '../../platform/store/store.ts';
import { conflictKey, dayIndex, dayKey, dayOf, entryKey, type TrailPlace } from './keys.ts';

export type ConflictReason = 'version-taken' | 'leaf-hash-mismatch';

export type Appended =
  /** It lies in the trail, now or since an earlier delivery. */
  | { readonly kind: 'kept' }
  /** It contradicts the trail or itself, and lies beside the trail. */
  | { readonly kind: 'conflict'; readonly reason: ConflictReason; readonly contentHash: string };

export interface TrailRuntime {
  readonly store: Store;
  readonly clock: Clock;
}

/** The leaf hash that follows from what an event says. @throws when its data has no canonical form */
export function leafHashOf(event: TrailEvent): string {
  return leafHash({
    aggregate: event.subject,
    version: Number(event.sequence),
    id: event.id,
    type: event.type,
    time: event.time,
    actor: event.actor,
    actorUnit: event.actorunit,
    requestHash: event.requesthash,
    payloadHash: hashOf(event.data),
    previousHash: event.prevhash,
  });
}

const placeOf = (event: TrailEvent): TrailPlace => ({
  source: event.source,
  subject: event.subject,
  version: Number(event.sequence),
  time: event.time,
  leafHash: event.leafhash,
});

/**
 * Keeps one event. The same event again changes nothing; an entry whose predecessor is missing is kept all the same, since the
 * sweeper of its service may bring the predecessor later.
 */
export async function appendToTrail(runtime: TrailRuntime, event: TrailEvent): Promise<Appended> {
  const place = placeOf(event);
  if (leafHashOf(event) !== event.leafhash) return keepConflict(runtime, event, 'leaf-hash-mismatch');
  await registerDay(runtime.store, dayOf(event.time));
  const row: Row = { ...entryKey(place), ...dayIndex(place), receivedAt: runtime.clock.now(), event };
  if (await runtime.store.write([{ kind: 'put', row, onlyIf: { absent: true } }])) return { kind: 'kept' };
  const [there] = await runtime.store.read([entryKey(place)]);
  const kept = there?.event as TrailEvent | undefined;
  if (!kept) throw new Error(`the trail of ${event.subject} refused version ${event.sequence} without holding it`);
  // Both leaf hashes follow from their events, so equal hashes are one event, whatever else an envelope gains over the years.
  return kept.leafhash === event.leafhash ? { kind: 'kept' } : keepConflict(runtime, event, 'version-taken');
}

async function keepConflict(runtime: TrailRuntime, event: TrailEvent, reason: ConflictReason): Promise<Appended> {
  const contentHash = hashOf(event);
  const row: Row = { ...conflictKey(placeOf(event), contentHash), receivedAt: runtime.clock.now(), reason, event };
  await runtime.store.write([{ kind: 'put', row, onlyIf: { absent: true } }]);
  return { kind: 'conflict', reason, contentHash };
}

/** Days this process has registered or is registering, per table; forgetting them costs one put that changes nothing. */
const registered = new WeakMap<Store, Map<string, Promise<unknown>>>();

/** Enters a day before its first entry, so that an export misses no day; once per process and day, whatever runs side by side. */
async function registerDay(store: Store, day: string): Promise<void> {
  const days = registered.get(store) ?? new Map<string, Promise<unknown>>();
  registered.set(store, days);
  const put = days.get(day) ?? store.write([{ kind: 'put', row: { ...dayKey(day), day }, onlyIf: { absent: true } }]);
  days.set(day, put);
  try {
    await put;
  } catch (error) {
    days.delete(day);
    throw error;
  }
}
