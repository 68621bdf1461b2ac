/**
 * Checks of our own ledgers over HTTP (MG-05, SX-12): totals recomputed from cards and from events and held against the projection, a ledger as it stood on a day,
 * and the four views of the one set of books. A page looks at a bounded number of assets; the sums run on in the cursor.
 */
import * as z from 'zod/mini';
import { fourLedgers } from '../../../contracts/registry/four-ledgers.ts';
import { pastLedger, reconciliation } from '../../../contracts/registry/outside-ledgers.ts';
import { date, pageQuery, unitPath } from '../../../contracts/vocabulary.ts';
import { defineRoutes } from '../../../platform/http/route.ts';
import {
  contributionKey,
  contributionsOf,
  eventsOf,
  generationOf,
  projectedUpTo,
  replay,
} from '../../../platform/projection.ts';
import type { EventItem, Store } from '../../../platform/store/store.ts';
import { assetKind } from '../aggregates.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { AssetRecord } from '../domain/asset-record.ts';
import { addSums, NOTHING, sameSum, subtractSum } from '../domain/inventory/inventory-figures.ts';
import { mergedInto } from '../units/unit-successors.ts';
import { ledgerContributions, ledgerProjection } from '../views.ts';
import { fourLedgersPage } from './four-ledgers.ts';
import { assetsPage } from './outside-ledger-comparison.ts';
import { ledgerTotalsOf, sumIn } from './own-totals.ts';
import { pastLedgerPage } from './past-ledger.ts';
import { goesOn, resume } from './sum-cursor.ts';

const route = defineRoutes<RegistryRuntime>();

/** Assets of one page: each costs a query of its events. */
const ASSETS_MAX = 50;
const QUERIES_AT_ONCE = 10;
const pageLimit = z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(ASSETS_MAX)));

async function eventsOfAll(store: Store, aggregates: readonly string[]): Promise<EventItem[][]> {
  const found: EventItem[][] = [];
  for (let from = 0; from < aggregates.length; from += QUERIES_AT_ONCE) {
    const asked = aggregates.slice(from, from + QUERIES_AT_ONCE);
    found.push(...(await Promise.all(asked.map((aggregate) => eventsOf(store, aggregate)))));
  }
  return found;
}

async function reconcilePage(store: Store, unit: string, cursor: string | undefined, limit: number) {
  const list = `reconcile:${unit}`;
  const { inner, sums } = resume(list, cursor);
  const page = await assetsPage(store, `${list}:assets`, unit, inner, limit);
  const generation = await generationOf(store, ledgerProjection.name);
  const keys = page.items.map((item) => contributionKey(ledgerProjection.name, generation, item.aggregate));
  const [counted, events] = await Promise.all([
    keys.length === 0 ? [] : store.read(keys),
    eventsOfAll(
      store,
      page.items.map((item) => item.aggregate),
    ),
  ]);
  let [cards, replayed] = [sums[0] ?? NOTHING, sums[1] ?? NOTHING];
  const wrong = page.items.flatMap((item, index) => {
    const assetId = item.aggregate.slice('asset/'.length);
    const card = sumIn(ledgerContributions(item.state), unit);
    const again = replay(assetKind, events[index] ?? []);
    const fromEvents = again ? sumIn(ledgerProjection.contributions(again.state as AssetRecord), unit) : NOTHING;
    const row = counted[index];
    const held = sumIn(contributionsOf(row), unit);
    cards = addSums(cards, card);
    replayed = addSums(replayed, fromEvents);
    const behind = Number(row?.version ?? 0) < item.version ? { behind: true as const } : {};
    // The events may have gone on between the two reads; then the next call looks again.
    const isLater = (again?.version ?? 0) > item.version;
    return [
      ...(sameSum(card, fromEvents) || isLater ? [] : [{ assetId, what: 'events' as const, card, found: fromEvents }]),
      ...(sameSum(card, held) ? [] : [{ assetId, what: 'projection' as const, ...behind, card, found: held }]),
    ];
  });
  const upTo = await projectedUpTo(store, ledgerProjection.name);
  const facts = { unitPath: unit, cards, events: replayed, wrong, ...(upTo === undefined ? {} : { upTo }) };
  if (page.nextCursor !== undefined)
    return { ...facts, complete: false, nextCursor: goesOn(list, page.nextCursor, [cards, replayed]) };
  const [projection = NOTHING] = await ledgerTotalsOf(store, [unit]);
  return { ...facts, complete: true, projection, difference: subtractSum(projection, cards) };
}

export const ledgerCheckRoutes = [
  route({
    method: 'GET',
    path: '/registry/reconciliations',
    operationId: 'reconcileLedger',
    summary: {
      zh: '台账核对：卡片、事件与台账合计',
      en: 'Hold a ledger against its cards and their events, page by page',
    },
    action: 'ledger.check',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ unitPath, cursor: pageQuery.cursor, limit: pageLimit }),
    response: reconciliation,
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, { store }) {
      demandScope(query.unitPath);
      return { body: await reconcilePage(store, query.unitPath, query.cursor, query.limit ?? ASSETS_MAX) };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/past-ledgers',
    operationId: 'readPastLedger',
    summary: {
      zh: '某日台账',
      en: 'The ledger of a unit as it stood at the end of a day, with what has left it since',
    },
    action: 'ledger.check',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ unitPath, asOf: date, cursor: pageQuery.cursor, limit: pageLimit }),
    response: pastLedger,
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope, inScope }, { store }) {
      if (!(await mergedInto({ store }, query.unitPath, inScope))) demandScope(query.unitPath);
      const { unitPath: unit, asOf, cursor, limit = ASSETS_MAX } = query;
      return { body: await pastLedgerPage(store, unit, asOf, { cursor, limit }) };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/four-ledgers',
    operationId: 'readFourLedgers',
    summary: {
      zh: '一总四分账',
      en: 'One set of books as the ledgers of departments, townships, villages and households, with the differences',
    },
    action: 'ledger.check',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ unitPath, cursor: pageQuery.cursor, limit: pageLimit }),
    response: fourLedgers,
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, { store, policy }) {
      demandScope(query.unitPath);
      const { unitPath: unit, cursor, limit = ASSETS_MAX } = query;
      return { body: await fourLedgersPage(store, policy, unit, { cursor, limit }) };
    },
  }),
];
