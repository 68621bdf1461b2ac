/** What others hear of revitalization items. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { evidenceFact } from '../evidence/evidence.ts';
import { findingKind } from '../registry/assets.ts';
import { unitKind } from '../registry/units.ts';
import { date, fen, id, instant, name, policyId, reason, unitPath, version } from '../vocabulary.ts';
import { endReason } from './items.ts';

const steps = z.array(z.strictObject({ id: policyId, role: policyId, level: policyId }));
const stepTaken = { step: policyId, by: z.string(), at: instant, reason: z.optional(reason) } as const;
const verdict = z.enum(['approved', 'returned', 'refused']);
/** A due date with the levels that will be flagged for it. */
const deadline = z.optional(
  z.strictObject({
    dueDate: date,
    setOn: date,
    dueSoonDays: z.array(z.int()),
    escalations: z.array(z.strictObject({ level: policyId, daysLate: z.int() })),
    nextFlagOn: z.optional(date),
  }),
);

export const itemListed = cloudEvent(
  'panhuo.revitalization.item-listed.v1',
  z.strictObject({
    assetId: id,
    /** Version of the asset card that this was known from. */
    assetVersion: version,
    unitPath,
    holderKind: unitKind,
    name,
    class: policyId,
    subType: z.optional(policyId),
    originalFen: fen,
    finding: findingKind,
    confirmedOn: date,
    leadDepartments: z.array(policyId),
    supportingDepartments: z.array(policyId),
    /** 1 the first time an asset is listed, one more each time it is listed again. */
    round: z.int().check(z.minimum(1)),
  }),
);
export const itemFindingRepeated = cloudEvent(
  'panhuo.revitalization.item-finding-repeated.v1',
  z.strictObject({ assetVersion: version, finding: findingKind, confirmedOn: date }),
);
export const itemPlanned = cloudEvent(
  'panhuo.revitalization.item-planned.v1',
  z.strictObject({
    menu: policyId,
    measure: policyId,
    earlierMeasures: z.array(z.strictObject({ measure: policyId, reason })),
    conditions: z.array(z.strictObject({ condition: policyId, record: reason })),
    responsible: z.strictObject({ unitPath, person: name }),
    difficulty: policyId,
    deadlineDays: z.int(),
    dueDate: z.optional(date),
    proposedBy: z.string(),
    steps,
  }),
);
export const planStepTaken = cloudEvent(
  'panhuo.revitalization.plan-step-taken.v1',
  z.strictObject({ ...stepTaken, verdict, declarations: z.optional(z.array(policyId)), deadline }),
);
export const itemStarted = cloudEvent('panhuo.revitalization.item-started.v1', z.strictObject({ startedOn: date }));
export const completionReported = cloudEvent(
  'panhuo.revitalization.completion-reported.v1',
  z.strictObject({ summary: reason, evidence: z.array(evidenceFact), reportedOn: date, reportedBy: z.string(), steps }),
);
export const completionStepTaken = cloudEvent(
  'panhuo.revitalization.completion-step-taken.v1',
  z.strictObject({ ...stepTaken, verdict: z.enum(['approved', 'returned']) }),
);
export const itemWrittenOff = cloudEvent(
  'panhuo.revitalization.item-written-off.v1',
  z.strictObject({ assetId: id, unitPath, measure: policyId, writtenOffOn: date }),
);
export const extensionRequested = cloudEvent(
  'panhuo.revitalization.extension-requested.v1',
  z.strictObject({ dueDate: date, reason, requestedBy: z.string(), steps }),
);
export const extensionStepTaken = cloudEvent(
  'panhuo.revitalization.extension-step-taken.v1',
  z.strictObject({ ...stepTaken, verdict, deadline }),
);
export const itemSuspended = cloudEvent(
  'panhuo.revitalization.item-suspended.v1',
  z.strictObject({ reason, suspendedOn: date }),
);
export const itemResumed = cloudEvent(
  'panhuo.revitalization.item-resumed.v1',
  z.strictObject({ reason, resumedOn: date, nextFlagOn: z.optional(date) }),
);
export const itemReopened = cloudEvent(
  'panhuo.revitalization.item-reopened.v1',
  z.strictObject({ assetId: id, unitPath, reason, reopenedOn: date }),
);
export const itemMoved = cloudEvent(
  'panhuo.revitalization.item-moved.v1',
  z.strictObject({
    assetVersion: version,
    fromUnitPath: unitPath,
    unitPath,
    holderKind: unitKind,
    /** The responsible body from now on, where it was one of the old holder; its person is still to be named. */
    responsibleUnitPath: z.optional(unitPath),
  }),
);
/** Who answers for an item whose plan stands: a successor takes it over on record. */
export const itemResponsibleNamed = cloudEvent(
  'panhuo.revitalization.item-responsible-named.v1',
  z.strictObject({ measure: policyId, responsible: z.strictObject({ unitPath, person: name }) }),
);

/** Its asset is gone. Not a success: nothing has been revitalized. */
export const itemClosed = cloudEvent(
  'panhuo.revitalization.item-closed.v1',
  z.strictObject({
    assetId: id,
    unitPath,
    /** Version of the card that says so. */
    assetVersion: version,
    reason: endReason,
    /** The cards that stand for the asset now: its parts, the card it went into, the one it was a duplicate of. */
    successors: z.array(id),
    disposalId: z.optional(id),
    closedOn: date,
  }),
);
/** Its card had been struck as a duplicate, and the verdict was taken back: the item goes on where it was. */
export const itemRestored = cloudEvent(
  'panhuo.revitalization.item-restored.v1',
  z.strictObject({ assetId: id, unitPath, assetVersion: version, restoredOn: date, nextFlagOn: z.optional(date) }),
);

const flagged = { unitPath, dueDate: date, flaggedOn: date, nextFlagOn: z.optional(date) } as const;
const daysLate = z.int().check(z.minimum(1));

/** `daysBefore` names the level; `daysLeft` is counted on the day of the flag, zero or less when missed days were caught up. */
export const itemDueSoon = cloudEvent(
  'panhuo.revitalization.item-due-soon.v1',
  z.strictObject({ ...flagged, daysBefore: z.int().check(z.minimum(1)), daysLeft: z.int() }),
);
export const itemOverdue = cloudEvent(
  'panhuo.revitalization.item-overdue.v1',
  z.strictObject({ ...flagged, daysLate }),
);
/** `level` is who is told: the township, the county's lead, discipline inspection. */
export const itemEscalated = cloudEvent(
  'panhuo.revitalization.item-escalated.v1',
  z.strictObject({ ...flagged, level: policyId, daysLate }),
);
