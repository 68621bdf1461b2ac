/**
 * The pool of one unit's income. It opens when the registry registers the unit; its money is an account item that changes in the same
 * transaction as the receipt, the plan, the payment or the merger that moves it.
 */
import { addDays } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import { holderKindOf, type UnitKind } from '../../../platform/holder-kind.ts';
import { unitCodeOf } from '../../../platform/unit-path.ts';
import type { Policy } from '../../../policy/policy.ts';

/** ZC-05: the money of a merged unit becomes the successor's, or stays the old collective's inside it. */
export type MergerMode = 'direct' | 'distinct';

export interface Pool {
  /** Where its matters lie now; inside the successor once its unit has been merged away. */
  readonly unitPath: string;
  readonly holderKind: ReturnType<typeof holderKindOf>;
  readonly openedOn: string;
  /** Where they lay before: what is sent there still finds the pool. */
  readonly earlierPaths?: readonly string[] | undefined;
  readonly merged?: { readonly into: string; readonly mode: MergerMode; readonly on: string } | undefined;
  /** The last merger that moved it. */
  readonly mergerId?: string | undefined;
  /** Version of the unit at which it was last moved. */
  readonly unitVersion?: number | undefined;
  /** Bookings that have led its money on. */
  readonly transferCount?: number | undefined;
  /** Day on which the daily job looks whether anything was left behind. */
  readonly checkOn?: string | undefined;
}

export type PoolCommand =
  | { readonly type: 'open'; readonly unitPath: string; readonly unitKind: UnitKind }
  /** `unitPath`: the unit as it was when it was closed. */
  | { readonly type: 'merge'; readonly unitPath: string; readonly mergerId: string; readonly mode: MergerMode }
  /** The unit, or the one this pool lies in, stands elsewhere now. */
  | {
      readonly type: 'move';
      readonly unitPath: string;
      readonly mergerId: string;
      readonly unitVersion?: number | undefined;
    }
  /** Leads on what has become free in a merged pool. */
  | { readonly type: 'lead-on' };

export type PoolEvent =
  | ({ readonly type: 'pool-opened' } & Pick<Pool, 'unitPath' | 'holderKind' | 'openedOn'>)
  | {
      readonly type: 'pool-merged';
      readonly unitPath: string;
      readonly heldAtUnitPath: string;
      readonly successorUnitPath: string;
      readonly mergerId: string;
      readonly mode: MergerMode;
      readonly transferredFen: number;
      readonly mergedOn: string;
      readonly checkOn: string;
    }
  | {
      readonly type: 'pool-led-on';
      readonly unitPath: string;
      readonly successorUnitPath: string;
      readonly amountFen: number;
      readonly on: string;
    }
  | {
      readonly type: 'pool-moved';
      readonly mergerId: string;
      readonly fromUnitPath: string;
      readonly unitPath: string;
      readonly unitVersion?: number | undefined;
      readonly checkOn: string;
    };

export type PoolRefusal =
  | 'already-exists'
  | 'not-found'
  | 'wrong-state'
  | 'stale-version'
  | 'unit-closed'
  | 'insufficient-balance';

/** Its own account, and the pool that its money is led to. */
export interface PoolRefs {
  readonly account?: Account | undefined;
  readonly successor?: Pool | undefined;
}

/**
 * Counters of an account, in fen. Always: received + transferred in − transferred out − paid + returned = balance = committed + available,
 * none below zero. `paid` is gross; what bounces or is reversed comes back through `returned`.
 */
export interface Account {
  readonly receivedFen: number;
  readonly paidFen: number;
  readonly returnedFen: number;
  readonly balanceFen: number;
  readonly committedFen: number;
  readonly availableFen: number;
  readonly transferredInFen: number;
  readonly transferredOutFen: number;
}

/** Pools are named by their unit's code, which the registry keeps unique in the region; it stays when the unit stands elsewhere. */
export const poolIdOf = unitCodeOf;

/** Its unit became part of another one, and its money with it: no income, no new plan. */
export const isLedOn = ({ merged }: Pool): boolean => merged?.mode === 'direct';

/** Whether the pool is, or once was, that of this path. */
export const knowsPath = ({ unitPath, earlierPaths }: Pool, path: string): boolean =>
  unitPath === path || (earlierPaths?.includes(path) ?? false);

/** What the counters of an account item read. */
export function accountOf(row: Readonly<Record<string, unknown>> | undefined): Account {
  const counter = (name: keyof Account): number => {
    const value = row?.[name];
    return typeof value === 'number' ? value : 0;
  };
  return {
    receivedFen: counter('receivedFen'),
    paidFen: counter('paidFen'),
    returnedFen: counter('returnedFen'),
    balanceFen: counter('balanceFen'),
    committedFen: counter('committedFen'),
    availableFen: counter('availableFen'),
    transferredInFen: counter('transferredInFen'),
    transferredOutFen: counter('transferredOutFen'),
  };
}

type Context = DecisionContext<Policy>;
type Result = Decision<PoolEvent, PoolRefusal>;

export function decidePool(
  state: Pool | undefined,
  command: PoolCommand,
  refs: PoolRefs | undefined,
  context: Context,
): Result {
  if (command.type === 'open') {
    if (state) return refuse('already-exists');
    const { unitPath, unitKind } = command;
    return accept({ type: 'pool-opened', unitPath, holderKind: holderKindOf(unitKind), openedOn: context.today });
  }
  if (!state) return refuse('not-found');
  switch (command.type) {
    case 'merge':
      return merge(state, command, refs, context);
    case 'lead-on':
      return leadOn(state, refs, context);
    case 'move':
      return move(state, command, context);
  }
}

/**
 * ZC-05 (集体资产和债权债务移交): villages alike are taken over as a whole, so everything free goes to the successor in one booking; where the members'
 * shares lie far apart ownership was made distinct first, and the pool stays theirs inside the merged village.
 */
function merge(
  state: Pool,
  { unitPath, mergerId, mode }: Extract<PoolCommand, { type: 'merge' }>,
  refs: PoolRefs | undefined,
  { today }: Context,
): Result {
  if (state.merged) return refuse('stale-version');
  const { successor, account } = refs ?? {};
  if (!successor || isLedOn(successor)) return refuse('unit-closed');
  return accept({
    type: 'pool-merged',
    unitPath,
    heldAtUnitPath: within(successor.unitPath, unitPath),
    successorUnitPath: successor.unitPath,
    mergerId,
    mode,
    transferredFen: mode === 'direct' ? accountOf({ ...account }).availableFen : 0,
    mergedOn: today,
    checkOn: addDays(today, 1),
  });
}

/** The path of a merged unit's pool inside the unit that took it over. */
export const within = (successorPath: string, path: string): string => `${successorPath}${unitCodeOf(path)}/`;

function leadOn(state: Pool, refs: PoolRefs | undefined, { today }: Context): Result {
  if (!isLedOn(state)) return refuse('wrong-state');
  const { successor, account } = refs ?? {};
  const amountFen = accountOf({ ...account }).availableFen;
  if (amountFen === 0) return refuse('stale-version');
  if (!successor || isLedOn(successor)) return refuse('unit-closed');
  const { unitPath } = state;
  return accept({ type: 'pool-led-on', unitPath, successorUnitPath: successor.unitPath, amountFen, on: today });
}

/** News of an earlier move that comes late changes nothing, nor does one of a unit that has been merged away since. */
function move(
  state: Pool,
  { unitPath, mergerId, unitVersion }: Extract<PoolCommand, { type: 'move' }>,
  { today }: Context,
): Result {
  const isOld = unitVersion !== undefined && (state.merged !== undefined || unitVersion <= (state.unitVersion ?? 0));
  if (isOld || unitPath === state.unitPath) return refuse('stale-version');
  const fromUnitPath = state.unitPath;
  return accept({ type: 'pool-moved', mergerId, fromUnitPath, unitPath, unitVersion, checkOn: addDays(today, 1) });
}

export function evolvePool(state: Pool | undefined, event: PoolEvent): Pool {
  if (event.type === 'pool-opened') {
    const { type: _type, ...pool } = event;
    return pool;
  }
  if (!state) throw new Error(`${event.type} before pool-opened`);
  switch (event.type) {
    case 'pool-merged': {
      const { mergerId, successorUnitPath: into, mode, mergedOn: on, checkOn, transferredFen } = event;
      const transferCount = transferredFen > 0 ? 1 : 0;
      const merged = { into, mode, on };
      return { ...movedTo(state, event.heldAtUnitPath, event.unitPath), merged, mergerId, checkOn, transferCount };
    }
    case 'pool-led-on':
      return { ...state, transferCount: (state.transferCount ?? 0) + 1 };
    case 'pool-moved': {
      const { checkOn, mergerId, unitVersion = state.unitVersion } = event;
      return { ...movedTo(state, event.unitPath), mergerId, checkOn, unitVersion };
    }
  }
}

/** The pool at another path, its earlier ones kept; `known` is one that it may not have heard of before. */
function movedTo(state: Pool, unitPath: string, known = state.unitPath): Pool {
  const earlierPaths = [...new Set([...(state.earlierPaths ?? []), state.unitPath, known])];
  return { ...state, unitPath, earlierPaths: earlierPaths.filter((path) => path !== unitPath) };
}
