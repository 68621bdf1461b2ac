/** Revitalization items: what people send, and what they read back. The events are in item-events.ts. */
import * as z from 'zod/mini';
import { evidenceFact, evidenceReference } from '../evidence/evidence.ts';
import { findingKind } from '../registry/assets.ts';
import { EVIDENCE_COUNT_MAX } from '../registry/documents.ts';
import { unitKind } from '../registry/units.ts';
import { bilingual, date, fen, id, instant, name, policyId, reason, unitPath, version } from '../vocabulary.ts';

/** Longest list of reasons, conditions or declarations in one request. */
const LINES_MAX = 30;

export const ITEM_STATUSES = {
  listed: { zh: '已列入清单', en: 'Listed' },
  planned: { zh: '方案审批中', en: 'Plan under approval' },
  returned: { zh: '方案退回', en: 'Plan returned' },
  approved: { zh: '方案已批准', en: 'Approved' },
  'in-progress': { zh: '盘活中', en: 'In progress' },
  'completion-reported': { zh: '已报完成', en: 'Completion reported' },
  verified: { zh: '已核验', en: 'Verified' },
  'written-off': { zh: '已销号', en: 'Written off' },
  suspended: { zh: '已中止', en: 'Suspended' },
  closed: { zh: '资产不复存在，已终结', en: 'Closed: the asset is gone' },
} as const;
export type ItemStatus = keyof typeof ITEM_STATUSES;
export const itemStatus = z.enum(Object.keys(ITEM_STATUSES) as [ItemStatus, ...ItemStatus[]]);

/** Why an item ended without a write-off. */
export const END_REASONS = {
  disposed: { zh: '资产已处置', en: 'The asset was disposed of' },
  split: { zh: '卡片已拆分', en: 'The card was split' },
  merged: { zh: '卡片已合并', en: 'The card was merged into another' },
  duplicate: { zh: '重复登记已剔除', en: 'The card was struck as a duplicate' },
} as const;
type EndReason = keyof typeof END_REASONS;
export const endReason = z.enum(Object.keys(END_REASONS) as [EndReason, ...EndReason[]]);

const measureReason = z.strictObject({ measure: policyId, reason });
const conditionRecord = z.strictObject({ condition: policyId, record: reason });
const responsible = z.strictObject({ unitPath, person: name });

export const planItem = z.strictObject({
  measure: policyId,
  /** Why each earlier way does not fit, where the menu is an order of preference. */
  earlierMeasures: z.array(measureReason).check(z.maxLength(LINES_MAX)),
  /** What is on record for each condition of the measure, e.g. number and date of the appraisal report. */
  conditions: z.array(conditionRecord).check(z.maxLength(LINES_MAX)),
  responsible,
  difficulty: policyId,
  /** Earlier than the difficulty would give; never later. */
  dueDate: z.optional(date),
});
const step = { verdict: z.enum(['approved', 'returned', 'refused']), reason: z.optional(reason) } as const;
export const stepPlan = z.strictObject({
  ...step,
  /** Ids of the pack's guard-rails, each declared by whoever approves. */
  declarations: z.optional(z.array(policyId).check(z.maxLength(LINES_MAX))),
});
export const reportCompletion = z.strictObject({
  summary: reason,
  evidence: z.array(evidenceReference).check(z.maxLength(EVIDENCE_COUNT_MAX)),
});
export const stepCompletion = z.strictObject({
  verdict: z.enum(['approved', 'returned']),
  reason: z.optional(reason),
});
export const requestExtension = z.strictObject({ dueDate: date, reason });
export const stepExtension = z.strictObject(step);
export const withReason = z.strictObject({ reason });
/** Who answers for the item from now on. */
export const nameResponsible = responsible;

const approvalView = { status: z.enum(['open', 'approved', 'returned', 'refused']), nextStep: z.optional(policyId) };
const planView = z.strictObject({
  ...planItem.shape,
  /** Without a person after the asset went to another holder, until one is named. */
  responsible: z.strictObject({ unitPath, person: z.optional(name) }),
  menu: policyId,
  deadlineDays: z.int(),
  ...approvalView,
});

export const itemView = z.strictObject({
  id,
  assetId: id,
  unitPath,
  holderKind: unitKind,
  name,
  class: policyId,
  subType: z.optional(policyId),
  originalFen: fen,
  finding: findingKind,
  confirmedOn: date,
  /** How often the asset has been on the list. */
  round: z.int(),
  status: itemStatus,
  leadDepartments: z.array(policyId),
  supportingDepartments: z.array(policyId),
  plan: z.optional(planView),
  dueDate: z.optional(date),
  /** Levels flagged for this due date, in order. */
  flagged: z.array(z.string()),
  nextFlagOn: z.optional(date),
  extensionCount: z.int(),
  extension: z.optional(z.strictObject({ dueDate: date, reason, ...approvalView })),
  completion: z.optional(
    z.strictObject({ summary: reason, evidence: z.array(evidenceFact), reportedOn: date, ...approvalView }),
  ),
  lastReturn: z.optional(z.strictObject({ step: policyId, reason })),
  writtenOffOn: z.optional(date),
  closed: z.optional(
    z.strictObject({ reason: endReason, on: date, successors: z.array(id), disposalId: z.optional(id) }),
  ),
  version,
});

/** A line of the list: enough to find an item and to see how it stands. */
export const itemRow = z.strictObject({
  id,
  name,
  class: policyId,
  unitPath,
  status: itemStatus,
  measure: z.optional(policyId),
  dueDate: z.optional(date),
  /** Why it ended, when its asset is gone. */
  closedFor: z.optional(endReason),
  overdue: z.boolean(),
  version,
});

/** How the items of a unit and everything below it stand, kept by a projection. */
export const itemProgress = z.strictObject({
  unitPath,
  count: z.int(),
  byStatus: z.record(itemStatus, z.int()),
  /** Flagged as overdue and not written off. */
  overdueCount: z.int(),
  /** Write-offs of earlier rounds, of assets that are on the list again. */
  earlierWriteOffs: z.int(),
  /** Instant of the last change that is counted. */
  upTo: z.optional(instant),
});

/** The dates of the campaign with the progress against them (ZC-10). */
export const campaignProgress = z.strictObject({
  unitPath,
  today: date,
  count: z.int(),
  /** Items with an approved plan, those written off included, those suspended or closed not. */
  approvedCount: z.int(),
  writtenOffCount: z.int(),
  /** Items whose asset is gone: neither done nor to be done. */
  closedCount: z.int(),
  milestones: z.array(z.strictObject({ id: policyId, name: bilingual, date, daysLeft: z.int() })),
});
