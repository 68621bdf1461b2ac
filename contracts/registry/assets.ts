/** Asset cards: what people send, what they read back, and what others hear of them. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { evidenceFact, evidenceReference } from '../evidence/evidence.ts';
import {
  commandAnswer,
  date,
  fen,
  id,
  instant,
  name,
  pageQuery,
  plainText,
  policyId,
  reason,
  unitCode,
  unitPath,
  version,
} from '../vocabulary.ts';
import { inherited, lineageView } from './card-lineage.ts';
import { custodyView, damageView } from './custody.ts';
import { EVIDENCE_COUNT_MAX } from './documents.ts';
import { funding, toldFunding } from './funding.ts';
import { outsideDuty, registrationsDue } from './outside-registrations.ts';
import { clearanceView, sharesView, titleCertificate } from './title.ts';
import { unitKind } from './units.ts';
import { baseUse, lease, useState } from './use.ts';
import { assetValue, disputeView, month, valuePlan } from './value.ts';

/** Rows in one batch. */
export const BATCH_ROWS_MAX = 500;

export const TITLE_STATES = {
  unclear: { zh: '权属不清', en: 'Unclear' },
  titled: { zh: '已确权', en: 'Titled' },
} as const;

export const titleState = z.enum(['unclear', 'titled']);
export const findingKind = z.enum(['idle', 'low-efficiency', 'over-standard']);

/** Facts of one card that its class asks for, and funding lines of one card, at most. */
export const DETAILS_MAX = 40;
const DETAIL_LENGTH_MAX = 200;
/** Field of the class → value: text, a date and a choice are text; numbers are whole. */
const details = z
  .record(policyId, z.union([plainText(DETAIL_LENGTH_MAX), z.int()]))
  .check(z.refine((given) => Object.keys(given).length <= DETAILS_MAX, { error: `at most ${DETAILS_MAX} details` }));

/** What a card says; corrections replace all of it. Areas are whole square decimetres (0.01 m²), money whole fen. */
export const cardFields = {
  name,
  class: policyId,
  subType: z.optional(policyId),
  originalFen: fen,
  /** Provisional until the final account is in (MG-04). */
  valueProvisional: z.boolean(),
  acquiredOn: z.optional(date),
  areaDm2: z.optional(z.int().check(z.minimum(0))),
  place: z.optional(name),
  title: titleState,
  /** Needed on a titled card, and only there: nothing counts as titled without its certificate (ZC-02). */
  titleCertificate: z.optional(titleCertificate),
  use: z.enum(['in-use', 'leased']),
  funding: z.optional(funding),
  /** The owner's own number for it, e.g. a parcel number; unique within the unit and the register it comes from. */
  externalCode: z.optional(z.string().check(z.regex(/^[0-9A-Za-z._/-]{1,40}$/))),
  /** The register that `externalCode` comes from, where a unit keeps several. */
  externalRegister: z.optional(policyId),
  /** Fields of the class, as the policy lists them (SX-05). */
  details: z.optional(details),
  /** The day the asset was accepted; a ledger's year is taken from it, or else from `acquiredOn`. */
  acceptedOn: z.optional(date),
  /** The supervising department; where it is left out the policy's routing names it. */
  department: z.optional(policyId),
  /** How farmers and households in need share in it (带贫减贫、联农带农机制). */
  benefitMechanism: z.optional(reason),
  /** The household whose asset it is, by its code in the member register: it stands in the household ledger (MG-05). Never a name or an identity number. */
  householdCode: z.optional(id),
  implementedBy: z.optional(z.enum(['county', 'township', 'village'])),
  benefits: z.optional(z.enum(['one-village', 'several-villages'])),
  /** MG-04: whether a final account (竣工决算) is due; `due` makes the value provisional, `done` means its amount is the value. */
  finalAccount: z.optional(z.enum(['not-due', 'due', 'done'])),
  /** What was really disbursed; the value where there is no final account. */
  disbursedFen: z.optional(fen),
  /** Equity with a promise to buy back: last day of its term. */
  buyBackUntil: z.optional(date),
  /** The pack's kind of thing for depreciation, where class and sub-type do not say it (MG-06). */
  depreciationKind: z.optional(policyId),
} as const;
/** The asset's own code, unique in the region and never changed. */
export const assetCode = z.string().check(z.regex(/^[A-Z]{2,4}(-[0-9A-Z]{4}){2}-[0-9A-Z]{5}$/));

export const card = z.strictObject(cardFields);
export type Card = z.infer<typeof card>;

export const registerAsset = z.strictObject({ unitPath, ...cardFields });
export type RegisterAsset = z.infer<typeof registerAsset>;

/** A row's idempotency key within its batch's own. */
export const rowKey = z.string().check(z.regex(/^[0-9A-Za-z_.:-]{1,40}$/));

export const registerAssets = z.strictObject({
  rows: z.array(z.strictObject({ rowKey, asset: registerAsset })).check(z.minLength(1), z.maxLength(BATCH_ROWS_MAX)),
});

export const batchRowResult = z.strictObject({
  rowKey: z.string(),
  /** `exists`: the same row was registered before by the same batch. */
  result: z.enum(['created', 'exists', 'refused']),
  id: z.optional(id),
  problem: z.optional(z.string()),
  detail: z.optional(z.string()),
});
export const batchAnswer = z.strictObject({ rows: z.array(batchRowResult) });

export const correctAsset = z.strictObject({ ...cardFields, reason });

const CRITERIA_LENGTH_MAX = 200;
/** MX-03, MX-04: the standard the asset is held against, and what was found. */
const criteria = z.strictObject({ standard: plainText(CRITERIA_LENGTH_MAX), observed: plainText(CRITERIA_LENGTH_MAX) });

export const declareIdle = z.strictObject({
  finding: findingKind,
  /** First day out of use; needed for `idle`. */
  outOfUseSince: z.optional(date),
  /** True when there is a definite plan to use it again, which rules out "idle". */
  hasDefinitePlan: z.boolean(),
  criteria: z.optional(criteria),
  evidence: z.array(evidenceReference).check(z.maxLength(EVIDENCE_COUNT_MAX)),
});
export type DeclareIdle = z.infer<typeof declareIdle>;
export const reviewFinding = z.strictObject({ verdict: z.enum(['confirmed', 'rejected']), reason: z.optional(reason) });

export const proposeHandover = z.strictObject({ toUnitPath: unitPath, reason });
export const stepHandover = z.strictObject({
  verdict: z.enum(['approved', 'returned', 'refused']),
  reason: z.optional(reason),
});
export const withdrawHandover = z.strictObject({ reason });
export const handoverSide = z.enum(['giver', 'receiver']);
export const confirmHandover = z.strictObject({ side: handoverSide });
export const postHandover = z.strictObject({
  side: handoverSide,
  voucher: z.string().check(z.regex(/^[0-9A-Za-z\u4e00-\u9fff第号字_-]{1,40}$/)),
});

const finding = z.strictObject({
  finding: findingKind,
  status: z.enum(['declared', 'confirmed', 'rejected', 'written-off']),
  outOfUseSince: z.optional(date),
  declaredOn: date,
  criteria: z.optional(criteria),
  reason: z.optional(reason),
  writtenOffOn: z.optional(date),
});
const handoverView = z.strictObject({
  toUnitPath: unitPath,
  status: z.enum(['open', 'approved', 'returned', 'refused']),
  nextStep: z.optional(policyId),
  confirmed: z.array(handoverSide),
  posted: z.array(handoverSide),
  postingDueDate: z.optional(date),
  postingOverdue: z.optional(z.literal(true)),
});

export const assetView = z.strictObject({
  id,
  unitPath,
  holderKind: unitKind,
  /** Absent on cards registered before codes were given. */
  code: z.optional(assetCode),
  ...cardFields,
  use: useState,
  /** The card that stands for this one: the two were found to be the same thing. */
  duplicateOf: z.optional(id),
  /** Code of the merged collective that owns it inside the unit that manages it (ZC-05), and the merger that moved it. */
  heldFor: z.optional(unitCode),
  mergerId: z.optional(id),
  finding: z.optional(finding),
  handover: z.optional(handoverView),
  clearance: z.optional(clearanceView),
  shares: z.optional(sharesView),
  registrations: z.optional(z.array(outsideDuty)),
  custody: z.optional(custodyView),
  damage: z.optional(damageView),
  useBefore: z.optional(baseUse),
  lease: z.optional(lease),
  lastUsedOn: z.optional(date),
  idleAreaDm2: z.optional(z.int()),
  /** The case that has disposed of it, and when (SX-09). */
  disposed: z.optional(z.strictObject({ disposalId: id, mode: policyId, on: date })),
  /** The value at the end of the month asked for; every card has one. */
  value: assetValue,
  /** Last day on which the final account may be filed, and that it has passed (MG-04). */
  finalAccountDueDate: z.optional(date),
  finalAccountOverdue: z.optional(z.literal(true)),
  dispute: z.optional(disputeView),
  ...lineageView,
  version,
});

export const ledgerQuery = z.strictObject({
  ...pageQuery,
  unitPath,
  /** `own`: only what the unit holds itself, without the units below. */
  within: z.optional(z.enum(['all', 'own'])),
});

/** A line of a ledger: enough to find and judge an asset without opening its card. */
export const ledgerRow = z.strictObject({
  id,
  code: z.optional(assetCode),
  name,
  class: policyId,
  subType: z.optional(policyId),
  department: z.optional(policyId),
  unitPath,
  originalFen: fen,
  title: titleState,
  use: useState,
  /** The owner's own number for it and the register it comes from. */
  externalCode: cardFields.externalCode,
  externalRegister: cardFields.externalRegister,
  version,
});

const share = { count: z.int(), originalFen: fen } as const;

/** Totals of one unit and everything below it, kept by a projection. */
export const ledgerTotals = z.strictObject({
  unitPath,
  count: z.int(),
  originalFen: fen,
  titledCount: z.int(),
  idleCount: z.int(),
  /** Net value at the end of `month` of everything now in the ledger (MG-06). */
  netFen: fen,
  month,
  /** Each class with its net value at the end of `month`; together they are the whole. */
  byClass: z.array(z.strictObject({ class: policyId, ...share, netFen: fen })),
  /** Every list adds up to the whole; a line without its key is what the cards do not say. */
  bySubType: z.array(z.strictObject({ class: policyId, subType: z.optional(policyId), ...share })),
  /** Money of each source; an asset with several sources is counted in each. */
  byFunding: z.array(z.strictObject({ source: z.optional(policyId), ...share })),
  byYear: z.array(z.strictObject({ year: z.optional(z.int()), ...share })),
  byDepartment: z.array(z.strictObject({ department: z.optional(policyId), ...share })),
  byUse: z.array(z.strictObject({ use: useState, ...share })),
  /** Instant of the last change that is counted. */
  upTo: z.optional(instant),
});

export const historyEntry = z.strictObject({
  eventId: id,
  type: z.string(),
  version,
  recordedAt: instant,
  actor: z.string(),
  hash: z.string(),
  data: z.record(z.string(), z.unknown()),
});

const held = { unitPath, holderKind: unitKind } as const;

/** A card as events tell it: what goes without saying is left out. */
const toldFields = {
  ...cardFields,
  /** Absent: it is not provisional. */
  valueProvisional: z.optional(cardFields.valueProvisional),
  /** Absent: titled with a certificate, unclear without. */
  title: z.optional(cardFields.title),
  /** Absent: in use. */
  use: z.optional(cardFields.use),
  /** The only line without an amount brings the whole original value. */
  funding: z.optional(toldFunding),
} as const;

export const assetRegistered = cloudEvent(
  'panhuo.registry.asset-registered.v1',
  z.strictObject({
    unitPath,
    /** Absent: a village. */
    holderKind: z.optional(unitKind),
    code: z.optional(assetCode),
    ...toldFields,
    ...valuePlan,
    ...inherited,
    registrationsDue: z.optional(registrationsDue),
  }),
);
export const assetCorrected = cloudEvent(
  'panhuo.registry.asset-corrected.v1',
  z.strictObject({ ...toldFields, ...valuePlan, reason }),
);
export const idleDeclared = cloudEvent(
  'panhuo.registry.idle-declared.v1',
  z.strictObject({
    finding: findingKind,
    outOfUseSince: z.optional(date),
    declaredOn: date,
    declaredBy: z.string(),
    criteria: z.optional(criteria),
    evidence: z.array(evidenceFact),
  }),
);
export const idleConfirmed = cloudEvent(
  'panhuo.registry.idle-confirmed.v1',
  z.strictObject({
    ...held,
    name,
    class: policyId,
    subType: z.optional(policyId),
    originalFen: fen,
    finding: findingKind,
    outOfUseSince: z.optional(date),
    confirmedOn: date,
    reason: z.optional(reason),
  }),
);
export const idleRejected = cloudEvent(
  'panhuo.registry.idle-rejected.v1',
  z.strictObject({ finding: findingKind, reason }),
);
export const handoverProposed = cloudEvent(
  'panhuo.registry.handover-proposed.v1',
  z.strictObject({
    fromUnitPath: unitPath,
    toUnitPath: unitPath,
    toKind: unitKind,
    reason,
    proposedBy: z.string(),
    steps: z.array(z.strictObject({ id: policyId, role: policyId, level: policyId })),
  }),
);
export const handoverStepTaken = cloudEvent(
  'panhuo.registry.handover-step-taken.v1',
  z.strictObject({
    step: policyId,
    verdict: z.enum(['approved', 'returned', 'refused']),
    by: z.string(),
    at: instant,
    reason: z.optional(reason),
  }),
);
export const handoverConfirmed = cloudEvent(
  'panhuo.registry.handover-confirmed.v1',
  z.strictObject({ side: handoverSide, postingDueDate: z.optional(date) }),
);
/** A side has not posted within the term of the policy (ZC-04). */
export const postingOverdue = cloudEvent(
  'panhuo.registry.posting-overdue.v1',
  z.strictObject({ unitPath, toUnitPath: unitPath, dueDate: date, waiting: z.array(handoverSide) }),
);
export const handoverPosted = cloudEvent(
  'panhuo.registry.handover-posted.v1',
  z.strictObject({ side: handoverSide, voucher: z.string() }),
);
/** By the giver before anything was posted, or because the receiver has been merged into the holder. */
export const handoverWithdrawn = cloudEvent(
  'panhuo.registry.handover-withdrawn.v1',
  z.strictObject({ toUnitPath: unitPath, by: z.string(), reason }),
);
/** The receiver has been merged away, or moved by a merger: what it has confirmed and posted stands for the unit in its place. */
export const handoverRedirected = cloudEvent(
  'panhuo.registry.handover-redirected.v1',
  z.strictObject({ fromReceiver: unitPath, toUnitPath: unitPath, toKind: unitKind }),
);
export const assetHandedOver = cloudEvent(
  'panhuo.registry.asset-handed-over.v1',
  z.strictObject({
    fromUnitPath: unitPath,
    ...held,
    side: handoverSide,
    voucher: z.string(),
    registrationsDue: z.optional(registrationsDue),
  }),
);
/** The revitalization service has reopened its item: the write-off did not hold. */
export const assetIdleAgain = cloudEvent(
  'panhuo.registry.asset-idle-again.v1',
  z.strictObject({ itemId: id, itemVersion: version, reason, reopenedOn: date }),
);
export const assetRevitalized = cloudEvent(
  'panhuo.registry.asset-revitalized.v1',
  z.strictObject({ itemId: id, itemVersion: version, measure: policyId, writtenOffOn: date }),
);

export { commandAnswer, EVIDENCE_COUNT_MAX };
