/** 一总四分 (MG-05): one total ledger of the county, and the ledgers of departments, townships, villages and households that it consists of. */
import * as z from 'zod/mini';
import { id, instant, policyId, signedFen, unitPath } from '../vocabulary.ts';
import { sum } from './inventory.ts';
import { UNIT_KINDS, type UnitKind } from './units.ts';

/** Whose ledger an asset stands in; each stands in one. */
export const LEDGER_LEVELS = {
  departments: { zh: '行业单位', en: 'Departments, the county itself and its companies' },
  townships: { zh: '乡镇', en: 'Townships' },
  villages: { zh: '村', en: 'Villages and their collectives' },
  households: { zh: '户', en: 'Households' },
} as const;
export type LedgerLevel = keyof typeof LEDGER_LEVELS;

const byLevel = z.strictObject({ departments: sum, townships: sum, villages: sum, households: sum });
const lineKind = z.enum([...(Object.keys(UNIT_KINDS) as UnitKind[]), 'household']);

/** One unit with everything below it, or one household of a unit. */
const line = z.strictObject({
  unitPath,
  kind: lineKind,
  /** Of a household: its code in the member register. */
  householdCode: z.optional(id),
  ...sum.shape,
  /** Of a unit: the ledgers that its total consists of. */
  byLevel: z.optional(byLevel),
});

/** MG-05: one set of books, seen in four ways; what has `total` stands on the first page. */
export const fourLedgers = z.strictObject({
  unitPath,
  total: z.optional(sum),
  /** The four ledgers; together they are the total. */
  byLevel: z.optional(byLevel),
  /** What households own without their cards saying which; it is in `byLevel` and in no household's line. */
  unnamedHouseholds: z.optional(sum),
  /** Of the unit's own cards, added up from them. */
  own: z.optional(sum),
  /** Units directly below. */
  byUnit: z.optional(z.array(z.strictObject({ unitPath, kind: z.string(), ...sum.shape }))),
  byDepartment: z.optional(z.array(z.strictObject({ department: z.optional(policyId), ...sum.shape }))),
  byFunding: z.optional(z.array(z.strictObject({ source: z.optional(policyId), ...sum.shape }))),
  /** Units − total, levels − total, departments − total, funding − total: all zero. */
  differences: z.optional(z.strictObject({ units: sum, levels: sum, departments: sum, fundingFen: signedFen })),
  /** The units below down to the households, each followed by what is below it; nothing that holds nothing. */
  lines: z.array(line),
  upTo: z.optional(instant),
  nextCursor: z.optional(z.string()),
});
