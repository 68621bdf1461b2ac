/** Distribution plans: drafted line by line, proposed, voted, examined, filed, published; and the payment of their lines. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { evidenceFact, evidenceReference } from '../evidence/evidence.ts';
import { date, fen, id, instant, name, policyId, reason, unitPath, version } from '../vocabulary.ts';
import { amountFen } from './receipts.ts';

/** Lines in one command: with its event, state and items it stays one small transaction. */
export const LINES_PER_COMMAND_MAX = 40;
/** Lines in one plan. */
export const PLAN_LINES_MAX = 100_000;
/** Largest weight of one line; the sum over the longest plan stays exact. */
export const WEIGHT_MAX = 1_000_000_000;
const RESERVES_MAX = 10;
const REASONS_MAX = 20;
const DOCUMENTS_MAX = 20;
const VOTERS_MAX = 1_000_000;

const lineNumber = z.int().check(z.minimum(1), z.maximum(PLAN_LINES_MAX));
const voters = z.int().check(z.minimum(0), z.maximum(VOTERS_MAX));
const hash = z.string().check(z.regex(/^[0-9A-Za-z_-]{43}$/));
const voucher = z.string().check(z.regex(/^[0-9A-Za-z\u4e00-\u9fff_-]{1,40}$/));

const lineFields = {
  /** household: money for one household. body: works, posts, the collective itself. */
  to: z.enum(['household', 'body']),
  /** The household's or body's own code in the member register. Never a name or an identity number. */
  code: id,
  purpose: policyId,
  amountFen: z.optional(amountFen),
  /** Shares, points or days: what is left after reserves and fixed lines is split by them. */
  weight: z.optional(z.int().check(z.minimum(1), z.maximum(WEIGHT_MAX))),
} as const;
const newLine = z.strictObject(lineFields).check(
  z.refine((line) => (line.amountFen === undefined) !== (line.weight === undefined), {
    error: 'either amountFen or weight, and not both',
  }),
);

export const draftPlan = z.strictObject({
  unitPath,
  title: name,
  totalFen: amountFen,
  /** What the pack's reserves take, before anything is distributed. */
  reserves: z.array(z.strictObject({ reserve: policyId, amountFen })).check(z.maxLength(RESERVES_MAX)),
});
export type DraftPlan = z.infer<typeof draftPlan>;
/** What a returned plan says instead. Its lines are kept, to be added to, or drafted anew. */
export const revisePlan = z.strictObject({
  title: name,
  totalFen: amountFen,
  reserves: draftPlan.shape.reserves,
  keepLines: z.boolean(),
});
export const addPlanLines = z.strictObject({
  lines: z.array(newLine).check(z.minLength(1), z.maxLength(LINES_PER_COMMAND_MAX)),
});
const passedOver = z.strictObject({ purpose: policyId, reason });
export const proposePlan = z.strictObject({
  /** Why purposes that come first get nothing although later ones do. */
  passedOver: z.optional(z.array(passedOver).check(z.maxLength(REASONS_MAX))),
});
export const recordVote = z
  .strictObject({
    heldOn: date,
    /** Everybody entitled to vote in this meeting. */
    entitledCount: voters.check(z.minimum(1)),
    presentCount: voters,
    favourCount: voters,
    /** The minutes, signed. */
    evidence: z.array(evidenceReference).check(z.minLength(1), z.maxLength(DOCUMENTS_MAX)),
  })
  .check(
    z.refine((vote) => vote.favourCount <= vote.presentCount && vote.presentCount <= vote.entitledCount, {
      error: 'no more in favour than present, no more present than entitled',
    }),
  );
export const stepPlan = z.strictObject({
  verdict: z.enum(['approved', 'returned', 'refused']),
  reason: z.optional(reason),
});
export const recordObjection = z.strictObject({ text: reason });
export const answerObjection = z.strictObject({ verdict: z.enum(['dismissed', 'upheld']), answer: reason });
export const withdrawPlan = z.strictObject({ reason });

export const payLine = z.strictObject({ voucher });
export const returnLine = z.strictObject({ reason });
export const decideCancellation = z.strictObject({
  verdict: z.enum(['approved', 'refused']),
  reason: z.optional(reason),
});

export const planStatus = z.enum([
  'draft',
  'proposed',
  'voted',
  'approved',
  'published',
  'returned',
  'refused',
  'withdrawn',
]);
/** What is split by weights, and who gets the odd fen: remainders above the last one, or equal to it up to the last number. */
const sharing = z.strictObject({ sharedFen: fen, weightSum: z.int(), lastRemainder: z.int(), lastNumber: z.int() });
const seal = z.strictObject({ lineCount: z.int(), linesHash: hash, hash, sharing: z.optional(sharing) });
const vote = z.strictObject({
  rule: policyId,
  heldOn: date,
  entitledCount: voters,
  presentCount: voters,
  favourCount: voters,
});
const publicity = z.strictObject({ publishedOn: date, until: date, objectionsUntil: date });

export const planView = z.strictObject({
  id,
  unitPath,
  title: name,
  totalFen: amountFen,
  reserves: z.array(z.strictObject({ reserve: policyId, amountFen })),
  status: planStatus,
  /** Role of the government that allocates its own income without a meeting (MG-16); absent where a collective distributes. */
  allocatedBy: z.optional(policyId),
  lineCount: z.int(),
  seal: z.optional(seal),
  vote: z.optional(vote),
  nextStep: z.optional(policyId),
  publicity: z.optional(publicity),
  objectionCount: z.int(),
  unanswered: z.array(z.int()),
  objectionUpheld: z.boolean(),
  /** Posted so far, bounced and reversed payments taken off. */
  paidFen: fen,
  /** Still to be paid. */
  committedFen: fen,
  /** Given back to the pool by lines that will never be paid. */
  cancelledFen: fen,
  /** Corrections after it was returned. */
  revision: z.optional(z.int()),
  /** Its unit was merged away: nothing more is set aside for it (ZC-05). */
  unitMerged: z.optional(z.literal(true)),
  version,
});
export const planRow = z.strictObject({
  id,
  unitPath,
  title: name,
  totalFen: amountFen,
  status: planStatus,
  lineCount: z.int(),
  version,
});

export const paymentStatus = z.enum(['unpaid', 'paid', 'bounced', 'reversed', 'cancelled']);
export const lineView = z.strictObject({
  number: lineNumber,
  to: z.enum(['reserve', 'household', 'body']),
  code: id,
  purpose: z.optional(policyId),
  weight: z.optional(z.int()),
  /** Absent while a draft with weights has not been proposed. */
  amountFen: z.optional(fen),
  payment: paymentStatus,
  /** Proposed, and not decided yet. */
  cancellation: z.optional(z.strictObject({ reason, proposedOn: date })),
  /** Version of the line's payment, for If-Match. */
  version: z.optional(version),
});

export const noticeView = z.strictObject({
  planId: id,
  unitPath,
  title: name,
  totalFen: amountFen,
  reserves: z.array(z.strictObject({ reserve: policyId, amountFen })),
  lineCount: z.int(),
  hash,
  status: z.enum(['published', 'withdrawn']),
  ...publicity.shape,
});
/** A line as the public sees it. */
export const noticeLineView = z.strictObject({
  number: lineNumber,
  to: z.enum(['reserve', 'household', 'body']),
  code: id,
  purpose: z.optional(policyId),
  amountFen: fen,
  payment: paymentStatus,
});

export const planHistoryEntry = z.strictObject({
  eventId: id,
  type: z.string(),
  version,
  recordedAt: instant,
  actor: z.string(),
  hash: z.string(),
  data: z.record(z.string(), z.unknown()),
});

const event = <T extends string, D extends z.ZodMiniType>(type: T, data: D) =>
  cloudEvent(`panhuo.distribution.${type}.v1`, data);
const verdict = z.enum(['approved', 'returned', 'refused']);

export const planDrafted = event(
  'plan-drafted',
  z.strictObject({
    unitPath,
    title: name,
    totalFen: amountFen,
    reserves: z.array(z.strictObject({ reserve: policyId, amountFen })),
    draftedBy: z.string(),
    /** Role of the government that allocates its own income; absent where a collective distributes. */
    allocatedBy: z.optional(policyId),
  }),
);
/** Corrected after it was returned: a draft again. Without `linesKept` its lines begin anew. */
export const planRevised = event(
  'plan-revised',
  z.strictObject({
    unitPath,
    title: name,
    totalFen: amountFen,
    reserves: z.array(z.strictObject({ reserve: policyId, amountFen })),
    revision: z.int().check(z.minimum(1)),
    linesKept: z.boolean(),
    revisedBy: z.string(),
  }),
);
export const planLinesAdded = event(
  'plan-lines-added',
  z.strictObject({ firstNumber: lineNumber, lines: z.array(z.strictObject(lineFields)) }),
);
export const planProposed = event(
  'plan-proposed',
  z.strictObject({
    unitPath,
    totalFen: amountFen,
    ...seal.shape,
    passedOver: z.array(passedOver),
    proposedBy: z.string(),
    proposedOn: date,
    steps: z.array(z.strictObject({ id: policyId, role: policyId, level: policyId })),
  }),
);
export const planVoted = event(
  'plan-voted',
  z.strictObject({ ...vote.shape, evidence: z.array(evidenceFact), recordedBy: z.string() }),
);
export const planStepTaken = event(
  'plan-step-taken',
  z.strictObject({ step: policyId, verdict, by: z.string(), at: instant, reason: z.optional(reason) }),
);
/** The last step approved it: the total is now committed on the pool's account. */
export const planApproved = event(
  'plan-approved',
  z.strictObject({
    step: policyId,
    by: z.string(),
    at: instant,
    reason: z.optional(reason),
    unitPath,
    committedFen: amountFen,
  }),
);
export const planPublished = event(
  'plan-published',
  z.strictObject({ unitPath, title: name, totalFen: amountFen, lineCount: z.int(), hash, ...publicity.shape }),
);
export const planObjectionRecorded = event(
  'plan-objection-recorded',
  z.strictObject({ number: z.int(), text: reason, receivedOn: date }),
);
export const planObjectionAnswered = event(
  'plan-objection-answered',
  z.strictObject({ number: z.int(), verdict: z.enum(['dismissed', 'upheld']), answer: reason, answeredOn: date }),
);
/** `releasedFen` goes back from committed to available; 0 when nothing had been committed yet. */
export const planWithdrawn = event(
  'plan-withdrawn',
  z.strictObject({ unitPath, reason, withdrawnOn: date, releasedFen: fen }),
);

const payment = { planId: id, number: lineNumber, unitPath, amountFen: fen, on: date } as const;
export const linePaid = event('line-paid', z.strictObject({ ...payment, voucher }));
/** The bank sent it back; it is still owed. */
export const lineBounced = event('line-bounced', z.strictObject({ ...payment, reason, checkOn: date }));
export const lineReissued = event('line-reissued', z.strictObject({ ...payment, voucher }));
/** It should not have been paid; the money is free again and the line is closed. */
export const lineReversed = event('line-reversed', z.strictObject({ ...payment, reason, checkOn: date }));
/** Somebody says that it will never be paid; the money stays set aside until somebody else has decided. */
export const lineCancellationProposed = event(
  'line-cancellation-proposed',
  z.strictObject({ ...payment, reason, proposedBy: z.string() }),
);
export const lineCancellationRefused = event(
  'line-cancellation-refused',
  z.strictObject({ ...payment, reason, refusedBy: z.string() }),
);
/** What was set aside for it is free in the pool again, and the line is closed. */
export const lineCancelled = event(
  'line-cancelled',
  z.strictObject({ ...payment, reason, proposedBy: z.string(), approvedBy: z.string(), checkOn: date }),
);
