/** Rows of the table as assets: every reader of a card's state comes by here. */
import type { Row, StateItem } from '../../../platform/store/store.ts';
import type { Asset } from '../domain/asset.ts';
import { type AssetRecord, assetOf } from '../domain/asset-record.ts';

/** The state item of a card with the whole asset as its state. */
export function assetItem(row: Row | StateItem<AssetRecord>): StateItem<Asset> {
  const item = row as StateItem<AssetRecord>;
  return { ...item, state: assetOf(item.state) };
}

/** The asset of a row, where there is one. */
export const assetIn = (row: Row | undefined): Asset | undefined => row && assetItem(row).state;
