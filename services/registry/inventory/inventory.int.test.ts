/** The yearly inventory on the real engine: last year's balance, tasks, counts, differences, approval, entries and the report. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDynoxide, type TestEngine } from '../../../test/support/dynoxide.ts';
import { engineTable } from '../../../test/support/engine-table.ts';
import { COUNTY, NEIGHBOUR, PEOPLE, TOWNSHIP, VILLAGE } from '../sample-registry.ts';
import { InventoryDesk, SECOND_FINANCE } from './inventory-desk.ts';

const sum = (count: number, fen: number) => ({ count, fen });
const CODES = { village: '653127100201', neighbour: '653127100202', township: '653127100' } as const;

let engine: TestEngine;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine.stop());

class Years {
  readonly desk: InventoryDesk;
  constructor(desk: InventoryDesk) {
    this.desk = desk;
  }
  static async open(): Promise<Years> {
    return new Years(await new InventoryDesk(await engineTable(engine)).open());
  }
  /** The yearly campaign of the township, every count of it opened and listed. */
  begin(asOf: string): Promise<string> {
    return this.desk.campaign(TOWNSHIP, { kind: 'yearly', asOf }, 2);
  }
  /** Submits and approves the count of every unit. */
  async settle(campaignId: string): Promise<void> {
    for (const [unit, code] of Object.entries(CODES)) {
      const who = { village: PEOPLE.accountant, neighbour: PEOPLE.neighbour }[unit] ?? PEOPLE.officer;
      const countId = `${campaignId}-${code}`;
      const submitted = await this.desk.on(countId, 'submissions', who, { bookReasons: [] });
      expect(submitted).toMatchObject({ status: 200 });
      await this.desk.approve(countId, unit === 'township' ? [SECOND_FINANCE, PEOPLE.government] : undefined);
    }
  }
  report(campaignId: string) {
    return this.desk.get(PEOPLE.government, 'inventory-campaigns/{campaignId}', { campaignId });
  }
}

test('ZC-01 ZC-03 MG-18 last year’s closing balance is carried, differences become entries, and the report balances to the fen', async () => {
  const years = await Years.open();
  const { desk } = years;
  const school = await desk.asset(VILLAGE, 100_01);
  const pump = await desk.asset(VILLAGE, 20_02, { name: '水泵' });
  const twin = await desk.asset(VILLAGE, 20_02, { name: '抽水机' });
  const well = await desk.asset(NEIGHBOUR, 7_07, { name: '水井' });
  const present = (...ids: string[]) => ids.map((assetId) => ({ assetId, result: 'present' }));

  const last = await years.begin('2024-12-31');
  await desk.record(`${last}-${CODES.village}`, present(school, pump, twin));
  await desk.record(`${last}-${CODES.neighbour}`, present(well), PEOPLE.neighbour);
  expect((await desk.onCampaign(last, 'closing')).status).toBe(409);
  await years.settle(last);
  await desk.close(last);
  expect(await years.report(last)).toMatchObject({ status: 'closed', closing: sum(4, 147_12) });

  const gate = await desk.asset(VILLAGE, 3_03, { name: '铁门' });
  const now = await years.begin('2025-12-31');
  const { rows } = await desk.get(PEOPLE.officer, 'inventory-campaigns/{campaignId}/tasks', { campaignId: now });
  expect((rows as { countId: string }[]).map(({ countId }) => countId).toSorted()).toEqual(
    Object.values(CODES)
      .map((code) => `${now}-${code}`)
      .toSorted(),
  );
  const count = await desk.count(now);
  expect(count).toMatchObject({
    previousCountId: `${last}-${CODES.village}`,
    opening: sum(3, 140_05),
    increases: sum(1, 3_03),
    book: sum(4, 143_08),
  });
  const photo = { kind: 'stop-use-statement', evidenceId: await desk.registry.fileDocument('stop-use-statement') };
  const countId = count.id;
  await desk.record(countId, [
    ...present(school, pump),
    { assetId: twin, result: 'duplicate', duplicateOf: pump, reason: '同一台水泵', entry: 'mark-duplicate' },
    { assetId: gate, result: 'missing', reason: '被盗', entry: 'write-down', evidence: [photo] },
  ]);
  // Two people count the same thing at once: one of them is told.
  const line = { params: { countId: `${now}-${CODES.neighbour}` }, body: { lines: present(well) } };
  const both = await Promise.all(
    [PEOPLE.neighbour, PEOPLE.officer].map((who) =>
      desk.send(who, 'POST /registry/inventory-counts/{countId}/lines', line),
    ),
  );
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  const mill = { name: '磨坊', class: 'village-collective', amountFen: 7_77, reason: '未入账', entry: 'register' };
  await desk.post(PEOPLE.accountant, 'inventory-counts/{countId}/surpluses', { params: { countId }, body: mill });
  await years.settle(now);

  expect(await desk.count(now)).toMatchObject({
    status: 'closed',
    opening: sum(3, 140_05),
    increases: sum(2, 10_80),
    decreases: sum(2, 23_05),
    closing: sum(3, 127_80),
    openEntries: sum(0, 0),
  });
  const asset = (assetId: string) => desk.get(PEOPLE.government, 'assets/{assetId}', { assetId });
  expect((await asset(gate)).use).toBe('lost');
  expect((await asset(twin)).duplicateOf).toBe(pump);
  await desk.close(now);
  expect(await years.report(now)).toMatchObject({
    status: 'closed',
    units: { opened: 3, closed: 3 },
    opening: sum(4, 147_12),
    increases: sum(2, 10_80),
    decreases: sum(2, 23_05),
    closing: sum(4, 134_87),
  });
  const told = (await desk.registry.events()).filter(({ type }) => type.endsWith('-assets-found.v1'));
  expect(told.map(({ type }) => type.split('.')[2]).toSorted()).toEqual([
    'duplicate-assets-found',
    'unreported-assets-found',
  ]);
});

test('ZC-03 MG-18 of campaigns over the same unit opened at the same moment one runs; withdrawn, it leaves the unit free and no task open', async () => {
  const { desk } = await Years.open();
  const open = (unitPath: string) =>
    desk.send(PEOPLE.finance, 'POST /registry/inventory-campaigns', {
      body: { unitPath, kind: 'special', asOf: '2026-05-01' },
    });
  const paths = [VILLAGE, TOWNSHIP, COUNTY];
  const answers = await Promise.all(paths.map(open));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
  const campaignId = String(answers.find(({ status }) => status === 201)?.body.id);
  await desk.deliver();
  for (const unitPath of paths) expect((await open(unitPath)).body.type).toMatch(/inventory-running/);
  const withdrawn = await desk.onCampaign(campaignId, 'withdrawals', PEOPLE.finance, { reason: '口径调整' });
  expect(withdrawn.status).toBe(200);
  await desk.deliver(2);
  const { rows } = await desk.get(PEOPLE.government, 'inventory-campaigns/{campaignId}/tasks', { campaignId });
  expect(new Set((rows as { status: string }[]).map(({ status }) => status))).toEqual(new Set(['cancelled']));
  expect((await open(VILLAGE)).status).toBe(201);
  expect((await open(NEIGHBOUR)).status).toBe(201);
  expect((await open(COUNTY)).status).toBe(409);
});
