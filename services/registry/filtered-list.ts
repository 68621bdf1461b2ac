/** Lists of those assets of a unit that something is true of, read along the unit's list and therefore bounded per request. */
import { PAGE_SIZE_DEFAULT } from '../../contracts/vocabulary.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts';
import type { Page, Row, StateItem } from '../../platform/store/store.ts';
import type { RegistryRuntime } from './dependencies.ts';
import type { Asset } from './domain/asset.ts';
import { assetListKey } from './keys.ts';

/** Reads of one request: where few assets fit, a page comes back short, with a cursor to go on from. */
const READS_MAX = 10;

/**
 * One page of assets at or below a unit that `fits`.
 * @param list names the list, so that a cursor of another one is refused
 * @throws ProblemError invalid-cursor
 */
export async function filteredAssets<View>(
  { store }: Pick<RegistryRuntime, 'store'>,
  list: string,
  {
    unitPath,
    cursor,
    limit = PAGE_SIZE_DEFAULT,
  }: { unitPath: string; cursor?: string | undefined; limit?: number | undefined },
  fits: (asset: Asset) => boolean,
  view: (item: StateItem<Asset>) => View,
): Promise<{ rows: View[]; nextCursor?: string }> {
  const name = `${list}:${unitPath}`;
  const rows: View[] = [];
  let after = decodeCursor(name, cursor);
  for (let reads = 0; reads < READS_MAX && rows.length < limit; reads += 1) {
    // Never more than the page still takes, so that the cursor stands behind its last row.
    const page: Page<Row> = await store.queryByUnit(assetListKey(unitPath), unitPath, {
      limit: limit - rows.length,
      after,
    });
    const items = page.rows as unknown as StateItem<Asset>[];
    rows.push(...items.filter(({ state }) => fits(state)).map(view));
    after = page.next;
    if (!after) return { rows };
  }
  return { rows, ...(after ? { nextCursor: encodeCursor(name, after) } : {}) };
}
