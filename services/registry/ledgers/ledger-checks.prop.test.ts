import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { totalKey } from '../../../platform/projection.ts';
import { InventoryDesk } from '../inventory/inventory-desk.ts';
import { COUNTY, FAR_VILLAGE, NEIGHBOUR, PEOPLE, VILLAGE } from '../sample-registry.ts';
import { ALL_CLASSES } from '../views.ts';

const VILLAGES = [VILLAGE, NEIGHBOUR, FAR_VILLAGE];
const act = fc.record({
  what: fc.constantFrom('register', 'register', 'correct', 'project'),
  unit: fc.nat({ max: 2 }),
  asset: fc.nat({ max: 9 }),
  fen: fc.integer({ min: 0, max: 10_000_000 }),
  /** Days that pass before it. */
  days: fc.nat({ max: 2 }),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;
const dayOf = (days: number): string => new Date(Date.UTC(2026, 3, 1 + days, 2)).toISOString();

/** What the model says: the worth of every card, day by day. */
async function history(acts: readonly Act[]) {
  const desk = await new InventoryDesk().open();
  const cards: { id: string; unit: string; fen: number; version: number }[] = [];
  const totals = new Map<string, { count: number; fen: number }>();
  let days = 0;
  for (const { what, unit, asset, fen, days: later } of acts) {
    days += later;
    desk.registry.now = dayOf(days);
    if (what === 'register') {
      const path = VILLAGES[unit] ?? VILLAGE;
      cards.push({ id: await desk.asset(path, fen, { name: `资产 ${cards.length}` }), unit: path, fen, version: 1 });
    }
    const card = cards[asset % Math.max(cards.length, 1)];
    if (what === 'correct' && card) {
      const body = { name: '更正', class: 'village-collective', originalFen: fen, valueProvisional: false };
      const more = { title: 'unclear', use: 'in-use', reason: '核对' };
      const params = { assetId: card.id };
      const sent = { params, version: card.version, body: { ...body, ...more } };
      await desk.post(PEOPLE.finance, 'assets/{assetId}/corrections', sent);
      Object.assign(card, { fen, version: card.version + 1 });
    }
    if (what === 'project') await desk.registry.project();
    const total = { count: cards.length, fen: cards.reduce((sum, one) => sum + one.fen, 0) };
    totals.set(dayOf(days).slice(0, 10), total);
  }
  return { desk, totals, days };
}

async function last(desk: InventoryDesk, path: string, query: Record<string, string>) {
  let page: Record<string, unknown> = {};
  do {
    const cursor = page.nextCursor as string | undefined;
    page = await desk.get(PEOPLE.government, path, undefined, { ...query, ...(cursor ? { cursor } : {}) });
  } while (page.nextCursor);
  return page;
}

describe('ledgers under random histories', () => {
  test('MG-05 cards = events = projection once caught up, whatever the page; a planted wrong total is found to the fen', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { maxLength: 15 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: -9, max: 9 }),
        async (acts, limit, planted) => {
          const { desk } = await history(acts);
          await desk.registry.project();
          const key = totalKey('ledger', 1, COUNTY, ALL_CLASSES);
          await desk.registry.table.write([{ kind: 'add', key, add: { originalFen: planted } }]);
          const found = await last(desk, 'reconciliations', { unitPath: COUNTY, limit: String(limit) });
          expect(found).toMatchObject({ difference: { count: 0, fen: planted }, wrong: [] });
          expect(found.events).toEqual(found.cards);
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  test('SX-12 the ledger as of any day is what the model held at the end of that day', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12 }), fc.integer({ min: 1, max: 7 }), async (acts, limit) => {
        const { desk, totals, days } = await history(acts);
        let expected = { count: 0, fen: 0 };
        for (let day = 0; day <= days; day += 1) {
          const asOf = dayOf(day).slice(0, 10);
          expected = totals.get(asOf) ?? expected;
          const past = await last(desk, 'past-ledgers', { unitPath: COUNTY, asOf, limit: String(limit) });
          expect(past.total).toEqual(expected);
        }
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});
