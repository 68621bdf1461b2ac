/** What a card owes and gives back when it ends in others, or another stands for it: its external code, and its entries in the outside systems. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Row, StateItem } from '../../../platform/store/store.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import type { Asset } from '../domain/asset.ts';
import { flagDue } from '../flag-due.ts';
import { PEOPLE, type Person, SampleRegistry, VILLAGE } from '../sample-registry.ts';
import { assetItem } from './asset-items.ts';

const SYSTEMS = ['rural-collective-platform', 'anti-poverty-system'];
const CARD = {
  unitPath: VILLAGE,
  name: '英巴格村桥梁',
  class: 'public-welfare',
  originalFen: 500_000_00,
  valueProvisional: false,
  title: 'titled',
  titleCertificate: { number: '第7号', issuedOn: '2020-06-30' },
  use: 'in-use',
};
const PARTS = [
  { name: '东桥', originalFen: 200_000_00 },
  { name: '西桥', originalFen: 300_000_00 },
];

class Cards extends SampleRegistry {
  state(assetId: string): Asset {
    return assetItem(this.table.items.get(`ASSET#${assetId}\nSTATE`) as Row).state;
  }
  on(assetId: string, what: string, body: object, who: Person = PEOPLE.accountant) {
    const { version } = this.table.items.get(`ASSET#${assetId}\nSTATE`) as unknown as StateItem;
    const params = { assetId };
    return this.request(who, `POST /registry/assets/{assetId}/${what}`, { params, version, body });
  }
  async must(assetId: string, what: string, body: object, who?: Person): Promise<void> {
    const answer = await this.on(assetId, what, body, who);
    if (answer.status >= 300) throw new Error(`${what}: ${JSON.stringify(answer.body)}`);
  }
  split(assetId: string) {
    return this.must(assetId, 'splits', { parts: PARTS, reason: '分户' });
  }
  async merge(...ids: string[]): Promise<string> {
    const assets = ids.map((assetId) => ({ assetId, version: this.version(assetId) }));
    const body = { assets, name: '合桥', reason: '同一项目' };
    return String((await this.request(PEOPLE.accountant, 'POST /registry/asset-mergers', { body })).body.id);
  }
  version(assetId: string): number {
    return (this.table.items.get(`ASSET#${assetId}\nSTATE`) as unknown as StateItem).version;
  }
  sameAs(assetId: string, other: string, verdict = 'same') {
    return this.must(assetId, 'duplicate-decisions', { verdict, others: [other], reason: '实地核实' }, PEOPLE.officer);
  }
  async enter(assetId: string, systems = SYSTEMS): Promise<void> {
    for (const system of systems)
      await this.must(assetId, 'outside-registrations', {
        system,
        reference: `R-${system}`,
        registeredOn: '2026-05-06',
      });
  }
}

let cards: Cards;
beforeEach(async () => {
  cards = new Cards(loadPack('makit'), loadHolidays());
  await cards.registerUnits();
});

describe('the external code of a card that has ended', () => {
  const coded = { externalCode: 'MG-000001', externalRegister: 'project-library' };
  const register = (more: object) =>
    cards.request(PEOPLE.accountant, 'POST /registry/assets', { body: { ...CARD, ...more } });

  test('is taken by one of its parts; the other may not have it too', async () => {
    const id = await cards.registerAsset({ ...CARD, ...coded });
    expect((await register({ name: '新桥', ...coded })).body.type).toContain('external-code-taken');
    await cards.split(id);
    const [east = '', west = ''] = cards.state(id).splitInto ?? [];
    const { unitPath: _unit, title: _title, titleCertificate: _certificate, ...card } = CARD;
    const correct = (assetId: string) => {
      const { name, originalFen } = cards.state(assetId);
      return cards.on(assetId, 'corrections', {
        ...card,
        title: 'unclear',
        name,
        originalFen,
        ...coded,
        reason: '补登',
      });
    };
    expect((await correct(east)).status).toBe(200);
    expect((await correct(west)).body.type).toContain('external-code-taken');
    // What the closed card was called stays in its file.
    expect(cards.state(id)).toMatchObject({ externalCode: 'MG-000001' });
  });

  test('is free for an import after a merger of cards', async () => {
    const ids = [
      await cards.registerAsset({ ...CARD, ...coded }),
      await cards.registerAsset({ ...CARD, externalCode: 'MG-000002', externalRegister: 'project-library' }),
    ];
    await cards.merge(...ids);
    expect((await register({ name: '再登记', ...coded })).status).toBe(201);
    expect((await register({ name: '又登记', ...coded })).body.type).toContain('external-code-taken');
    expect((await register({ externalCode: 'MG-000002', externalRegister: 'project-library' })).status).toBe(201);
  });
});

describe('the entries of an ended card in the outside systems', () => {
  const duty = (system: string, more: object) => expect.objectContaining({ system, ...more });
  const removals = SYSTEMS.map((system) =>
    duty(system, { status: 'due', purpose: 'remove', reference: `R-${system}` }),
  );

  test('MG-08 a split and a merger open the duty to take the old cards out, with their references and a term', async () => {
    const id = await cards.registerAsset(CARD);
    await cards.enter(id);
    await cards.split(id);
    expect(cards.state(id).registrations).toEqual(removals);
    expect(cards.state(id).registrations?.[0]?.dueDate).toBe('2026-06-05');
    const ids = [await cards.registerAsset(CARD), await cards.registerAsset(CARD)];
    await cards.enter(ids[0] ?? '');
    await cards.merge(...ids);
    expect(cards.state(ids[0] ?? '').registrations).toEqual(removals);
    // What was never entered need not be taken out.
    expect(cards.state(ids[1] ?? '').registrations).toBeUndefined();
  });

  test('MG-08 the duty is done on the closed card, and flagged when it is late', async () => {
    const id = await cards.registerAsset(CARD);
    await cards.enter(id);
    await cards.split(id);
    cards.now = '2026-09-01T00:00:00.000Z';
    expect(await flagDue(cards.deps)).toMatchObject({ found: 1, done: 1 });
    const flags = (await cards.events()).filter(({ type }) => type.endsWith('-overdue.v1'));
    expect(flags.map(({ type, data }) => [type.split('.')[2], data])).toEqual([
      ['registration-overdue', expect.objectContaining({ systems: SYSTEMS })],
    ]);
    await cards.enter(id);
    expect(cards.state(id).registrations).toBeUndefined();
  });

  test('MG-08 a duplicate is taken out too, is flagged when that is late and nothing else of it is, and belongs there again when the verdict is taken back', async () => {
    const [one, other] = [await cards.registerAsset(CARD), await cards.registerAsset(CARD)];
    await cards.must(one, 'damages', { description: '桥面破损' });
    await cards.enter(one);
    await cards.sameAs(one, other);
    expect(cards.state(one).registrations).toEqual(removals);
    cards.now = '2026-09-01T00:00:00.000Z';
    await flagDue(cards.deps);
    const flagged = (await cards.events()).filter(({ type }) => type.endsWith('-overdue.v1'));
    const ofDuplicate = flagged.filter(({ aggregate }) => aggregate === `asset/${one}`);
    expect(ofDuplicate.map(({ type }) => type.split('.')[2])).toEqual(['registration-overdue']);
    await cards.must(one, 'outside-registrations', {
      system: SYSTEMS[0],
      reference: 'R',
      registeredOn: '2026-09-01',
    });
    expect(cards.state(one).registrations).toHaveLength(1);
    await cards.sameAs(one, other, 'different');
    expect(cards.state(one).registrations).toEqual([
      duty('anti-poverty-system', { purpose: 'update', reference: 'R-anti-poverty-system' }),
      duty('rural-collective-platform', { purpose: 'register', status: 'due' }),
    ]);
  });

  test('two cards found to be different things owe nothing more than before', async () => {
    const [one, other] = [await cards.registerAsset(CARD), await cards.registerAsset(CARD)];
    await cards.enter(one);
    const before = cards.state(one).registrations;
    await cards.sameAs(one, other, 'different');
    expect(cards.state(one).registrations).toEqual(before);
  });
});
