/** 一总四分 under random ledgers: every level down to the household is a view of one set of books, whatever the page. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWithin } from '../../../platform/unit-path.ts';
import { loadPack } from '../../../policy/load.ts';
import {
  COUNTY,
  FAR_TOWNSHIP,
  FAR_VILLAGE,
  NEIGHBOUR,
  PEOPLE,
  SampleRegistry,
  TOWNSHIP,
  VILLAGE,
} from '../sample-registry.ts';

const BUREAU = `${COUNTY}D1/`;
const GROUP = `${VILLAGE}G1/`;
/** As the descent meets them. */
const UNITS = [TOWNSHIP, VILLAGE, GROUP, NEIGHBOUR, FAR_TOWNSHIP, FAR_VILLAGE, BUREAU];
const LEVEL: Readonly<Record<string, string>> = {
  [COUNTY]: 'departments',
  [BUREAU]: 'departments',
  [TOWNSHIP]: 'townships',
  [FAR_TOWNSHIP]: 'townships',
};

const card = fc.record({
  unitPath: fc.constantFrom(COUNTY, ...UNITS),
  class: fc.constantFrom('operating', 'public-welfare', 'household'),
  householdCode: fc.constantFrom(undefined, undefined, 'H1', 'H2', 'H3'),
  originalFen: fc.integer({ min: 0, max: 1_000_000 }),
});
type Card = typeof card extends fc.Arbitrary<infer T> ? T : never;

interface Line {
  readonly unitPath: string;
  readonly kind: string;
  readonly householdCode?: string;
  readonly count: number;
  readonly fen: number;
  readonly byLevel?: Record<string, { count: number; fen: number }>;
}

const sumOf = (cards: readonly Card[]) => ({
  count: cards.length,
  fen: cards.reduce((sum, { originalFen }) => sum + originalFen, 0),
});
const isHouseholds = (one: Card): boolean => one.class === 'household' || one.householdCode !== undefined;
const levelsOf = (cards: readonly Card[]) =>
  Object.fromEntries(
    ['departments', 'townships', 'villages', 'households'].map((level) => [
      level,
      sumOf(cards.filter((one) => (isHouseholds(one) ? 'households' : (LEVEL[one.unitPath] ?? 'villages')) === level)),
    ]),
  );

/** What the cards say the lines are. */
function linesOf(cards: readonly Card[], below: string): Line[] {
  return [below, ...UNITS.filter((unit) => unit !== below && isWithin(unit, below))].flatMap((unitPath) => {
    const total = cards.filter((one) => isWithin(one.unitPath, unitPath));
    const named = Map.groupBy(
      cards.filter((one) => one.unitPath === unitPath && one.householdCode !== undefined),
      ({ householdCode = '' }) => householdCode,
    );
    const households = [...named].map(([householdCode, some]) => ({
      unitPath,
      kind: 'household',
      householdCode,
      ...sumOf(some),
    }));
    const kind = expect.any(String) as string;
    const unit = { unitPath, kind, ...sumOf(total), byLevel: levelsOf(total) };
    const ofHouseholds = households.toSorted((a, b) => (a.householdCode < b.householdCode ? -1 : 1));
    return unitPath === below ? ofHouseholds : total.length === 0 ? [] : [unit, ...ofHouseholds];
  });
}

async function region(cards: readonly Card[]): Promise<SampleRegistry> {
  const registry = new SampleRegistry(loadPack('makit'));
  await registry.registerUnits();
  for (const [code, kind, parentCode] of [
    ['D1', 'department', '653127'],
    ['G1', 'household-group', '653127100201'],
  ])
    await registry.request(PEOPLE.finance, 'POST /registry/units', { body: { code, name: '单位', kind, parentCode } });
  for (const [place, one] of cards.entries()) {
    const said = { valueProvisional: false, title: 'unclear', use: 'in-use', name: `资产 ${place}` };
    await registry.registerAsset({ ...said, ...one }, PEOPLE.finance);
  }
  await registry.project();
  return registry;
}

async function read(registry: SampleRegistry, unitPath: string, limit: number) {
  const lines: Line[] = [];
  const heads: Record<string, unknown>[] = [];
  for (let cursor: string | undefined; ; ) {
    const query = { unitPath, limit: String(limit), ...(cursor === undefined ? {} : { cursor }) };
    const { body } = await registry.request(PEOPLE.government, 'GET /registry/four-ledgers', { query });
    const page = body.lines as Line[];
    expect(page.length).toBeLessThanOrEqual(limit);
    lines.push(...page);
    heads.push(body);
    cursor = body.nextCursor as string | undefined;
    if (cursor === undefined) return { lines, heads };
  }
}

describe('one total and four ledgers', () => {
  test('MG-05 the county is the sum of departments, townships, villages and households, and every line is what its cards say, to the fen', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(card, { maxLength: 25, size: 'max' }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(COUNTY, TOWNSHIP, VILLAGE, NEIGHBOUR),
        async (cards, limit, unitPath) => {
          const registry = await region(cards);
          const { lines, heads } = await read(registry, unitPath, limit);
          expect(lines).toEqual(linesOf(cards, unitPath));
          const all = cards.filter((one) => isWithin(one.unitPath, unitPath));
          const none = { count: 0, fen: 0 };
          expect(heads[0]).toMatchObject({
            total: sumOf(all),
            byLevel: levelsOf(all),
            unnamedHouseholds: sumOf(all.filter((one) => isHouseholds(one) && one.householdCode === undefined)),
            own: sumOf(all.filter((one) => one.unitPath === unitPath)),
            differences: { units: none, levels: none, departments: none, fundingFen: 0 },
          });
          for (const later of heads.slice(1)) expect(later).not.toHaveProperty('total');
        },
      ),
      { numRuns: 30 },
    );
  }, 120_000);

  test('MG-02 MG-05 a card corrected from one household to another changes both lines; a household without assets has none', async () => {
    const one = { unitPath: VILLAGE, class: 'household', householdCode: 'H1', originalFen: 500 } as const;
    const registry = await region([one]);
    const [id = ''] = [...registry.table.items.values()].flatMap(({ pk, sk }) =>
      pk.startsWith('ASSET#') && sk === 'STATE' ? [pk.slice('ASSET#'.length)] : [],
    );
    const { unitPath: _unit, ...fields } = { ...one, householdCode: 'H2', name: '羊', valueProvisional: false };
    const body = { ...fields, title: 'unclear', use: 'in-use', reason: '登记错误' };
    const sent = { params: { assetId: id }, version: 1, body };
    await registry.request(PEOPLE.finance, 'POST /registry/assets/{assetId}/corrections', sent);
    await registry.project();
    const households = (await read(registry, COUNTY, 50)).lines.filter(({ kind }) => kind === 'household');
    expect(households).toEqual([{ unitPath: VILLAGE, kind: 'household', householdCode: 'H2', count: 1, fen: 500 }]);
  });
});
