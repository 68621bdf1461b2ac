/** How an inventory ends otherwise than with its report: refused, withdrawn, late — and that a unit is counted by one at a time. */
import { describe, expect, test } from 'vitest';
import { consumeMessage } from '../../../platform/consume.ts';
import { toCloudEvent } from '../../../platform/event-item.ts';
import type { Commit, Store } from '../../../platform/store/store.ts';
import { flagDue } from '../flag-due.ts';
import { reactions } from '../reactions.ts';
import { COUNTY, FAR_TOWNSHIP, NEIGHBOUR, PEOPLE, TOWNSHIP, VILLAGE } from '../sample-registry.ts';
import { InventoryDesk, OFFICER, SECOND_FINANCE } from './inventory-desk.ts';

const sum = (count: number, fen: number) => ({ count, fen });
const village = (campaignId: string): string => `${campaignId}-653127100201`;
const neighbour = (campaignId: string): string => `${campaignId}-653127100202`;
const township = (campaignId: string): string => `${campaignId}-653127100`;

const read = (desk: InventoryDesk, campaignId: string) =>
  desk.get(PEOPLE.government, 'inventory-campaigns/{campaignId}', { campaignId });
const open = async (desk: InventoryDesk, unitPath: string, body: object = {}) =>
  desk.send(PEOPLE.finance, 'POST /registry/inventory-campaigns', {
    body: { unitPath, kind: 'special', asOf: '2026-05-01', ...body },
  });
const withdraw = (desk: InventoryDesk, campaignId: string, who = PEOPLE.finance) =>
  desk.onCampaign(campaignId, 'withdrawals', who, { reason: '口径调整' });
async function statuses(desk: InventoryDesk, campaignId: string) {
  const { rows } = await desk.get(PEOPLE.finance, 'inventory-campaigns/{campaignId}/tasks', { campaignId });
  return Object.fromEntries(
    (rows as { unitPath: string; status: string }[]).map(({ unitPath, status }) => [unitPath, status]),
  );
}
async function present(desk: InventoryDesk, countId: string, assetId: string, who = PEOPLE.accountant) {
  await desk.record(countId, [{ assetId, result: 'present' }], who);
  expect((await desk.on(countId, 'submissions', who, { bookReasons: [] })).status).toBe(200);
}

describe('a count that is refused', () => {
  async function refused() {
    const desk = await new InventoryDesk().open();
    const assetId = await desk.asset(VILLAGE, 5_05);
    const well = await desk.asset(NEIGHBOUR, 7_07, { name: '水井' });
    const campaignId = await desk.campaign(TOWNSHIP);
    await present(desk, village(campaignId), assetId);
    return { desk, campaignId, assetId, well };
  }
  const refuse = (desk: InventoryDesk, countId: string, body: object = { verdict: 'refused', reason: '未实地盘点' }) =>
    desk.on(countId, 'steps', OFFICER, body as Record<string, unknown>);

  test('MG-18 needs a reason, makes no entry, and is neither counted nor submitted again', async () => {
    const { desk, campaignId, assetId } = await refused();
    const countId = village(campaignId);
    expect((await refuse(desk, countId, { verdict: 'refused' })).body.type).toContain('reason-required');
    expect((await refuse(desk, countId)).status).toBe(200);
    await desk.deliver(2);
    expect(await desk.count(campaignId)).toMatchObject({ status: 'refused', endedBecause: '未实地盘点' });
    for (const [what, body] of [
      ['submissions', { bookReasons: [] }],
      ['withdrawals', { reason: '重来' }],
      ['corrections', { line: { assetId, result: 'present' }, why: '重来' }],
    ] as const)
      expect((await desk.on(countId, what, PEOPLE.accountant, body)).body.type, what).toContain('wrong-state');
    const step = await desk.on(countId, 'steps', SECOND_FINANCE, { verdict: 'approved' });
    expect(step.body.type).toContain('wrong-state');
    const asset = await desk.get(PEOPLE.finance, 'assets/{assetId}', { assetId });
    expect(asset).toMatchObject({ version: 1, use: 'in-use' });
  });

  test('MG-18 the report names how many were refused; the next inventory opens with the balance before it', async () => {
    const { desk, campaignId, well, assetId } = await refused();
    await refuse(desk, village(campaignId));
    await present(desk, neighbour(campaignId), well, PEOPLE.neighbour);
    await desk.approve(neighbour(campaignId));
    expect((await desk.onCampaign(campaignId, 'closing')).body.type).toContain('counts-unfinished');
    await desk.on(township(campaignId), 'submissions', PEOPLE.officer, { bookReasons: [] });
    await desk.approve(township(campaignId), [SECOND_FINANCE, PEOPLE.government]);
    await desk.close(campaignId);
    expect(await read(desk, campaignId)).toMatchObject({
      status: 'closed',
      units: { opened: 3, closed: 2, refused: 1 },
      closing: sum(1, 7_07),
    });
    const event = (await desk.registry.events()).find(({ type }) => type.endsWith('campaign-closed.v1'));
    expect(event?.data).toMatchObject({ units: 2, refused: 1 });
    const again = await desk.campaign(VILLAGE, { asOf: '2026-05-02' });
    expect(await desk.count(again)).not.toHaveProperty('previousCountId');
    await present(desk, village(again), assetId);
  });

  test('when all are refused there is no report: the campaign is withdrawn', async () => {
    const desk = await new InventoryDesk().open();
    const assetId = await desk.asset(VILLAGE, 5_05);
    const campaignId = await desk.campaign();
    await present(desk, village(campaignId), assetId);
    await refuse(desk, village(campaignId));
    expect((await desk.onCampaign(campaignId, 'closing')).body.type).toContain('counts-unfinished');
    expect((await withdraw(desk, campaignId)).status).toBe(200);
    await desk.deliver();
    expect(await statuses(desk, campaignId)).toEqual({ [VILLAGE]: 'refused' });
  });
});

describe('a campaign that is withdrawn', () => {
  test('MG-18 takes its open tasks with it, whatever their state; what was approved stays, and its balance is carried on', async () => {
    const desk = await new InventoryDesk().open();
    const assetId = await desk.asset(VILLAGE, 5_05);
    const well = await desk.asset(NEIGHBOUR, 7_07, { name: '水井' });
    const campaignId = await desk.campaign(TOWNSHIP);
    await present(desk, village(campaignId), assetId);
    await desk.approve(village(campaignId));
    await present(desk, neighbour(campaignId), well, PEOPLE.neighbour);
    expect((await withdraw(desk, campaignId, PEOPLE.officer)).status).toBe(200);
    await desk.deliver(3);
    expect(await read(desk, campaignId)).toMatchObject({
      status: 'withdrawn',
      withdrawal: { by: PEOPLE.officer.sub, reason: '口径调整', on: '2026-05-06' },
      units: { opened: 3, closed: 1, refused: 0 },
    });
    expect(await statuses(desk, campaignId)).toEqual({
      [TOWNSHIP]: 'cancelled',
      [VILLAGE]: 'closed',
      [NEIGHBOUR]: 'cancelled',
    });
    expect(await desk.count(campaignId, '653127100202')).toMatchObject({ endedBecause: '口径调整' });
    const step = await desk.on(neighbour(campaignId), 'steps', PEOPLE.officer, { verdict: 'approved' });
    expect(step.body.type).toContain('wrong-state');
    for (const again of ['closing', 'withdrawals'] as const) {
      const body = again === 'closing' ? {} : { reason: '再次' };
      expect((await desk.onCampaign(campaignId, again, PEOPLE.finance, body)).body.type).toContain('wrong-state');
    }
    const events = (await desk.registry.events()).filter(({ type }) => type.endsWith('count-cancelled.v1'));
    expect(events).toHaveLength(2);
    const next = await desk.campaign(VILLAGE, { asOf: '2026-05-02' });
    expect(await desk.count(next)).toMatchObject({ previousCountId: village(campaignId), opening: sum(1, 5_05) });
  });

  test('needs a reason and somebody over the unit; another township knows nothing of it', async () => {
    const desk = await new InventoryDesk().open();
    const campaignId = await desk.campaign(TOWNSHIP);
    expect((await desk.onCampaign(campaignId, 'withdrawals')).status).toBe(400);
    expect((await withdraw(desk, campaignId, PEOPLE.accountant)).status).toBe(403);
    expect((await withdraw(desk, campaignId, PEOPLE.farOfficer)).status).toBe(404);
    expect((await read(desk, campaignId)).status).toBe('open');
  });

  test('while its counts are still being opened no count of it is left open', async () => {
    const desk = await new InventoryDesk().open();
    const { body } = await open(desk, TOWNSHIP);
    const campaignId = String(body.id);
    // The count of the township is opened and goes on to its villages; just before they are opened the campaign is withdrawn.
    const { deps } = desk.registry;
    let waiting = true;
    const store: Store = Object.assign(Object.create(deps.store) as Store, {
      async commitTogether(commits: readonly Commit[]) {
        if (waiting) {
          waiting = false;
          expect((await withdraw(desk, campaignId)).status).toBe(200);
        }
        return deps.store.commitTogether(commits);
      },
    });
    const started = (await desk.registry.events()).find(({ type }) => type.endsWith('campaign-opened.v1'));
    if (!started) throw new Error('not opened');
    await desk.registry.consume(toCloudEvent(started, '653127', 'registry'));
    const opened = (await desk.registry.events()).find(({ type }) => type.endsWith('count-opened.v1'));
    if (!opened) throw new Error('no count');
    const text = JSON.stringify(toCloudEvent(opened, '653127', 'registry'));
    expect(await consumeMessage({ ...deps, store }, reactions, text)).toMatchObject({ kind: 'done' });
    expect(waiting).toBe(false);
    await desk.deliver(2);
    expect(await statuses(desk, campaignId)).toEqual({ [TOWNSHIP]: 'cancelled' });
  });

  test('is refused while entries are being made, and no count of a withdrawn one is approved', async () => {
    const desk = await new InventoryDesk().open();
    const assetId = await desk.asset(VILLAGE, 5_05);
    const campaignId = await desk.campaign();
    const countId = village(campaignId);
    await present(desk, countId, assetId);
    for (const who of [OFFICER, SECOND_FINANCE])
      expect((await desk.on(countId, 'steps', who, { verdict: 'approved' })).status).toBe(200);
    // Approved, and its entries are still to be made.
    expect((await withdraw(desk, campaignId)).body.type).toContain('entries-being-made');
    await desk.deliver();
    expect((await withdraw(desk, campaignId)).status).toBe(200);
    const other = await desk.campaign(VILLAGE, { asOf: '2026-05-02' });
    await present(desk, village(other), assetId);
    await desk.on(village(other), 'steps', OFFICER, { verdict: 'approved' });
    expect((await withdraw(desk, other)).status).toBe(200);
    // Its counts have not heard of it yet.
    const last = await desk.on(village(other), 'steps', SECOND_FINANCE, { verdict: 'approved' });
    expect(last.body.type).toContain('wrong-state');
  });

  test('a yearly one may be opened anew for the same day', async () => {
    const desk = await new InventoryDesk().open();
    const yearly = { kind: 'yearly', asOf: '2025-12-31' };
    const campaignId = await desk.campaign(VILLAGE, yearly);
    expect((await open(desk, VILLAGE, yearly)).body.type).toContain('already-exists');
    await withdraw(desk, campaignId);
    expect((await open(desk, VILLAGE, yearly)).status).toBe(201);
  });
});

describe('campaigns that overlap', () => {
  test('ZC-03 MG-18 a unit is counted by one at a time: its own, one above it or one below it', async () => {
    const desk = await new InventoryDesk().open();
    const campaignId = await desk.campaign(TOWNSHIP);
    for (const unitPath of [TOWNSHIP, VILLAGE, NEIGHBOUR, COUNTY]) {
      const answer = await open(desk, unitPath);
      expect([answer.status, answer.body.type], unitPath).toEqual([409, expect.stringContaining('inventory-running')]);
    }
    expect((await open(desk, FAR_TOWNSHIP)).status).toBe(201);
    await withdraw(desk, campaignId);
    expect((await open(desk, VILLAGE)).status).toBe(201);
    expect((await open(desk, NEIGHBOUR)).status).toBe(201);
    expect((await open(desk, TOWNSHIP)).body.type).toContain('inventory-running');
  });

  test('after a report the unit is free again; of several opened at the same moment one runs', async () => {
    const desk = await new InventoryDesk().open();
    const campaignId = await desk.campaign(VILLAGE);
    await desk.on(village(campaignId), 'submissions', PEOPLE.accountant, { bookReasons: [] });
    await desk.approve(village(campaignId));
    expect((await open(desk, VILLAGE)).body.type).toContain('inventory-running');
    await desk.close(campaignId);
    const answers = await Promise.all([VILLAGE, TOWNSHIP, COUNTY].map((unitPath) => open(desk, unitPath)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
  });
});

describe('a report that is late', () => {
  const at = (desk: InventoryDesk, day: string): InventoryDesk => {
    desk.registry.now = new Date(Date.parse(`${day}T05:30:00.000+08:00`)).toISOString();
    return desk;
  };
  async function flags(desk: InventoryDesk) {
    const events = (await desk.registry.events()).filter(({ type }) => type.endsWith('campaign-report-overdue.v1'));
    return events.map(({ data }) => data);
  }

  test('MG-18 is flagged on the first day after its term, once, and shown', async () => {
    const desk = at(await new InventoryDesk().open(), '2026-01-10');
    const campaignId = await desk.campaign(VILLAGE, { kind: 'yearly', asOf: '2025-12-31' });
    expect(await flagDue(at(desk, '2026-03-31').registry.deps)).toMatchObject({ done: 0 });
    expect(await flagDue(at(desk, '2026-04-01').registry.deps)).toMatchObject({ found: 1, done: 1 });
    expect(await flagDue(desk.registry.deps)).toMatchObject({ done: 0 });
    expect(await flagDue(at(desk, '2026-06-01').registry.deps)).toMatchObject({ found: 0 });
    expect(await flags(desk)).toEqual([{ unitPath: VILLAGE, dueDate: '2026-03-31' }]);
    expect(await read(desk, campaignId)).toMatchObject({ status: 'open', reportOverdue: true });
  });

  test('MG-18 one that is opened after its term is flagged the next morning', async () => {
    const desk = at(await new InventoryDesk().open(), '2026-05-06');
    await flagDue(desk.registry.deps);
    await desk.campaign(VILLAGE, { kind: 'yearly', asOf: '2025-12-31' });
    expect(await flagDue(at(desk, '2026-05-07').registry.deps)).toMatchObject({ found: 1, done: 1 });
    expect(await flags(desk)).toEqual([{ unitPath: VILLAGE, dueDate: '2026-03-31' }]);
  });

  test('one that was closed or withdrawn in time is not flagged, nor is a special one', async () => {
    const desk = at(await new InventoryDesk().open(), '2026-01-10');
    const yearly = { kind: 'yearly', asOf: '2025-12-31' };
    const closed = await desk.campaign(VILLAGE, yearly);
    await desk.on(village(closed), 'submissions', PEOPLE.accountant, { bookReasons: [] });
    await desk.approve(village(closed));
    await desk.close(closed);
    await withdraw(desk, await desk.campaign(NEIGHBOUR, yearly));
    await desk.campaign(FAR_TOWNSHIP, { asOf: '2026-01-01' });
    expect(await flagDue(at(desk, '2026-04-02').registry.deps)).toMatchObject({ found: 0, done: 0 });
    expect(await flags(desk)).toEqual([]);
  });
});
