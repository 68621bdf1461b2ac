/**
 * Every way money moves, as writes on the two accounts it touches. Pool: received + transferred in − transferred out − paid + returned =
 * balance = committed + available.
 * Plan: committed (still to be paid), paid, returned and cancelled. Floors are conditions of the write itself, so two plans cannot spend the same
 * fen however they race.
 */
import type { SideWrite } from '../../platform/store/store.ts';
import { poolIdOf } from './domain/pool.ts';
import { accountKey, fundsKey, transferRowKey } from './keys.ts';

type Add = Readonly<Record<string, number>>;
type Floor = { readonly attribute: string; readonly value: number };

const add = (key: SideWrite['key'], counters: Add, refusal: string, atLeast?: Floor): SideWrite => ({
  kind: 'add',
  key,
  add: counters,
  refusal,
  ...(atLeast ? { atLeast } : {}),
});

/** Income enters the pool and is free to be planned. */
export const received = (unitPath: string, fen: number): SideWrite =>
  add(
    accountKey(poolIdOf(unitPath)),
    { receivedFen: fen, balanceFen: fen, availableFen: fen },
    // Nothing is demanded of the account, so nothing can be refused.
    'wrong-state',
  );

/** What is free in the pool of a merged unit is led to its successor's: a booking that both pools list. `number` counts the former's bookings. */
export function ledOn(fromPath: string, toPath: string, fen: number, on: string, number: number): SideWrite[] {
  const [fromPoolId, toPoolId] = [poolIdOf(fromPath), poolIdOf(toPath)];
  const rows = [fromPoolId, toPoolId].map(
    (poolId): SideWrite => ({
      kind: 'create',
      key: transferRowKey(poolId, on, fromPoolId, number),
      item: { fromPoolId, toPoolId, amountFen: fen, on },
      refusal: 'wrong-state',
    }),
  );
  const out = { transferredOutFen: fen, balanceFen: 0 - fen, availableFen: 0 - fen };
  return [
    add(accountKey(fromPoolId), out, 'insufficient-balance', { attribute: 'availableFen', value: fen }),
    add(accountKey(toPoolId), { transferredInFen: fen, balanceFen: fen, availableFen: fen }, 'wrong-state'),
    ...rows,
  ];
}

/** An approved plan's total is set aside for it, if it is there. */
export const committed = (unitPath: string, planId: string, fen: number): SideWrite[] => [
  add(accountKey(poolIdOf(unitPath)), { availableFen: 0 - fen, committedFen: fen }, 'insufficient-balance', {
    attribute: 'availableFen',
    value: fen,
  }),
  add(fundsKey(planId), { committedFen: fen }, 'wrong-state'),
];

/** A plan of which nothing has been paid gives its total back. */
export const withdrawn = (unitPath: string, planId: string, fen: number): SideWrite[] => [
  add(fundsKey(planId), { committedFen: 0 - fen }, 'wrong-state', { attribute: 'committedFen', value: fen }),
  add(accountKey(poolIdOf(unitPath)), { availableFen: fen, committedFen: 0 - fen }, 'insufficient-balance', {
    attribute: 'committedFen',
    value: fen,
  }),
];

/** A line is paid out of what its plan has set aside. The plan's floor also stops payments of a plan withdrawn in the same moment. */
export const paid = (unitPath: string, planId: string, fen: number): SideWrite[] => [
  add(fundsKey(planId), { committedFen: 0 - fen, paidFen: fen }, 'wrong-state', {
    attribute: 'committedFen',
    value: fen,
  }),
  add(
    accountKey(poolIdOf(unitPath)),
    { balanceFen: 0 - fen, committedFen: 0 - fen, paidFen: fen },
    'insufficient-balance',
    { attribute: 'committedFen', value: fen },
  ),
];

/** A line that will never be paid gives back what was set aside for it. Its floor also stops a line of a plan withdrawn in the same moment. */
export const cancelled = (unitPath: string, planId: string, fen: number): SideWrite[] => [
  add(fundsKey(planId), { committedFen: 0 - fen, cancelledFen: fen }, 'wrong-state', {
    attribute: 'committedFen',
    value: fen,
  }),
  add(accountKey(poolIdOf(unitPath)), { availableFen: fen, committedFen: 0 - fen }, 'insufficient-balance', {
    attribute: 'committedFen',
    value: fen,
  }),
];

/** Paid money comes back: still owed to the same line (bounced), or free for another plan (reversed). */
export function returned(
  unitPath: string,
  planId: string,
  fen: number,
  what: 'still-owed' | 'free-again',
): SideWrite[] {
  const owed = what === 'still-owed';
  return [
    add(
      accountKey(poolIdOf(unitPath)),
      { balanceFen: fen, returnedFen: fen, [owed ? 'committedFen' : 'availableFen']: fen },
      'wrong-state',
    ),
    add(fundsKey(planId), { returnedFen: fen, ...(owed ? { committedFen: fen } : {}) }, 'wrong-state', {
      attribute: 'paidFen',
      value: fen,
    }),
  ];
}
