import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { execute } from '../../../platform/command.ts';
import type { Cause } from '../../../platform/event-item.ts';
import {
  eventsOf,
  generationOf,
  type ProjectedState,
  project,
  rebuild,
  replay,
  totalKey,
} from '../../../platform/projection.ts';
import type { Commit, StateItem } from '../../../platform/store/store.ts';
import { lineage } from '../../../platform/unit-path.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import { assetKind } from '../aggregates.ts';
import { assetItem } from '../assets/asset-items.ts';
import type { Asset, AssetCommand, AssetRefs } from '../domain/asset.ts';
import {
  COUNTY,
  FAR_VILLAGE,
  NEIGHBOUR,
  PEOPLE,
  type Person,
  SampleRegistry,
  TOWNSHIP,
  VILLAGE,
} from '../sample-registry.ts';
import { ALL_CLASSES, ledgerProjection } from '../views.ts';
import { PARTS, partsView } from './ledger-parts.ts';

const policy = loadPack('maoxian');
const holidays = loadHolidays();
const ZERO = { count: 0, originalFen: 0, titledCount: 0, idleCount: 0 };
const HOLDERS = [VILLAGE, NEIGHBOUR, FAR_VILLAGE, TOWNSHIP];
const CLASSES = ['buildings', 'infrastructure', 'land'];
const UNITS = [COUNTY, TOWNSHIP, '653127/653127101/', VILLAGE, NEIGHBOUR, FAR_VILLAGE];

/** One thing that happens: to which asset, what, with which worth, class and unit. */
const move = fc.record({
  asset: fc.nat({ max: 3 }),
  what: fc.constantFrom('register', 'correct', 'declare', 'review', 'hand over', 'write off', 'reopen'),
  originalFen: fc.integer({ min: 0, max: 10_000_000 }),
  class: fc.constantFrom(...CLASSES),
  unit: fc.constantFrom(...HOLDERS),
  titled: fc.boolean(),
});
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;

async function history(moves: readonly Move[]) {
  const registry = new SampleRegistry(policy, holidays);
  await registry.registerUnits();
  const states: ProjectedState[] = [];
  registry.table.onCommit = ({ state }: Commit) => states.push(state);
  let causes = 0;
  const run = (who: Person, id: string, command: AssetCommand, refs: AssetRefs = {}) => {
    causes += 1;
    const cause: Cause = { origin: `person:${who.sub}`, key: `key-${causes}`, correlationId: 'c', causationId: 'c' };
    return execute(registry.deps, {
      kind: assetKind,
      id,
      command,
      content: command,
      cause,
      actor: who,
      refs: () => refs,
    });
  };
  const unitAt = (path: string) =>
    ({ code: path.split('/').at(-2) ?? '', name: '单位', kind: 'village', path, status: 'active' }) as const;
  const clerk = { ...PEOPLE.finance, roles: ['finance-bureau', 'village-accountant'] } as Person;
  const system: Person = { sub: '/653127/revitalization', roles: [], unit: '' };
  for (const [place, { asset, what, unit, titled, ...worth }] of moves.entries()) {
    const id = `A${asset}`;
    const card = {
      name: '资产',
      valueProvisional: false,
      title: titled ? 'titled' : 'unclear',
      titleCertificate: titled ? { number: '第1号', issuedOn: '2020-01-01' } : undefined,
      use: 'in-use',
      ...worth,
    } as const;
    if (what === 'register') await run(clerk, id, { type: 'register', unitPath: unit, card }, { unit: unitAt(unit) });
    if (what === 'correct') await run(clerk, id, { type: 'correct', card, reason: '核对' });
    if (what === 'declare') {
      const row = registry.table.items.get(`ASSET#${id}\nSTATE`);
      const documents = ['check-record'].map((kind) => ({
        kind,
        evidenceId: kind,
        sha256: 'a',
        unitPath: row ? assetItem(row).state.unitPath : '',
      }));
      await run(
        clerk,
        id,
        { type: 'declare-idle', finding: 'low-efficiency', hasDefinitePlan: false },
        { evidence: { kind: 'verified', documents } },
      );
    }
    if (what === 'review') await run(PEOPLE.industry, id, { type: 'review-finding', verdict: 'confirmed' });
    if (what === 'write off')
      await run(system, id, {
        type: 'record-write-off',
        itemId: id,
        itemVersion: place,
        measure: 'lease',
        writtenOffOn: '2026-05-06',
      });
    if (what === 'reopen')
      await run(system, id, {
        type: 'record-reopening',
        itemId: id,
        itemVersion: place,
        reason: '复查',
        reopenedOn: '2026-05-06',
      });
    if (what === 'hand over') {
      await run(
        PEOPLE.accountant,
        id,
        { type: 'propose-handover', toUnitPath: unit, reason: '合并' },
        { unit: unitAt(unit) },
      );
      await run(PEOPLE.finance, id, { type: 'step-handover', verdict: 'approved' });
      for (const side of ['giver', 'receiver'] as const)
        await run(PEOPLE.finance, id, { type: 'confirm-handover', side });
      for (const side of ['giver', 'receiver'] as const)
        await run(PEOPLE.finance, id, { type: 'post-handover', side, voucher: '1' });
    }
  }
  return { registry, states };
}

interface Totals {
  readonly all: Record<string, number>;
  readonly parts: ReturnType<typeof partsView>;
}
async function totals(registry: SampleRegistry): Promise<Map<string, Totals>> {
  const generation = await generationOf(registry.table, ledgerProjection.name);
  const found = new Map<string, Totals>();
  for (const unit of UNITS) {
    const keys = [ALL_CLASSES, PARTS].map((part) => totalKey(ledgerProjection.name, generation, unit, part));
    const [all, parts] = await registry.table.read(keys);
    const { pk: _pk, sk: _sk, ...numbers } = (all ?? {}) as Record<string, number>;
    found.set(unit, { all: { ...ZERO, ...numbers }, parts: partsView(parts) });
  }
  return found;
}

const assetsIn = (registry: SampleRegistry): Asset[] =>
  [...registry.table.items.values()].filter((row) => row.pk.startsWith('ASSET#')).map((row) => assetItem(row).state);

describe('ledgers', () => {
  test('MG-05, SX-12 county = sum of its parts = what the cards say = what replaying the events gives, to the fen', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), async (moves, size) => {
        const { registry, states } = await history(moves);
        for (let start = 0; start < states.length; start += size)
          await project(registry.table, ledgerProjection, states.slice(start, start + size));
        const live = await totals(registry);
        const all = (unit: string) => live.get(unit)?.all ?? {};
        const cards = assetsIn(registry);
        for (const unit of UNITS) {
          const below = cards.filter((asset) => lineage(asset.unitPath).includes(unit));
          expect(all(unit)).toMatchObject({
            count: below.length,
            originalFen: below.reduce((sum, asset) => sum + asset.originalFen, 0),
          });
          const byClass = live.get(unit)?.parts.byClass ?? [];
          expect(byClass).toEqual(
            CLASSES.map((name) => below.filter((asset) => asset.class === name)).flatMap((cards) =>
              cards.length === 0
                ? []
                : {
                    class: cards[0]?.class,
                    count: cards.length,
                    originalFen: cards.reduce((sum, asset) => sum + asset.originalFen, 0),
                  },
            ),
          );
        }
        const townships = [TOWNSHIP, '653127/653127101/'].map((unit) => all(unit));
        expect(townships.reduce((sum, part) => sum + Number(part.originalFen), 0)).toBe(all(COUNTY).originalFen);
        async function* every() {
          yield* new Set(states.map((state) => state.aggregate));
        }
        await rebuild(registry.table, ledgerProjection, assetKind, every, registry.now);
        expect(await totals(registry)).toEqual(live);
      }),
      { numRuns: 60 },
    );
  });

  test('the events of an asset alone give its present state', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 25 }), async (moves) => {
        const { registry } = await history(moves);
        for (const row of registry.table.items.values()) {
          if (!row.pk.startsWith('ASSET#')) continue;
          const item = row as unknown as StateItem;
          const replayed = replay(assetKind, await eventsOf(registry.table, item.aggregate));
          expect(replayed).toMatchObject({ version: item.version, changedAt: item.changedAt });
          expect(JSON.parse(JSON.stringify(replayed?.state))).toEqual(item.state);
        }
      }),
      { numRuns: 40 },
    );
  });
});
