/** What an item's state leaves to its events: the terms of its plan, the report of its completion, the reason for asking for more time. */
import { type Latest, latestEvents } from '../../platform/latest-events.ts';
import type { StateItem, Store } from '../../platform/store/store.ts';
import type { Item, ItemEvent } from './domain/item.ts';
import { itemWords } from './mapper.ts';

type RecordType = 'item-planned' | 'completion-reported' | 'extension-requested';
export type ItemRecords = Latest<ItemEvent, RecordType>;

/** Which of them there is, as the state says. */
function recordTypes({ plan, completion, extension, status }: Item): RecordType[] {
  const reported = completion !== undefined || status === 'written-off';
  return [
    ...(plan ? (['item-planned'] as const) : []),
    ...(reported ? (['completion-reported'] as const) : []),
    ...(extension ? (['extension-requested'] as const) : []),
  ];
}

/** @throws BusyError while the events cannot be read up to this state */
export const itemRecords = (store: Store, item: StateItem<Item>): Promise<ItemRecords> =>
  latestEvents(store, item, itemWords, recordTypes(item.state));
