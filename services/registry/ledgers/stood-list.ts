/**
 * Every asset that stands in the list of a unit or once stood there (docs/adr/0013), each under the path at which it did. What stands there comes from the by-unit
 * index, what has left from the places written when it left; both lie in the order of path and id, so one walk takes in both. An asset that leaves
 * while somebody pages stays at its place in the walk: it is met once, whenever it goes.
 */
import type { Page, QueryRange, Row, StateItem, Store } from '../../../platform/store/store.ts';
import { assetItem } from '../assets/asset-items.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { Asset } from '../domain/asset.ts';
import { assetKey, assetListKey, leftListKey } from '../keys.ts';
import { partitionPage, partitionsOf } from '../partition-pages.ts';

export interface Stood {
  /** Where it stands or stood. */
  readonly unitPath: string;
  /** The card as it is now, wherever that is. */
  readonly item: StateItem<Asset>;
}

/** @throws ProblemError invalid-cursor */
export async function stoodPage(
  { store }: Pick<RegistryRuntime, 'store'>,
  list: string,
  { unitPath, cursor, limit }: { unitPath: string; cursor: string | undefined; limit: number },
): Promise<{ readonly rows: readonly Stood[]; readonly nextCursor?: string }> {
  const page = await partitionPage<Place>({
    name: list,
    partitions: await partitionsOf(store, unitPath),
    limit,
    cursor,
    query: (partition, range) => placesIn(store, partition, unitPath, range),
    position: ({ sk }) => ({ sk }),
    accept: ({ sk }) => placeOf(sk),
  });
  const items = page.rows.length === 0 ? [] : await store.read(page.rows.map(({ id }) => assetKey(id)));
  const rows = page.rows.flatMap(({ unitPath: path }, index) => {
    const row = items[index];
    return row ? [{ unitPath: path, item: assetItem(row) }] : [];
  });
  return { ...page, rows };
}

interface Place {
  readonly unitPath: string;
  readonly id: string;
}
function placeOf(place: string): Place {
  const at = place.indexOf('#');
  return { unitPath: place.slice(0, at), id: place.slice(at + 1) };
}

/** One page of places in the order of both lists, which rows of `sk` stand for. */
async function placesIn(store: Store, partition: string, prefix: string, range: QueryRange): Promise<Page<Row>> {
  const { limit } = range;
  const begun = range.after === undefined ? undefined : String(range.after.sk);
  const [list, left] = [assetListKey(partition), leftListKey(partition)];
  const here = await store.queryByUnit(list, prefix, {
    limit,
    after: begun === undefined ? undefined : { ...assetKey(placeOf(begun).id), unitKey: list, unitSort: begun },
  });
  // Second, so that what leaves the one between the two questions is found in the other.
  const gone = await store.queryPartition(left, prefix, {
    limit,
    after: begun === undefined ? undefined : { pk: left, sk: begun },
  });
  const places = new Set([...here.rows.map((row) => String(row.unitSort)), ...gone.rows.map(({ sk }) => sk)]);
  // Beyond the end of a page that has a next one, nothing is known of its list.
  const ends = [here.next?.unitSort, gone.next?.sk].flatMap((end) => (end === undefined ? [] : [String(end)]));
  const end = ends.toSorted()[0];
  const known = [...places].filter((place) => end === undefined || place <= end).toSorted();
  const rows = known.slice(0, limit).map((sk) => ({ pk: left, sk }));
  const next = known.length > limit ? rows.at(-1)?.sk : end;
  return { rows, ...(next === undefined ? {} : { next: { sk: next } }) };
}
