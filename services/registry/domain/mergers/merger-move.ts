/**
 * What a merger does to one asset, claim or debt: it comes under the successor, and stays the old collective's where ownership is kept
 * distinct (ZC-05). Claims and debts follow the same rule as assets, so that they arrive together.
 */
import { accept, type Decision, refuse } from '../../../../platform/decider.ts';
import { isWithin } from '../../../../platform/unit-path.ts';
import type { AssetCore } from '../card.ts';
import type { RegistrationsDue } from '../outside-registration.ts';
import type { MergerMode, Unit, UnitKind } from '../units/unit.ts';

/** Anything a merger moves. */
export interface Movable {
  readonly unitPath: string;
  /** Code of the merged unit that stays the owner inside its successor. */
  readonly heldFor?: string | undefined;
  /** The last merger that moved it. */
  readonly mergerId?: string | undefined;
}

export type MergerPart = Pick<Movable, 'heldFor' | 'mergerId'>;

export interface MoveByMerger {
  readonly type: 'move-by-merger';
  readonly mergerId: string;
  readonly mode: MergerMode;
  /** The old unit. */
  readonly fromCode: string;
  readonly fromPath: string;
  readonly toPath: string;
}

export interface Moved {
  readonly mergerId: string;
  readonly mode: MergerMode;
  readonly fromUnitPath: string;
  readonly unitPath: string;
  readonly heldFor?: string | undefined;
}

export type AssetMovedByMerger = {
  readonly type: 'asset-moved-by-merger';
  readonly holderKind: UnitKind;
  readonly registrationsDue?: RegistrationsDue | undefined;
} & Moved;
export type MergerMoveRefusal = 'wrong-state' | 'unknown-unit' | 'unit-closed';

/** Where it comes to lie and whose it stays; refused when this merger has moved it already, or it is no longer the old unit's. */
export function movedBy(
  state: Movable,
  command: MoveByMerger,
  successor: Unit | undefined,
): Decision<Moved, MergerMoveRefusal> {
  const { mergerId, mode, fromCode, fromPath, toPath } = command;
  if (state.mergerId === mergerId || !isWithin(state.unitPath, fromPath)) return refuse('wrong-state');
  if (!successor || successor.path !== toPath) return refuse('unknown-unit');
  if (successor.status === 'closed') return refuse('unit-closed');
  const unitPath = `${toPath}${state.unitPath.slice(fromPath.length)}`;
  // What belongs to a unit below the old one belongs to it still; and what an earlier merger left distinct stays so.
  const heldFor = mode === 'distinct' && state.unitPath === fromPath ? (state.heldFor ?? fromCode) : state.heldFor;
  return accept({ mergerId, mode, fromUnitPath: state.unitPath, unitPath, heldFor });
}

export function decideMergerMove(
  state: AssetCore & MergerPart,
  command: MoveByMerger,
  successor: Unit | undefined,
): Decision<AssetMovedByMerger, MergerMoveRefusal> {
  const decision = movedBy(state, command, successor);
  if (decision.kind === 'refused') return decision;
  return accept({ type: 'asset-moved-by-merger', holderKind: state.holderKind, ...decision.event });
}

export function evolveMergerMove<State extends Movable>(state: State, { mergerId, unitPath, heldFor }: Moved): State {
  return { ...state, unitPath, mergerId, heldFor };
}
