/**
 * Checks of our own ledgers over HTTP (MG-05, SX-12): totals recomputed from cards and from events and held against the projection, a ledger as it stood on a day,
 * and the four views of the one set of books. A page looks at a bounded number of assets; the sums run on in the cursor.
 */
import * as z from 'zod/mini';
import { fourLedgers, pastLedger, reconciliation } from '../../contracts/registry/outside-ledgers.ts';
import { date, pageQuery, unitPath } from '../../contracts/vocabulary.ts';
import { dateInShanghai } from '../../platform/calendar.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts';
import { ProblemError } from '../../platform/http/problem.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import {
  type Contribution,
  contributionKey,
  contributionsOf,
  eventsOf,
  generationOf,
  projectedUpTo,
  replay,
  totalKey,
} from '../../platform/projection.ts';
import type { EventItem, StateItem, Store } from '../../platform/store/store.ts';
import { isWithin } from '../../platform/unit-path.ts';
import { assetKind } from './aggregates.ts';
import type { RegistryRuntime } from './dependencies.ts';
import type { Asset } from './domain/asset.ts';
import { addSums, NOTHING, type Sum, sameSum, subtractSum } from './domain/inventory-figures.ts';
import { assetListKey } from './keys.ts';
import { PARTS, partsView } from './ledger-parts.ts';
import { assetsPage } from './outside-ledger-comparison.ts';
import { childrenOf, ledgerTotalsOf } from './own-totals.ts';
import { ALL_CLASSES, ledgerProjection } from './views.ts';

const route = defineRoutes<RegistryRuntime>();

/** Assets of one page: each costs a query of its events. */
const ASSETS_MAX = 50;
const QUERIES_AT_ONCE = 10;
const pageLimit = z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(ASSETS_MAX)));

/** What contributions add to a unit's ledger. */
function sumIn(contributions: readonly Contribution[], unit: string): Sum {
  const mine = contributions.filter(({ row, breakdown }) => row === unit && breakdown === ALL_CLASSES);
  return addSums(...mine.map(({ add }) => ({ count: add.count ?? 0, fen: add.originalFen ?? 0 })));
}

async function eventsOfAll(store: Store, aggregates: readonly string[]): Promise<EventItem[][]> {
  const found: EventItem[][] = [];
  for (let from = 0; from < aggregates.length; from += QUERIES_AT_ONCE) {
    const asked = aggregates.slice(from, from + QUERIES_AT_ONCE);
    found.push(...(await Promise.all(asked.map((aggregate) => eventsOf(store, aggregate)))));
  }
  return found;
}

/** A cursor with sums: where the list goes on, and what it has come to. */
function resume(list: string, cursor: string | undefined): { inner?: string; sums: readonly Sum[] } {
  const position = decodeCursor(list, cursor);
  if (!position) return { sums: [] };
  try {
    const sums = z.parse(
      z.array(z.strictObject({ count: z.int(), fen: z.int() })),
      JSON.parse(String(position.sums)) as unknown,
    );
    return { inner: String(position.inner), sums };
  } catch {
    throw new ProblemError('invalid-cursor');
  }
}
const goesOn = (list: string, inner: string, sums: readonly Sum[]): string =>
  encodeCursor(list, { inner, sums: JSON.stringify(sums) });

/** The state at the end of a day in Shanghai: what replaying the events recorded by then gives. */
export const stateOn = (events: readonly EventItem[], asOf: string): Asset | undefined =>
  replay(
    assetKind,
    events.filter((event) => dateInShanghai(event.recordedAt) <= asOf),
  )?.state as Asset | undefined;

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
    const card = sumIn(ledgerProjection.contributions(item.state), unit);
    const again = replay(assetKind, events[index] ?? []);
    const fromEvents = again ? sumIn(ledgerProjection.contributions(again.state as Asset), unit) : NOTHING;
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

async function pastPage(store: Store, unit: string, asOf: string, cursor: string | undefined, limit: number) {
  const list = `past:${unit}:${asOf}`;
  const { inner, sums } = resume(list, cursor);
  const page = await assetsPage(store, `${list}:assets`, unit, inner, limit);
  const events = await eventsOfAll(
    store,
    page.items.map((item: StateItem<Asset>) => item.aggregate),
  );
  const rows = page.items.flatMap(({ aggregate }, index) => {
    const state = stateOn(events[index] ?? [], asOf);
    // Held by another unit then, or in no ledger at all.
    if (!state || !isWithin(state.unitPath, unit) || ledgerProjection.contributions(state).length === 0) return [];
    const { name, unitPath: path, originalFen, use } = state;
    const assetId = aggregate.slice('asset/'.length);
    return [{ assetId, name, class: state.class, unitPath: path, originalFen, use }];
  });
  const found = rows.map((row) => ({ count: 1, fen: row.originalFen }));
  const total = addSums(sums[0] ?? NOTHING, ...found);
  const facts = { unitPath: unit, asOf, total, rows };
  if (page.nextCursor === undefined) return { ...facts, complete: true };
  return { ...facts, complete: false, nextCursor: goesOn(list, page.nextCursor, [total]) };
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
    summary: { zh: '某日台账', en: 'The ledger of a unit’s present assets as it stood at the end of a day' },
    action: 'ledger.check',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ unitPath, asOf: date, cursor: pageQuery.cursor, limit: pageLimit }),
    response: pastLedger,
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, { store }) {
      demandScope(query.unitPath);
      return { body: await pastPage(store, query.unitPath, query.asOf, query.cursor, query.limit ?? ASSETS_MAX) };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/four-ledgers',
    operationId: 'readFourLedgers',
    summary: { zh: '一总四分账', en: 'One set of books by unit, by department and by funding, with the differences' },
    action: 'ledger.check',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ unitPath }),
    response: fourLedgers,
    problems: ['outside-your-unit'],
    async handle({ query, demandScope }, { store }) {
      demandScope(query.unitPath);
      const { unitPath: unit } = query;
      const children = await childrenOf(store, unit);
      const generation = await generationOf(store, ledgerProjection.name);
      const [[total = NOTHING, ...below], [parts]] = await Promise.all([
        ledgerTotalsOf(store, [unit, ...children.map((child) => child.path)]),
        store.read([totalKey(ledgerProjection.name, generation, unit, PARTS)]),
      ]);
      // A unit's own cards lie under its own path and under no unit below; the ledger shows them as the rest.
      const own = await ownCards(store, unit);
      const shares = partsView(parts);
      const byUnit = children.flatMap(({ path, kind }, index) => {
        const sum = below[index] ?? NOTHING;
        return sum.count === 0 && sum.fen === 0 ? [] : [{ unitPath: path, kind, ...sum }];
      });
      const byDepartment = shares.byDepartment.map(({ originalFen, ...share }) => ({ ...share, fen: originalFen }));
      const byFunding = shares.byFunding.map(({ originalFen, ...share }) => ({ ...share, fen: originalFen }));
      const differences = {
        units: subtractSum(addSums(own, ...below), total),
        departments: subtractSum(addSums(...byDepartment.map(({ count, fen }) => ({ count, fen }))), total),
        fundingFen: byFunding.reduce((fen, share) => fen + share.fen, 0) - total.fen,
      };
      return { body: { unitPath: unit, total, own, byUnit, byDepartment, byFunding, differences } };
    },
  }),
];

const OWN_PAGE = 200;

/** The unit's own cards, added up. */
async function ownCards(store: Store, unit: string): Promise<Sum> {
  let sum = NOTHING;
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await store.queryByUnit(assetListKey(unit), `${unit}#`, { limit: OWN_PAGE, after });
    const states = page.rows.map((row) => (row as unknown as StateItem<Asset>).state);
    sum = addSums(sum, ...states.map((asset) => sumIn(ledgerProjection.contributions(asset), unit)));
    after = page.next;
  } while (after);
  return sum;
}
