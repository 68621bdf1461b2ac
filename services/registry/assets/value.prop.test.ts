/** Random histories of values, splits and mergers through the API: what ledgers say is what cards say, and no fen comes or goes by taking cards apart. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMonths, calendarDate } from '../../../platform/calendar.ts';
import { lineage } from '../../../platform/unit-path.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import type { Asset } from '../domain/asset.ts';
import { monthOf, scheduleOf, valueAt } from '../domain/value/asset-value.ts';
import { monthText } from '../domain/value/depreciation.ts';
import { COUNTY, FAR_VILLAGE, PEOPLE, type Person, SampleRegistry, TOWNSHIP, VILLAGE } from '../sample-registry.ts';
import { assetItem } from './asset-items.ts';

const policy = loadPack('maoxian');
const holidays = loadHolidays();
const UNITS = [COUNTY, TOWNSHIP, '653127/653127101/', VILLAGE, FAR_VILLAGE];
const MONTH_MAX = 24_400;

const move = fc.record({
  what: fc.constantFrom('register', 'register', 'correct', 'final account', 'impair', 'revalue', 'split', 'merge'),
  asset: fc.nat({ max: 20 }),
  other: fc.nat({ max: 20 }),
  amountFen: fc.integer({ min: 0, max: 1_000_000 }),
  kind: fc.constantFrom('vehicle', 'electrical-equipment', undefined),
  ageMonths: fc.nat({ max: 130 }),
  monthsOn: fc.nat({ max: 5 }),
  far: fc.boolean(),
});
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;

class World {
  readonly registry = new SampleRegistry(policy, holidays);
  today = calendarDate('2026-05-06');
  private reports = new Map<string, string>();

  assets(): { id: string; version: number; asset: Asset }[] {
    const rows = [...this.registry.table.items.values()].filter((row) => row.pk.startsWith('ASSET#'));
    return rows.map(assetItem).map(({ aggregate, version, state }) => ({
      id: aggregate.slice('asset/'.length),
      version,
      asset: state,
    }));
  }
  live = () => this.assets().filter(({ asset }) => asset.use !== 'disposed');

  /** What every card now in a ledger is worth, together. */
  sums(below = COUNTY, month = monthOf(this.today)) {
    const values = this.live()
      .filter(({ asset }) => lineage(asset.unitPath).includes(below))
      .map(({ asset }) => valueAt(asset, month));
    const sum = (pick: (value: (typeof values)[number]) => number) =>
      values.reduce((total, value) => total + pick(value), 0);
    return {
      originalFen: sum((v) => v.originalFen),
      accumulatedFen: sum((v) => v.accumulatedFen),
      netFen: sum((v) => v.netFen),
    };
  }

  async report(unitPath: string): Promise<string> {
    const known = this.reports.get(unitPath);
    if (known !== undefined) return known;
    const filed = await this.registry.fileDocument('final-account', PEOPLE.finance, unitPath);
    this.reports.set(unitPath, filed);
    return filed;
  }

  async make({ what, asset, other, amountFen, kind, ageMonths, monthsOn, far }: Move): Promise<void> {
    this.today = addMonths(this.today, monthsOn);
    this.registry.now = `${this.today}T02:00:00.000Z`;
    const card = {
      name: '资产',
      class: 'buildings',
      title: 'unclear',
      use: 'in-use',
      originalFen: amountFen,
      valueProvisional: amountFen % 4 === 1,
      ...(amountFen % 4 === 1 ? { finalAccount: 'due', disbursedFen: amountFen } : {}),
      ...(kind === undefined ? {} : { depreciationKind: kind }),
      acceptedOn: addMonths(this.today, 0 - ageMonths),
    };
    if (what === 'register') {
      await this.registry.registerAsset({ unitPath: far ? FAR_VILLAGE : VILLAGE, ...card }, PEOPLE.finance);
      return;
    }
    const live = this.live();
    const target = live[asset % Math.max(1, live.length)];
    if (!target) return;
    const send = (path: string, body: unknown, who: Person = PEOPLE.finance) =>
      this.registry.request(who, `POST /registry/assets/{assetId}/${path}`, {
        params: { assetId: target.id },
        version: target.version,
        body,
      });
    const evidence = [{ kind: 'final-account', evidenceId: await this.report(target.asset.unitPath) }];
    const before = this.sums();
    if (what === 'correct') await send('corrections', { ...card, reason: '核对' });
    if (what === 'final account') await send('final-accounts', { amountFen, evidence });
    if (what === 'impair') await send('impairments', { netFen: amountFen, reason: '毁损', evidence });
    if (what === 'revalue') await send('revaluations', { netFen: amountFen, reason: '重估', evidence });
    if (what === 'split') {
      const { originalFen } = target.asset;
      const first = Math.min(originalFen, amountFen);
      const parts = [first, originalFen - first].map((fen, place) => ({
        name: `第${place + 1}部分`,
        originalFen: fen,
      }));
      const answer = await send('splits', { parts, reason: '分户' });
      if (answer.status === 200) this.expectSplit(target.id, parts.length);
      expect(this.sums()).toEqual(before);
    }
    if (what === 'merge') {
      const second = live[other % live.length];
      if (!second) return;
      const ids = [target, second].map(({ id, version }) => ({ assetId: id, version }));
      const answer = await this.registry.request(PEOPLE.finance, 'POST /registry/asset-mergers', {
        body: { assets: ids, name: '合并', reason: '同一项目' },
      });
      if (answer.status === 201)
        this.expectMerged(
          ids.map(({ assetId }) => assetId),
          String(answer.body.id),
        );
      expect(this.sums()).toEqual(before);
    }
  }

  private at = (id: string): Asset => {
    const found = this.assets().find((one) => one.id === id);
    if (!found) throw new Error(`no card ${id}`);
    return found.asset;
  };
  private expectSplit(id: string, count: number): void {
    const { splitInto = [], use } = this.at(id);
    expect({ use, parts: splitInto.length }).toEqual({ use: 'disposed', parts: count });
    for (const part of splitInto) expect(this.at(part).splitFrom).toBe(id);
  }
  private expectMerged(ids: readonly string[], into: string): void {
    expect(this.at(into).mergedFrom).toEqual(ids);
    for (const id of ids) expect(this.at(id)).toMatchObject({ use: 'disposed', mergedInto: into });
  }
}

describe('values under random histories', () => {
  test('MG-06, MG-05 schedule = card = ledger in every month, county = sum of its parts, and splits and mergers conserve value to the fen', async () => {
    let splits = 0;
    let mergers = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(move, { minLength: 10, maxLength: 30, size: 'max' }),
        fc.array(fc.integer({ min: 23_900, max: MONTH_MAX }), { minLength: 5, maxLength: 12 }),
        async (moves, months) => {
          const world = new World();
          await world.registry.registerUnits();
          for (const one of moves) await world.make(one);
          await world.registry.project();
          for (const month of [...months.map(monthText), monthOf(world.today)]) {
            for (const unitPath of UNITS) {
              const query = { unitPath, month };
              const { body } = await world.registry.request(PEOPLE.finance, 'GET /registry/ledger-totals', { query });
              expect(body.netFen).toBe(world.sums(unitPath, month).netFen);
            }
          }
          for (const { asset } of world.assets()) {
            for (const row of scheduleOf(asset))
              expect(valueAt(asset, row.month)).toMatchObject({
                accumulatedFen: row.accumulatedFen,
                netFen: row.netFen,
              });
            splits += asset.splitInto === undefined ? 0 : 1;
            mergers += asset.mergedFrom === undefined ? 0 : 1;
          }
        },
      ),
      { numRuns: 40 },
    );
    // The histories do what they are meant to.
    expect(Math.min(splits, mergers)).toBeGreaterThan(0);
  }, 60_000);
});
