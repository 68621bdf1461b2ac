/** One thing wrong with a pack, by its path in the data. */
export type Path = readonly (string | number)[];
export interface PackIssue {
  readonly path: Path;
  readonly reason: string;
}

export interface Identified {
  readonly id: string;
}

/** An id given twice is reported at the second place. */
export function unique(path: Path, list: readonly Identified[]): PackIssue[] {
  const seen = new Set<string>();
  return list.flatMap(({ id }, index) => {
    if (seen.has(id)) return [{ path: [...path, index, 'id'], reason: `the id ${id} is given twice` }];
    seen.add(id);
    return [];
  });
}
