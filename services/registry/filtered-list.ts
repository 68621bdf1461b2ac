/** Lists of those assets of a unit that something is true of, read along the unit's lists and therefore bounded per request. */
import { PAGE_SIZE_DEFAULT } from '../../contracts/vocabulary.ts';
import type { StateItem } from '../../platform/store/store.ts';
import { listPartition } from '../../platform/unit-path.ts';
import { assetItem } from './assets/asset-items.ts';
import type { RegistryRuntime } from './dependencies.ts';
import type { Asset } from './domain/asset.ts';
import { assetListKey, assetPlace } from './keys.ts';
import { partitionPage, partitionsOf } from './partition-pages.ts';

/** Rows looked at for one page of few. */
const ROWS_MAX = 1_000;

/**
 * One page of assets at or below a unit that `fits`; the county's goes through the lists of all its townships and departments.
 * @param list names the list, so that a cursor of another one is refused
 * @param query `own` leaves out what units below hold
 * @throws ProblemError invalid-cursor
 */
export async function filteredAssets<View>(
  { store }: Pick<RegistryRuntime, 'store'>,
  list: string,
  {
    unitPath,
    cursor,
    limit = PAGE_SIZE_DEFAULT,
    own = false,
  }: { unitPath: string; cursor?: string | undefined; limit?: number | undefined; own?: boolean },
  fits: (asset: Asset) => boolean,
  view: (item: StateItem<Asset>) => View,
): Promise<{ readonly rows: View[]; readonly nextCursor?: string }> {
  return partitionPage<View>({
    name: `${list}:${unitPath}${own ? ':own' : ''}`,
    partitions: own ? [listPartition(unitPath)] : await partitionsOf(store, unitPath),
    limit,
    cursor,
    rowsMax: ROWS_MAX,
    query: (partition, range) =>
      store.queryByUnit(assetListKey(partition), own ? assetPlace(unitPath, '') : unitPath, range),
    position: ({ pk, sk, unitKey, unitSort }) => ({ pk, sk, unitKey: String(unitKey), unitSort: String(unitSort) }),
    accept(row) {
      const item = assetItem(row);
      return fits(item.state) ? view(item) : undefined;
    },
  });
}
