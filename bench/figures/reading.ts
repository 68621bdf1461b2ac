/** What reading costs as the table grows: first and deep page of a ledger, one card, the totals of a county. */
import { ledgerOf } from '../drive/ledger.ts';
import { registryWorld } from '../drive/registry-life.ts';
import type { Requests } from '../drive/requests.ts';
import type { Meter } from '../engine/meter.ts';
import { withTable } from '../engine/table.ts';
import { type BenchOptions, type Figure, type Measured, median } from '../measurement.ts';
import { COUNTY, PEOPLE, VILLAGE } from '../region.ts';

const SIZES = [1_000, 10_000] as const;
const DEEP_SIZE = 100_000;
/** Reads may differ by this factor between the smallest and the largest table. */
const GROWTH_MAX = 1.2;
const PAGE = 50;
const PAGES_SKIPPED_ROWS = 200;
const REPEATS = 15;
const LIST = 'GET /registry/assets';
const TOTALS = 'GET /registry/ledger-totals';

interface Reading {
  readonly readUnits: number;
  readonly clockMs: number;
}

async function readingOf(meter: Meter, read: () => Promise<unknown>): Promise<Reading> {
  const runs: Reading[] = [];
  for (let run = 0; run < REPEATS; run += 1) {
    meter.take();
    const startedMs = performance.now();
    await read();
    runs.push({ clockMs: performance.now() - startedMs, readUnits: meter.take().readUnits });
  }
  return { readUnits: runs[0]?.readUnits ?? 0, clockMs: median(runs.map(({ clockMs }) => clockMs)) };
}

/** The cursor of the last full page. */
async function deepCursor(requests: Requests, cards: number): Promise<string> {
  let cursor: string | undefined;
  for (let skipped = 0; skipped + PAGES_SKIPPED_ROWS + PAGE <= cards; skipped += PAGES_SKIPPED_ROWS) {
    const query = { unitPath: VILLAGE, limit: String(PAGES_SKIPPED_ROWS), ...(cursor === undefined ? {} : { cursor }) };
    const { body } = await requests.send(LIST, { as: PEOPLE.accountant, query });
    cursor = String(body.nextCursor);
  }
  if (cursor === undefined) throw new Error(`a ledger of ${cards} cards has no deep page`);
  return cursor;
}

async function readingsAt(cards: number): Promise<ReadonlyMap<string, Reading>> {
  return withTable('registry', await ledgerOf(cards), async ({ store, meter }) => {
    const { requests } = registryWorld(store, 'read');
    const list = (more: Record<string, string>) =>
      requests.send(LIST, { as: PEOPLE.accountant, query: { unitPath: VILLAGE, limit: String(PAGE), ...more } });
    const cursor = await deepCursor(requests, cards);
    const { body } = await list({});
    const [first] = body.rows as readonly { readonly id: string }[];
    if (!first) throw new Error('the ledger is empty');
    return new Map([
      ['first page of a ledger', await readingOf(meter, () => list({}))],
      ['deep page of a ledger', await readingOf(meter, () => list({ cursor }))],
      [
        'one card',
        await readingOf(meter, () =>
          requests.send('GET /registry/assets/{assetId}', { as: PEOPLE.accountant, params: { assetId: first.id } }),
        ),
      ],
      [
        'totals of the county',
        await readingOf(meter, () => requests.send(TOTALS, { as: PEOPLE.finance, query: { unitPath: COUNTY } })),
      ],
    ]);
  });
}

export const reading: Figure = {
  name: 'reading',
  about: 'read units and time of pages and totals, at 10³ and 10⁴ assets (10⁵ with --deep)',
  async measure({ deep, progress }: BenchOptions) {
    const sizes = deep ? [...SIZES, DEEP_SIZE] : SIZES;
    const readings: ReadonlyMap<string, Reading>[] = [];
    for (const cards of sizes) {
      progress(`a ledger of ${cards} cards`);
      readings.push(await readingsAt(cards));
    }
    const [smallest, largest] = [readings[0], readings.at(-1)];
    const between = `at ${sizes[0]}`;
    return [...(largest ?? [])].flatMap(([name, { readUnits, clockMs }]): Measured[] => {
      const before = smallest?.get(name);
      if (!before) throw new Error(`${name} was not read in the smallest table`);
      const target = { atMost: GROWTH_MAX, compares: 'times-baseline' as const };
      const subject = `${name}, ${sizes.at(-1)} assets`;
      return [
        { subject, value: readUnits, unit: 'read units', baseline: before.readUnits, baselineIs: between, target },
        { subject, value: clockMs, unit: 'ms', baseline: before.clockMs, baselineIs: between, target },
      ];
    });
  },
};
