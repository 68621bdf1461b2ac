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

/** Assets are listed by unit path inside the township or department they belong to. */
export const assetIndex = (unitPath: string, id: string): IndexAttributes => ({
  unitKey: assetListKey(unitPath),
  unitSort: `${unitPath}#${id}`,
});
export const assetListKey = (unitPath: string): string => `assets#${listPartition(unitPath)}`;
