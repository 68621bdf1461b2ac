/** Every `source` of a pack must lead somewhere: to the pack's own clauses, or to a rule that is verified. Pure. */
import type { PackIssue, Path } from './pack-issue.ts';
import type { Policy } from './policy.ts';
import { isVerified, type Rule, SOURCE_SEPARATOR } from './rule-sources.ts';

const RULE = 'rule:';
const COLUMN = 'column:';

/** The sources that name a rule or a column the tables do not have, or a rule that is marked UNVERIFIED. */
export function checkSources(policy: Policy, rules: readonly Rule[], columns: ReadonlySet<string>): PackIssue[] {
  return [...checkRules(policy, rules), ...checkColumns(policy, columns)];
}

function checkColumns(policy: Policy, columns: ReadonlySet<string>): PackIssue[] {
  return sourcesOf(policy, []).flatMap(({ path, source }) =>
    source
      .split(SOURCE_SEPARATOR)
      .filter((part) => part.startsWith(COLUMN) && !columns.has(part.slice(COLUMN.length)))
      .map((part) => ({ path, reason: `policy/sources/card-columns.csv has no column ${part.slice(COLUMN.length)}` })),
  );
}

function checkRules(policy: Policy, rules: readonly Rule[]): PackIssue[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return sourcesOf(policy, []).flatMap(({ path, source }) =>
    source
      .split(SOURCE_SEPARATOR)
      .filter((part) => part.startsWith(RULE))
      .flatMap((part) => {
        const id = part.slice(RULE.length);
        const rule = byId.get(id);
        if (rule === undefined) return [{ path, reason: `policy/sources/rules.csv has no rule ${id}` }];
        return isVerified(rule) ? [] : [{ path, reason: `rule ${id} is UNVERIFIED and must not become a default` }];
      }),
  );
}

function sourcesOf(value: unknown, path: Path): { readonly path: Path; readonly source: string }[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => sourcesOf(entry, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    typeof entry === 'string' && (key === 'source' || key.endsWith('Source'))
      ? [{ path: [...path, key], source: entry }]
      : sourcesOf(entry, [...path, key]),
  );
}
