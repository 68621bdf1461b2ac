/** Organization units: contracts of the tree. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { commandAnswer, fen, id, name, reason, signedFen, unitCode, unitPath, version } from '../vocabulary.ts';
import { month } from './value.ts';

export const UNIT_KINDS = {
  county: { zh: '县', en: 'County' },
  department: { zh: '部门', en: 'Department' },
  township: { zh: '乡镇', en: 'Township' },
  village: { zh: '村', en: 'Village' },
  'village-collective': { zh: '村集体经济组织', en: 'Village collective' },
  'household-group': { zh: '村民小组', en: 'Household group' },
  company: { zh: '国有企业', en: 'State-owned company' },
} as const;
export type UnitKind = keyof typeof UNIT_KINDS;
export const unitKind = z.enum(Object.keys(UNIT_KINDS) as [UnitKind, ...UnitKind[]]);

export const registerUnit = z.strictObject({
  code: unitCode,
  name,
  kind: unitKind,
  /** Code of the unit above; absent only for the county itself. */
  parentCode: z.optional(unitCode),
  /** 18-character unified social credit code (GB 32100). */
  creditCode: z.optional(z.string().check(z.maxLength(18))),
});
export type RegisterUnit = z.infer<typeof registerUnit>;

/** Replaces name and credit code; a credit code left out is taken away. */
export const correctUnit = z.strictObject({ name, creditCode: z.optional(z.string().check(z.maxLength(18))), reason });

/** Whether the assets of a merged unit become the successor's, or stay the old collective's inside it (ZC-05). */
export const MERGER_MODES = {
  direct: { zh: '直接移交、统一管理', en: 'Direct transfer' },
  distinct: { zh: '明确归属后分类划入', en: 'Ownership stays distinct' },
} as const;
export const mergerMode = z.enum(['direct', 'distinct']);

const unitFields = {
  code: unitCode,
  name,
  kind: unitKind,
  path: unitPath,
  creditCode: z.optional(z.string()),
  status: z.enum(['active', 'closed']),
  /** Code of the unit it was merged into, and the merger case. */
  successor: z.optional(unitCode),
  mergerId: z.optional(id),
};
export const unitView = z.strictObject({
  ...unitFields,
  /** Where a merged unit's matters are now: the last of its successors. */
  presentPath: z.optional(unitPath),
  version,
});

/** Where a path leads now: the unit itself, or the successor of the successor … of what it once named. */
export const whereabouts = z.strictObject({
  asked: unitPath,
  presentPath: unitPath,
  unit: z.strictObject({ ...unitFields, version }),
  /** Codes of the units that were merged away on the way. */
  via: z.array(unitCode),
});

const totals = z.strictObject({ count: z.int(), amountFen: signedFen });
const worth = z.strictObject({
  assets: totals,
  /** The net value of the assets at the end of `month` (MG-06). */
  assetsNetFen: fen,
  claims: totals,
  debts: totals,
  /** Assets at original value + claims − debts. */
  netFen: signedFen,
});
/** Original and net values of assets, outstanding amounts of claims and debts. */
export const unitWorth = z.strictObject({
  code: unitCode,
  unitPath,
  month,
  /** What lies in its books and those of the units below it; nothing once it has been merged away. */
  inBooks: worth,
  /** What it still owns inside the unit it was merged into (ZC-05). */
  keptOwnership: worth,
});

export const unitRegistered = cloudEvent(
  'panhuo.registry.unit-registered.v1',
  z.strictObject({ code: unitCode, name, kind: unitKind, path: unitPath, creditCode: z.optional(z.string()) }),
);
export const unitCorrected = cloudEvent(
  'panhuo.registry.unit-corrected.v1',
  z.strictObject({ name, creditCode: z.optional(z.string()), reason }),
);
/** Merged away: it keeps its history, and everything of it is found under its successor from now on (ZC-03). */
export const unitClosed = cloudEvent(
  'panhuo.registry.unit-closed.v1',
  z.strictObject({ mergerId: id, path: unitPath, successor: unitCode, successorPath: unitPath, mode: mergerMode }),
);
/** A unit below a merged one stands below the successor now; its code stays. */
export const unitMovedByMerger = cloudEvent(
  'panhuo.registry.unit-moved-by-merger.v1',
  z.strictObject({ mergerId: id, fromPath: unitPath, path: unitPath, kind: unitKind }),
);

export { commandAnswer };
