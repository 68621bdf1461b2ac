/** The people of the demonstration and what they look at. */

import type { LedgerRow } from '../examples/procedures/idle-assets.ts';
import type { ItemHands } from '../examples/procedures/revitalization.ts';
import type { RegionClient } from '../importer/region-client.ts';
import { lineage } from '../platform/unit-path.ts';
import type { Demo } from './demo.ts';

/** The ward whose lots are looked at more closely. */
export const LOTS_TOWNSHIP = 'W20';
const PAGE = 20;

export interface ItemRow {
  readonly id: string;
  readonly class: string;
  readonly unitPath: string;
  readonly status: string;
  readonly dueDate?: string;
  readonly overdue: boolean;
}

export const department = (demo: Demo): Promise<RegionClient> =>
  demo.as('industry-department', 'industry-department', demo.county);

/** The accountant of the village that a unit path names. */
export const holderOf = (demo: Demo, unitPath: string): Promise<RegionClient> =>
  demo.as(`accountant-${unitPath.replaceAll('/', '-')}`, 'village-accountant', unitPath);

/** The officer of the township a unit lies in. */
export function officerOf(demo: Demo, unitPath: string): Promise<RegionClient> {
  const township = lineage(unitPath)[1] ?? unitPath;
  return demo.as(`officer-${township.replaceAll('/', '-')}`, 'township-officer', township);
}

/** Those through whose hands an item of this unit goes. */
export const handsOf = async (demo: Demo, unitPath: string): Promise<ItemHands> => ({
  holder: await holderOf(demo, unitPath),
  township: await officerOf(demo, unitPath),
  department: await department(demo),
});

export async function lotsOf(demo: Demo): Promise<LedgerRow[]> {
  const unitPath = `${demo.county}${LOTS_TOWNSHIP}/`;
  return (await (await department(demo)).get<{ rows: LedgerRow[] }>('/registry/assets', { unitPath, limit: PAGE })).body
    .rows;
}

export async function listedItems(demo: Demo): Promise<ItemRow[]> {
  const unitPath = `${demo.county}${LOTS_TOWNSHIP}/`;
  const client = await department(demo);
  return (await client.get<{ rows: ItemRow[] }>('/revitalization/items', { unitPath, limit: PAGE })).body.rows;
}
