/** What reading costs as the table grows: first and deep page of a ledger, one card, the totals of a county. */
import { ledgerOf } from '../drive/ledger.ts';
import { registryWorld } from '../drive/registry-life.ts';
import type { Requests } from '../drive/requests.ts';
import type { Meter } from '../engine/meter.ts';
import { type BenchTable, withTables } from '../engine/table.ts';
import type { BenchOptions, Figure, Measured } from '../measurement.ts';
import { COUNTY, PEOPLE, VILLAGE } from '../region.ts';

const SMALL_SIZE = 1_000;
const SIZE = 10_000;
const DEEP_SIZE = 100_000;
/** Reads may differ by this factor between the small and the large table. */
const GROWTH_MAX = 1.2;
const PAGE = 50;
const ROWS_SKIPPED_AT_ONCE = 200;
const WARM_UP_RUNS = 10;
const RUNS = 25;
const LIST = 'GET /registry/assets';
const TOTALS = 'GET /registry/ledger-totals';

interface Reading {
  readonly readUnits: number;
  readonly clockMs: number;
}

interface Ledger {
  readonly meter: Meter;
  /** What is read, by name. */
  readonly reads: ReadonlyMap<string, () => Promise<unknown>>;
}

/** The cursor of the last full page. */
async function deepCursor(requests: Requests, cards: number): Promise<string> {
  let cursor: string | undefined;
  for (let skipped = 0; skipped + ROWS_SKIPPED_AT_ONCE + PAGE <= cards; skipped += ROWS_SKIPPED_AT_ONCE) {
    const query = {
      unitPath: VILLAGE,
      limit: String(ROWS_SKIPPED_AT_ONCE),
      ...(cursor === undefined ? {} : { cursor }),
    };
    const { body } = await requests.send(LIST, { as: PEOPLE.accountant, query });
    cursor = String(body.nextCursor);
  }
  if (cursor === undefined) throw new Error(`a ledger of ${cards} cards has no deep page`);
  return cursor;
}

async function openLedger({ store, meter }: BenchTable, cards: number): Promise<Ledger> {
  const { requests } = registryWorld(store, 'read');
  const list = (more: Record<string, string>) =>
    requests.send(LIST, { as: PEOPLE.accountant, query: { unitPath: VILLAGE, limit: String(PAGE), ...more } });
  const cursor = await deepCursor(requests, cards);
  const [first] = (await list({})).body.rows as readonly { readonly id: string }[];
  if (!first) throw new Error('the ledger is empty');
  const params = { assetId: first.id };
  const reads = new Map<string, () => Promise<unknown>>([
    ['first page of a ledger', () => list({})],
    ['deep page of a ledger', () => list({ cursor })],
    ['one card', () => requests.send('GET /registry/assets/{assetId}', { as: PEOPLE.accountant, params })],
    ['totals of the county', () => requests.send(TOTALS, { as: PEOPLE.finance, query: { unitPath: COUNTY } })],
  ]);
  return { meter, reads };
}

async function once({ meter, reads }: Ledger, name: string): Promise<Reading> {
  meter.take();
  const startedMs = performance.now();
  await reads.get(name)?.();
  return { clockMs: performance.now() - startedMs, readUnits: meter.take().readUnits };
}

/** The quickest of many readings, which a busy machine distorts least; small and large take turns. */
async function readInTurns(small: Ledger, large: Ledger, name: string): Promise<readonly [Reading, Reading]> {
  const runs: [Reading, Reading][] = [];
  for (let run = 0; run < WARM_UP_RUNS + RUNS; run += 1) runs.push([await once(small, name), await once(large, name)]);
  const quickest = (side: 0 | 1): Reading => {
    const counted = runs.slice(WARM_UP_RUNS).map((run) => run[side]);
    return { readUnits: counted[0]?.readUnits ?? 0, clockMs: Math.min(...counted.map(({ clockMs }) => clockMs)) };
  };
  return [quickest(0), quickest(1)];
}

export const reading: Figure = {
  name: 'reading',
  about: 'read units and time of pages, cards and totals, at 10⁴ assets over 10³ (10⁵ with --deep)',
  async measure({ deep, progress }: BenchOptions) {
    const size = deep ? DEEP_SIZE : SIZE;
    progress(`ledgers of ${SMALL_SIZE} and ${size} cards`);
    const contents = { small: await ledgerOf(SMALL_SIZE), large: await ledgerOf(size) };
    return withTables(contents, async ({ small, large }) => {
      if (!small || !large) throw new Error('no tables');
      const [few, many] = [await openLedger(small, SMALL_SIZE), await openLedger(large, size)];
      const rows: Measured[] = [];
      for (const name of many.reads.keys()) {
        const [before, after] = await readInTurns(few, many, name);
        const common = { subject: `${name}, ${size} assets`, baselineIs: `at ${SMALL_SIZE}` };
        const target = { atMost: GROWTH_MAX, compares: 'times-baseline' } as const;
        rows.push(
          { ...common, value: after.readUnits, unit: 'read units', baseline: before.readUnits, target },
          { ...common, value: after.clockMs, unit: 'ms', baseline: before.clockMs, target },
        );
      }
      return rows;
    });
  },
};
