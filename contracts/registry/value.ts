/** The value of an asset: final accounts, appraisals, depreciation, impairment and revaluation, disputes (MG-04, MG-06, MG-07). */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { evidenceFact } from '../evidence/evidence.ts';
import { date, fen, id, instant, name, policyId, reason, unitPath } from '../vocabulary.ts';
import { documents } from './documents.ts';
import { funding } from './funding.ts';

/** A calendar month, `YYYY-MM`. */
export const month = z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/));

/** How the value of a card runs on; decided by the policy of the day on which the card was registered or corrected. */
const depreciationPlan = z.strictObject({
  firstMonth: month,
  lifeMonths: z.int().check(z.minimum(1)),
  residualFen: fen,
});
export const valuePlan = {
  depreciation: z.optional(depreciationPlan),
  finalAccountDueDate: z.optional(date),
} as const;

/** By which figure the asset is valued (MG-04); `amountFen` is absent while that figure is not known. */
const valueBasis = z.strictObject({
  basis: z.enum(['original', 'appraisal', 'final-account', 'disbursed']),
  amountFen: z.optional(fen),
  provisional: z.boolean(),
});

/** The value at the end of a month. */
export const assetValue = z.strictObject({
  month,
  originalFen: fen,
  accumulatedFen: fen,
  netFen: fen,
  basis: z.optional(valueBasis),
});

export const asOfQuery = z.strictObject({
  /** The value at the end of the month that holds this day; today when absent. */
  asOf: z.optional(date),
});

const scheduleRow = z.strictObject({ month, depreciationFen: fen, accumulatedFen: fen, netFen: fen });
export const depreciationSchedule = z.strictObject({
  id,
  /** Absent where the asset is not depreciated; its value then changes with `changes` alone. */
  plan: z.optional(depreciationPlan),
  changes: z.array(
    z.strictObject({
      month,
      kind: z.enum(['impairment', 'revaluation', 'final-account', 'appraisal', 'dispute']),
      netFen: fen,
    }),
  ),
  rows: z.array(scheduleRow),
});

export const recordFinalAccount = z.strictObject({ amountFen: fen, funding: z.optional(funding), evidence: documents });
export const recordAppraisal = z.strictObject({ amountFen: fen, appraiser: name, evidence: documents });
export const setNetValue = z.strictObject({ netFen: fen, reason, evidence: documents });

const verdict = z.enum(['approved', 'returned', 'refused']);
const objectionVerdict = z.enum(['upheld', 'rejected']);
const number = z.int().check(z.minimum(1));

export const disputeValue = z.strictObject({ reason });
export const stepValuation = z.strictObject({ verdict, reason: z.optional(reason) });
export const withdrawDispute = z.strictObject({ reason });
export const publishValuation = z.strictObject({});
export const objectToValuation = z.strictObject({ text: reason });
export const answerObjection = z.strictObject({ number, verdict: objectionVerdict, answer: reason });
export const settleValuation = z.strictObject({});

export const disputeView = z.strictObject({
  status: z.enum(['appraising', 'reviewing', 'approved', 'published', 'settled', 'refused', 'withdrawn']),
  openedOn: date,
  appraisedFen: z.optional(fen),
  nextStep: z.optional(policyId),
  publishedOn: z.optional(date),
  until: z.optional(date),
  objectionsUntil: z.optional(date),
  objectionCount: z.optional(z.int()),
  unanswered: z.optional(z.array(z.int())),
});

const netSet = { month, previousNetFen: fen, netFen: fen } as const;
const filed = { evidence: z.array(evidenceFact) } as const;

/** Both figures stand here: the one that counted until then, and the final account's. */
export const finalAccountRecorded = cloudEvent(
  'panhuo.registry.final-account-recorded.v1',
  z.strictObject({
    unitPath,
    originalFen: fen,
    previousFen: fen,
    funding: z.optional(funding),
    depreciation: z.optional(depreciationPlan),
    ...netSet,
    ...filed,
  }),
);
export const finalAccountOverdue = cloudEvent(
  'panhuo.registry.final-account-overdue.v1',
  z.strictObject({ unitPath, dueDate: date }),
);
export const equityAppraised = cloudEvent(
  'panhuo.registry.equity-appraised.v1',
  z.strictObject({ appraiser: name, ...netSet, ...filed }),
);
export const assetImpaired = cloudEvent(
  'panhuo.registry.asset-impaired.v1',
  z.strictObject({ reason, ...netSet, ...filed }),
);
export const assetRevalued = cloudEvent(
  'panhuo.registry.asset-revalued.v1',
  z.strictObject({ reason, ...netSet, ...filed }),
);

export const valueDisputed = cloudEvent(
  'panhuo.registry.value-disputed.v1',
  z.strictObject({ unitPath, reason, openedOn: date, disputedBy: z.string() }),
);
export const valueAppraised = cloudEvent(
  'panhuo.registry.value-appraised.v1',
  z.strictObject({
    appraiser: name,
    amountFen: fen,
    appraisedBy: z.string(),
    steps: z.array(z.strictObject({ id: policyId, role: policyId, level: policyId })),
    ...filed,
  }),
);
export const valuationStepTaken = cloudEvent(
  'panhuo.registry.valuation-step-taken.v1',
  z.strictObject({ step: policyId, verdict, by: z.string(), at: instant, reason: z.optional(reason) }),
);
export const valueDisputeWithdrawn = cloudEvent(
  'panhuo.registry.value-dispute-withdrawn.v1',
  z.strictObject({ reason, withdrawnOn: date }),
);
export const valuationPublished = cloudEvent(
  'panhuo.registry.valuation-published.v1',
  z.strictObject({ unitPath, finalFen: fen, publishedOn: date, until: date, objectionsUntil: date }),
);
export const valuationObjected = cloudEvent(
  'panhuo.registry.valuation-objected.v1',
  z.strictObject({ number, text: reason, receivedOn: date }),
);
export const valuationObjectionAnswered = cloudEvent(
  'panhuo.registry.valuation-objection-answered.v1',
  z.strictObject({ number, verdict: objectionVerdict, answer: reason, answeredOn: date }),
);
export const valuationSettled = cloudEvent(
  'panhuo.registry.valuation-settled.v1',
  z.strictObject({ unitPath, ...netSet }),
);
