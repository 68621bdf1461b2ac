/** Claims and debts of a unit (债权债务): registered amounts that move together with its assets when it is merged (ZC-05). */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { date, fen, id, name, positiveFen, reason, unitCode, unitPath, version } from '../vocabulary.ts';
import { mergerMode } from './units.ts';

export const OBLIGATION_SIDES = { claim: { zh: '债权', en: 'Claim' }, debt: { zh: '债务', en: 'Debt' } } as const;
export const obligationSide = z.enum(['claim', 'debt']);
const voucher = z.string().check(z.regex(/^[0-9A-Za-z\u4e00-\u9fff第号字_-]{1,40}$/));

const facts = {
  /** Who owes (a claim) or is owed (a debt). */
  counterparty: name,
  amountFen: positiveFen,
  dueDate: z.optional(date),
  /** Contract, minutes or voucher it rests on. */
  basis: name,
} as const;

export const registerObligation = z.strictObject({ unitPath, side: obligationSide, ...facts });
export const correctObligation = z.strictObject({ ...facts, reason });
export const settleObligation = z.strictObject({ amountFen: positiveFen, settledOn: date, voucher });

export const obligationView = z.strictObject({
  id,
  unitPath,
  side: obligationSide,
  ...facts,
  outstandingFen: fen,
  /** Code of the merged unit that remains creditor or debtor inside its successor. */
  heldFor: z.optional(unitCode),
  mergerId: z.optional(id),
  version,
});

export const obligationRegistered = cloudEvent(
  'panhuo.registry.obligation-registered.v1',
  z.strictObject({ unitPath, side: obligationSide, ...facts }),
);
export const obligationCorrected = cloudEvent(
  'panhuo.registry.obligation-corrected.v1',
  z.strictObject({ ...facts, outstandingFen: fen, reason }),
);
export const obligationSettled = cloudEvent(
  'panhuo.registry.obligation-settled.v1',
  z.strictObject({ amountFen: positiveFen, outstandingFen: fen, settledOn: date, voucher }),
);
export const obligationMovedByMerger = cloudEvent(
  'panhuo.registry.obligation-moved-by-merger.v1',
  z.strictObject({
    mergerId: id,
    mode: mergerMode,
    fromUnitPath: unitPath,
    unitPath,
    heldFor: z.optional(unitCode),
  }),
);
