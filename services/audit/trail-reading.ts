/** Reading the trail: a recorded day in order, the life of one aggregate, and what is missing from it. */
import type { TrailEntry, TrailEvent } from '../../contracts/audit/trail.ts';
import type { Page, Row, Store } from '../../platform/store/store.ts';
import { CONFLICT_PREFIX, DAY_SHARDS, dayPartition, ENTRY_PREFIX, trailPartition } from './keys.ts';
import type { ConflictReason } from './trail.ts';

/** Bytes of entries in one answer; an API answer may not exceed 6 MB, and one entry has at most 256 KB. */
export const PAGE_BYTES_MAX = 4 * 1024 * 1024;
/** Contradictions shown with one life; there are none unless somebody tampers. */
const CONFLICTS_MAX = 100;
const WALK_PAGE = 200;
/** Entries looked through by one call of the gap check. */
export const WALK_ENTRIES_MAX = 5_000;

export interface DayPage {
  readonly rows: readonly TrailEntry[];
  /** Sort key of the last row, when there may be more. */
  readonly after?: string;
}

const entryOf = (row: Row): TrailEntry => ({
  event: row.event as TrailEvent,
  receivedAt: String(row.receivedAt),
});

/** The index of days holds only its own keys; `recordedAt` is its sort key. */
const sortOf = (row: Readonly<Record<string, unknown>>): string => String(row.recordedAt);

/**
 * Entries of one day in the order they were recorded, over all shards.
 * @param after sort key after which to begin
 */
export async function readDay(store: Store, day: string, after: string | undefined, limit: number): Promise<DayPage> {
  const shards = await Promise.all(
    Array.from({ length: DAY_SHARDS }, (_, shard) =>
      // One more than asked for, because a range begins with the very entry the last page ended with.
      store.queryByHour(dayPartition(day, shard), {
        limit: limit + 1,
        ...(after === undefined ? {} : { from: after }),
      }),
    ),
  );
  const found = shards
    .flatMap((shard) => shard.rows as readonly Row[])
    .filter((key) => sortOf(key) !== after)
    .sort((a, b) => (sortOf(a) < sortOf(b) ? -1 : 1));
  const more = found.length > limit || shards.some((shard) => shard.next !== undefined);
  const keys = found.slice(0, limit);
  const rows = (await store.read(keys.map(({ pk, sk }) => ({ pk, sk })))).filter((row) => row !== undefined);
  const fitting = withinBytes(rows);
  const last = fitting.at(-1);
  const cut = fitting.length < rows.length;
  return { rows: fitting.map(entryOf), ...((more || cut) && last ? { after: sortOf(last) } : {}) };
}

/** As many rows as one answer can carry, at least one. */
function withinBytes(rows: readonly Row[]): readonly Row[] {
  let bytes = 0;
  const end = rows.findIndex((row, index) => {
    bytes += Buffer.byteLength(JSON.stringify(row.event));
    return index > 0 && bytes > PAGE_BYTES_MAX;
  });
  return end === -1 ? rows : rows.slice(0, end);
}

export interface LifePage {
  readonly rows: readonly TrailEntry[];
  readonly conflicts: readonly (TrailEntry & { readonly reason: ConflictReason })[];
  readonly next?: Page<Row>['next'];
}

/** The life of one aggregate in the order of its versions, with the contradictions kept beside it. */
export async function readLife(
  store: Store,
  source: string,
  subject: string,
  range: { readonly limit: number; readonly after: Page<Row>['next'] },
): Promise<LifePage> {
  const partition = trailPartition(source, subject);
  const [entries, conflicts] = await Promise.all([
    store.queryPartition(partition, ENTRY_PREFIX, range),
    store.queryPartition(partition, CONFLICT_PREFIX, { limit: CONFLICTS_MAX }),
  ]);
  return {
    rows: entries.rows.map(entryOf),
    conflicts: conflicts.rows.map((row) => ({ ...entryOf(row), reason: row.reason as ConflictReason })),
    ...(entries.next ? { next: entries.next } : {}),
  };
}

/** Where a gap check stands: the last entry looked at. */
export interface WalkPoint {
  readonly version: number;
  readonly leafHash: string;
}

export interface Gaps {
  readonly entries: number;
  readonly upTo: WalkPoint;
  readonly gaps: readonly { readonly fromVersion: number; readonly toVersion: number }[];
  readonly brokenLinks: readonly number[];
  readonly conflicts: number;
  readonly next?: Page<Row>['next'];
}

export const START: WalkPoint = { version: 0, leafHash: '' };

/** Walks one life and names the versions that are missing and the links that do not hold. */
export async function findGaps(
  store: Store,
  source: string,
  subject: string,
  from: WalkPoint,
  position: Page<Row>['next'],
): Promise<Gaps> {
  const partition = trailPartition(source, subject);
  const { rows } = await store.queryPartition(partition, CONFLICT_PREFIX, { limit: CONFLICTS_MAX });
  const gaps: { fromVersion: number; toVersion: number }[] = [];
  const brokenLinks: number[] = [];
  let upTo = from;
  let entries = 0;
  let after = position;
  do {
    const page = await store.queryPartition(partition, ENTRY_PREFIX, { limit: WALK_PAGE, after });
    for (const { event } of page.rows.map(entryOf)) {
      const version = Number(event.sequence);
      if (version > upTo.version + 1) gaps.push({ fromVersion: upTo.version + 1, toVersion: version - 1 });
      else if ((event.prevhash ?? '') !== upTo.leafHash) brokenLinks.push(version);
      upTo = { version, leafHash: event.leafhash };
      entries += 1;
    }
    after = page.next;
  } while (after && entries < WALK_ENTRIES_MAX);
  return { entries, upTo, gaps, brokenLinks, conflicts: rows.length, ...(after ? { next: after } : {}) };
}
