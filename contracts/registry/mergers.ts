/** Mergers of townships, villages and groups (ZC-03, ZC-05): the case, its figures, and how far everything has moved. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { evidenceFact, evidenceReference } from '../evidence/evidence.ts';
import {
  date,
  fen,
  id,
  instant,
  name,
  pageOf,
  plainText,
  policyId,
  reason,
  signedFen,
  unitCode,
  unitPath,
  version,
} from '../vocabulary.ts';
import { registrationsDue } from './outside-registrations.ts';
import { mergerMode, unitKind } from './units.ts';

/** Units in one case; a larger reform is several cases. */
export const MERGING_UNITS_MAX = 20;
const DOCUMENTS_MAX = 20;
const DECISION_LENGTH_MAX = 120;

/** The decision that orders the merger: number of the document or of the minutes, and its day. */
const decision = z.strictObject({ number: plainText(DECISION_LENGTH_MAX), decidedOn: date });
const memberCount = z.int().check(z.minimum(1));

/** What a case asks for. A successor that exists and holds something is itself one of the units compared. */
const proposal = {
  successorPath: unitPath,
  units: z
    .array(z.strictObject({ unitPath, memberCount: z.optional(memberCount) }))
    .check(z.minLength(1), z.maxLength(MERGING_UNITS_MAX)),
  /** Follows from the pack's threshold; needed where the pack has none. */
  mode: z.optional(mergerMode),
  decision,
  evidence: z.array(evidenceReference).check(z.maxLength(DOCUMENTS_MAX)),
} as const;
export const proposeMerger = z.strictObject(proposal);
export type ProposeMerger = z.infer<typeof proposeMerger>;
export const stepMerger = z.strictObject({
  verdict: z.enum(['approved', 'returned', 'refused']),
  reason: z.optional(reason),
});
export const withdrawMerger = z.strictObject({ reason });
export const executeMerger = z.strictObject({});
export const recountMerger = z.strictObject({ reason });

/** Net worth = assets + claims − debts, as the registry's ledgers had them when the case was proposed. */
const mergingUnit = z.strictObject({
  code: unitCode,
  path: unitPath,
  name,
  memberCount: z.optional(memberCount),
  assetsFen: fen,
  claimsFen: fen,
  debtsFen: fen,
});
export const mergerPart = z.enum(['units', 'assets', 'claims', 'debts']);
/** Count and sum of one part of one old unit: units below it, assets, claims, debts. */
const tally = z.strictObject({ unit: unitCode, part: mergerPart, count: z.int(), fen });
/** The work that comes next: what, from where on. */
const work = z.strictObject({
  phase: z.enum(['close', 'refresh', 'list', 'move', 'check']),
  unit: z.optional(z.int()),
  part: z.optional(z.enum(['units', 'assets', 'duplicates', 'obligations'])),
  after: z.optional(z.string()),
});
const step = z.strictObject({ id: policyId, role: policyId, level: policyId });

export const mergerView = z.strictObject({
  id,
  successor: z.strictObject({ code: unitCode, path: unitPath, kind: unitKind, name }),
  units: z.array(mergingUnit),
  mode: mergerMode,
  gapFen: z.optional(fen),
  thresholdFen: z.optional(fen),
  decision,
  status: z.enum(['proposed', 'approved', 'returned', 'refused', 'withdrawn', 'executing', 'differs', 'complete']),
  nextStep: z.optional(policyId),
  proposedBy: z.string(),
  /** Expected and moved, per unit and part; with the difference, which is zero throughout before a case is complete. */
  tallies: z.array(
    z.strictObject({
      unit: unitCode,
      part: mergerPart,
      expected: z.strictObject({ count: z.int(), fen }),
      moved: z.strictObject({ count: z.int(), fen }),
      difference: z.strictObject({ count: z.int(), fen: signedFen }),
    }),
  ),
  /** What was still found under an old path after everything had been moved. */
  leftBehind: z.int(),
  version,
});
export const mergerPage = pageOf(mergerView);

/** One thing that moves: a unit below an old one, an asset, a claim or debt. */
export const mergerLine = z.strictObject({
  part: mergerPart,
  id: z.string(),
  unit: unitCode,
  fen,
  moved: z.boolean(),
  presentFen: fen,
});

export const mergerProposed = cloudEvent(
  'panhuo.registry.merger-proposed.v1',
  z.strictObject({
    successor: z.strictObject({ code: unitCode, path: unitPath, kind: unitKind, name }),
    units: z.array(mergingUnit),
    mode: mergerMode,
    gapFen: z.optional(fen),
    thresholdFen: z.optional(fen),
    decision,
    evidence: z.array(evidenceFact),
    proposedBy: z.string(),
    steps: z.array(step),
  }),
);
export const mergerStepTaken = cloudEvent(
  'panhuo.registry.merger-step-taken.v1',
  z.strictObject({
    step: policyId,
    verdict: z.enum(['approved', 'returned', 'refused']),
    by: z.string(),
    at: instant,
    reason: z.optional(reason),
  }),
);
export const mergerWithdrawn = cloudEvent(
  'panhuo.registry.merger-withdrawn.v1',
  z.strictObject({ by: z.string(), reason }),
);
export const mergerExecuted = cloudEvent(
  'panhuo.registry.merger-executed.v1',
  z.strictObject({
    successor: z.strictObject({ code: unitCode, path: unitPath }),
    /** The units that are merged away; the successor is not among them. */
    closed: z.array(z.strictObject({ code: unitCode, path: unitPath })),
    mode: mergerMode,
    executedOn: date,
    next: work,
  }),
);
/** One portion is done; the registry hears it itself and goes on with `next`. */
export const mergerAdvanced = cloudEvent(
  'panhuo.registry.merger-advanced.v1',
  z.strictObject({ done: work, expected: z.array(tally), moved: z.array(tally), leftBehind: z.int(), next: work }),
);
export const mergerCompleted = cloudEvent(
  'panhuo.registry.merger-completed.v1',
  z.strictObject({ successor: unitCode, tallies: z.array(tally), completedOn: date }),
);
export const mergerDiffered = cloudEvent(
  'panhuo.registry.merger-differed.v1',
  z.strictObject({ expected: z.array(tally), moved: z.array(tally), leftBehind: z.int() }),
);
export const mergerRecounted = cloudEvent(
  'panhuo.registry.merger-recounted.v1',
  z.strictObject({ by: z.string(), reason, next: work }),
);
/** On the asset: where it was, where it is, and whose it stays. */
export const assetMovedByMerger = cloudEvent(
  'panhuo.registry.asset-moved-by-merger.v1',
  z.strictObject({
    mergerId: id,
    mode: mergerMode,
    fromUnitPath: unitPath,
    unitPath,
    holderKind: unitKind,
    /** Code of the old collective that stays the owner while the successor manages it (ZC-05). */
    heldFor: z.optional(unitCode),
    registrationsDue: z.optional(registrationsDue),
  }),
);
