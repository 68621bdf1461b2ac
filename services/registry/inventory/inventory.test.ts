import { describe, expect, test } from 'vitest';
import { NEIGHBOUR, PEOPLE, TOWNSHIP, VILLAGE } from '../sample-registry.ts';
import { InventoryDesk, OFFICER, SECOND_FINANCE } from './inventory-desk.ts';

const sum = (count: number, fen: number) => ({ count, fen });

/** A village with four cards, counted: one missing, one the duplicate of another, one thing that no book knew. */
async function counted(times = 1) {
  const desk = await new InventoryDesk().open();
  const [school, pump, twin, lost] = [
    await desk.asset(VILLAGE, 100_01),
    await desk.asset(VILLAGE, 20_02, { name: '水泵' }),
    await desk.asset(VILLAGE, 20_02, { name: '抽水机' }),
    await desk.asset(VILLAGE, 3_03, { name: '铁门' }),
  ];
  const photo = { kind: 'stop-use-statement', evidenceId: await desk.registry.fileDocument('stop-use-statement') };
  const campaignId = await desk.campaign(VILLAGE, {}, times);
  const { id: countId } = await desk.count(campaignId);
  await desk.record(countId, [
    { assetId: school, result: 'present', condition: 'worn' },
    { assetId: pump, result: 'present' },
    { assetId: twin, result: 'duplicate', duplicateOf: pump, reason: '同一台水泵', entry: 'mark-duplicate' },
    { assetId: lost, result: 'missing', reason: '被盗', entry: 'write-down', evidence: [photo] },
  ]);
  const thing = { name: '磨坊', class: 'village-collective', amountFen: 7_07, reason: '未入账', entry: 'register' };
  await desk.post(PEOPLE.accountant, 'inventory-counts/{countId}/surpluses', { params: { countId }, body: thing });
  return { desk, campaignId, countId, school, pump, twin, lost };
}
const submit = async (desk: InventoryDesk, countId: string, bookReasons: string[] = []) =>
  desk.on(countId, 'submissions', PEOPLE.accountant, { bookReasons });

describe('a campaign', () => {
  test('ZC-01 books = books, books = cards, books = things: each difference shown to the fen and settled with an entry', async () => {
    const { desk, campaignId, countId, school, twin, lost } = await counted();
    const before = await desk.count(campaignId);
    expect(before).toMatchObject({ ledger: sum(4, 143_08), cards: sum(4, 143_08), counted: 4 });
    expect(before.books).toEqual([
      { between: 'ledger-and-cards', ledger: sum(4, 143_08), other: sum(4, 143_08), difference: sum(0, 0) },
    ]);
    expect(before.things).toEqual({ book: sum(4, 143_08), found: sum(3, 127_10), difference: sum(-1, -15_98) });
    expect((await submit(desk, countId)).status).toBe(200);
    await desk.approve(countId);
    expect(await desk.count(campaignId)).toMatchObject({
      status: 'closed',
      opening: sum(4, 143_08),
      increases: sum(1, 7_07),
      decreases: sum(2, 23_05),
      closing: sum(3, 127_10),
      openEntries: sum(0, 0),
    });
    const asset = (assetId: string) => desk.get(PEOPLE.government, 'assets/{assetId}', { assetId });
    expect((await asset(lost)).use).toBe('lost');
    expect((await asset(twin)).duplicateOf).toBeDefined();
    expect((await asset(school)).use).toBe('in-use');
    const { rows } = await desk.get(PEOPLE.government, 'assets', undefined, { unitPath: VILLAGE });
    expect((rows as { name: string }[]).map(({ name }) => name)).toContain('磨坊');
    const lines = await desk.get(
      PEOPLE.government,
      'inventory-counts/{countId}/lines',
      { countId },
      { only: 'differences' },
    );
    expect((lines.rows as { assetId: string; made: string }[]).map(({ assetId, made }) => [assetId, made])).toEqual(
      [twin, lost].toSorted().map((id) => [id, 'made']),
    );
  });

  test('MG-18 unreported and duplicate assets are told as findings, once each, however often messages come', async () => {
    const { desk, campaignId, countId } = await counted(2);
    await submit(desk, countId);
    await desk.approve(countId, undefined, 2);
    const told = [...desk.registry.table.items.values()].filter((item) => String(item.type).endsWith('-found.v1'));
    expect(told.map(({ type, data }) => [type, (data as { found: unknown }).found]).toSorted()).toEqual([
      ['panhuo.registry.duplicate-assets-found.v1', sum(1, 20_02)],
      ['panhuo.registry.unreported-assets-found.v1', sum(1, 7_07)],
    ]);
    expect(await desk.count(campaignId)).toMatchObject({ status: 'closed', closing: sum(3, 127_10) });
  });

  test('MG-18 ZC-03 the closing balance is the next opening balance, and what came and went since is an increase or a decrease', async () => {
    const { desk, countId, campaignId } = await counted();
    await submit(desk, countId);
    await desk.approve(countId);
    await desk.close(campaignId);
    await desk.asset(VILLAGE, 50_05, { name: '新水塔' });
    const next = await desk.campaign(VILLAGE, { asOf: '2026-05-06' });
    const count = await desk.count(next);
    expect(count).toMatchObject({
      previousCountId: `${campaignId}-653127100201`,
      opening: sum(3, 127_10),
      increases: sum(1, 50_05),
      decreases: sum(0, 0),
      book: sum(4, 177_15),
      lost: sum(1, 3_03),
    });
  });

  test('MG-18 a campaign has a count for every unit below it and closes when all are closed, with the sums of all', async () => {
    const desk = await new InventoryDesk().open();
    const one = await desk.asset(VILLAGE, 1_01);
    const two = await desk.asset(NEIGHBOUR, 2_02);
    const campaignId = await desk.campaign(TOWNSHIP);
    const tasks = await desk.get(PEOPLE.government, 'inventory-campaigns/{campaignId}/tasks', { campaignId });
    expect((tasks.rows as { unitPath: string }[]).map(({ unitPath }) => unitPath).toSorted()).toEqual(
      [TOWNSHIP, VILLAGE, NEIGHBOUR].toSorted(),
    );
    const close = () =>
      desk.send(PEOPLE.finance, 'POST /registry/inventory-campaigns/{campaignId}/closing', {
        params: { campaignId },
        version: 1,
        body: {},
      });
    expect((await close()).status).toBe(409);
    await desk.record(`${campaignId}-653127100201`, [{ assetId: one, result: 'present' }]);
    await desk.record(`${campaignId}-653127100202`, [{ assetId: two, result: 'present' }], PEOPLE.neighbour);
    for (const code of ['653127100201', '653127100202', '653127100']) {
      const countId = `${campaignId}-${code}`;
      const who = { '653127100201': PEOPLE.accountant, '653127100202': PEOPLE.neighbour }[code] ?? PEOPLE.officer;
      expect((await desk.on(countId, 'submissions', who, { bookReasons: [] })).status).toBe(200);
      const chain = code === '653127100' ? [SECOND_FINANCE, PEOPLE.government] : [OFFICER, SECOND_FINANCE];
      await desk.approve(countId, chain);
    }
    expect((await close()).status).toBe(200);
    expect(await desk.get(PEOPLE.government, 'inventory-campaigns/{campaignId}', { campaignId })).toMatchObject({
      status: 'closed',
      units: { opened: 3, closed: 3 },
      opening: sum(2, 3_03),
      closing: sum(2, 3_03),
    });
  });

  test('MG-18 the yearly inventory is as of the day of the pack, once a year', async () => {
    const desk = await new InventoryDesk().open();
    const open = (asOf: string) =>
      desk.send(PEOPLE.finance, 'POST /registry/inventory-campaigns', {
        body: { unitPath: VILLAGE, kind: 'yearly', asOf },
      });
    expect((await open('2026-05-01')).body.type).toContain('not-in-policy');
    expect((await open('2026-12-31')).body.type).toContain('date-in-future');
    const { body } = await open('2025-12-31');
    const campaignId = String(body.id);
    const campaign = await desk.get(PEOPLE.finance, 'inventory-campaigns/{campaignId}', { campaignId });
    expect(campaign.reportDueDate).toBe('2026-03-31');
    expect((await open('2025-12-31')).body.type).toContain('already-exists');
  });
});

describe('counting', () => {
  test('an asset is counted once; a correction is an event of its own and counts instead', async () => {
    const { desk, campaignId, countId, lost } = await counted();
    const again = { params: { countId }, body: { lines: [{ assetId: lost, result: 'present' }] } };
    const answer = await desk.send(PEOPLE.accountant, 'POST /registry/inventory-counts/{countId}/lines', again);
    expect(answer.body.type).toContain('already-counted');
    for (const result of ['present', 'missing', 'present']) {
      const reason = result === 'missing' ? { reason: '又不见了', entry: 'none' } : {};
      const line = { assetId: lost, result, ...reason };
      const corrected = await desk.on(countId, 'corrections', PEOPLE.accountant, { line, why: '复查' });
      expect(corrected.status).toBe(200);
    }
    expect(await desk.count(campaignId)).toMatchObject({ counted: 4, missing: sum(0, 0), duplicates: sum(1, 20_02) });
  });

  test('a difference without a reason and an entry, or with one that does not fit, is refused; so is an unfinished count', async () => {
    const desk = await new InventoryDesk().open();
    const assetId = await desk.asset(VILLAGE, 5);
    const countId = `${await desk.campaign()}-653127100201`;
    const record = async (line: Record<string, unknown>) =>
      (
        await desk.send(PEOPLE.accountant, 'POST /registry/inventory-counts/{countId}/lines', {
          params: { countId },
          body: { lines: [{ assetId, ...line }] },
        })
      ).body.type;
    expect(await record({ result: 'missing' })).toContain('reason-required');
    expect(await record({ result: 'missing', reason: '无', entry: 'mark-duplicate' })).toContain('entry-does-not-fit');
    expect(await record({ result: 'duplicate', reason: '无', entry: 'mark-duplicate' })).toContain('does-not-fit');
    expect(await record({ assetId: 'elsewhere', result: 'present' })).toContain('not-found');
    expect((await submit(desk, countId)).body.type).toContain('counts-unfinished');
  });

  test('ZC-01 a ledger that is not the sum of the cards needs a reason, and shows the card behind it', async () => {
    const desk = await new InventoryDesk().open();
    await desk.registry.project();
    const assetId = await desk.asset(VILLAGE, 9_09);
    // The projection has not taken the card in when the books are listed.
    const asked = { unitPath: VILLAGE, kind: 'special', asOf: '2026-05-01' };
    const { body } = await desk.post(PEOPLE.finance, 'inventory-campaigns', { body: asked });
    await desk.deliver();
    const countId = `${String(body.id)}-653127100201`;
    await desk.record(countId, [{ assetId, result: 'present' }]);
    expect((await submit(desk, countId)).body.type).toContain('reason-required');
    const lines = await desk.get(
      PEOPLE.finance,
      'inventory-counts/{countId}/lines',
      { countId },
      { only: 'differences' },
    );
    expect(lines.rows).toEqual([{ assetId, fen: 9_09, ledgerFen: 0, result: 'present' }]);
    expect((await submit(desk, countId, ['台账尚未更新'])).status).toBe(200);
  });

  test('an entry that a rule of the asset refuses stays open, with its problem, and the asset stays in the books', async () => {
    const desk = await new InventoryDesk().open();
    const assetId = await desk.asset(VILLAGE, 8_08);
    const campaignId = await desk.campaign();
    const countId = `${campaignId}-653127100201`;
    // A loss needs a document.
    await desk.record(countId, [{ assetId, result: 'missing', reason: '不见', entry: 'write-down' }]);
    await submit(desk, countId);
    await desk.approve(countId);
    expect(await desk.count(campaignId)).toMatchObject({
      status: 'closed',
      openEntries: sum(1, 8_08),
      closing: sum(1, 8_08),
    });
    const { rows } = await desk.get(PEOPLE.finance, 'inventory-counts/{countId}/lines', { countId });
    expect(rows).toMatchObject([{ assetId, made: 'open', problem: 'evidence-missing' }]);
  });
});

describe('the chain of a count', () => {
  test('is returned and submitted again, withdrawn, and nobody takes two steps or their own', async () => {
    const { desk, campaignId, countId } = await counted();
    const step = (who: Parameters<typeof desk.on>[2], body: Record<string, unknown>) =>
      desk.on(countId, 'steps', who, body);
    await submit(desk, countId);
    expect((await step(PEOPLE.farOfficer, { verdict: 'approved' })).body.type).toContain('not-found');
    expect((await step(SECOND_FINANCE, { verdict: 'approved' })).body.type).toContain('not-your-step');
    expect((await step(OFFICER, { verdict: 'returned' })).body.type).toContain('reason-required');
    expect((await step(OFFICER, { verdict: 'returned', reason: '照片不清' })).status).toBe(200);
    expect((await desk.count(campaignId)).status).toBe('counting');
    await submit(desk, countId);
    const both = { sub: OFFICER.sub, roles: ['township-officer', 'finance-bureau'], unit: TOWNSHIP } as const;
    expect((await step(both, { verdict: 'approved' })).status).toBe(200);
    expect((await step({ ...both, unit: '653127/' }, { verdict: 'approved' })).body.type).toContain('second-step');
    const withdrawn = await desk.on(countId, 'withdrawals', PEOPLE.accountant, { reason: '漏盘' });
    expect(withdrawn.status).toBe(200);
    expect((await desk.count(campaignId)).status).toBe('counting');
    await submit(desk, countId);
    // Another officer of the township has taken the place of the first.
    await desk.approve(countId, [PEOPLE.officer, SECOND_FINANCE]);
    expect((await desk.count(campaignId)).status).toBe('closed');
  });
});
