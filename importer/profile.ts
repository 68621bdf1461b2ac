/**
 * An import profile: how the columns of somebody's file become our words. It is data, kept beside the file it was written for, and
 * checked here so that a mistake in it is named before a row is read.
 */
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import * as z from 'zod';
import { UNIT_KINDS, type UnitKind } from '../contracts/registry/units.ts';
import { AREA_UNITS, type AreaUnit, DATE_FORMATS, MONEY_UNITS } from './conversions.ts';

const columnId = z.string().regex(/^[a-z][0-9A-Za-z]*$/);
const words = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

/** What a cell's text is turned into. */
const reading = {
  /** The whole cell must match; where the pattern has a group, the value is what stands in it. */
  pattern: z.string().optional(),
  /** Cell → value; a cell that is not listed is a bad row, unless `otherwise` says what it is (nothing, when that is empty). */
  lookup: z.record(z.string(), z.string()).optional(),
  /** Tried in order: the first whose beginning fits. */
  beginsWith: z.array(z.strictObject({ text: z.string().min(1), is: z.string().min(1) })).optional(),
  otherwise: z.string().optional(),
  /** Value of an empty cell. Reported as a note, so that nobody takes it for the file's own. */
  whenEmpty: z.string().optional(),
  /** Plain digits become a number. */
  whole: z.literal(true).optional(),
  /** `true` or `false` as text becomes the value. */
  yesNo: z.literal(true).optional(),
  area: z
    .strictObject({
      unit: z.enum(Object.keys(AREA_UNITS) as [AreaUnit, ...AreaUnit[]]),
      rounding: z.enum(['half-up', 'exact']),
    })
    .optional(),
  money: z.enum(MONEY_UNITS).optional(),
  date: z.array(z.enum(DATE_FORMATS)).min(1).optional(),
} as const;

const constantRule = z.strictObject({ constant: z.union([z.string(), z.number().int(), z.boolean()]) });
const columnRule = z.strictObject({ column: columnId, ...reading });
/** `{column}` and `{column:2}` (padded with zeros to two places); runs of spaces become one. Empty when one of `needs` is empty. */
const textRule = z.strictObject({ text: z.string().min(1), needs: z.array(columnId).optional() });
const simpleRule = z.union([constantRule, columnRule, textRule]);
const valueRule = z.union([simpleRule, z.strictObject({ firstOf: z.array(simpleRule).min(2) })]);

export type SimpleRule = z.infer<typeof simpleRule>;
export type ColumnRule = z.infer<typeof columnRule>;
export type ValueRule = z.infer<typeof valueRule>;

const unitLevel = z.strictObject({
  /** A row whose code is empty here stands at the level above; only on the last levels. */
  optional: z.boolean().default(false),
  kind: z.enum(Object.keys(UNIT_KINDS) as [UnitKind, ...UnitKind[]]),
  code: valueRule,
  name: valueRule,
});

const profileSchema = z.strictObject({
  profile: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(40),
  title: words,
  /** What a row becomes. */
  target: z.enum(['assets', 'receipts', 'idle-declarations']),
  file: z
    .strictObject({
      encoding: z.enum(['auto', 'utf-8', 'gb18030']).default('auto'),
      delimiter: z.string().length(1).default(','),
    })
    .prefault({}),
  /** Our name of a column → the headers it may carry. Compared without case, spaces and underscores. */
  columns: z.record(columnId, z.array(z.string().min(1)).min(1)),
  /** Columns that need not be there. */
  optionalColumns: z.array(columnId).default([]),
  /** Headers that are known and not needed. Others are named in the summary. */
  ignoredHeaders: z.array(z.string()).default([]),
  /** Values made of one column each, usable in texts like a column. */
  derived: z.record(columnId, columnRule).default({}),
  /** Column that is different in every row and tells the same thing in a later edition of the file; without it a row is known by its place. */
  identity: columnId.optional(),
  /** Rows to take; others are counted as left out. */
  only: z.strictObject({ column: columnId, values: z.array(z.string()).min(1) }).optional(),
  /** Units between the importing unit and the row, from the top. */
  units: z
    .strictObject({ create: z.boolean(), levels: z.array(unitLevel).max(5) })
    .prefault({ create: false, levels: [] }),
  fields: z.record(z.string(), valueRule),
});
export type Profile = z.infer<typeof profileSchema>;

/** The profile is wrong. The message names the place. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError';
}

/** Reads a profile from its YAML file. @throws ProfileError */
export function loadProfile(path: string): Profile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new ProfileError(`${path}: 无法读取 / cannot be read`);
  }
  return parseProfile(text, path);
}

/** Reads a profile from YAML text. @throws ProfileError */
export function parseProfile(text: string, file: string): Profile {
  const document = parseDocument(text, { uniqueKeys: true });
  const broken = document.errors[0];
  if (broken) throw new ProfileError(`${file}: ${broken.message}`);
  const parsed = profileSchema.safeParse(document.toJS());
  if (!parsed.success) {
    const places = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`);
    throw new ProfileError(`${file}: ${places.join('; ')}`);
  }
  const wrong = crossChecks(parsed.data);
  if (wrong) throw new ProfileError(`${file}: ${wrong}`);
  return parsed.data;
}

/** What a schema cannot say: every rule speaks of a column the profile has, and every pattern is one. */
function crossChecks(profile: Profile): string | undefined {
  const known = (column: string): boolean =>
    Object.hasOwn(profile.columns, column) || Object.hasOwn(profile.derived, column);
  for (const [name, rule] of Object.entries(profile.derived)) {
    if (Object.hasOwn(profile.columns, name)) return `derived.${name}: a column has this name`;
    if (!Object.hasOwn(profile.columns, rule.column)) return `derived.${name}: no column "${rule.column}"`;
  }
  const rules: [string, ValueRule][] = [
    ...Object.entries(profile.derived).map(([name, rule]): [string, ValueRule] => [`derived.${name}`, rule]),
    ...Object.entries(profile.fields),
    ...profile.units.levels.flatMap((level, place): [string, ValueRule][] => [
      [`units.levels.${place}.code`, level.code],
      [`units.levels.${place}.name`, level.name],
    ]),
  ];
  for (const [place, rule] of rules) {
    for (const simple of 'firstOf' in rule ? rule.firstOf : [rule]) {
      const strange = columnsOf(simple).find((column) => !known(column));
      if (strange !== undefined) return `${place}: no column "${strange}"`;
      if ('pattern' in simple && simple.pattern !== undefined && !isPattern(simple.pattern)) {
        return `${place}: not a regular expression: ${simple.pattern}`;
      }
    }
  }
  for (const [place, column] of [
    ['identity', profile.identity],
    ['only.column', profile.only?.column],
    ...profile.optionalColumns.map((name) => ['optionalColumns', name] as const),
  ] as const) {
    if (column !== undefined && !known(column)) return `${place}: no column "${column}"`;
  }
  return undefined;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

export const PLACEHOLDER = /\{([a-z][0-9A-Za-z]*)(?::(\d))?\}/g;

function columnsOf(rule: SimpleRule): string[] {
  if ('constant' in rule) return [];
  if ('column' in rule) return [rule.column];
  return [...[...rule.text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''), ...(rule.needs ?? [])];
}
