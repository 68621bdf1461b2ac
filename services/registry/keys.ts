/** Every key of the registry's table. */
import type { CalendarDate } from '../../platform/calendar.ts';
import { dueIndex } from '../../platform/due-work.ts';
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
/** The units that were merged into one, each with the day. */
export const predecessorKey = (successor: string, code: string): Key => ({
  pk: predecessorListKey(successor),
  sk: code,
});
export const predecessorListKey = (successor: string): string => `PREDECESSORS#${successor}`;
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

/** Who has a number of a unit's register: one asset at a time. */
export const externalCodeKey = (unitPath: string, register: string | undefined, code: string): Key => ({
  pk: `EXTERNAL#${unitPath}#${register ?? ''}#${code}`,
  sk: 'CLAIM',
});
/** Which of two cards was found to be the duplicate of the other. */
export const duplicatePairKey = (one: string, other: string): Key => ({
  pk: `PAIR#${[one, other].toSorted().join('#')}`,
  sk: 'CLAIM',
});
/** That a card is a thing of its own among those that look like it. */
export const distinctListKey = (fingerprint: string): string => `DISTINCT#${fingerprint}`;
export const distinctKey = (fingerprint: string, assetId: string): Key => ({
  pk: distinctListKey(fingerprint),
  sk: assetId,
});
/** What is known of a group of cards that look alike; listed by unit path while it is open. */
export const suspicionKey = (generation: number, fingerprint: string): Key => ({
  pk: `SUSPICION#${generation}#${fingerprint}`,
  sk: 'ROW',
});
export const suspicionIndex = (generation: number, unitPath: string, fingerprint: string): IndexAttributes => ({
  unitKey: suspicionListKey(generation, listPartition(unitPath)),
  unitSort: `${unitPath}#${fingerprint}`,
});
export const suspicionListKey = (generation: number, partition: string): string =>
  `suspicions#${generation}#${partition}`;

/** Assets are listed by unit path inside the township or department they belong to, and by the day the daily job looks at them. */
export const assetIndex = (unitPath: string, id: string, nextFlagOn?: CalendarDate): IndexAttributes => ({
  // Nobody asks for an order within a day; the id, which the key has already, would only make every item longer.
  ...(nextFlagOn === undefined ? {} : { ...dueIndex(nextFlagOn, id), dueSort: 'asset' }),
  unitKey: assetListKey(unitPath),
  unitSort: assetPlace(unitPath, id),
});
/** Duplicates are listed apart: they have left the ledgers, and still go where their unit goes. */
export const duplicateIndex = (unitPath: string, id: string, nextFlagOn?: CalendarDate): IndexAttributes => ({
  ...assetIndex(unitPath, id, nextFlagOn),
  unitKey: duplicateListKey(unitPath),
});
export const duplicateListKey = (unitPath: string): string => `duplicates#${listPartition(unitPath)}`;
/** An asset's place in the order of its list. */
export const assetPlace = (unitPath: string, id: string): string => `${unitPath}#${id}`;
export const assetListKey = (unitPath: string): string => `assets#${listPartition(unitPath)}`;
/** Assets on their way to a unit, each a row: `open` above zero while it is. */
export const incomingKey = (unitCode: string, assetId: string): Key => ({ pk: incomingListKey(unitCode), sk: assetId });
export const incomingListKey = (unitCode: string): string => `INCOMING#${unitCode}`;
/** Assets that have left the list of a unit, in the order of that list: past ledgers find them here (docs/adr/0013). */
export const leftKey = (unitPath: string, id: string): Key => ({
  pk: leftListKey(listPartition(unitPath)),
  sk: assetPlace(unitPath, id),
});
export const leftListKey = (partition: string): string => `LEFT#${partition}`;

export const disposalKey = (id: string): Key => ({ pk: `DISPOSAL#${id}`, sk: 'STATE' });
/** Which case is disposing of an asset, or has: one at a time. */
export const disposingKey = (assetId: string): Key => ({ pk: `DISPOSING#${assetId}`, sk: 'CLAIM' });
/** How much of the proceeds of disposals has gone into an asset. */
export const fundedKey = (assetId: string): Key => ({ pk: `FUNDED#${assetId}`, sk: 'COUNT' });
/** Cases are listed like assets, apart while they run, while money of them is left, and afterwards. */
export const disposalIndex = (phase: string, unitPath: string, id: string): IndexAttributes => ({
  unitKey: disposalListKey(phase, unitPath),
  unitSort: `${unitPath}#${id}`,
});
export const disposalListKey = (phase: string, unitPath: string): string =>
  `disposals-${phase}#${listPartition(unitPath)}`;

export const checklistKey = (id: string): Key => ({ pk: `CHECKLIST#${id}`, sk: 'STATE' });
/** Villages' checklists of one kind, below their township. */
export const checklistIndex = (checklist: string, unitPath: string): IndexAttributes => ({
  unitKey: checklistListKey(checklist, unitPath),
  unitSort: unitPath,
});
export const checklistListKey = (checklist: string, unitPath: string): string =>
  `checklists-${checklist}#${listPartition(unitPath)}`;

export const figuresKey = (id: string): Key => ({ pk: `FIGURES#${id}`, sk: 'STATE' });
/** The statements of a village and year as they were handed in, a row each. */
export const statementKey = (id: string, submission: number): Key => ({
  pk: `FIGURES#${id}`,
  sk: `STATEMENT#${String(submission).padStart(4, '0')}`,
});
export const figuresIndex = (year: number, unitPath: string): IndexAttributes => ({
  unitKey: figuresListKey(year, unitPath),
  unitSort: unitPath,
});
export const figuresListKey = (year: number, unitPath: string): string => `figures-${year}#${listPartition(unitPath)}`;

export const campaignKey = (id: string): Key => ({ pk: `CAMPAIGN#${id}`, sk: 'STATE' });
/** Campaigns are listed by unit path, and by the day the daily job looks for their report. */
export const campaignIndex = (
  unitPath: string,
  asOf: string,
  id: string,
  reportFlagOn?: CalendarDate,
): IndexAttributes => ({
  ...(reportFlagOn === undefined ? {} : dueIndex(reportFlagOn, id)),
  unitKey: campaignListKey(unitPath),
  unitSort: `${unitPath}#${asOf}#${id}`,
});
export const campaignListKey = (unitPath: string): string => `campaigns#${listPartition(unitPath)}`;
/** One yearly campaign of a unit as of a day. */
export const campaignDayKey = (unitCode: string, asOf: string): Key => ({
  pk: `CAMPAIGN-DAY#${unitCode}#${asOf}`,
  sk: 'CLAIM',
});
/** How many inventories a unit is free of: `own` of those of itself, `free` of those of itself and of units below it; below zero while one runs. */
export const inventoriesKey = (unitCode: string): Key => ({ pk: `INVENTORIES#${unitCode}`, sk: 'COUNT' });
/** The counts of a campaign, a row per unit; and what they have come to so far. */
export const campaignTasksKey = (id: string): string => `CAMPAIGN-TASKS#${id}`;
export const campaignSumsKey = (id: string): Key => ({ pk: `CAMPAIGN-SUMS#${id}`, sk: 'SUMS' });

export const countKey = (id: string): Key => ({ pk: `COUNT#${id}`, sk: 'STATE' });
/** The counts of a unit, by the day they are as of. */
export const countIndex = (unitCode: string, asOf: string, id: string): IndexAttributes => ({
  unitKey: countListKey(unitCode),
  unitSort: `${asOf}#${id}`,
});
export const countListKey = (unitCode: string): string => `counts#${unitCode}`;
/** Rows of a count, by asset (or surplus): its book list, what was counted and corrected, things beside the books, entries, closing list. */
export const countRowsKey = (
  part: 'BOOK' | 'COUNTED' | 'CORRECTED' | 'SURPLUS' | 'STRUCK' | 'ENTRY' | 'CLOSING',
  countId: string,
): string => `COUNT-${part}#${countId}`;

export const outsideKey = (id: string): Key => ({ pk: `OUTSIDE#${id}`, sk: 'STATE' });
/** Rows of an outside ledger: its lines, which asset each stands for, the differences and how they were settled. */
export const outsideRowsKey = (part: 'LINE' | 'MATCH' | 'DIFFERENCE' | 'SETTLED', id: string): string =>
  `OUTSIDE-${part}#${id}`;
