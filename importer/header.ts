/** The header row: which of the file's columns are ours, whatever they are called there. */
import type { Profile } from './profile.ts';

/** The header does not fit the profile; no row can be read. The message is meant for people. */
export class HeaderError extends Error {
  override readonly name = 'HeaderError';
}

export interface Columns {
  /** Number of cells a row must have. */
  readonly width: number;
  /** Our name → place in the row; optional columns that are not there are missing. */
  readonly places: ReadonlyMap<string, number>;
  /** Headers that neither the profile nor its list of ignored ones knows. */
  readonly unknown: readonly string[];
}

/** Case, spaces, underscores and hyphens do not make another column; neither does full width. */
const plain = (header: string): string =>
  header
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '');

/**
 * Finds the profile's columns.
 * @throws HeaderError when a required column is missing, or two columns answer to the same name
 */
export function readHeader(cells: readonly string[], profile: Profile): Columns {
  const places = new Map<string, number>();
  const unknown: string[] = [];
  const ignored = new Set(profile.ignoredHeaders.map(plain));
  const names = new Map<string, string>();
  for (const [name, headers] of Object.entries(profile.columns)) {
    for (const header of headers) names.set(plain(header), name);
  }
  for (const [place, header] of cells.entries()) {
    const name = names.get(plain(header));
    if (name === undefined) {
      if (!ignored.has(plain(header))) unknown.push(header);
      continue;
    }
    const earlier = places.get(name);
    if (earlier !== undefined) {
      throw new HeaderError(
        `两列都是“${name}” / two columns are "${name}": ${cells[earlier]} and ${header} (columns ${earlier + 1}, ${place + 1})`,
      );
    }
    places.set(name, place);
  }
  const missing = Object.keys(profile.columns).filter(
    (name) => !places.has(name) && !profile.optionalColumns.includes(name),
  );
  if (missing.length > 0) {
    const wanted = missing.map((name) => `${name} (${(profile.columns[name] ?? []).join(' | ')})`).join(', ');
    throw new HeaderError(`缺少列 / missing columns: ${wanted}; 文件表头 / the file has: ${cells.join(' | ')}`);
  }
  return { width: cells.length, places, unknown };
}
