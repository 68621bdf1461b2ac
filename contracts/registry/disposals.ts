/** Disposal of an asset (SX-09, MG-17): the case from its proposal to its execution, and its proceeds until they are spent. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { evidenceFact } from '../evidence/evidence.ts';
import {
  date,
  fen,
  id,
  instant,
  name,
  pageOf,
  plainText,
  policyId,
  positiveFen,
  reason,
  unitPath,
  version,
} from '../vocabulary.ts';
import { documents } from './documents.ts';
import { registrationsDue } from './outside-registrations.ts';

export const DISPOSAL_STATUSES = {
  proposed: { zh: '审批中', en: 'Going through its chain' },
  approved: { zh: '已批准', en: 'Approved' },
  returned: { zh: '已退回', en: 'Returned' },
  refused: { zh: '不予处置', en: 'Refused' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
  concluded: { zh: '已成交', en: 'Concluded' },
  published: { zh: '公示中', en: 'Published' },
  executed: { zh: '已处置', en: 'Executed' },
} as const;

const VOUCHER_LENGTH_MAX = 60;
const voucher = plainText(VOUCHER_LENGTH_MAX);
const verdict = z.enum(['approved', 'returned', 'refused']);
const objectionVerdict = z.enum(['upheld', 'dismissed']);
const number = z.int().check(z.minimum(1));

const performance = z.strictObject({ works: z.boolean(), meetsTarget: z.boolean() });
const appraisal = z.strictObject({ appraiser: name, amountFen: fen, appraisedOn: date });
/** Where the proceeds go: a purpose of the pack, and the new asset where the purpose is one. */
const proceedsPlan = z.strictObject({
  purpose: policyId,
  newAsset: z.optional(z.strictObject({ class: policyId, name })),
});

const proposal = {
  assetId: id,
  mode: policyId,
  ground: policyId,
  exception: z.optional(policyId),
  appraisal: z.optional(appraisal),
  mortgaged: z.boolean(),
} as const;

export const proposeDisposal = z.strictObject({
  ...proposal,
  /** Whether it works as designed and whether it meets its target. */
  performance,
  statement: reason,
  /** How the equity is left. */
  equityExit: z.optional(reason),
  /** A proposal without it is refused: it is approved together with the disposal. */
  proceeds: z.optional(proceedsPlan),
  evidence: documents,
});
export type ProposeDisposal = z.infer<typeof proposeDisposal>;
export const stepDisposal = z.strictObject({ verdict, reason: z.optional(reason) });
export const withdrawDisposal = z.strictObject({ reason });
const result = { soldFen: fen, buyer: z.optional(name), concludedOn: date } as const;
export const concludeDisposal = z.strictObject({
  ...result,
  /** Needed below the appraised amount. */
  reason: z.optional(reason),
  evidence: documents,
});
export const publishDisposal = z.strictObject({});
export const objectToDisposal = z.strictObject({ text: reason });
export const answerDisposalObjection = z.strictObject({ verdict: objectionVerdict, answer: reason });
export const executeDisposal = z.strictObject({});
export const spendProceeds = z.strictObject({
  amountFen: positiveFen,
  assetId: z.optional(id),
  spentOn: date,
  voucher,
  evidence: documents,
});

const publicity = { publishedOn: date, until: date, objectionsUntil: date } as const;

/** Earmarked − spent = left. */
const proceeds = { earmarkedFen: fen, spentFen: fen, leftFen: fen } as const;

export const disposalView = z.strictObject({
  ...proposal,
  id,
  unitPath,
  proceeds: proceedsPlan,
  status: z.enum(Object.keys(DISPOSAL_STATUSES) as (keyof typeof DISPOSAL_STATUSES)[]),
  nextStep: z.optional(policyId),
  result: z.optional(z.strictObject(result)),
  publicity: z.optional(z.strictObject(publicity)),
  objectionCount: z.int(),
  unanswered: z.array(number),
  upheld: z.boolean(),
  executedOn: z.optional(date),
  ...proceeds,
  version,
});

/** `running` until it is executed or given up; `proceeds` while money of it is left; `closed` afterwards. */
export const disposalPhase = z.enum(['running', 'proceeds', 'closed']);

/** Proceeds of all disposals of a unit and those below it, read from a total. */
export const proceedsTotals = z.strictObject({ unitPath, openCases: z.int(), ...proceeds, upTo: z.optional(instant) });
export const openProceeds = z.strictObject({ totals: proceedsTotals, ...pageOf(disposalView).shape });

/** What anybody may read: no person is named in it but the buyer. */
export const disposalNotice = z.strictObject({
  id,
  assetId: id,
  unitPath,
  mode: policyId,
  ...result,
  ...publicity,
  executedOn: z.optional(date),
});

const step = z.strictObject({ id: policyId, role: policyId, level: policyId });

export const disposalProposed = cloudEvent(
  'panhuo.registry.disposal-proposed.v1',
  z.strictObject({
    ...proposal,
    unitPath,
    name,
    originalFen: fen,
    performance,
    statement: reason,
    equityExit: z.optional(reason),
    proceeds: proceedsPlan,
    evidence: z.array(evidenceFact),
    proposedBy: z.string(),
    steps: z.array(step),
  }),
);
export const disposalStepTaken = cloudEvent(
  'panhuo.registry.disposal-step-taken.v1',
  z.strictObject({ step: policyId, verdict, by: z.string(), at: instant, reason: z.optional(reason) }),
);
export const disposalWithdrawn = cloudEvent(
  'panhuo.registry.disposal-withdrawn.v1',
  z.strictObject({ assetId: id, by: z.string(), reason }),
);
export const disposalConcluded = cloudEvent(
  'panhuo.registry.disposal-concluded.v1',
  z.strictObject({ ...result, reason: z.optional(reason), evidence: z.array(evidenceFact) }),
);
export const disposalPublished = cloudEvent(
  'panhuo.registry.disposal-published.v1',
  z.strictObject({ unitPath, assetId: id, mode: policyId, ...result, ...publicity }),
);
export const disposalObjectionRecorded = cloudEvent(
  'panhuo.registry.disposal-objection-recorded.v1',
  z.strictObject({ number, text: reason, receivedOn: date }),
);
export const disposalObjectionAnswered = cloudEvent(
  'panhuo.registry.disposal-objection-answered.v1',
  z.strictObject({ number, verdict: objectionVerdict, answer: reason, answeredOn: date }),
);
/** The registry hears it itself and closes the card of the asset. */
export const disposalExecuted = cloudEvent(
  'panhuo.registry.disposal-executed.v1',
  z.strictObject({ assetId: id, unitPath, mode: policyId, purpose: policyId, earmarkedFen: fen, executedOn: date }),
);
export const disposalProceedsSpent = cloudEvent(
  'panhuo.registry.disposal-proceeds-spent.v1',
  z.strictObject({
    unitPath,
    amountFen: positiveFen,
    leftFen: fen,
    assetId: z.optional(id),
    spentOn: date,
    voucher,
    evidence: z.array(evidenceFact),
  }),
);
/** Its unit has been merged: the case, and what is left of its proceeds, is the successor's. */
export const disposalMovedByMerger = cloudEvent(
  'panhuo.registry.disposal-moved-by-merger.v1',
  z.strictObject({ mergerId: id, fromUnitPath: unitPath, unitPath }),
);
/** On the asset: it has left the ledgers, and the outside systems are to take it out. */
export const assetDisposed = cloudEvent(
  'panhuo.registry.asset-disposed.v1',
  z.strictObject({
    unitPath,
    disposalId: id,
    mode: policyId,
    disposedOn: date,
    registrationsDue: z.optional(registrationsDue),
  }),
);
