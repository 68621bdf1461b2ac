/** Income entering a pool: what people and upstream systems send, what they read back, and what others hear of it. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { mergerMode } from '../registry/units.ts';
import { date, fen, id, name, plainText, positiveFen, unitCode, unitPath, version } from '../vocabulary.ts';

/** Largest single amount taken: 100 billion yuan, far above any county's income and far below where sums stop being exact. */
export const AMOUNT_FEN_MAX = 10_000_000_000_000;
/** Most periods one receipt may cover: a hundred years of months. */
export const PRICE_PERIODS_MAX = 1_200;
const QUANTITY_MAX = 1_000_000_000_000;
const PRICE_WORD_LENGTH_MAX = 20;

export const amountFen = positiveFen.check(z.maximum(AMOUNT_FEN_MAX));
const quantity = z.int().check(z.minimum(1), z.maximum(QUANTITY_MAX));

/** A contract's price as it is written, with how much of what for how long. The unit says which of the three measures counts. */
const priceFields = {
  /** Yuan in plain digits, at most two decimals: `16285.00`. */
  yuanText: plainText(PRICE_WORD_LENGTH_MAX),
  /** `元/宗/月`, `元/宗/季`, `元/宗/半年`, `元/宗/年`, `元/平方米/月` or `元/亩/年`. */
  unit: plainText(PRICE_WORD_LENGTH_MAX),
  /** Lots (宗); one when absent. */
  lots: z.optional(quantity),
  /** Area in whole square decimetres (0.01 m²). */
  areaDm2: z.optional(quantity),
  /** Area in hundredths of a mu (0.01 亩). */
  areaCentiMu: z.optional(quantity),
  /** Periods of the unit that this receipt pays for. */
  periods: z.int().check(z.minimum(1), z.maximum(PRICE_PERIODS_MAX)),
} as const;
const price = z.strictObject(priceFields);
/** `exact`: the product was a whole number of fen. `half-up`: it was not, and half a fen or more became one. */
const pricedBy = z.strictObject({ ...priceFields, rounding: z.enum(['exact', 'half-up']) });

const origin = {
  receivedOn: date,
  /** The contract it was paid under. */
  contract: z.optional(plainText(64)),
  /** The business that paid. Private persons are named by their contract, not here: events cannot be erased. */
  payer: z.optional(name),
  assetId: z.optional(id),
} as const;

export const receiveIncome = z
  .strictObject({ unitPath, amountFen: z.optional(amountFen), price: z.optional(price), ...origin })
  .check(
    z.refine((receipt) => (receipt.amountFen === undefined) !== (receipt.price === undefined), {
      error: 'either amountFen or price, and not both',
    }),
  );
export type ReceiveIncome = z.infer<typeof receiveIncome>;

/** held: within its term. warned, parked: by the daily job. distributed: payouts have used it up (oldest receipt first). */
export const receiptStatus = z.enum(['held', 'warned', 'parked', 'distributed']);

export const receiptView = z.strictObject({
  id,
  unitPath,
  amountFen,
  /** The unit it was sent to, when that had been merged into this one. */
  sentFor: z.optional(unitPath),
  ...origin,
  price: z.optional(pricedBy),
  /** Last day by which it must be distributed. */
  dueDate: date,
  status: receiptStatus,
  /** What was left of it when it was last flagged. */
  remainingFen: z.optional(fen),
  version,
});

/** Money of one unit: receivedFen + transferredInFen − transferredOutFen − paidFen + returnedFen = balanceFen = committedFen + availableFen. */
export const poolView = z.strictObject({
  id,
  unitPath,
  receivedFen: fen,
  /** Everything ever posted as paid, bounced and reversed payments included. */
  paidFen: fen,
  /** What came back of it: bounced and reversed. */
  returnedFen: fen,
  balanceFen: fen,
  /** Promised by approved plans and not paid yet. */
  committedFen: fen,
  availableFen: fen,
  /** Led here from the pools of units merged into this one, and led on from here when it was merged itself. */
  transferredInFen: fen,
  transferredOutFen: fen,
  /** Set when the unit was merged away: into which one, and whether its pool stays distinct there (ZC-05). */
  merged: z.optional(z.strictObject({ into: unitPath, mode: mergerMode, on: date })),
  /** Pools of units merged into this one. */
  predecessors: z.array(z.strictObject({ poolId: unitCode, mode: mergerMode, mergedOn: date })),
  version,
});

/** Totals of one unit and everything below it, kept by a projection. */
export const unitTotals = z.strictObject({
  unitPath,
  receiptCount: z.int(),
  receivedFen: fen,
  paidLineCount: z.int(),
  /** Paid and not come back. */
  distributedFen: fen,
  /** receivedFen − distributedFen, when both projections have caught up. */
  balanceFen: z.int(),
});

export const poolOpened = cloudEvent(
  'panhuo.distribution.pool-opened.v1',
  z.strictObject({
    unitPath,
    holderKind: z.enum(['county-body', 'state-owned-company', 'township', 'village-collective']),
    openedOn: date,
  }),
);
export const incomeReceived = cloudEvent(
  'panhuo.distribution.income-received.v1',
  z.strictObject({
    unitPath,
    amountFen,
    /** The unit it was sent to, when that had been merged into this one. */
    sentFor: z.optional(unitPath),
    ...origin,
    price: z.optional(pricedBy),
    dueDate: date,
    /** Day on which the daily job looks at it next. */
    checkOn: date,
  }),
);

const flagged = { unitPath, receivedOn: date, dueDate: date, remainingFen: positiveFen, flaggedOn: date } as const;

/** Money is still there this many days before it must be distributed (MG-16). */
export const incomeParkedWarning = cloudEvent(
  'panhuo.distribution.income-parked-warning.v1',
  z.strictObject({ ...flagged, warningDays: z.int().check(z.minimum(0)), checkOn: date }),
);
/** Money is still there after the day by which it had to be distributed (MG-16, MG-22). */
export const incomeParked = cloudEvent(
  'panhuo.distribution.income-parked.v1',
  z.strictObject({ ...flagged, daysLate: z.int().check(z.minimum(1)) }),
);
/** Payouts have used the receipt up before its next level. */
export const incomeDistributed = cloudEvent(
  'panhuo.distribution.income-distributed.v1',
  z.strictObject({ unitPath, receivedOn: date, dueDate: date, seenOn: date }),
);
/** The pack changed its warnings meanwhile: the daily job looks again on another day. */
export const incomeCheckMoved = cloudEvent(
  'panhuo.distribution.income-check-moved.v1',
  z.strictObject({ checkOn: date }),
);
