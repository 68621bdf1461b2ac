/** Every key of the revitalization table. */
import { calendarDate } from '../../platform/calendar.ts';
import { dueIndex } from '../../platform/due-work.ts';
import type { IndexAttributes, Key } from '../../platform/store/store.ts';
import { listPartition } from '../../platform/unit-path.ts';

/** An asset has one item under its own id, so whoever knows the asset finds the item in one read. */
export const itemKey = (assetId: string): Key => ({ pk: `ITEM#${assetId}`, sk: 'STATE' });

/** Where an asset went before it had an item. */
export const movedKey = (assetId: string): Key => ({ pk: `MOVED#${assetId}`, sk: 'ROW' });

/** What is known of the end of an asset's card, whether it has an item or not. */
export const fateKey = (assetId: string): Key => ({ pk: `FATE#${assetId}`, sk: 'ROW' });

/** Items are listed by unit path inside the township or department they belong to, and by the day of their next flag while time runs. */
export const itemIndex = (unitPath: string, id: string, nextFlagOn: string | undefined): IndexAttributes => ({
  unitKey: itemListKey(unitPath),
  unitSort: `${unitPath}#${id}`,
  ...(nextFlagOn === undefined ? {} : dueIndex(calendarDate(nextFlagOn), id)),
});
export const itemListKey = (unitPath: string): string => `items#${listPartition(unitPath)}`;
