/** From an idle asset to the list: declared by its holder with documents, reviewed by the industry department (MX-02). */
import type * as z from 'zod/mini';
import type { ledgerRow } from '../../contracts/registry/assets.ts';
import type { itemView } from '../../contracts/revitalization/items.ts';
import { RefusedError, type RegionClient } from '../../importer/region-client.ts';
import { act, eventually } from './act.ts';
import { fileDocument } from './evidence.ts';
import { pdfPage } from './pdf.ts';

export type LedgerRow = z.infer<typeof ledgerRow>;
export type ItemView = z.infer<typeof itemView>;

/** The documents the packs ask for with the finding `idle`. */
const IDLE_DOCUMENTS = ['stop-use-statement', 'meeting-minutes'] as const;

/** Declares an asset idle since a day, with a stop-use statement and minutes. */
export async function declareIdle(
  client: RegionClient,
  asset: Pick<LedgerRow, 'id' | 'name' | 'unitPath'>,
  outOfUseSince: string,
  key: string,
): Promise<void> {
  const evidence = [];
  for (const kind of IDLE_DOCUMENTS) {
    const bytes = pdfPage([kind, asset.id, asset.name, `out of use since ${outOfUseSince}`]);
    const document = { kind, fileName: `${kind}.pdf`, bytes };
    evidence.push(await fileDocument(client, 'registry', asset.unitPath, document, `${key}:${kind}`));
  }
  const declaration = { finding: 'idle', outOfUseSince, hasDefinitePlan: false, evidence };
  await act(client, `/registry/assets/${asset.id}`, 'idle-declarations', declaration, `${key}:declare`);
}

/** The industry department's word on a declaration; a rejection needs its reason. */
export async function reviewIdle(
  client: RegionClient,
  assetId: string,
  review: { readonly verdict: 'confirmed' | 'rejected'; readonly reason?: string },
  key: string,
): Promise<void> {
  await act(client, `/registry/assets/${assetId}`, 'idle-reviews', review, `${key}:review`);
}

/** The item of a confirmed asset, as soon as the revitalization service has listed it. */
export function listedItem(client: RegionClient, assetId: string): Promise<ItemView> {
  return eventually(`the item of asset ${assetId}`, async () => {
    try {
      return (await client.get<ItemView>(`/revitalization/items/${assetId}`)).body;
    } catch (error) {
      if (error instanceof RefusedError && error.code === 'not-found') return undefined;
      throw error;
    }
  });
}
