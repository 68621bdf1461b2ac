/** Past ledgers under random histories, held against the bare events: whoever has left since is in them, and nobody twice. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventItem } from '../../../platform/store/store.ts';
import { isWithin } from '../../../platform/unit-path.ts';
import { ledgerMove } from '../../../test/support/ledger-moves.ts';
import { valueAt } from '../domain/value/asset-value.ts';
import { COUNTY, FAR_TOWNSHIP, FAR_VILLAGE, NEIGHBOUR, PEOPLE, TOWNSHIP, VILLAGE } from '../sample-registry.ts';
import { LedgerDesk, type LedgerMove } from './ledger-desk.ts';
import { stateOn } from './past-ledger.ts';

const UNITS = [COUNTY, TOWNSHIP, FAR_TOWNSHIP, VILLAGE, NEIGHBOUR, FAR_VILLAGE];
const dayAfter = (days: number): string => new Date(Date.UTC(2026, 3, 1 + days)).toISOString().slice(0, 10);
/** 23:30 and 00:30 in Shanghai lie on one day of Greenwich and on two of the ledger. */
const instantOn = (days: number, late: boolean): string =>
  late ? `${dayAfter(days)}T15:30:00.000Z` : `${dayAfter(days - 1)}T16:30:00.000Z`;

interface Stood {
  readonly id: string;
  readonly unitPath: string;
  readonly originalFen: number;
}

/** What the bare events of one asset say of it, without the rules that made them. */
function factsOf(events: readonly EventItem[]): Stood | undefined {
  let [unitPath, originalFen, gone, struck] = ['', 0, false, false];
  for (const { type, data } of events) {
    const said = data as { unitPath?: string; originalFen?: number };
    const name = type.split('.')[2];
    if (name === 'asset-registered' || name === 'asset-corrected') originalFen = Number(said.originalFen);
    if (name === 'asset-registered' || name === 'asset-handed-over' || name === 'asset-moved-by-merger')
      unitPath = String(said.unitPath);
    if (name === 'asset-split' || name === 'asset-merged' || name === 'asset-disposed') gone = true;
    if (name === 'duplicate-confirmed') struck = true;
    if (name === 'duplicate-dismissed') struck = false;
  }
  const id = events[0]?.aggregate.slice('asset/'.length);
  return id === undefined || gone || struck ? undefined : { id, unitPath, originalFen };
}

async function replayed(desk: LedgerDesk, unit: string, asOf: string) {
  const lives = Map.groupBy(
    (await desk.registry.events()).filter(({ aggregate }) => aggregate.startsWith('asset/')),
    ({ aggregate }) => aggregate,
  );
  const rows = [...lives.values()].flatMap((events) => {
    const byThen = events.filter(
      ({ recordedAt }) => new Date(Date.parse(recordedAt) + 8 * 3_600_000).toISOString().slice(0, 10) <= asOf,
    );
    const facts = factsOf(byThen);
    if (!facts || !isWithin(facts.unitPath, unit)) return [];
    const card = stateOn(byThen, asOf);
    return [{ ...facts, netFen: card ? valueAt(card, asOf.slice(0, 7)).netFen : Number.NaN }];
  });
  const add = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((sum, row) => sum + pick(row), 0);
  return {
    ids: rows.map(({ id, unitPath }) => `${unitPath} ${id}`).toSorted(),
    total: { count: rows.length, fen: add((row) => row.originalFen) },
    netFen: add((row) => row.netFen),
  };
}

interface Page {
  readonly total: { count: number; fen: number };
  readonly netFen: number;
  readonly rows: readonly { assetId: string; unitPath: string }[];
  readonly nextCursor?: string;
}

/** All pages of a past ledger; `between` happens after each of them. */
async function read(desk: LedgerDesk, unitPath: string, asOf: string, limit: number, between = async () => {}) {
  const ids: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const query = { unitPath, asOf, limit: String(limit), ...(cursor === undefined ? {} : { cursor }) };
    const { body } = await desk.registry.request(PEOPLE.government, 'GET /registry/past-ledgers', { query });
    const page = body as unknown as Page;
    ids.push(...page.rows.map((row) => `${row.unitPath} ${row.assetId}`));
    cursor = page.nextCursor;
    if (cursor === undefined) return { ids: ids.toSorted(), total: page.total, netFen: page.netFen };
    await between();
  }
}

interface Act {
  readonly move: LedgerMove;
  /** Days that pass before it. */
  readonly days: number;
  readonly late: boolean;
}
const history: fc.Arbitrary<Act[]> = fc.array(
  fc.record({ move: ledgerMove, days: fc.nat({ max: 2 }), late: fc.boolean() }),
  {
    minLength: 8,
    maxLength: 25,
  },
);

async function life(acts: readonly Act[]) {
  const desk = await new LedgerDesk().open();
  let days = 0;
  for (const act of acts) {
    days += act.days;
    desk.registry.now = instantOn(days, act.late || act.days === 0);
    await desk.make(act.move);
  }
  return { desk, days };
}

describe('ledgers of the past', () => {
  test('SX-12 MG-05 the ledger of every unit on every day, whoever has left it since, is what the events up to then give', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 1, max: 6 }), async (acts, limit) => {
        const { desk, days } = await life(acts);
        for (let day = 0; day <= days; day += 1) {
          for (const unit of UNITS)
            expect(await read(desk, unit, dayAfter(day), limit)).toEqual(await replayed(desk, unit, dayAfter(day)));
        }
      }),
      { numRuns: 30 },
    );
  }, 120_000);

  test('SX-12 what comes, goes and returns while somebody pages changes no past ledger', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.array(ledgerMove, { minLength: 5, maxLength: 30 }),
        fc.constantFrom(...UNITS),
        async (acts, later, unit) => {
          const { desk, days } = await life(acts);
          const before = await replayed(desk, unit, dayAfter(days));
          desk.registry.now = instantOn(days + 1, true);
          const waiting = [...later];
          const found = await read(desk, unit, dayAfter(days), 1, async () => {
            for (const next of waiting.splice(0, 3)) await desk.make(next);
          });
          expect(found).toEqual(before);
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);
});
