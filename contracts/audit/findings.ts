/** Findings: something the audit service found, rectified by the responsible unit, verified, closed or referred (MG-22). */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { evidenceFact, evidenceReference } from '../evidence/evidence.ts';
import { date, id, instant, reason, unitPath, version } from '../vocabulary.ts';
import { trailConflict, trailEntry } from './trail.ts';

export const FINDING_KINDS = {
  'income-parked': { zh: '收益滞留（趴账）', en: 'Income parked instead of distributed' },
  'unreported-assets': { zh: '账外资产（未登记）', en: 'Assets that no book knew' },
  'duplicate-assets': { zh: '资产重复登记', en: 'Assets registered twice' },
  'repair-overdue': { zh: '损坏逾期未维修', en: 'Damage not repaired within its term' },
  'item-overdue': { zh: '盘活事项逾期', en: 'Revitalization item past its deadline' },
  'item-escalated': { zh: '盘活事项逾期升级', en: 'Late revitalization item escalated' },
  'figures-mismatch': { zh: '报表数据不一致', en: 'Figures that do not agree' },
  'trail-conflict': { zh: '审计轨迹版本冲突', en: 'Two different events for one version' },
  'leaf-hash-mismatch': { zh: '审计轨迹哈希不符', en: 'An event whose leaf hash does not follow from it' },
} as const;
export type FindingKind = keyof typeof FINDING_KINDS;

/** Most documents of one rectification. */
export const RECTIFICATION_EVIDENCE_MAX = 20;

export const findingKind = z.enum(Object.keys(FINDING_KINDS) as [FindingKind, ...FindingKind[]]);
export const findingStatus = z.enum(['opened', 'assigned', 'rectified', 'verified', 'closed', 'referred']);
const clauses = z.array(z.string().check(z.regex(/^[A-Z]{2}-\d\d[a-z]?$/)));
const sub = z.string().check(z.maxLength(128));

/** The event a finding follows from, so exactly that anyone finds it in the trail. */
export const findingCause = z.strictObject({
  source: z.string(),
  eventId: id,
  eventType: z.string(),
  subject: z.string(),
  leafHash: z.string(),
});

export const assignFinding = z.strictObject({
  /** The unit that has to put it right. */
  unitPath,
  dueDate: date,
  instruction: z.optional(reason),
});
export const rectifyFinding = z.strictObject({
  text: z.optional(reason),
  evidence: z.array(evidenceReference).check(z.maxLength(RECTIFICATION_EVIDENCE_MAX)),
});
export const verifyFinding = z.strictObject({ verdict: z.enum(['verified', 'returned']), reason: z.optional(reason) });
export const closeFinding = z.strictObject({ note: z.optional(reason) });
export const referFinding = z.strictObject({ reason });

export const findingView = z.strictObject({
  id,
  kind: findingKind,
  clauses,
  unitPath,
  cause: findingCause,
  openedOn: date,
  status: findingStatus,
  assignment: z.optional(z.strictObject({ unitPath, dueDate: date, instruction: z.optional(reason) })),
  rectification: z.optional(z.strictObject({ on: date, text: z.optional(reason), evidence: z.array(evidenceFact) })),
  /** How often a rectification was sent back. */
  returns: z.int(),
  referral: z.optional(z.strictObject({ on: date, reason })),
  version,
});

export const findingHistoryEntry = z.strictObject({
  eventId: id,
  type: z.string(),
  version,
  recordedAt: instant,
  actor: z.string(),
  hash: z.string(),
  data: z.record(z.string(), z.unknown()),
});

/** What discipline inspection receives: the finding, how it was dealt with, and the trail of what it is about. */
export const findingCaseFile = z.strictObject({
  finding: findingView,
  history: z.array(findingHistoryEntry),
  trail: z.array(trailEntry),
  /** False when the trail has more entries than are shown; they are read with the trail's own route. */
  trailComplete: z.boolean(),
  conflicts: z.array(trailConflict),
});

const counts = { open: z.int(), closed: z.int(), referred: z.int() } as const;
/** Findings of one unit and everything below it, kept by a projection. */
export const findingTotals = z.strictObject({
  unitPath,
  ...counts,
  byKind: z.array(z.strictObject({ kind: findingKind, ...counts })),
  /** The units directly below that have any. */
  byUnit: z.array(z.strictObject({ unitPath, ...counts })),
  /** Instant of the last change that is counted. */
  upTo: z.optional(instant),
});

export const findingOpened = cloudEvent(
  'panhuo.audit.finding-opened.v1',
  z.strictObject({ kind: findingKind, clauses, unitPath, cause: findingCause, openedOn: date }),
);
export const findingAssigned = cloudEvent(
  'panhuo.audit.finding-assigned.v1',
  z.strictObject({ unitPath, dueDate: date, instruction: z.optional(reason), by: sub }),
);
export const findingRectified = cloudEvent(
  'panhuo.audit.finding-rectified.v1',
  z.strictObject({ on: date, text: z.optional(reason), evidence: z.array(evidenceFact), by: sub }),
);
export const findingReturned = cloudEvent(
  'panhuo.audit.finding-returned.v1',
  z.strictObject({ on: date, reason, by: sub }),
);
export const findingVerified = cloudEvent(
  'panhuo.audit.finding-verified.v1',
  z.strictObject({ on: date, reason: z.optional(reason), by: sub }),
);
export const findingClosed = cloudEvent(
  'panhuo.audit.finding-closed.v1',
  z.strictObject({ on: date, note: z.optional(reason), by: sub }),
);
/** The case file begins with these facts: what was found, by which event, under which clauses, and what the unit had put forward. */
export const findingReferred = cloudEvent(
  'panhuo.audit.finding-referred.v1',
  z.strictObject({
    on: date,
    reason,
    kind: findingKind,
    clauses,
    unitPath,
    cause: findingCause,
    evidence: z.array(evidenceFact),
    by: sub,
  }),
);
