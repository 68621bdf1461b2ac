/** Persons in charge of a unit and their succession, written and countersigned (SX-11, MG-23). */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { date, fen, id, instant, name, plainText, reason, unitCode, unitPath, version } from '../vocabulary.ts';

export const UNIT_DUTIES = {
  head: { zh: '负责人', en: 'Head' },
  accountant: { zh: '会计', en: 'Accountant' },
  'asset-keeper': { zh: '资产管理员', en: 'Asset keeper' },
  archivist: { zh: '档案管理员', en: 'Archivist' },
} as const;
export type UnitDuty = keyof typeof UNIT_DUTIES;
export const unitDuty = z.enum(Object.keys(UNIT_DUTIES) as [UnitDuty, ...UnitDuty[]]);

/** Open tasks of one unit; more are a sign that they should be finished. */
export const OPEN_TASKS_MAX = 50;
const LIST_MAX = 50;
const NOTE_LENGTH_MAX = 200;

const person = z.strictObject({ sub: z.string().check(z.minLength(1), z.maxLength(128)), name });
/** Something a person in charge still has to do: an inventory, a filing, an item of another register by its number. */
const task = z.strictObject({
  id,
  duty: unitDuty,
  title: name,
  dueDate: z.optional(date),
  reference: z.optional(name),
});
const listed = z.strictObject({ title: plainText(NOTE_LENGTH_MAX), count: z.int().check(z.minimum(0)) });
/** What lies in the unit's books on the day, from the registry's own ledger. */
const custody = z.strictObject({ assetCount: z.int(), originalFen: fen });

export const appointPerson = z.strictObject({ duty: unitDuty, person, from: date, reason });
export const openTask = z.strictObject({
  duty: unitDuty,
  title: name,
  dueDate: z.optional(date),
  reference: z.optional(name),
});
export const finishTask = z.strictObject({ taskId: id, result: reason });
export const proposeSuccession = z.strictObject({
  duties: z.array(unitDuty).check(z.minLength(1), z.maxLength(4)),
  successor: person,
  from: date,
  /** Every open task of these duties, by id. */
  openTasks: z.array(id).check(z.maxLength(OPEN_TASKS_MAX)),
  /** Keys, seals, devices, papers handed over beside the assets in the books. */
  custody: z.array(listed).check(z.maxLength(LIST_MAX)),
  /** Files and volumes; the archivist's succession needs them. */
  archives: z.array(listed).check(z.maxLength(LIST_MAX)),
  /** Why a supervisor hands over in place of a person who cannot. */
  inPlaceOf: z.optional(reason),
});
export const signSuccession = z.strictObject({ remark: z.optional(reason) });
export const endSuccession = z.strictObject({ how: z.enum(['withdrawn', 'declined', 'returned']), reason });

const holder = z.strictObject({ duty: unitDuty, person, since: date });
const successionFields = {
  duties: z.array(unitDuty),
  outgoing: person,
  successor: person,
  from: date,
  openTasks: z.array(task),
  custody: z.array(listed),
  inBooks: custody,
  archives: z.array(listed),
  proposedBy: z.string(),
  inPlaceOf: z.optional(reason),
} as const;
export const dutiesView = z.strictObject({
  unitCode,
  unitPath,
  holders: z.array(holder),
  openTasks: z.array(task),
  succession: z.optional(z.strictObject({ ...successionFields, countersignedAt: z.optional(instant) })),
  version: z.optional(version),
});

export const personAppointed = cloudEvent(
  'panhuo.registry.person-appointed.v1',
  z.strictObject({ unitPath, duty: unitDuty, person, from: date, reason, appointedBy: z.string() }),
);
export const dutyTaskOpened = cloudEvent('panhuo.registry.duty-task-opened.v1', z.strictObject({ task }));
export const dutyTaskFinished = cloudEvent(
  'panhuo.registry.duty-task-finished.v1',
  z.strictObject({ taskId: id, result: reason, by: z.string() }),
);
export const successionProposed = cloudEvent(
  'panhuo.registry.succession-proposed.v1',
  z.strictObject(successionFields),
);
export const successionCountersigned = cloudEvent(
  'panhuo.registry.succession-countersigned.v1',
  z.strictObject({ by: z.string(), at: instant, remark: z.optional(reason) }),
);
export const successionEnded = cloudEvent(
  'panhuo.registry.succession-ended.v1',
  z.strictObject({ how: z.enum(['withdrawn', 'declined', 'returned']), by: z.string(), reason }),
);
/** Witnessed: from now on the successor is in charge, of every open task too. */
export const dutiesTakenOver = cloudEvent(
  'panhuo.registry.duties-taken-over.v1',
  z.strictObject({
    unitPath,
    duties: z.array(unitDuty),
    outgoing: person,
    successor: person,
    from: date,
    openTasks: z.array(task),
    witnessedBy: z.string(),
    remark: z.optional(reason),
  }),
);
