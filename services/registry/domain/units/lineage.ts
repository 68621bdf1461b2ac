/** Where a card comes from and what it became, when cards are split and merged. */
import type { Opening } from '../value/asset-value.ts';

export interface LineagePart {
  /** The card this one was a part of. */
  readonly splitFrom?: string | undefined;
  /** The cards that were put together in this one. */
  readonly mergedFrom?: readonly string[] | undefined;
  /** The parts that this card, which has left the ledgers, was split into. */
  readonly splitInto?: readonly string[] | undefined;
  /** The card that this one, which has left the ledgers, went into. */
  readonly mergedInto?: string | undefined;
}

/** What a card that comes out of a split or a merger is registered with besides. */
export interface Inherited extends LineagePart {
  readonly opening?: Opening | undefined;
  readonly heldFor?: string | undefined;
}
