/** From an idle asset to the list: declared by its holder with documents, reviewed by the industry department (MX-02). */
import type * as z from 'zod/mini';
import type { ledgerRow, reviewFinding } from '../../contracts/registry/assets.ts';
import type { declareIdleAnswer, openDeclaration, reviewAnswer } from '../../contracts/registry/idle-batches.ts';
import type { itemView } from '../../contracts/revitalization/items.ts';
import { fileDocument } from '../../importer/file-document.ts';
import { RefusedError, type RegionClient } from '../../importer/region-client.ts';
import { act, eventually } from './act.ts';
import { pdfPage } from './pdf.ts';

export type LedgerRow = z.infer<typeof ledgerRow>;
export type ItemView = z.infer<typeof itemView>;
type OpenDeclaration = z.infer<typeof openDeclaration>;
type Review = z.infer<typeof reviewFinding>;

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

/** What became of each row of a batch, in the order of the rows. */
export type RowResults = readonly (z.infer<typeof declareIdleAnswer> | z.infer<typeof reviewAnswer>)['rows'][number][];

/** Declares many assets of a unit and those below it in one upload, with one stop-use statement and minutes for all of them. */
export async function declareIdleTogether(
  client: RegionClient,
  unitPath: string,
  assets: readonly Pick<LedgerRow, 'id'>[],
  outOfUseSince: string,
  key: string,
): Promise<RowResults> {
  const evidence = [];
  for (const kind of IDLE_DOCUMENTS) {
    const bytes = pdfPage([kind, unitPath, `${assets.length} assets out of use since ${outOfUseSince}`]);
    const document = { kind, fileName: `${kind}.pdf`, bytes };
    evidence.push(await fileDocument(client, 'registry', unitPath, document, `${key}:${kind}`));
  }
  const said = { finding: 'idle', outOfUseSince, hasDefinitePlan: false };
  const rows = assets.map(({ id }) => ({ rowKey: id, assetId: id, ...said }));
  const batch = { evidence, rows };
  const { body } = await client.post<{ rows: RowResults }>('/registry/idle-declaration-batches', batch, { key });
  return body.rows;
}

/** The declarations of a unit that wait for their review. */
export async function openDeclarations(client: RegionClient, unitPath: string): Promise<readonly OpenDeclaration[]> {
  return (await client.get<{ rows: readonly OpenDeclaration[] }>('/registry/idle-declarations', { unitPath })).body
    .rows;
}

/** The industry department's word on many declarations, each of the version it has looked at. */
export async function reviewIdleTogether(
  client: RegionClient,
  reviews: readonly (Pick<OpenDeclaration, 'id' | 'version'> & Review)[],
  key: string,
): Promise<RowResults> {
  const rows = reviews.map(({ id, ...review }) => ({ rowKey: id, assetId: id, ...review }));
  return (await client.post<{ rows: RowResults }>('/registry/idle-review-batches', { rows }, { key })).body.rows;
}

/** The industry department's word on a declaration; a rejection needs its reason. */
export async function reviewIdle(client: RegionClient, assetId: string, review: Review, key: string): Promise<void> {
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
