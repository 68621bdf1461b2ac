/** Schema of votes and of the distribution of income. Full zod: loaded at synth and in tests only. */
import * as z from 'zod';
import { chainRole, days, holderKind, id, named, publicityRule, source } from './schema-parts.ts';

/** The whole, in basis points. */
export const ALL_BASIS_POINTS = 10_000;
const MONTHS_MAX = 120;

const fractionOf = <Of extends readonly ['all'] | readonly ['all', 'present']>(of: Of) =>
  z
    .strictObject({
      numerator: z.int().min(1),
      denominator: z.int().min(1),
      of: z.enum(of),
      strictlyMore: z.boolean().describe('true: more than the fraction; false: the fraction itself is enough.'),
    })
    .refine((fraction) => fraction.numerator <= fraction.denominator, {
      error: 'a fraction of voters cannot be more than 1',
      path: ['numerator'],
    });

export const quorum = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        ...named,
        meeting: z.enum(['members', 'representatives', 'villagers', 'party']),
        presentFraction: fractionOf(['all']),
        favourFraction: fractionOf(['all', 'present']),
        source,
      }),
    )
    .min(1),
  distributionRule: id.describe('Id of the rule that a distribution plan must pass.'),
});

const purposes = z.array(z.strictObject({ ...named, rank: z.int().min(1), source })).min(1);

export const distribution = z.strictObject({
  deadlineMonths: z.int().min(1).max(MONTHS_MAX),
  deadlineSource: source,
  parkedWarningDays: z.array(days).min(1),
  parkedWarningSource: source,
  reserves: z.array(
    z.strictObject({
      ...named,
      floorBasisPoints: z.int().min(0).max(ALL_BASIS_POINTS),
      order: z.int().min(1),
      source,
    }),
  ),
  purposes,
  forbidEqualSplit: z.boolean(),
  flatFromBasisPoints: z.int().min(1).max(ALL_BASIS_POINTS).exactOptional(),
  forbidEqualSplitSource: source,
  publicity: publicityRule,
  governmentLevelPools: z
    .strictObject({
      allocations: z
        .array(
          z.strictObject({
            holderKinds: z.array(holderKind).min(1),
            allocatedBy: chainRole,
            level: z.enum(['township', 'county']),
          }),
        )
        .min(1),
      purposes,
      source,
    })
    .exactOptional(),
});
