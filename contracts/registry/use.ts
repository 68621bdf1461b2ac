/** The state of use of an asset apart from findings: use and lease, partial idleness, loss and recovery. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { evidenceFact } from '../evidence/evidence.ts';
import { date, name, reason, unitPath } from '../vocabulary.ts';
import { documents } from './documents.ts';
import { registrationsDue } from './outside-registrations.ts';

export const USE_STATES = {
  'in-use': { zh: '在用', en: 'In use' },
  leased: { zh: '出租', en: 'Leased' },
  idle: { zh: '闲置', en: 'Idle' },
  damaged: { zh: '损坏', en: 'Damaged' },
  lost: { zh: '盘亏丢失', en: 'Lost' },
  disposed: { zh: '已处置', en: 'Disposed' },
} as const;
export const useState = z.enum(['in-use', 'leased', 'idle', 'damaged', 'lost', 'disposed']);
/** What comes back when damage is repaired or a loss is found. */
export const baseUse = z.enum(['in-use', 'leased', 'idle']);
export const lease = z.strictObject({ lessee: name, until: date });

/** Whole square decimetres (0.01 m²). */
const areaDm2 = z.int().check(z.minimum(0));
const use = z.enum(['in-use', 'leased']);
const foundBy = z.enum(['inventory', 'report']);

/** `lease` stands with `leased`, and only there. */
export const changeUse = z.strictObject({ use, since: date, lease: z.optional(lease) });
/** 0: no part is idle any more. */
export const recordPartialIdleness = z.strictObject({ idleAreaDm2: areaDm2 });
export const reportLoss = z.strictObject({ lostOn: date, foundBy, reason, evidence: documents });
export const recordRecovery = z.strictObject({ recoveredOn: date, evidence: documents });

export const useChanged = cloudEvent(
  'panhuo.registry.use-changed.v1',
  z.strictObject({ use, since: date, lease: z.optional(lease) }),
);
export const partialIdlenessRecorded = cloudEvent(
  'panhuo.registry.partial-idleness-recorded.v1',
  z.strictObject({ idleAreaDm2: areaDm2 }),
);
export const assetLost = cloudEvent(
  'panhuo.registry.asset-lost.v1',
  z.strictObject({
    unitPath,
    lostOn: date,
    foundBy,
    reason,
    evidence: z.array(evidenceFact),
    registrationsDue: z.optional(registrationsDue),
  }),
);
export const assetRecovered = cloudEvent(
  'panhuo.registry.asset-recovered.v1',
  z.strictObject({ recoveredOn: date, evidence: z.array(evidenceFact) }),
);
