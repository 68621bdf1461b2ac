/** Registration of an asset in the systems outside (MG-08): 国有资产管理系统, “三资”平台, 防返贫系统. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { date, id, name, plainText, policyId, reason, unitPath, version } from '../vocabulary.ts';

export const REGISTRATION_PURPOSES = {
  register: { zh: '登记', en: 'Register' },
  update: { zh: '变更登记', en: 'Enter a change' },
  remove: { zh: '注销登记', en: 'Take out' },
} as const;

const REFERENCE_LENGTH_MAX = 60;
const reference = plainText(REFERENCE_LENGTH_MAX);
const purpose = z.enum(['register', 'update', 'remove']);

export const recordRegistration = z.strictObject({ system: policyId, reference, registeredOn: date });
export const recordRegistrationFailure = z.strictObject({ system: policyId, reason });

export const outsideDuty = z.strictObject({
  system: policyId,
  status: z.enum(['due', 'failed', 'done']),
  purpose,
  /** Last day of the term, while it is open. */
  dueDate: z.optional(date),
  reference: z.optional(reference),
  registeredOn: z.optional(date),
  tries: z.optional(z.int()),
  nextTryOn: z.optional(date),
  overdue: z.optional(z.literal(true)),
});

/** A line of the list of open duties of a unit. */
export const openDutyRow = z.strictObject({ id, name, unitPath, duties: z.array(outsideDuty), version });

/** The systems the asset belongs in from now on, and the last day of the term; on every event that opens duties. */
export const registrationsDue = z.strictObject({ systems: z.array(policyId), dueDate: date });

export const registrationRecorded = cloudEvent(
  'panhuo.registry.registration-recorded.v1',
  z.strictObject({ system: policyId, purpose, reference, registeredOn: date }),
);
export const registrationFailed = cloudEvent(
  'panhuo.registry.registration-failed.v1',
  z.strictObject({ system: policyId, purpose, reason, tries: z.int(), nextTryOn: date }),
);
export const registrationOverdue = cloudEvent(
  'panhuo.registry.registration-overdue.v1',
  z.strictObject({ unitPath, dueDate: date, systems: z.array(policyId) }),
);
