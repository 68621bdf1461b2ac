/** Findings of a unit, page by page. A county's list goes through its townships and departments one after the other. */
import { generationOf, totalKey } from '../../platform/projection.ts';
import type { Row, Store } from '../../platform/store/store.ts';
import { parentPath } from '../../platform/unit-path.ts';
import { findingListKey } from './keys.ts';
import { findingProjection, UNIT_PREFIX } from './views.ts';

export interface UnitCounts {
  readonly unitPath: string;
  readonly open: number;
  readonly closed: number;
  readonly referred: number;
}

export const countsIn = (row: Row | undefined) => ({
  open: Number(row?.open ?? 0),
  closed: Number(row?.closed ?? 0),
  referred: Number(row?.referred ?? 0),
});

const UNITS_PAGE = 200;

/** The units directly below one that have findings, with their counts. */
export async function unitsWithFindings(store: Store, unitPath: string, generation: number): Promise<UnitCounts[]> {
  const { pk } = totalKey(findingProjection.name, generation, unitPath, UNIT_PREFIX);
  const units: UnitCounts[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await store.queryPartition(pk, UNIT_PREFIX, { limit: UNITS_PAGE, after });
    for (const row of page.rows) units.push({ unitPath: row.sk.slice(UNIT_PREFIX.length), ...countsIn(row) });
    after = page.next;
  } while (after);
  return units;
}

/** Position in a list: the partition (a township's or department's path) and the place in it. */
export type ListPosition = Readonly<Record<string, unknown>>;

export interface FindingPage {
  readonly rows: readonly Row[];
  readonly next?: ListPosition;
}

/**
 * Findings of a unit and everything below it.
 * @param position as a former page gave it
 */
export async function listFindings(
  store: Store,
  unitPath: string,
  limit: number,
  position: ListPosition | undefined,
): Promise<FindingPage> {
  const partitions = await partitionsOf(store, unitPath);
  const { partition: at, ...place } = position ?? {};
  const rows: Row[] = [];
  let after = Object.keys(place).length === 0 ? undefined : place;
  for (const partition of partitions) {
    if (at !== undefined && partition < String(at)) continue;
    const range = { limit: limit - rows.length, after: partition === at ? after : undefined };
    const page = await store.queryByUnit(findingListKey(partition), unitPath, range);
    rows.push(...page.rows);
    after = page.next;
    if (page.next) return { rows, next: { partition, ...page.next } };
    if (rows.length === limit) return { rows, ...nextPartition(partitions, partition) };
  }
  return { rows };
}

function nextPartition(partitions: readonly string[], partition: string): { next?: ListPosition } {
  const following = partitions[partitions.indexOf(partition) + 1];
  return following === undefined ? {} : { next: { partition: following } };
}

/** A township's or village's findings lie in one partition, a county's in its own and one per township or department. */
async function partitionsOf(store: Store, unitPath: string): Promise<readonly string[]> {
  if (parentPath(unitPath) !== undefined) return [unitPath];
  const generation = await generationOf(store, findingProjection.name);
  const below = await unitsWithFindings(store, unitPath, generation);
  return [unitPath, ...below.map((unit) => unit.unitPath)].sort();
}
