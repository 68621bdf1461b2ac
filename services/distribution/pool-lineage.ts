/** Which pool stands for one whose unit has been merged away, and which pools flow together in one (ZC-05). */
import type { Row, StateItem, Store } from '../../platform/store/store.ts';
import { isLedOn, knowsPath, type MergerMode, type Pool, poolIdOf } from './domain/pool.ts';
import { MERGED_ROWS, poolKey, poolRows } from './keys.ts';

/** Mergers one after the other that a look-up follows. */
const MERGERS_MAX = 20;
const ROWS_PER_PAGE = 200;

export interface Predecessor {
  readonly poolId: string;
  readonly mode: MergerMode;
  readonly mergedOn: string;
}

export const poolIn = (row: Row | undefined): Pool | undefined => (row as StateItem<Pool> | undefined)?.state;

async function poolNamed(store: Store, poolId: string): Promise<Pool | undefined> {
  const [row] = await store.read([poolKey(poolId)]);
  return poolIn(row);
}

/** The pool that holds the money of this one now: itself, or the last of those it was led on to. Undefined when one of them is not open yet. */
export async function headPool(
  store: Store,
  poolId: string,
): Promise<{ readonly poolId: string; readonly pool: Pool } | undefined> {
  let id = poolId;
  for (let step = 0; step < MERGERS_MAX; step += 1) {
    const pool = await poolNamed(store, id);
    if (!pool?.merged || !isLedOn(pool)) return pool && { poolId: id, pool };
    id = poolIdOf(pool.merged.into);
  }
  return undefined;
}

/** Where income sent to this unit is booked now; undefined when no pool ever was at that path. */
export async function receivingPath(store: Store, unitPath: string): Promise<string | undefined> {
  const named = await poolNamed(store, poolIdOf(unitPath));
  if (!named || !knowsPath(named, unitPath)) return undefined;
  return (await headPool(store, poolIdOf(unitPath)))?.pool.unitPath;
}

/** The pools of units merged into this one's, in one way or the other. */
export async function predecessorRows(store: Store, poolId: string): Promise<(Row & Predecessor)[]> {
  const found: (Row & Predecessor)[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await store.queryPartition(poolRows(poolId), MERGED_ROWS, { limit: ROWS_PER_PAGE, after });
    found.push(...(page.rows as unknown as (Row & Predecessor)[]));
    after = page.next;
  } while (after);
  return found;
}

/** This pool and all whose money was led to it, directly or by way of another: one money, in which the oldest receipt is used first. */
export async function flownTogether(store: Store, poolId: string): Promise<string[]> {
  const members = [poolId];
  for (const member of members) {
    const rows = await predecessorRows(store, member);
    members.push(...rows.filter(({ mode }) => mode === 'direct').map((row) => row.poolId));
  }
  return members;
}

/** Every path under which income and payments of this pool, and of those merged into it, may have been counted. */
export async function countedPaths(store: Store, unitPath: string): Promise<string[]> {
  const paths = new Set<string>();
  const ids = [poolIdOf(unitPath)];
  for (const id of ids) {
    const pool = await poolNamed(store, id);
    // Somebody else's pool at another path, or a unit that has none: nothing of it counts here.
    if (!pool || (paths.size === 0 && pool.unitPath !== unitPath)) continue;
    for (const path of [pool.unitPath, ...(pool.earlierPaths ?? [])]) paths.add(path);
    for (const row of await predecessorRows(store, id)) ids.push(row.poolId);
  }
  return [...paths];
}
