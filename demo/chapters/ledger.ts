/** The books agree: what was imported has reached every ledger while the work went on, and the county is the sum of its parts. */
import { readFileSync } from 'node:fs';
import type * as z from 'zod/mini';
import type { ledgerTotals } from '../../contracts/registry/assets.ts';
import type { unitView } from '../../contracts/registry/units.ts';
import { eventually } from '../../examples/procedures/act.ts';
import type { RegionClient } from '../../importer/region-client.ts';
import { type Demo, holdSame, type Row } from '../demo.ts';

type LedgerTotals = z.infer<typeof ledgerTotals>;
type UnitPage = { rows: z.infer<typeof unitView>[]; nextCursor?: string };

const LEDGER_WAIT_MS = 600_000;

const FIGURES = ['count', 'originalFen', 'idleCount', 'titledCount'] as const;

/** Looks at the ledgers of the county and of its wards until all that was done has reached them. */
export async function ledger(demo: Demo): Promise<readonly Row[]> {
  const { county } = demo;
  const finance = await demo.as('finance-bureau', 'finance-bureau', county);
  const registered = readFileSync(demo.lotsFile, 'utf8').trimEnd().split('\n').length - 1;
  const wards = await unitsBelow(finance, county);
  let looks = 0;
  const totals = await eventually(
    'the ledger of the county and the sum of its parts',
    async () => {
      looks += 1;
      const [whole, ...parts] = await Promise.all([county, ...wards.map(({ path }) => path)].map(totalsOf(finance)));
      const agree = FIGURES.every((figure) => parts.reduce((sum, part) => sum + part[figure], 0) === whole?.[figure]);
      return whole?.count === registered && agree ? whole : undefined;
    },
    LEDGER_WAIT_MS,
  );
  holdSame('the lots left idle: six confirmed, three written off', totals.idleCount, 3);
  const seconds = ((Date.now() - (demo.marks.lotsRegisteredAtMs ?? Date.now())) / 1_000).toFixed(1);
  return [
    {
      step: 'ledger 台账',
      count: totals.count,
      note: `county = sum of its parts, complete ${looks === 1 ? 'within' : 'at'} ${seconds} s after the last row`,
    },
  ];
}

const totalsOf =
  (client: RegionClient) =>
  async (unitPath: string): Promise<LedgerTotals> =>
    (await client.get<LedgerTotals>('/registry/ledger-totals', { unitPath })).body;

/** The units directly below a unit. */
export const unitsBelow = async (client: RegionClient, parent: string): Promise<UnitPage['rows']> =>
  (await client.get<UnitPage>('/registry/units', { parent, limit: 200 })).body.rows;
