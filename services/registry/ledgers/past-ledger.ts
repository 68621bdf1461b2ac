/** The ledger of a unit as it stood at the end of a day (SX-12): everything that stood in it then, wherever it has gone since (docs/adr/0013). */
import { dateInShanghai } from '../../../platform/calendar.ts';
import { inParallel } from '../../../platform/in-parallel.ts';
import { eventsOf, replay } from '../../../platform/projection.ts';
import type { EventItem, StateItem, Store } from '../../../platform/store/store.ts';
import { assetKind } from '../aggregates.ts';
import type { Asset } from '../domain/asset.ts';
import { type AssetRecord, assetOf } from '../domain/asset-record.ts';
import { addSums, NOTHING } from '../domain/inventory/inventory-figures.ts';
import { monthOf, valueAt } from '../domain/value/asset-value.ts';
import { ledgerContributions } from '../views.ts';
import { type Stood, stoodPage } from './stood-list.ts';
import { goesOn, resume } from './sum-cursor.ts';

const QUERIES_AT_ONCE = 10;

/** The state at the end of a day in Shanghai: what replaying the events up to the last one recorded by then gives. */
export function stateOn(events: readonly EventItem[], asOf: string): Asset | undefined {
  const inOrder = events.toSorted((a, b) => a.version - b.version);
  // Clocks differ a little: what was decided before an event of the day is part of the day too.
  const last = inOrder.findLastIndex(({ recordedAt }) => dateInShanghai(recordedAt) <= asOf);
  const then = replay(assetKind, inOrder.slice(0, last + 1));
  return then && assetOf(then.state as AssetRecord);
}

/** The card as it was; its events are read only when it has changed since. */
async function cardOn(store: Store, { aggregate, changedAt, version, state }: StateItem<Asset>, asOf: string) {
  if (dateInShanghai(changedAt) <= asOf) return state;
  return version === 1 ? undefined : stateOn(await eventsOf(store, aggregate), asOf);
}

/** The cards of a page, in its order. */
async function cardsOn(store: Store, stood: readonly Stood[], asOf: string): Promise<(Asset | undefined)[]> {
  const cards: (Asset | undefined)[] = [];
  await inParallel([...stood.entries()], QUERIES_AT_ONCE, async ([index, { item }]) => {
    cards[index] = await cardOn(store, item, asOf);
  });
  return cards;
}

/** One page; the totals run on in the cursor. @throws ProblemError invalid-cursor */
export async function pastLedgerPage(
  store: Store,
  unit: string,
  asOf: string,
  { cursor, limit }: { cursor: string | undefined; limit: number },
) {
  const list = `past:${unit}:${asOf}`;
  const { inner, sums } = resume(list, cursor);
  const page = await stoodPage({ store }, `${list}:assets`, { unitPath: unit, cursor: inner, limit });
  const cards = await cardsOn(store, page.rows, asOf);
  const rows = page.rows.flatMap(({ unitPath, item: { aggregate } }, index) => {
    const card = cards[index];
    // An asset is met at every path that it ever stood at, and counts at the one of the day.
    if (!card || card.unitPath !== unitPath || ledgerContributions(card).length === 0) return [];
    const { name, originalFen, use } = card;
    const { netFen } = valueAt(card, monthOf(asOf));
    const assetId = aggregate.slice('asset/'.length);
    return [{ assetId, name, class: card.class, unitPath, originalFen, netFen, use }];
  });
  const [total, net] = (['originalFen', 'netFen'] as const).map((value, index) =>
    addSums(sums[index] ?? NOTHING, ...rows.map((row) => ({ count: 1, fen: row[value] }))),
  ) as [typeof NOTHING, typeof NOTHING];
  const facts = { unitPath: unit, asOf, total, netFen: net.fen, rows };
  if (page.nextCursor === undefined) return { ...facts, complete: true };
  return { ...facts, complete: false, nextCursor: goesOn(list, page.nextCursor, [total, net]) };
}
