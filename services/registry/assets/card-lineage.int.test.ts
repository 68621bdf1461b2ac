/** Splitting and merging cards on the real engine: all cards of a request in one transaction, whoever else is at it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import { startDynoxide, type TestEngine } from '../../../test/support/dynoxide.ts';
import { engineTable } from '../../../test/support/engine-table.ts';
import { PEOPLE, SampleRegistry, VILLAGE } from '../sample-registry.ts';

const CARD = {
  unitPath: VILLAGE,
  name: '大院',
  class: 'buildings',
  originalFen: 1_000_01,
  valueProvisional: false,
  title: 'unclear',
  use: 'in-use',
};
const PARTS = [
  { name: '东屋', originalFen: 400_00 },
  { name: '西屋', originalFen: 600_01 },
];
const SPLIT = 'POST /registry/assets/{assetId}/splits';
const MERGE = 'POST /registry/asset-mergers';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine.stop());

class Lineage {
  readonly registry: SampleRegistry;
  constructor(registry: SampleRegistry) {
    this.registry = registry;
  }
  static async open(): Promise<Lineage> {
    const registry = new SampleRegistry(loadPack('maoxian'), loadHolidays(), await engineTable(engine));
    await registry.registerUnits();
    return new Lineage(registry);
  }
  split(assetId: string, key?: string, parts = PARTS) {
    const sent = { params: { assetId }, version: 1, body: { parts, reason: '分户' } };
    return this.registry.request(PEOPLE.accountant, SPLIT, { ...sent, ...(key ? { key } : {}) });
  }
  merge(ids: readonly string[], key?: string) {
    const body = { assets: ids.map((assetId) => ({ assetId, version: 1 })), name: '合院', reason: '同一项目' };
    return this.registry.request(PEOPLE.accountant, MERGE, { body, ...(key ? { key } : {}) });
  }
  async card(assetId: string) {
    const params = { assetId };
    return (await this.registry.request(PEOPLE.accountant, 'GET /registry/assets/{assetId}', { params })).body;
  }
  /** Number and value of the cards in the books of the village. */
  async books() {
    await this.registry.project();
    const query = { unitPath: VILLAGE };
    const { body } = await this.registry.request(PEOPLE.finance, 'GET /registry/ledger-totals', { query });
    return { count: body.count, originalFen: body.originalFen };
  }
  async eventCount(): Promise<number> {
    return (await this.registry.events()).length;
  }
}

describe('splitting', () => {
  test('a card and its parts change at once; the same request again, alone or many at once, is answered the same and changes nothing', async () => {
    const lineage = await Lineage.open();
    const id = await lineage.registry.registerAsset(CARD);
    const before = await lineage.eventCount();
    const key = 'split-request-00001';
    const answers = await Promise.all([0, 1, 2, 3].map(() => lineage.split(id, key)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await lineage.eventCount()).toBe(before + 3);
    expect(await lineage.books()).toEqual({ count: 2, originalFen: 1_000_01 });
    const other = await lineage.split(id, key, [...PARTS].reverse());
    expect(other.status).toBe(409);
    expect(other.body.type).toMatch(/idempotency-key-reused/);
    const { splitInto } = await lineage.card(id);
    expect(splitInto).toHaveLength(2);
    for (const part of splitInto as string[]) expect(await lineage.card(part)).toMatchObject({ splitFrom: id });
  });

  test('of two people who split the same card at once one does, and the card is not split twice', async () => {
    const lineage = await Lineage.open();
    const id = await lineage.registry.registerAsset(CARD);
    const answers = await Promise.all([lineage.split(id), lineage.split(id)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    expect(await lineage.books()).toEqual({ count: 2, originalFen: 1_000_01 });
  });
});

describe('merging', () => {
  test('of two mergers that share a card one goes through, and the other changes none of its cards', async () => {
    const lineage = await Lineage.open();
    const ids = [];
    for (const originalFen of [1_00, 20_00, 300_00])
      ids.push(await lineage.registry.registerAsset({ ...CARD, originalFen, name: `院落 ${originalFen}` }));
    const [one = '', shared = '', three = ''] = ids;
    const answers = await Promise.all([lineage.merge([one, shared]), lineage.merge([shared, three])]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(await lineage.books()).toEqual({ count: 2, originalFen: 321_00 });
    const merged = String(answers.find(({ status }) => status === 201)?.body.id);
    const spared = answers[0]?.status === 201 ? three : one;
    expect(await lineage.card(shared)).toMatchObject({ mergedInto: merged, use: 'disposed' });
    expect(await lineage.card(spared)).toMatchObject({ version: 1, use: 'in-use' });
  });

  test('a correction of one card and a merger of both at once: the version that was seen counts, and no fen is lost', async () => {
    const lineage = await Lineage.open();
    const ids = [
      await lineage.registry.registerAsset(CARD),
      await lineage.registry.registerAsset({ ...CARD, name: '偏院' }),
    ];
    const { unitPath: _unit, ...card } = CARD;
    const correction = lineage.registry.request(PEOPLE.accountant, 'POST /registry/assets/{assetId}/corrections', {
      params: { assetId: ids[1] ?? '' },
      version: 1,
      body: { ...card, name: '改名', reason: '核对' },
    });
    const [corrected, merged] = await Promise.all([correction, lineage.merge(ids, 'merge-request-00001')]);
    // Whichever comes second is refused: the card is no longer the one that was seen.
    expect([
      [200, 412],
      [412, 201],
    ]).toContainEqual([corrected.status, merged.status]);
    expect(await lineage.books()).toEqual({ count: merged.status === 201 ? 1 : 2, originalFen: 2_000_02 });
    expect(await lineage.merge(ids, 'merge-request-00001')).toMatchObject({
      status: merged.status,
      ...(merged.status === 201 ? { body: merged.body } : {}),
    });
  });
});
