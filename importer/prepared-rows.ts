/** The good rows of a file as requests, in order. Both passes of an import read the file through here. */
import type * as z from 'zod/mini';
import { derivedId } from '../platform/ids.ts';
import { csvRows } from './csv-rows.ts';
import type { FileFacts } from './decoding.ts';
import { explain } from './explain.ts';
import { type Columns, HeaderError, readHeader } from './header.ts';
import type { IssueLog } from './issues.ts';
import type { Profile } from './profile.ts';
import { RowReader } from './row-reader.ts';
import type { PreparedRow, Resolve, Target } from './target.ts';
import type { UnitPlan } from './unit-plan.ts';

export interface ReadOptions {
  readonly path: string;
  readonly facts: FileFacts;
  readonly profile: Profile;
  /** What the body must be like: the contract's own schema. */
  readonly schema: z.ZodMiniType;
  readonly units: UnitPlan;
  readonly rowsAre: Target['rowsAre'];
  /** Left out where there is no region to ask. */
  readonly resolve?: Resolve | undefined;
  readonly log: IssueLog;
  readonly onHeader?: (columns: Columns) => void;
  /** A row that `only` leaves out. */
  readonly onLeftOut?: () => void;
}

/** Characters of the file's hash that stand in the key of a row without an identity of its own. */
const HASH_CHARACTERS = 16;

/**
 * Reads the file row by row; bad rows are logged and left out.
 * @throws HeaderError, BrokenCsvError
 */
export async function* preparedRows(options: ReadOptions): AsyncGenerator<PreparedRow> {
  const { path, facts, profile, log } = options;
  let columns: Columns | undefined;
  const firstRowOf = new Map<string, number>();
  for await (const { row, cells } of csvRows(path, facts.encoding, profile.file.delimiter)) {
    if (!columns) {
      columns = readHeader(cells, profile);
      options.onHeader?.(columns);
      continue;
    }
    const reader = new RowReader(row, cells, columns, profile.derived, log);
    if (cells.length !== columns.width) {
      const reason = `应有 ${columns.width} 列，实有 ${cells.length} 列 / ${cells.length} cells instead of ${columns.width}`;
      reader.problem({ field: '(row)', value: cells.join(','), reason });
      continue;
    }
    if (profile.only && !profile.only.values.includes(reader.cell(profile.only.column))) {
      options.onLeftOut?.();
      continue;
    }
    const key = rowKey(reader, options, firstRowOf);
    const said = bodyOf(reader, options);
    if (key === undefined || said === undefined || reader.bad) continue;
    const body = options.resolve ? await options.resolve(said, (issue) => reader.problem(issue)) : said;
    if (body !== undefined) yield { row, key, body };
  }
  if (!columns) throw new HeaderError('文件没有表头 / the file has no header');
}

function rowKey(
  reader: RowReader,
  { facts, profile, rowsAre }: ReadOptions,
  firstRowOf: Map<string, number>,
): string | undefined {
  const { identity } = profile;
  const byPlace = `${facts.sha256.slice(0, HASH_CHARACTERS)}:${reader.row}`;
  if (identity === undefined) return byPlace;
  const value = reader.cell(identity);
  if (value === '') {
    reader.problem({ field: identity, value, reason: '标识为空 / the row’s identity is empty' });
    return undefined;
  }
  const first = firstRowOf.get(value);
  if (first !== undefined) {
    reader.problem({ field: identity, value, reason: `与第 ${first} 行重复 / the same as in row ${first}` });
    return undefined;
  }
  firstRowOf.set(value, reader.row);
  return rowsAre === 'acts' ? byPlace : `id:${derivedId(profile.profile, value)}`;
}

function bodyOf(reader: RowReader, { profile, units, schema }: ReadOptions): Record<string, unknown> | undefined {
  const unitPath = units.pathOf(reader);
  const body: Record<string, unknown> = { unitPath: unitPath ?? '' };
  for (const [field, rule] of Object.entries(profile.fields)) {
    const value = reader.value(field, rule);
    if (value !== undefined) setAt(body, field.split('.'), value);
  }
  if (unitPath === undefined) return undefined;
  const parsed = schema.safeParse(body);
  if (parsed.success) return body;
  for (const issue of parsed.error.issues) {
    const field = issue.path.join('.');
    // What could not be read has been said already; that it is therefore missing need not be said as well.
    if (issue.code === 'invalid_type' && reader.isBad(field)) continue;
    const absent = valueAt(body, issue.path) === undefined;
    reader.problem({ field, value: textAt(body, issue.path), reason: explain(issue, absent) });
  }
  return undefined;
}

/** `price.text` names a field inside a field. */
function setAt(body: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [first = '', ...rest] = path;
  if (rest.length === 0) {
    body[first] = value;
    return;
  }
  const inner = (body[first] ?? {}) as Record<string, unknown>;
  body[first] = inner;
  setAt(inner, rest, value);
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], body);
}

function textAt(body: unknown, path: readonly PropertyKey[]): string {
  const value = valueAt(body, path);
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}
