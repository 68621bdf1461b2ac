/** The small pieces that every part of the pack schema is made of. Full zod: loaded at synth and in tests only. */
import * as z from 'zod';
import { isCalendarDate } from '../platform/calendar.ts';
import { SOURCE_SEPARATOR } from './rule-sources.ts';

/** Longest text in a pack, in UTF-16 code units. */
const TEXT_LENGTH_MAX = 600;
const ID_LENGTH_MAX = 48;
/** Longest number of days any rule of a pack may set: ten years. */
const DAYS_MAX = 3_650;

const SOURCE_PART =
  /^(document:\S.*|clause:[A-Z]{2}-\d{2}[a-f]?|rule:[A-Z0-9_]+|column:[a-z0-9]+(?:-[a-z0-9]+)*|local-decision(:\s*\S.*)?)$/;

export const id = z
  .string()
  .max(ID_LENGTH_MAX)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'an id is lower-case words joined by "-", like rural-operating' })
  .describe('Lower-case words joined by "-". Never renamed once in use.');

/** A village's checklist is known by its unit code (up to 24 signs), a hyphen and this; ids in the API have at most 64. */
const CHECKLIST_ID_LENGTH_MAX = 39;
export const checklistId = id.max(CHECKLIST_ID_LENGTH_MAX);

const line = z.string().trim().min(1).max(TEXT_LENGTH_MAX);
export const plainLine = line;

export const text = z
  .strictObject({ zh: line.describe('Chinese, as in the document.'), en: line.describe('English.') })
  .describe('A name in both languages.');

export const named = { id, name: text };

export const source = z
  .string()
  .refine((value) => value.split(SOURCE_SEPARATOR).every((part) => SOURCE_PART.test(part)), {
    error:
      'a source is document:<place>, clause:<id>, rule:<ID>, column:<id> or local-decision[:<why>], several joined by "; "',
  })
  .describe(
    'Where the numbers beside it come from: document:<place>, clause:<id>, rule:<row of policy/sources/rules.csv>, column:<row of policy/sources/card-columns.csv> or local-decision[:<why>]; several joined by "; ".',
  );

export const date = z
  .string()
  .refine(isCalendarDate, { error: 'not a calendar date (YYYY-MM-DD)' })
  .describe('A calendar date, YYYY-MM-DD.');

export const monthDay = z
  .string()
  .refine((text) => isCalendarDate(`2023-${text}`), { error: 'not a day of every year (MM-DD)' })
  .describe('A day of every year, MM-DD.');

export const days = z.int().min(1).max(DAYS_MAX);
export const dayUnit = z.enum(['working-day', 'calendar-day']);
export const holderKind = z.enum(['county-body', 'state-owned-company', 'township', 'village-collective', 'household']);
export const chainRole = z.enum(
  [
    'village-accountant',
    'village-head',
    'township-officer',
    'industry-department',
    'finance-bureau',
    'agriculture-bureau',
    'county-government',
  ],
  { error: 'not a role that may take a step' },
);

export const publicityRule = z.strictObject({
  days,
  unit: dayUnit,
  objectionDays: days.exactOptional(),
  source,
});
