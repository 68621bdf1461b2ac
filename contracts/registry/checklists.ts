/** Checklists of a stepwise reform, village by village (FC-01). */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { evidenceFact } from '../evidence/evidence.ts';
import { date, id, instant, name, pageOf, policyId, reason, unitPath, version } from '../vocabulary.ts';
import { documents } from './documents.ts';

export const openChecklist = z.strictObject({ unitPath, checklist: policyId });
export const recordChecklistStep = z.strictObject({ doneOn: date, evidence: documents });
export const reopenChecklistStep = z.strictObject({ reason });

/** A step in the order of the pack; without a day it is not done. */
const step = z.strictObject({ step: policyId, doneOn: z.optional(date), evidenceIds: z.array(id) });

export const checklistView = z.strictObject({
  id,
  unitPath,
  checklist: policyId,
  dueDate: z.optional(date),
  steps: z.array(step),
  doneCount: z.int(),
  complete: z.boolean(),
  version,
});

/** A village's line of its township's view. */
export const checklistRow = z.strictObject({
  id,
  unitPath,
  doneCount: z.int(),
  stepCount: z.int(),
  complete: z.boolean(),
  open: z.array(policyId),
  version,
});

/** Villages × steps done, below a unit; read from a total. */
export const checklistTotals = z.strictObject({
  unitPath,
  checklist: policyId,
  villages: z.int(),
  complete: z.int(),
  stepsDone: z.int(),
  bySteps: z.array(z.strictObject({ step: policyId, villages: z.int() })),
  upTo: z.optional(instant),
});
/** A living village directly below the unit that has opened no checklist yet: it has done none of the steps. */
const villageWithout = z.strictObject({ unitPath, name });
export const checklistOverview = z.strictObject({
  totals: checklistTotals,
  ...pageOf(checklistRow).shape,
  /** With the first page. */
  without: z.optional(z.array(villageWithout)),
});

export const checklistOpened = cloudEvent(
  'panhuo.registry.checklist-opened.v1',
  z.strictObject({
    unitPath,
    checklist: policyId,
    steps: z.array(policyId),
    inOrder: z.boolean(),
    dueDate: z.optional(date),
  }),
);
export const checklistStepDone = cloudEvent(
  'panhuo.registry.checklist-step-done.v1',
  z.strictObject({ unitPath, checklist: policyId, step: policyId, doneOn: date, evidence: z.array(evidenceFact) }),
);
export const checklistStepReopened = cloudEvent(
  'panhuo.registry.checklist-step-reopened.v1',
  z.strictObject({ unitPath, checklist: policyId, step: policyId, reason }),
);
