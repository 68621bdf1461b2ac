/** One asset, one file (MX-07): documents attached at any time, and the whole life read at once. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { evidenceFact, evidenceReference } from '../evidence/evidence.ts';
import { date, id, instant, name, policyId, reason, sha256, unitPath, version } from '../vocabulary.ts';
import { assetView, EVIDENCE_COUNT_MAX, historyEntry } from './assets.ts';

export const attachDocument = z.strictObject({
  evidence: z.array(evidenceReference).check(z.minLength(1), z.maxLength(EVIDENCE_COUNT_MAX)),
  note: z.optional(reason),
});

export const documentAttached = cloudEvent(
  'panhuo.registry.document-attached.v1',
  z.strictObject({ evidence: z.array(evidenceFact), note: z.optional(reason) }),
);

/** What the revitalization service plans for the asset, as heard of. */
export const revivalPlanned = cloudEvent(
  'panhuo.registry.revival-planned.v1',
  z.strictObject({ itemVersion: version, measure: policyId, responsibleUnitPath: unitPath, responsiblePerson: name }),
);
export const revivalDeadlineSet = cloudEvent(
  'panhuo.registry.revival-deadline-set.v1',
  z.strictObject({ itemVersion: version, dueDate: date }),
);

/** A document of the file, and the event that brought it. */
const fileDocument = z.strictObject({
  evidenceId: id,
  kind: policyId,
  sha256,
  filedAt: instant,
  filedBy: z.string(),
  eventType: z.string(),
});

export const assetFile = z.strictObject({
  asset: assetView,
  /** Way of revival or disposal, responsible body and deadline, as far as known. */
  path: z.optional(
    z.strictObject({
      measure: z.optional(policyId),
      responsibleUnitPath: z.optional(unitPath),
      responsiblePerson: z.optional(name),
      dueDate: z.optional(date),
    }),
  ),
  documents: z.array(fileDocument),
  /** Every event in the order of time; documents above are those of these events. */
  life: z.array(historyEntry),
  nextCursor: z.optional(z.string()),
});
