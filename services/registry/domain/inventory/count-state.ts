/** The state of a count: what its books, its cards and the things found come to, and the comparisons between them (ZC-01). */
import type { Approval } from '../../../../platform/approval.ts';
import type { UnitKind } from '../units/unit.ts';
import { addSums, NOTHING, type Sum, sameSum, subtractSum } from './inventory-figures.ts';
import type { Found } from './inventory-lines.ts';

export type CountPhase =
  | 'units'
  | 'list'
  | 'sum'
  | 'gone'
  | 'post'
  | 'tell-duplicates'
  | 'surplus'
  | 'tell-unreported'
  | 'close';
/** The portion to be done next. */
export interface CountWork {
  readonly phase: CountPhase;
  readonly after?: string | undefined;
  /** The earlier count whose closing list is gone through. */
  readonly from?: string | undefined;
}
/** What a portion adds. */
export interface CountPortion {
  readonly cards: Sum;
  readonly lost: Sum;
  readonly increases: Sum;
  readonly decreases: Sum;
  readonly closing: Sum;
  readonly openEntries: Sum;
}
export const EMPTY_PORTION: CountPortion = {
  cards: NOTHING,
  lost: NOTHING,
  increases: NOTHING,
  decreases: NOTHING,
  closing: NOTHING,
  openEntries: NOTHING,
};

/** The books of somebody else that ours are held against. */
export interface HeldAgainst {
  readonly outsideLedgerId: string;
  readonly total: Sum;
}

export interface Count extends Found, CountPortion {
  readonly campaignId: string;
  readonly unitPath: string;
  readonly unitCode: string;
  readonly unitKind: UnitKind;
  readonly asOf: string;
  readonly previousCountId?: string | undefined;
  /** Counts of units that were merged into this one since its own last count: their balances are carried too (ZC-03). */
  readonly carriedFrom?: readonly string[] | undefined;
  readonly openedOn?: string | undefined;
  readonly opening?: Sum | undefined;
  readonly status: 'listing' | 'counting' | 'submitted' | 'posting' | 'closed' | 'refused' | 'cancelled';
  /** Why it ended without entries: refused at approval, or its campaign was withdrawn. */
  readonly endedBecause?: string | undefined;
  readonly work?: CountWork | undefined;
  readonly ledger?: Sum | undefined;
  readonly heldAgainst?: readonly HeldAgainst[] | undefined;
  readonly bookReasons?: readonly string[] | undefined;
  readonly approval?: Approval | undefined;
}

/** The counts whose closing balances this one opens with. */
export const earlierCounts = ({ previousCountId, carriedFrom = [] }: Count): readonly string[] => [
  ...(previousCountId === undefined ? [] : [previousCountId]),
  ...carriedFrom,
];

/** What is to be found: the cards without those already reported lost. */
export const bookOf = ({ cards, lost }: Pick<Count, 'cards' | 'lost'>): Sum => subtractSum(cards, lost);

/** 账账 and 账卡, to the fen: every comparison that was made, equal or not. */
export function bookComparisons({ ledger = NOTHING, cards, heldAgainst = [] }: Count) {
  return [
    { between: 'ledger-and-cards' as const, ledger, other: cards, difference: subtractSum(ledger, cards) },
    ...heldAgainst.map(({ outsideLedgerId, total }) => ({
      between: 'ledger-and-outside' as const,
      outsideLedgerId,
      ledger,
      other: total,
      difference: subtractSum(ledger, total),
    })),
  ];
}
/** The comparisons that came out unequal: each needs a reason. */
export const unequalBooks = (count: Count) =>
  bookComparisons(count).filter(({ difference }) => !sameSum(difference, NOTHING));

/** 账实: what the books say, what was found of it and beside it, and the difference. */
export function thingsFound(count: Count) {
  const book = bookOf(count);
  const found = addSums(subtractSum(subtractSum(book, count.missing), count.duplicates), count.surplus);
  return { book, found, difference: subtractSum(found, book) };
}
