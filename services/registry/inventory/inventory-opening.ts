/**
 * What a count opens with (ZC-03, MG-18): the closing balance of the last count of its unit, and of every unit that was merged into it since, so that the verified
 * inventory of the years before is carried into the units as they are now.
 */
import type { Page, Row, StateItem, Store } from '../../../platform/store/store.ts';
import type { Count } from '../domain/inventory/count-state.ts';
import { addSums, type Sum } from '../domain/inventory/inventory-figures.ts';
import { countListKey, predecessorListKey } from '../keys.ts';

/** Counts looked back at for the last one that was closed. */
const LOOK_BACK = 20;
const PREDECESSORS_PAGE = 100;
/** Mergers one after the other that are gone back. */
const MERGERS_BACK_MAX = 20;

export interface Opening {
  readonly previousCountId?: string;
  readonly carriedFrom?: readonly string[];
  readonly opening?: Sum;
}

export async function openingOf(store: Store, unitCode: string, asOf: string): Promise<Opening> {
  const own = await lastClosed(store, unitCode, asOf);
  const carried = await carriedInto(store, unitCode, own, asOf, MERGERS_BACK_MAX);
  const all = [...(own ? [own] : []), ...carried];
  if (all.length === 0) return {};
  return {
    ...(own ? { previousCountId: idOf(own) } : {}),
    ...(carried.length > 0 ? { carriedFrom: carried.map(idOf) } : {}),
    opening: addSums(...all.map(({ state }) => state.closing)),
  };
}

const idOf = ({ aggregate }: StateItem<Count>): string => aggregate.slice('count/'.length);

/** The latest closed count of a unit as of a day or before. */
async function lastClosed(store: Store, unitCode: string, asOf: string): Promise<StateItem<Count> | undefined> {
  const page = await store.queryByUnit(countListKey(unitCode), '', { limit: LOOK_BACK, descending: true });
  return page.rows
    .map((row) => row as unknown as StateItem<Count>)
    .find(({ state }) => state.status === 'closed' && state.asOf <= asOf);
}

/** The last counts of the units merged into one since its own last count was opened, and of those merged into them. */
async function carriedInto(
  store: Store,
  unitCode: string,
  own: StateItem<Count> | undefined,
  asOf: string,
  mergersBack: number,
): Promise<StateItem<Count>[]> {
  if (mergersBack === 0) return [];
  const since = own && (own.state.openedOn ?? own.state.asOf);
  const carried: StateItem<Count>[] = [];
  for (const { sk: code, executedOn } of await predecessors(store, unitCode)) {
    if (since !== undefined && String(executedOn) <= since) continue;
    const last = await lastClosed(store, code, asOf);
    carried.push(...(last ? [last] : []), ...(await carriedInto(store, code, last, asOf, mergersBack - 1)));
  }
  return carried;
}

async function predecessors(store: Store, unitCode: string): Promise<Row[]> {
  const found: Row[] = [];
  let after: Page<Row>['next'];
  do {
    const page = await store.queryPartition(predecessorListKey(unitCode), '', { limit: PREDECESSORS_PAGE, after });
    found.push(...page.rows);
    after = page.next;
  } while (after);
  return found;
}
