/** Custody of an asset, its damage and repair (SX-07, MG-13). Of people only names. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { evidenceFact } from '../evidence/evidence.ts';
import { date, fen, name, policyId, reason, unitPath } from '../vocabulary.ts';
import { documents } from './documents.ts';
import { registrationsDue } from './outside-registrations.ts';

/** A department with somebody responsible, or a keeper the village has named. */
const keeper = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('department'), department: policyId, person: name }),
  z.strictObject({ kind: z.literal('village-keeper'), person: name }),
]);
/** A public-welfare post (公益性岗位); eligible households go first, others only with a reason. */
const post = z.strictObject({ holder: name, eligible: z.boolean(), reason: z.optional(reason) });
const custody = { keeper, budgetFen: fen, post: z.optional(post) } as const;

export const assignCustody = z.strictObject({ ...custody, evidence: documents });
export const reportDamage = z.strictObject({ description: reason });
export const recordRepair = z.strictObject({ repairedOn: date, costFen: fen, evidence: documents });

export const custodyView = z.strictObject(custody);
export const damageView = z.strictObject({ repairDueDate: date, overdue: z.optional(z.literal(true)) });

export const custodyAssigned = cloudEvent(
  'panhuo.registry.custody-assigned.v1',
  z.strictObject({ ...custody, evidence: z.optional(z.array(evidenceFact)) }),
);
export const damageReported = cloudEvent(
  'panhuo.registry.damage-reported.v1',
  z.strictObject({
    description: reason,
    reportedOn: date,
    repairDueDate: date,
    registrationsDue: z.optional(registrationsDue),
  }),
);
export const damageRepaired = cloudEvent(
  'panhuo.registry.damage-repaired.v1',
  z.strictObject({ repairedOn: date, costFen: fen, evidence: z.array(evidenceFact) }),
);
export const repairOverdue = cloudEvent(
  'panhuo.registry.repair-overdue.v1',
  z.strictObject({ unitPath, dueDate: date }),
);
