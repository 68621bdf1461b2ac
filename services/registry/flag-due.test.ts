import { beforeEach, describe, expect, test } from 'vitest';
import { eventsOf } from '../../platform/projection.ts';
import type { EventItem, Row, StateItem, Store } from '../../platform/store/store.ts';
import { loadHolidays, loadPack } from '../../policy/load.ts';
import { crashingStore, crashPoints } from '../../test/support/crashing-store.ts';
import { assetItem } from './assets/asset-items.ts';
import type { Asset } from './domain/asset.ts';
import { flagDue } from './flag-due.ts';
import { PEOPLE, SampleRegistry, TOWNSHIP, VILLAGE } from './sample-registry.ts';

const ASSET = 'GET /registry/assets/{assetId}';
const card = {
  unitPath: VILLAGE,
  name: '英巴格村桥梁',
  class: 'public-welfare',
  originalFen: 500_000_00,
  valueProvisional: false,
  title: 'titled',
  titleCertificate: { number: '第7号', issuedOn: '2020-06-30' },
  use: 'in-use',
};
const WATERMARK = { pk: 'JOB#flag-due', sk: 'WATERMARK' };

class Mornings extends SampleRegistry {
  of(day: string): this {
    this.now = new Date(Date.parse(`${day}T05:30:00.000+08:00`)).toISOString();
    return this;
  }
  flag(store: Store = this.table) {
    return flagDue({ ...this.deps, store });
  }
  async damage(assetId: string): Promise<void> {
    const { body } = await this.request(PEOPLE.accountant, ASSET, { params: { assetId } });
    const sent = { params: { assetId }, version: Number(body.version), body: { description: '漏雨' } };
    const answer = await this.request(PEOPLE.accountant, 'POST /registry/assets/{assetId}/damages', sent);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  }
  async flagsOf(assetId: string): Promise<string[]> {
    const events: EventItem[] = await eventsOf(this.table, `asset/${assetId}`);
    return events.map(({ type }) => type.split('.')[2] ?? '').filter((type) => type.endsWith('-overdue'));
  }
  row(assetId: string): StateItem<Asset> {
    return assetItem(this.table.items.get(`ASSET#${assetId}\nSTATE`) as Row);
  }
}

async function opened(): Promise<Mornings> {
  const registry = new Mornings(loadPack('makit'), loadHolidays()).of('2026-05-06');
  await registry.registerUnits();
  return registry;
}
let registry: Mornings;
beforeEach(async () => {
  registry = await opened();
});

describe('the registry’s job of every morning', () => {
  test('MG-08 SX-07 flags registrations and repairs after their term, each once; a second run changes nothing', async () => {
    const assetId = await registry.registerAsset(card);
    registry.of('2026-05-20');
    await registry.damage(assetId);
    expect(registry.row(assetId).dueKey).toMatch(/^due#2026-06-06#/);
    registry.of('2026-06-05');
    expect(await registry.flag()).toMatchObject({ found: 0, done: 0 });
    registry.of('2026-06-06');
    expect(await registry.flag()).toMatchObject({ found: 1, done: 1 });
    expect(await registry.flagsOf(assetId)).toEqual(['registration-overdue']);
    expect(registry.row(assetId).dueKey).toMatch(/^due#2026-06-20#/);
    registry.of('2026-06-20');
    await registry.flag();
    const before = new Map(registry.table.items);
    expect(await registry.flag()).toMatchObject({ done: 0 });
    expect(new Map(registry.table.items)).toEqual(before);
    expect(await registry.flagsOf(assetId)).toEqual(['registration-overdue', 'repair-overdue']);
    expect(registry.row(assetId)).not.toHaveProperty('dueKey');
  });

  test('catches up after missed days, in the order of the terms', async () => {
    const assetId = await registry.registerAsset(card);
    registry.of('2026-05-20');
    await registry.damage(assetId);
    await registry.flag();
    registry.of('2026-09-01');
    expect(await registry.flag()).toMatchObject({ from: '2026-05-20', found: 1, done: 2 });
    expect(await registry.flagsOf(assetId)).toEqual(['registration-overdue', 'repair-overdue']);
  });

  test('looks at nothing that owes nothing', async () => {
    const { titleCertificate: _none, ...unclear } = card;
    const assetId = await registry.registerAsset({ ...unclear, title: 'unclear' });
    expect(registry.row(assetId)).not.toHaveProperty('dueKey');
    expect(await registry.of('2027-01-01').flag()).toMatchObject({ found: 0 });
  });

  test('ZC-04 overdue postings are flagged, and flagged again for another handover', async () => {
    const { titleCertificate: _none, ...unclear } = card;
    const assetId = await registry.registerAsset({ ...unclear, title: 'unclear' });
    const send = async (who: (typeof PEOPLE)[keyof typeof PEOPLE], what: string, body: object) => {
      const version = registry.row(assetId).version;
      return registry.request(who, `POST /registry/assets/{assetId}/${what}`, { params: { assetId }, version, body });
    };
    const confirmed = async (toUnitPath: string) => {
      await send(PEOPLE.finance, 'handovers', { toUnitPath, reason: '移交' });
      const people = [
        PEOPLE.head,
        PEOPLE.officer,
        PEOPLE.industry,
        PEOPLE.government,
        { ...PEOPLE.finance, sub: 'jin' },
      ];
      for (let turn = 0; turn < 8 && registry.row(assetId).state.handover?.approval.status === 'open'; turn += 1) {
        for (const who of people) await send(who, 'handover-steps', { verdict: 'approved' });
      }
      for (const side of ['giver', 'receiver']) {
        expect((await send(PEOPLE.finance, 'handover-confirmations', { side })).status).toBe(200);
      }
    };
    await confirmed(TOWNSHIP);
    const dueDate = registry.row(assetId).state.handover?.postingDueDate ?? '';
    await send(PEOPLE.finance, 'handover-postings', { side: 'giver', voucher: '记1' });
    registry.of('2026-06-30');
    expect(await registry.flag()).toMatchObject({ done: 1 });
    const event = (await eventsOf(registry.table, `asset/${assetId}`)).at(-1);
    expect(event).toMatchObject({
      type: 'panhuo.registry.posting-overdue.v1',
      data: { unitPath: VILLAGE, toUnitPath: TOWNSHIP, dueDate, waiting: ['receiver'] },
    });
    const view = await registry.request(PEOPLE.accountant, ASSET, { params: { assetId } });
    expect(view.body).toMatchObject({ handover: { postingOverdue: true } });
    expect((await send(PEOPLE.finance, 'handover-postings', { side: 'receiver', voucher: '记2' })).status).toBe(200);
    await confirmed(VILLAGE);
    registry.of('2026-12-01');
    await registry.flag();
    expect((await registry.flagsOf(assetId)).filter((flag) => flag === 'posting-overdue')).toHaveLength(2);
  });

  test('does not flag what was done between its reading and its writing', async () => {
    const assetId = await registry.registerAsset(card);
    registry.of('2026-06-06');
    let done = false;
    const store = crashingStore(registry.table, () => undefined);
    const busy: Store = {
      ...store,
      async read(keys) {
        const rows = await store.read(keys);
        if (!done && keys.some(({ pk }) => pk === `ASSET#${assetId}`)) {
          done = true;
          for (const system of ['rural-collective-platform', 'anti-poverty-system']) {
            const body = { system, reference: 'R', registeredOn: '2026-06-05' };
            const sent = { params: { assetId }, version: registry.row(assetId).version, body };
            await registry.request(PEOPLE.accountant, 'POST /registry/assets/{assetId}/outside-registrations', sent);
          }
        }
        return rows;
      },
    };
    expect(await registry.flag(busy)).toMatchObject({ found: 1, done: 0 });
    expect(await registry.flagsOf(assetId)).toEqual([]);
  });

  test('crashed anywhere and run again, it leaves what an undisturbed run leaves', async () => {
    const ready = async () => {
      const made = await opened();
      const ids = [await made.registerAsset(card), await made.registerAsset({ ...card, name: '二号桥' })];
      await made.damage(ids[0] ?? '');
      await made.table.write([{ kind: 'put', row: { ...WATERMARK, day: '2026-06-05' } }]);
      return { made: made.of('2026-06-07'), ids };
    };
    const flags = async ({ made, ids }: Awaited<ReturnType<typeof ready>>) =>
      Promise.all(ids.map((id) => made.flagsOf(id)));
    const undisturbed = await ready();
    const points = await crashPoints(
      (store) => undisturbed.made.flag(store),
      () => undisturbed.made.table,
    );
    const expected = await flags(undisturbed);
    expect(expected).toEqual([['registration-overdue', 'repair-overdue'], ['registration-overdue']]);
    for (const [call, when] of points) {
      const again = await ready();
      await again.made
        .flag(crashingStore(again.made.table, (at) => (at === call ? when : undefined)))
        .catch(() => undefined);
      await again.made.flag();
      expect(await flags(again)).toEqual(expected);
    }
  });
});
