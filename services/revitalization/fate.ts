/** What is known of the end of a card, kept in a row beside its item: the item may be listed later than its asset is gone. */
import { BusyError, type Row, type Store } from '../../platform/store/store.ts';
import { type CardFate, laterFate } from './domain/card-fate.ts';
import { fateKey } from './keys.ts';

export const fateIn = (row: Row | undefined): CardFate | undefined => row as unknown as CardFate | undefined;

/**
 * Keeps the news, unless something that stands against it is known.
 * @throws BusyError when two pieces of news of one card are kept at once
 */
export async function rememberFate(store: Store, assetId: string, news: CardFate): Promise<void> {
  const key = fateKey(assetId);
  const [row] = await store.read([key]);
  const known = fateIn(row);
  const fate = laterFate(known, news);
  if (fate === known) return;
  const onlyIf = known ? { attribute: 'assetVersion', equals: known.assetVersion } : ({ absent: true } as const);
  if (!(await store.write([{ kind: 'put', row: { ...key, ...fate }, onlyIf }])))
    throw new BusyError(`two ends of asset ${assetId} at once`);
}
