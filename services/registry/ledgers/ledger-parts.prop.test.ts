import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ProjectedState, project, totalKey } from '../../../platform/projection.ts';
import { MemoryStore } from '../../../platform/store/memory-store.ts';
import { isWithin } from '../../../platform/unit-path.ts';
import { loadPack } from '../../../policy/load.ts';
import type { Asset } from '../domain/asset.ts';
import { COUNTY, FAR_VILLAGE, NEIGHBOUR, PEOPLE, SampleRegistry, TOWNSHIP, VILLAGE } from '../sample-registry.ts';
import { ledgerProjection } from '../views.ts';
import { PARTS, partsView } from './ledger-parts.ts';

const option = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const asset = fc
  .record({
    unitPath: fc.constantFrom(VILLAGE, NEIGHBOUR, FAR_VILLAGE, TOWNSHIP),
    class: fc.constantFrom('operating', 'public-welfare'),
    subType: option('cold-store', 'rural-road'),
    amounts: fc.array(fc.tuple(fc.constantFrom('aid-xinjiang', 'relocation'), fc.nat({ max: 1_000 })), {
      maxLength: 3,
    }),
    unfunded: fc.nat({ max: 1_000 }),
    acceptedOn: option('2019-06-30', '2020-01-01'),
    acquiredOn: option('2018-01-01'),
    department: option('agriculture', 'audit'),
    use: fc.constantFrom('in-use', 'leased', 'idle', 'disposed'),
    duplicateOf: option('B'),
  })
  .map(({ amounts, unfunded, ...rest }) => {
    const funding = amounts.map(([source, amountFen]) => ({ source, amountFen }));
    const originalFen = amounts.length === 0 ? unfunded : amounts.reduce((sum, [, fen]) => sum + fen, 0);
    return {
      name: '资产',
      title: 'unclear',
      originalFen,
      ...(amounts.length > 0 ? { funding } : {}),
      ...rest,
    } as unknown as Asset;
  });

type Sums = Record<string, { count: number; originalFen: number }>;

test('SX-05 SX-12 every breakdown of every unit is the sum over its cards, whatever became of them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat({ max: 4 }), asset), { maxLength: 20 }), async (moves) => {
      const store = new MemoryStore();
      const versions = new Map<number, number>();
      const latest = new Map<number, Asset>();
      const states: ProjectedState[] = moves.map(([id, state]) => {
        const version = (versions.get(id) ?? 0) + 1;
        versions.set(id, version);
        latest.set(id, state);
        return { aggregate: `asset/${id}`, version, changedAt: '2026-05-01T00:00:00.000Z', state };
      });
      for (const item of states) await project(store, ledgerProjection, [item]);
      for (const unit of [COUNTY, TOWNSHIP, VILLAGE, FAR_VILLAGE]) {
        const [row] = await store.read([totalKey('ledger', 1, unit, PARTS)]);
        const counted = [...latest.values()].filter(
          (state) => isWithin(state.unitPath, unit) && state.use !== 'disposed' && state.duplicateOf === undefined,
        );
        const sums = (keysOf: (state: Asset) => [string, number][]): Sums => {
          const by: Sums = {};
          for (const state of counted) {
            for (const [key, fen] of keysOf(state)) {
              const sum = by[key] ?? { count: 0, originalFen: 0 };
              by[key] = { count: sum.count + 1, originalFen: sum.originalFen + fen };
            }
          }
          return by;
        };
        const found = (lines: readonly { readonly count: number; readonly originalFen: number }[]): Sums =>
          Object.fromEntries(
            lines.map(({ count, originalFen, ...key }) => [Object.values(key).join('.'), { count, originalFen }]),
          );
        const view = partsView(row);
        const one = (key: (state: Asset) => string | undefined) =>
          sums((state) => [[key(state) ?? '', state.originalFen]]);
        expect(found(view.bySubType)).toEqual(
          one((state) => (state.subType === undefined ? state.class : `${state.class}.${state.subType}`)),
        );
        expect(found(view.byYear)).toEqual(one((state) => (state.acceptedOn ?? state.acquiredOn)?.slice(0, 4)));
        expect(found(view.byDepartment)).toEqual(one((state) => state.department));
        expect(found(view.byUse)).toEqual(one((state) => state.use));
        expect(found(view.byFunding)).toEqual(
          sums((state) => {
            const funds = new Map<string, number>();
            for (const { source, amountFen } of state.funding ?? [])
              funds.set(source, (funds.get(source) ?? 0) + amountFen);
            return funds.size === 0 ? [['', state.originalFen]] : [...funds];
          }),
        );
      }
    }),
    { numRuns: 40 },
  );
});

test('SX-05 the ledger’s totals show their parts, and no write carries more counters than an expression holds', async () => {
  const registry = new SampleRegistry(loadPack('makit'));
  await registry.registerUnits();
  const built = { code: 'MG-1', name: '项目', year: 2019 };
  const funding = [
    { source: 'aid-xinjiang', amountFen: 60, project: built },
    { source: 'relocation', amountFen: 40, project: built },
  ];
  const card = {
    unitPath: VILLAGE,
    class: 'operating',
    subType: 'cold-store',
    name: '保鲜库',
    valueProvisional: false,
    title: 'unclear',
    use: 'in-use',
  };
  await registry.registerAsset({ ...card, originalFen: 100, funding, acceptedOn: '2019-06-30', department: 'audit' });
  await registry.registerAsset({ ...card, originalFen: 50, subType: undefined, use: 'leased', department: 'finance' });
  await registry.project();
  const { body } = await registry.request(PEOPLE.finance, 'GET /registry/ledger-totals', {
    query: { unitPath: COUNTY },
  });
  expect(body).toMatchObject({
    count: 2,
    originalFen: 150,
    bySubType: [
      { class: 'operating', count: 1, originalFen: 50 },
      { class: 'operating', subType: 'cold-store', count: 1, originalFen: 100 },
    ],
    byFunding: [
      { count: 1, originalFen: 50 },
      { source: 'aid-xinjiang', count: 1, originalFen: 60 },
      { source: 'relocation', count: 1, originalFen: 40 },
    ],
    byYear: [
      { count: 1, originalFen: 50 },
      { year: 2019, count: 1, originalFen: 100 },
    ],
    byDepartment: [
      { department: 'audit', count: 1, originalFen: 100 },
      { department: 'finance', count: 1, originalFen: 50 },
    ],
    byUse: [
      { use: 'in-use', count: 1, originalFen: 100 },
      { use: 'leased', count: 1, originalFen: 50 },
    ],
  });
  const many: ProjectedState[] = Array.from({ length: 95 }, (_, n) => ({
    aggregate: `asset/M${n}`,
    version: 1,
    changedAt: '2026-05-01T00:00:00.000Z',
    state: {
      ...card,
      class: `class-${n}`,
      subType: `kind-${n}`,
      originalFen: 1,
      department: `bureau-${n}`,
      acceptedOn: `${1950 + n}-01-01`,
    },
  }));
  const widest = { counters: 0 };
  const { write } = registry.table;
  registry.table.write = (writes) => {
    for (const each of writes)
      if (each.kind === 'add') widest.counters = Math.max(widest.counters, Object.keys(each.add).length);
    return write.call(registry.table, writes);
  };
  await project(registry.table, ledgerProjection, many);
  expect(widest.counters).toBeLessThanOrEqual(150);
});
