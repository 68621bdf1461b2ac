/**
 * Organization units form a tree; a unit is addressed by the codes from the county down, each followed by a slash
 * (`653127/653127100/653127100201/`). Paths are compared by segment, so `653127/65312710/` is not inside `653127/653127100/`.
 */

const segments = (path: string): string[] => path.split('/').slice(0, -1);

/** True when `path` is the unit `scope` itself or lies below it. */
export function isWithin(path: string, scope: string): boolean {
  if (scope === '' || !scope.endsWith('/') || !path.endsWith('/')) return false;
  const [inner, outer] = [segments(path), segments(scope)];
  return outer.length <= inner.length && outer.every((code, level) => code === inner[level]);
}

/** The unit and every unit above it, from the county down. */
export function lineage(path: string): string[] {
  const codes = segments(path);
  return codes.map((_, level) => `${codes.slice(0, level + 1).join('/')}/`);
}

/** The path of the unit above, or undefined for the county. */
export function parentPath(path: string): string | undefined {
  return lineage(path).at(-2);
}

/** The last code of the path: the unit itself. */
export function unitCodeOf(path: string): string {
  return segments(path).at(-1) ?? '';
}

/**
 * The first two levels: the township (or department) a unit belongs to, or the county for the county itself.
 * Lists are partitioned by it, so that no index is keyed on a constant.
 */
export function listPartition(path: string): string {
  return lineage(path)[1] ?? path;
}
