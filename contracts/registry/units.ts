/** Organization units: contracts of the tree. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { name, unitCode, unitPath, version } from '../vocabulary.ts';

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

export const unitView = z.strictObject({
  code: unitCode,
  name,
  kind: unitKind,
  path: unitPath,
  creditCode: z.optional(z.string()),
  status: z.enum(['active', 'closed']),
  version,
});

export const unitRegistered = cloudEvent(
  'panhuo.registry.unit-registered.v1',
  z.strictObject({ code: unitCode, name, kind: unitKind, path: unitPath, creditCode: z.optional(z.string()) }),
);
