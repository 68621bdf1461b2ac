/** The part of the pack schema about the value of assets (MG-04, MG-06). Full zod: loaded at synth and in tests only. */
import * as z from 'zod';
import { ALL_BASIS_POINTS } from './schema-distribution.ts';
import { id, source } from './schema-parts.ts';

const MONTHS_MAX = 120;

export const valuation = z.strictObject({
  depreciation: z.strictObject({
    natures: z
      .array(z.enum(['operating', 'public-welfare', 'household', 'resource', 'administrative']))
      .describe('Natures of classes that are depreciated.'),
    exceptSubTypes: z.array(id).describe('Sub-types of those classes that are not: equity, livestock.'),
    residualBasisPoints: z.int().min(0).max(ALL_BASIS_POINTS),
    startMonth: z.enum(['same-month', 'next-month']),
    source,
  }),
  finalAccount: z.strictObject({ maximumMonths: z.int().min(1).max(MONTHS_MAX), document: id, source }),
});
