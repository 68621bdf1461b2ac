/**
 * What a state does not repeat, read from the events of its aggregate. Events are found through an index that DynamoDB writes a moment
 * after the table, so a reader makes sure that it has reached the state it holds.
 */
import type { ContractWords } from './contract-words.ts';
import { BusyError, type EventItem, type StateItem, type Store } from './store/store.ts';

/** Most of what is looked for lies among the last few events of a life. */
const EVENTS_PER_PAGE = 25;
/** How often an index that lags behind is asked again, each time after twice as long. */
const ASKED_MAX = 5;
const FIRST_PAUSE_MS = 20;

/** The latest event of each type asked for; absent where there is none. */
export type Latest<Event extends { readonly type: string }, Type extends Event['type']> = {
  readonly [T in Type]?: Extract<Event, { type: T }>;
};

/**
 * The latest event of each of these types up to the version of the state; reads back only as far as needed.
 * @throws BusyError when the index is still behind after some 300 ms
 */
export async function latestEvents<Event extends { readonly type: string }, Type extends Event['type']>(
  store: Store,
  { aggregate, version }: Pick<StateItem, 'aggregate' | 'version'>,
  { fromContract }: Pick<ContractWords<Event>, 'fromContract'>,
  types: readonly Type[],
): Promise<Latest<Event, Type>> {
  const missing = new Set<string>(types);
  const found: Record<string, Event> = {};
  let page = missing.size === 0 ? undefined : await newestPage(store, aggregate, version);
  while (page) {
    for (const row of page.rows as unknown as readonly EventItem[]) {
      if (row.version > version) continue;
      const event = fromContract(row.type, row.data);
      if (missing.delete(event.type)) found[event.type] = event;
    }
    if (missing.size === 0 || !page.next) break;
    page = await store.queryByAggregate(aggregate, { limit: EVENTS_PER_PAGE, after: page.next, descending: true });
  }
  return found as Latest<Event, Type>;
}

/** The end of a life, once it is there. */
async function newestPage(store: Store, aggregate: string, version: number) {
  for (let asked = 0; asked < ASKED_MAX; asked += 1) {
    if (asked > 0) await pause(FIRST_PAUSE_MS * 2 ** (asked - 1));
    const page = await store.queryByAggregate(aggregate, { limit: EVENTS_PER_PAGE, descending: true });
    const [newest] = page.rows as unknown as readonly EventItem[];
    if (newest && newest.version >= version) return page;
  }
  throw new BusyError(`the events of ${aggregate} are not yet to be read up to version ${version}`);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
