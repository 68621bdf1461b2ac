/** The table's and its indexes' keys as every stack makes them, and what a position in one of them looks like. */
import { InvalidPositionError } from './store.ts';

export const INDEXES = {
  table: { hash: 'pk', sort: 'sk', keysOnly: false },
  'by-aggregate': { hash: 'aggregate', sort: 'versionKey', keysOnly: false },
  'by-hour': { hash: 'hourKey', sort: 'recordedAt', keysOnly: true },
  'by-due': { hash: 'dueKey', sort: 'dueSort', keysOnly: true },
  'by-unit': { hash: 'unitKey', sort: 'unitSort', keysOnly: false },
} as const;
export type IndexName = keyof typeof INDEXES;
export type Index = (typeof INDEXES)[IndexName];

/**
 * Holds a position against the query it is to go on with. Positions travel through clients in cursors, and not every engine looks at them.
 * @throws InvalidPositionError when it is not one that this query can have given
 */
export function demandPosition(
  position: Readonly<Record<string, unknown>>,
  { hash, sort }: Index,
  value: string,
  prefix: string,
): void {
  const parts = new Set(['pk', 'sk', hash, sort]);
  const names = Object.keys(position);
  const fits =
    names.length === parts.size &&
    names.every((name) => parts.has(name as typeof hash) && typeof position[name] === 'string') &&
    position[hash] === value &&
    String(position[sort]).startsWith(prefix);
  if (!fits) throw new InvalidPositionError();
}
