/** Reads packs and holiday files from this folder. Used at synth, locally and in tests; functions get the result as JSON. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HolidayCalendar } from '../platform/calendar.ts';
import { checkReferences } from './cross-checks.ts';
import { type HolidayYear, joinYears, parseHolidayYear } from './holidays.ts';
import type { Policy } from './policy.ts';
import { PolicyError } from './policy-error.ts';
import { parseCardColumns, parseRules, type Rule } from './rule-sources.ts';
import { policyShape } from './schema.ts';
import { checkSources } from './source-checks.ts';
import { parseYaml } from './yaml-source.ts';

export { PolicyError } from './policy-error.ts';

const PACKS = join(import.meta.dirname, 'packs');
const HOLIDAYS = join(import.meta.dirname, 'holidays');
const RULES = join(import.meta.dirname, 'sources', 'rules.csv');
const CARD_COLUMNS = join(import.meta.dirname, 'sources', 'card-columns.csv');
const EXTENSION = '.yaml';

/** Names of all packs in policy/packs, sorted. */
export function listPacks(): string[] {
  return namesIn(PACKS);
}

/** The rules with their sourcing, from policy/sources/rules.csv. */
export function loadRules(): readonly Rule[] {
  return parseRules(readFileSync(RULES, 'utf8'));
}

/** Ids of the official columns that card fields come from, from policy/sources/card-columns.csv. */
export function loadCardColumns(): ReadonlySet<string> {
  return parseCardColumns(readFileSync(CARD_COLUMNS, 'utf8'));
}

/**
 * Reads and checks policy/packs/<name>.yaml. Throws PolicyError with file, line, column, path and reason of the first
 * thing wrong (all of them in `issues`), also when there is no such pack.
 */
export function loadPack(name: string): Policy {
  const file = join(PACKS, `${name}${EXTENSION}`);
  if (!listPacks().includes(name)) {
    throw new PolicyError(file, [
      { line: 1, column: 1, path: [], reason: `there is no pack ${name}; there are ${listPacks().join(', ')}` },
    ]);
  }
  const policy = parsePack(readFileSync(file, 'utf8'), file);
  if (policy.pack === name) return policy;
  throw new PolicyError(file, [
    { line: 1, column: 1, path: ['pack'], reason: `the file is named ${name} and the pack ${policy.pack}` },
  ]);
}

/**
 * Parses and checks the text of a pack. `file` only names the place in errors. Throws PolicyError for YAML that does not
 * parse, a shape that is not a pack, parts that contradict each other, and numbers whose source is unknown or UNVERIFIED.
 */
export function parsePack(text: string, file: string, rules: readonly Rule[] = loadRules()): Policy {
  const source = parseYaml(text, file);
  const result = policyShape.safeParse(source.data);
  if (!result.success) throw new PolicyError(file, result.error.issues.map(source.locateIssue));
  // Only a pack of the right shape can be asked whether its parts agree.
  const issues = [...checkReferences(result.data), ...checkSources(result.data, rules, loadCardColumns())];
  if (issues.length > 0) throw new PolicyError(file, issues.map(source.locate));
  return result.data;
}

/** One year of policy/holidays with its document and status. Throws PolicyError like loadPack. */
export function loadHolidayYear(year: string): HolidayYear {
  const file = join(HOLIDAYS, `${year}${EXTENSION}`);
  return parseHolidayYear(readFileSync(file, 'utf8'), file);
}

/** Every year of policy/holidays as one calendar. Throws PolicyError for a broken file. */
export function loadHolidays(): HolidayCalendar {
  return joinYears(namesIn(HOLIDAYS).map((year) => loadHolidayYear(year)));
}

function namesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(EXTENSION))
    .map((name) => name.slice(0, -EXTENSION.length))
    .sort();
}
