/** The rows by which assets are found: entries of the search index, and one by which cards that look alike meet. */
import type { RowProjection } from '../../../platform/row-projection.ts';
import { type AssetRecord, assetOf } from '../domain/asset-record.ts';
import { fingerprintOf, isCompared } from '../domain/duplicate.ts';
import { type LookAlike, lookAlikeRow, reconcile } from './look-alikes.ts';
import { type SearchBasis, searchRows } from './search-index.ts';

export type AssetIndexBasis = LookAlike & SearchBasis;

/** One contribution for both, so that a change of an asset is noted once. */
export const assetIndexProjection: RowProjection<AssetRecord, AssetIndexBasis> = {
  name: 'asset-index',
  aggregate: 'asset',
  basis(record) {
    const asset = assetOf(record);
    if (!isCompared(asset)) return undefined;
    const { unitPath, class: ofClass, name, originalFen, place, code, externalCode } = asset;
    return {
      fingerprint: fingerprintOf(asset),
      unitPath,
      class: ofClass,
      name,
      originalFen,
      place,
      code,
      externalCode,
    };
  },
  rows: (basis, id) => [...searchRows(basis, id), lookAlikeRow(basis, id)],
  async settle(store, generation, { before, after }) {
    if (before && before.fingerprint !== after?.fingerprint) await reconcile(store, generation, before, true);
    if (after) await reconcile(store, generation, after, false);
  },
};
