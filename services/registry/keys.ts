/** Every key of the registry's table. */
import type { IndexAttributes, Key } from '../../platform/store/store.ts';
import { listPartition, parentPath } from '../../platform/unit-path.ts';

export const unitKey = (code: string): Key => ({ pk: `UNIT#${code}`, sk: 'STATE' });
export const assetKey = (id: string): Key => ({ pk: `ASSET#${id}`, sk: 'STATE' });

/** Units are listed below their parent. */
export const unitIndex = (path: string, code: string): IndexAttributes => ({
  unitKey: unitListKey(parentPath(path) ?? ''),
  unitSort: code,
});
export const unitListKey = (parent: string): string => `units#${parent}`;

export const mergerKey = (id: string): Key => ({ pk: `MERGER#${id}`, sk: 'STATE' });
/** What a merger moves, a row each: `1#` units by old path, `2#` assets, `3#` claims and debts. */
export const mergerLinesKey = (id: string): string => `MERGER-LINES#${id}`;
/** Made once for ever when a unit is merged away. */
export const mergedAwayKey = (code: string): Key => ({ pk: `MERGED-AWAY#${code}`, sk: 'MARK' });
/** How many mergers into a unit are being carried out. */
export const receivingKey = (code: string): Key => ({ pk: `RECEIVING#${code}`, sk: 'COUNT' });
export const obligationKey = (id: string): Key => ({ pk: `OBLIGATION#${id}`, sk: 'STATE' });
export const dutiesKey = (unitCode: string): Key => ({ pk: `DUTIES#${unitCode}`, sk: 'STATE' });

/** Mergers are listed by the path of their successor. */
export const mergerIndex = (successorPath: string, id: string): IndexAttributes => ({
  unitKey: mergerListKey(successorPath),
  unitSort: `${successorPath}#${id}`,
});
export const mergerListKey = (unitPath: string): string => `mergers#${listPartition(unitPath)}`;

/** Claims and debts are listed like assets. */
export const obligationIndex = (unitPath: string, id: string): IndexAttributes => ({
  unitKey: obligationListKey(unitPath),
  unitSort: `${unitPath}#${id}`,
});
export const obligationListKey = (unitPath: string): string => `obligations#${listPartition(unitPath)}`;

/** Assets are listed by unit path inside the township or department they belong to. */
export const assetIndex = (unitPath: string, id: string): IndexAttributes => ({
  unitKey: assetListKey(unitPath),
  unitSort: `${unitPath}#${id}`,
});
export const assetListKey = (unitPath: string): string => `assets#${listPartition(unitPath)}`;
