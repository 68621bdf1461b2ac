/**
 * The words every contract is made of: money in fen, calendar dates, unit paths, names.
 * What a person or another system sends is refused here before any rule sees it.
 */
import * as z from 'zod/mini';

/** Longest name of a unit, an asset or a person, in UTF-16 code units. */
export const NAME_LENGTH_MAX = 120;
/** Longest free text (a reason, a note). */
export const TEXT_LENGTH_MAX = 1_000;
/** Rows per page unless asked otherwise, and the most one may ask for. */
export const PAGE_SIZE_DEFAULT = 50;
export const PAGE_SIZE_MAX = 200;

/** Characters that reorder or hide text; rare Han characters (surrogate pairs) are not among them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is what it is for
const DECEPTIVE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/;

/**
 * One line of text as people write names: NFC, no control, bidirectional or zero-width characters, no space at either end,
 * no half of a surrogate pair.
 */
export const plainText = (maximum: number) =>
  z.string().check(
    z.minLength(1),
    z.maxLength(maximum),
    z.refine((text) => !DECEPTIVE.test(text), {
      error: 'control, bidirectional or zero-width characters are not allowed',
    }),
    z.refine((text) => text.isWellFormed(), { error: 'half of a surrogate pair' }),
    z.refine((text) => text === text.normalize('NFC'), { error: 'text must be in Unicode normal form C' }),
    z.refine((text) => text === text.trim(), { error: 'no space at the beginning or the end' }),
  );

export const name = plainText(NAME_LENGTH_MAX);
export const reason = plainText(TEXT_LENGTH_MAX);
export const bilingual = z.strictObject({ zh: z.string(), en: z.string() });

/** Whole fen, zero or more. Floats, strings and numbers past 2^53 are refused. */
export const fen = z.int().check(z.minimum(0));
/** Whole fen, more than zero. */
export const positiveFen = z.int().check(z.minimum(1));
/** Whole fen of either sign (a difference, a balance). */
export const signedFen = z.int();

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  if (month < 1 || month > 12 || day < 1 || day > (DAYS_IN_MONTH[month - 1] ?? 0)) return false;
  return month !== 2 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
}

/** A calendar date in Asia/Shanghai, `YYYY-MM-DD`, that exists. */
export const date = z
  .string()
  .check(z.regex(/^\d{4}-\d{2}-\d{2}$/), z.refine(isDate, { error: 'no such calendar date' }));
/** Of a text that the pattern below has passed: whether day and time of day exist. */
const isInstant = (text: string): boolean =>
  isDate(text.slice(0, 10)) && text.slice(11, 13) < '24' && text.slice(14, 16) < '60' && text.slice(17, 19) < '60';
/** An instant that exists, ISO 8601 in UTC with milliseconds. */
export const instant = z
  .string()
  .check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/), z.refine(isInstant, { error: 'no such instant' }));

/** An id made by us or by a client: letters, digits, `-` and `_`. */
export const id = z.string().check(z.regex(/^[0-9A-Za-z_-]{1,64}$/));
/** GB/T 2260 (6), township (9), 12-digit statistical code, unified social credit code, or a county's own code for a department. */
export const unitCode = z.string().check(z.regex(/^[0-9A-Z][0-9A-Z-]{1,23}$/));
/** Codes from the county down, each followed by a slash: `653127/653127100/653127100201/`. At most eight levels. */
export const unitPath = z.string().check(z.regex(/^([0-9A-Z][0-9A-Z-]{1,23}\/){1,8}$/));
/** A policy pack's id of a class, a measure, a chain step: kebab case. */
export const policyId = z.string().check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), z.maxLength(48));
/** SHA-256 in lower-case hexadecimal. */
export const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
/** Aggregate version: the number of events that made it. */
export const version = z.int().check(z.minimum(1));

/** What every accepted command answers; the resource itself is read with its GET route. */
export const commandAnswer = z.strictObject({ id, version, eventId: id, recordedAt: instant });
export type CommandAnswer = z.infer<typeof commandAnswer>;

/** A page of rows with the cursor of the next one, absent on the last page. */
export const pageOf = <T extends z.ZodMiniType>(row: T) =>
  z.strictObject({ rows: z.array(row), nextCursor: z.optional(z.string()) });

export const pageQuery = {
  cursor: z.optional(z.string().check(z.maxLength(1_000))),
  limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(PAGE_SIZE_MAX))),
} as const;
