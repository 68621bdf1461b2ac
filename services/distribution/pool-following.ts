/**
 * Pools follow their units (ZC-03, ZC-05). A unit merged away has its money led to the successor, or kept distinct inside it; its plans come
 * under the successor too, so that its people can bring what was set aside to its end. Everything may be delivered again, or come in any
 * order with the opening of a pool.
 */
import { type CommandOutcome, execute } from '../../platform/command.ts';
import type { Actor } from '../../platform/decider.ts';
import type { Cause } from '../../platform/event-item.ts';
import { BusyError, type StateItem, type Store } from '../../platform/store/store.ts';
import { planKind, poolKind } from './aggregates.ts';
import type { DistributionRuntime } from './dependencies.ts';
import type { Plan } from './domain/plan.ts';
import { accountOf, isLedOn, type MergerMode, type Pool, type PoolCommand, poolIdOf, within } from './domain/pool.ts';
import { accountKey, planListKey, poolKey } from './keys.ts';
import { headPool, poolIn, predecessorRows } from './pool-lineage.ts';

/** Times a booking is tried anew because the money moved meanwhile. */
const ATTEMPTS_MAX = 5;
const PLANS_PER_PAGE = 100;

/** On whose behalf, and why. */
export interface Errand {
  readonly runtime: DistributionRuntime;
  readonly cause: Cause;
  readonly actor: Actor;
}

export interface UnitClosed {
  readonly path: string;
  readonly mergerId: string;
  readonly mode: MergerMode;
  readonly successorPath: string;
}

/**
 * The unit of a pool has been merged into another: one booking, and everything that lay under it comes along.
 * @throws BusyError when one of the two pools has not been opened yet: their units are known to the registry, so they will be
 */
export async function mergePool(
  errand: Errand,
  { path, successorPath, mergerId, mode }: UnitClosed,
): Promise<CommandOutcome | undefined> {
  const poolId = poolIdOf(path);
  const outcome = await booked(errand, poolId, poolIdOf(successorPath), {
    type: 'merge',
    unitPath: path,
    mergerId,
    mode,
  });
  await bringAlong(errand, poolId, mergerId);
  return outcome;
}

/** What has become free in a pool that was led on follows; nothing happens in any other. */
export async function leadOn(errand: Errand, poolId: string): Promise<CommandOutcome | undefined> {
  const { store } = errand.runtime;
  const [row, account] = await store.read([poolKey(poolId), accountKey(poolId)]);
  const pool = poolIn(row);
  if (!pool?.merged || !isLedOn(pool) || accountOf(account).availableFen === 0) return undefined;
  return booked(errand, poolId, poolIdOf(pool.merged.into), { type: 'lead-on' });
}

/** One transaction: the pool's own state, its account, and the account it is led to. Nothing left to book is no fault. */
async function booked(
  { runtime, cause, actor }: Errand,
  poolId: string,
  towards: string,
  command: Extract<PoolCommand, { type: 'merge' | 'lead-on' }>,
): Promise<CommandOutcome | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const head = await headPool(runtime.store, towards);
    if (!head) throw new BusyError(`pool ${towards} is not open yet`);
    const outcome = await execute(runtime, {
      kind: poolKind,
      id: poolId,
      command,
      content: { poolId, ...command },
      cause,
      actor,
      refKeys: [accountKey(poolId), poolKey(head.poolId)],
      refs: ([account, successor]) => ({ account: accountOf(account), successor: poolIn(successor) }),
    });
    if (outcome.kind === 'accepted') return outcome;
    const { code } = outcome.refusal;
    if (code === 'stale-version') return undefined;
    if (code === 'not-found') throw new BusyError(`pool ${poolId} is not open yet`);
    // The money moved, or the successor was merged itself, between reading and booking.
    if (code !== 'insufficient-balance' && code !== 'unit-closed') return outcome;
  }
  throw new BusyError(`the money of pool ${poolId} kept moving`);
}

/** A unit stands below another one now, and its pool with it. @throws BusyError when its pool has not been opened yet */
export async function movePool(
  errand: Errand,
  to: { readonly path: string; readonly mergerId: string; readonly unitVersion: number },
): Promise<CommandOutcome | undefined> {
  const { path: unitPath, mergerId, unitVersion } = to;
  const poolId = poolIdOf(unitPath);
  const outcome = await moved(errand, poolId, { type: 'move', unitPath, mergerId, unitVersion });
  if (outcome.kind === 'refused' && outcome.refusal.code === 'not-found')
    throw new BusyError(`pool ${poolId} is not open yet`);
  await bringAlong(errand, poolId, mergerId);
  return outcome.kind === 'refused' && outcome.refusal.code === 'stale-version' ? undefined : outcome;
}

const moved = (
  { runtime, cause, actor }: Errand,
  poolId: string,
  command: Extract<PoolCommand, { type: 'move' }>,
): Promise<CommandOutcome> =>
  execute(runtime, {
    kind: poolKind,
    id: poolId,
    command,
    content: { poolId, ...command },
    cause,
    actor,
    refs: () => ({}),
  });

/** Plans of the pool, and the pools of units that were merged into its unit before, come to where it lies now. Harmless when repeated. */
export async function bringAlong(errand: Errand, poolId: string, mergerId: string): Promise<void> {
  const { store } = errand.runtime;
  const [row] = await store.read([poolKey(poolId)]);
  const pool = poolIn(row);
  if (!pool) return;
  await bringPlans(errand, pool, mergerId);
  // What lies inside a merged unit comes to lie beside it in the successor, so that paths do not grow with every merger.
  const house = pool.merged && isLedOn(pool) ? pool.unitPath.slice(0, -`${poolId}/`.length) : pool.unitPath;
  for (const inner of await predecessorRows(store, poolId)) {
    const { poolId: innerId } = inner;
    const cause = { ...errand.cause, key: `${errand.cause.key}/${innerId}` };
    await moved({ ...errand, cause }, innerId, { type: 'move', unitPath: within(house, `${innerId}/`), mergerId });
    await bringAlong({ ...errand, cause }, innerId, mergerId);
  }
}

/** The index may be behind; the daily job looks once more on the next morning. */
async function bringPlans({ runtime, cause, actor }: Errand, pool: Pool, mergerId: string): Promise<void> {
  const mode = pool.merged?.mode;
  for (const path of pool.earlierPaths ?? []) {
    for (const planId of await plansAt(runtime.store, path)) {
      const command = { type: 'move', mergerId, mode, unitPath: pool.unitPath } as const;
      await execute(runtime, {
        kind: planKind,
        id: planId,
        command,
        content: { planId, ...command },
        cause: { ...cause, key: `${cause.key}/${planId}` },
        actor,
        refs: () => ({}),
      });
    }
  }
}

async function plansAt(store: Store, unitPath: string): Promise<string[]> {
  const found: string[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await store.queryByUnit(planListKey(unitPath), `${unitPath}#`, { limit: PLANS_PER_PAGE, after });
    for (const row of page.rows) found.push((row as unknown as StateItem<Plan>).aggregate.slice('plan/'.length));
    after = page.next;
  } while (after);
  return found;
}
