/**
 * The pool of one unit's income. It opens when the registry registers the unit; its money is an account item that changes in the same
 * transaction as the receipt, the plan or the payment that moves it.
 */
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import { holderKindOf, type UnitKind } from '../../../platform/holder-kind.ts';
import { unitCodeOf } from '../../../platform/unit-path.ts';
import type { Policy } from '../../../policy/policy.ts';

export interface Pool {
  readonly unitPath: string;
  readonly holderKind: ReturnType<typeof holderKindOf>;
  readonly openedOn: string;
}

export interface OpenPool {
  readonly type: 'open';
  readonly unitPath: string;
  readonly unitKind: UnitKind;
}

export type PoolEvent = { readonly type: 'pool-opened' } & Pool;

/**
 * Counters of an account, in fen. Always: received − paid + returned = balance = committed + available, none below zero.
 * `paid` is gross; what bounces or is reversed comes back through `returned`.
 */
export interface Account {
  readonly receivedFen: number;
  readonly paidFen: number;
  readonly returnedFen: number;
  readonly balanceFen: number;
  readonly committedFen: number;
  readonly availableFen: number;
}

/** Pools are named by their unit's code, which the registry keeps unique in the region. */
export const poolIdOf = unitCodeOf;

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
  };
}

export function decidePool(
  state: Pool | undefined,
  command: OpenPool,
  _refs: undefined,
  { today }: DecisionContext<Policy>,
): Decision<PoolEvent, 'already-exists'> {
  if (state) return refuse('already-exists');
  const { unitPath, unitKind } = command;
  return accept({ type: 'pool-opened', unitPath, holderKind: holderKindOf(unitKind), openedOn: today });
}

export function evolvePool(_state: Pool | undefined, { type: _type, ...pool }: PoolEvent): Pool {
  return pool;
}
