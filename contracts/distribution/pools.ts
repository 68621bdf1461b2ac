/** What becomes of pools when their units merge (ZC-05): the money is led to the successor, or stays distinct inside it. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { mergerMode } from '../registry/units.ts';
import { date, fen, id, pageOf, positiveFen, unitCode, unitPath, version } from '../vocabulary.ts';

/** One booking from the pool of a merged unit to its successor's; both pools list it. */
export const poolTransfer = z.strictObject({
  fromPoolId: unitCode,
  toPoolId: unitCode,
  amountFen: positiveFen,
  on: date,
});
export const poolTransfers = pageOf(poolTransfer);

/**
 * The unit was merged away. `direct`: everything free is led to the successor in this booking, plans under way are paid to their end from what
 * was set aside for them. `distinct`: ownership was decided to stay distinct, and so does the pool.
 */
export const poolMerged = cloudEvent(
  'panhuo.distribution.pool-merged.v1',
  z.strictObject({
    /** The unit as it was. */
    unitPath,
    /** Where its matters lie from now on: inside the successor. */
    heldAtUnitPath: unitPath,
    successorUnitPath: unitPath,
    mergerId: id,
    mode: mergerMode,
    transferredFen: fen,
    mergedOn: date,
    /** Day on which the daily job looks whether anything was left behind. */
    checkOn: date,
  }),
);
/** What became free in a merged pool later: a payment reversed, a line cancelled, a plan withdrawn. */
export const poolLedOn = cloudEvent(
  'panhuo.distribution.pool-led-on.v1',
  z.strictObject({ unitPath, successorUnitPath: unitPath, amountFen: positiveFen, on: date }),
);
/** The unit stands below another one now; its money stays its own. */
export const poolMoved = cloudEvent(
  'panhuo.distribution.pool-moved.v1',
  z.strictObject({
    mergerId: id,
    fromUnitPath: unitPath,
    unitPath,
    /** Version of the unit that says so. */
    unitVersion: z.optional(version),
    checkOn: date,
  }),
);
/** A plan follows its pool. With `mode: direct` it goes no further unless its money was set aside before. */
export const planMoved = cloudEvent(
  'panhuo.distribution.plan-moved.v1',
  z.strictObject({ mergerId: id, mode: z.optional(mergerMode), fromUnitPath: unitPath, unitPath }),
);
