/** What an asset is used as. Damage and loss stand over the use it had, which comes back when they are over. */
import type { AssetCore } from './card.ts';

export type BaseUse = 'in-use' | 'leased' | 'idle';

export interface Lease {
  readonly lessee: string;
  readonly until: string;
}

export interface UsePart {
  /** The use under damage or loss. */
  readonly useBefore?: BaseUse | undefined;
  readonly lease?: Lease | undefined;
  /** The latest day on which it is known to have come into use; a time out of use that begins earlier was broken (MX-02). */
  readonly lastUsedOn?: string | undefined;
  /** Part of its area that is idle, square decimetres. */
  readonly idleAreaDm2?: number | undefined;
}

export type Used = AssetCore & UsePart;

/** The use apart from damage or loss; undefined once it is disposed of. */
export function baseUse({ use, useBefore }: Used): BaseUse | undefined {
  if (use === 'damaged' || use === 'lost') return useBefore ?? 'in-use';
  return use === 'disposed' ? undefined : use;
}

/** The asset with another use; damage or loss goes on standing over it, and what is disposed of stays so. */
export function settleUse<Asset extends Used>(state: Asset, use: BaseUse): Asset {
  if (state.use === 'disposed') return state;
  return state.use === 'damaged' || state.use === 'lost' ? { ...state, useBefore: use } : { ...state, use };
}

/** Damage or loss over the use it has. */
export const overlaid = <Asset extends Used>(state: Asset, use: 'damaged' | 'lost'): Asset => ({
  ...state,
  use,
  useBefore: baseUse(state),
});

/** The use that comes back when damage or loss is over. */
export const uncovered = <Asset extends Used>(state: Asset): Asset => ({
  ...state,
  use: baseUse(state) ?? state.use,
  useBefore: undefined,
});

/** It has come into use on this day; news of an earlier day changes nothing. */
export const usedOn = <Asset extends Used>(state: Asset, on: string): Asset =>
  on > (state.lastUsedOn ?? '') ? { ...state, lastUsedOn: on } : state;

/** MX-02: whether a use came in between; then the run out of use did not begin on that day. */
export function usedSince({ use, lease, lastUsedOn }: Used, outOfUseSince: string): boolean {
  if (lastUsedOn !== undefined && lastUsedOn >= outOfUseSince) return true;
  return use === 'leased' && lease !== undefined && lease.until >= outOfUseSince;
}
