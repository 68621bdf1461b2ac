/**
 * The pack schema: what a county's YAML must look like. Full zod, so it is loaded at synth and in tests only; functions
 * read the compiled policy.json and import the types of policy.ts.
 */
import * as z from 'zod';
import { isFen } from '../platform/fen.ts';
import type { Policy } from './policy.ts';
import { cardField, placementRule } from './schema-card.ts';
import { disposal } from './schema-disposal.ts';
import { distribution, quorum } from './schema-distribution.ts';
import { evaluation, evaluationCycles } from './schema-evaluation.ts';
import {
  chainRole,
  checklistId,
  date,
  days,
  dayUnit,
  holderKind,
  id,
  monthDay,
  named,
  plainLine,
  publicityRule,
  source,
  text,
} from './schema-parts.ts';
import { valuation } from './schema-valuation.ts';

const YEARS_MAX = 100;
const MONTHS_MAX = 120;
const ids = z.array(id);

const findingKind = { requiredEvidence: ids, reviewRole: chainRole, source };

const idleFindings = z.strictObject({
  evidenceKinds: z.array(z.strictObject(named)),
  kinds: z.strictObject({
    idle: z
      .strictObject({
        monthsWithoutUse: z.int().min(1).max(MONTHS_MAX),
        requiresNoPlan: z.boolean(),
        ...findingKind,
      })
      .exactOptional(),
    'low-efficiency': z.strictObject(findingKind).exactOptional(),
    'over-standard': z.strictObject(findingKind).exactOptional(),
  }),
});

const measureMenu = z.strictObject({
  ...named,
  appliesTo: z.strictObject({
    classes: ids.min(1),
    holderKinds: z.array(holderKind).min(1).exactOptional(),
    subTypes: ids.min(1).exactOptional(),
  }),
  preferenceOrder: z.boolean(),
  measures: z
    .array(
      z.strictObject({
        ...named,
        conditions: z
          .array(
            z.enum([
              'appraisal',
              'open-bidding',
              'developed-region',
              'ownership-kept',
              'scrap-standard-met',
              'original-value-threshold',
              'lawful-procedure',
            ]),
          )
          .min(1)
          .exactOptional(),
        subTypes: ids.min(1).exactOptional(),
        disposes: z.literal(true).exactOptional().describe('true: it may end with the asset disposed of.'),
      }),
    )
    .min(1),
  source,
});

const dutyRoute = z.strictObject({
  number: z.int().min(1),
  department: id,
  subTypes: ids,
  keywords: z.array(plainLine),
  funding: ids,
  implementedBy: id.exactOptional(),
  duties: z
    .array(
      z.enum([
        'inventory',
        'title-and-handover',
        'registration',
        'operation',
        'income-distribution',
        'custody',
        'disposal',
        'supervision',
        'audit',
        'coordination',
      ]),
    )
    .min(1),
  source,
});

const chainStep = z.strictObject({
  ...named,
  role: chainRole,
  level: z.enum(['village', 'township', 'department', 'county']),
  effect: z.enum(['examine', 'approve', 'file']),
});
const steps = z.array(chainStep).min(1);
const chain = z.strictObject({
  steps,
  variants: z
    .array(z.strictObject({ holderKinds: z.array(holderKind).min(1), steps, source }))
    .min(1)
    .exactOptional(),
  source,
});

const titleRule = z.strictObject({
  ...named,
  classes: ids.min(1),
  subTypes: ids.min(1).exactOptional(),
  implementedBy: z
    .array(z.enum(['county', 'township', 'village']))
    .min(1)
    .exactOptional(),
  benefits: z.enum(['one-village', 'several-villages']).exactOptional(),
  owner: z.enum([...holderKind.options, 'sector-reform', 'county-decides']),
  movableSubTypes: ids.min(1).exactOptional(),
  source,
});

const threshold = z.strictObject({ amountFen: z.int().min(1).refine(isFen), source }).exactOptional();

/** A pack's shape; the JSON Schema for editors is made of this. What ties its parts together is in cross-checks.ts. */
export const policyShape = z.strictObject({
  pack: id,
  version: z.string().regex(/^\d{4}\.\d+$/, { error: 'a version is <year>.<number>, like 2026.1' }),
  title: text,
  document: z.strictObject({
    title: plainLine,
    issuer: plainLine,
    number: plainLine.exactOptional(),
    regionCode: z
      .string()
      .regex(/^\d{6}$/)
      .exactOptional(),
    clausePrefix: z.string().regex(/^[A-Z]{2}$/),
    draft: z.boolean(),
  }),
  assetClasses: z
    .array(
      z.strictObject({
        ...named,
        short: z.string().regex(/^[A-Z]{2,4}$/, { error: 'two to four capitals' }),
        nature: z.enum(['operating', 'public-welfare', 'household', 'resource', 'administrative']),
        subTypes: z.array(z.strictObject(named)),
        fields: z.array(cardField),
      }),
    )
    .min(1),
  placementRules: z.array(placementRule),
  documentKinds: z.array(z.strictObject(named)).min(1),
  fundingSources: z.array(z.strictObject(named)),
  scope: z.strictObject({
    startDate: date.exactOptional(),
    fundingSources: ids,
    excludedHolderKinds: z.array(holderKind),
    projectLibrary: z.strictObject({ fundingSources: ids.min(1), source }).exactOptional(),
    source,
  }),
  departments: z.array(z.strictObject(named)),
  idleFindings,
  measureMenus: z.array(measureMenu).min(1),
  responsibleDepartments: z.array(z.strictObject({ classes: ids.min(1), lead: ids.min(1), supporting: ids, source })),
  dutyRouting: z.array(dutyRoute),
  difficulties: z.array(z.strictObject({ ...named, deadlineDays: days, source })).min(1),
  campaignMilestones: z.array(z.strictObject({ ...named, date, source })),
  overdue: z.strictObject({
    dueSoonDays: z.array(days).min(1),
    escalations: z.array(
      z.strictObject({ level: z.enum(['township', 'county-lead', 'discipline-inspection']), daysLate: days }),
    ),
    source,
  }),
  extension: z.strictObject({
    maximumTimes: z.int().min(0).max(10),
    longestDays: days,
    chain: z.literal('extension'),
    source,
  }),
  guardRails: z.array(z.strictObject({ ...named, source })),
  chains: z.strictObject({
    'idle-review': chain,
    handover: chain,
    merger: chain,
    inventory: chain,
    'valuation-dispute': chain,
    plan: chain,
    extension: chain,
    'write-off': chain,
    disposal: chain,
    distribution: chain,
  }),
  quorum,
  distribution,
  publicity: z.record(id, publicityRule),
  handover: z.strictObject({ postingDeadlineDays: days, unit: dayUnit, source }),
  inventory: z.strictObject({ asOf: monthDay, reportBy: monthDay, source }),
  titleRules: z.array(titleRule),
  outsideRegistrations: z.array(
    z.strictObject({ holderKinds: z.array(holderKind).min(1), systems: z.array(z.strictObject(named)).min(1), source }),
  ),
  registrationDuty: z.strictObject({ deadlineDays: days, retryDays: days, source }),
  custody: z.strictObject({ repairDays: days, source }),
  thresholds: z.strictObject({
    researchInstrumentFen: threshold,
    scientificEquipmentFen: threshold,
    perMemberGapFen: threshold,
  }),
  depreciation: z.array(
    z.strictObject({ ...named, classOrKind: id, lifeYears: z.int().min(1).max(YEARS_MAX), source }),
  ),
  valuation,
  disposal,
  checklists: z.array(
    z.strictObject({
      ...named,
      id: checklistId,
      dueDate: date.exactOptional(),
      inOrder: z.boolean().exactOptional(),
      steps: z.array(z.strictObject({ ...named, requirement: text })).min(1),
      source,
    }),
  ),
  contracts: z.strictObject({
    modes: z.array(
      z.strictObject({
        ...named,
        requiredTerms: ids,
        maximumYears: z.int().min(1).max(YEARS_MAX).exactOptional(),
        writtenFromMonths: z.int().min(1).exactOptional(),
        source,
      }),
    ),
    terms: z.array(z.strictObject(named)),
    selection: z.array(z.strictObject(named)),
    source,
  }),
  evaluation,
  evaluationCycles,
});

type DeepReadonly<T> = T extends string | number
  ? T
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Fails to compile when the schema and the types of policy.ts say different things. */
export const schemaMatchesTypes: Same<DeepReadonly<z.infer<typeof policyShape>>, Policy> = true;
