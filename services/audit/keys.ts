/** Every key of the audit table. */

import { dateInShanghai } from '../../platform/calendar.ts';
import { versionKey } from '../../platform/event-item.ts';
import type { IndexAttributes, Key } from '../../platform/store/store.ts';
import { listPartition } from '../../platform/unit-path.ts';

// ── the trail ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What of an event decides where it lies. */
export interface TrailPlace {
  readonly source: string;
  readonly subject: string;
  readonly version: number;
  /** Recorded by its service at this instant. */
  readonly time: string;
  readonly leafHash: string;
}

/**
 * The life of one aggregate of one service. It begins with `EVT#` like every event item, so that the stack's denial of updates and
 * deletions covers the trail too.
 */
export const trailPartition = (source: string, subject: string): string => `EVT#trail#${source}#${subject}`;

/** Prefixes within a life: entries by version, and beside them what contradicts them. */
export const ENTRY_PREFIX = 'V#';
export const CONFLICT_PREFIX = 'X#';

export const entryKey = ({ source, subject, version }: Pick<TrailPlace, 'source' | 'subject' | 'version'>): Key => ({
  pk: trailPartition(source, subject),
  sk: `${ENTRY_PREFIX}${versionKey(version)}`,
});

/** @param contentHash hash of the whole event, so that each different contradiction is kept once */
export const conflictKey = (
  { source, subject, version }: Pick<TrailPlace, 'source' | 'subject' | 'version'>,
  contentHash: string,
): Key => ({ pk: trailPartition(source, subject), sk: `${CONFLICT_PREFIX}${versionKey(version)}#${contentHash}` });

/** Shards of a recorded day: about 1,000 writes a second each. */
export const DAY_SHARDS = 8;

/** The recorded day of an event, in Asia/Shanghai. */
export const dayOf = (time: string): string => dateInShanghai(time);

/** Partition of the by-hour index for one shard of a day; the sweeper's own partitions begin with a year and never meet these. */
export const dayPartition = (day: string, shard: number): string => `trail#${day}#${shard}`;

/**
 * Index entry of a trail entry. The sort key names the entry after the instant, so that the order of a day is total and the same in
 * every export.
 */
export function dayIndex(place: TrailPlace): { readonly hourKey: string; readonly recordedAt: string } {
  const shard = (place.leafHash.codePointAt(0) ?? 0) % DAY_SHARDS;
  const { source, subject, version, time } = place;
  return {
    hourKey: dayPartition(dayOf(time), shard),
    recordedAt: [time, source, subject, versionKey(version)].join('#'),
  };
}

/** The register of days that have entries: one row a day, put before the first entry of the day. */
export const DAYS_PARTITION = 'TRAIL-DAYS';
export const dayKey = (day: string): Key => ({ pk: DAYS_PARTITION, sk: day });

// ── findings ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export const findingKey = (id: string): Key => ({ pk: `FINDING#${id}`, sk: 'STATE' });

/** Findings are listed by unit path inside the township or department they belong to. */
export const findingIndex = (unitPath: string, id: string): IndexAttributes => ({
  unitKey: findingListKey(unitPath),
  unitSort: `${unitPath}#${id}`,
});
export const findingListKey = (unitPath: string): string => `findings#${listPartition(unitPath)}`;
