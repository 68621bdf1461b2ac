import { describe, expect, test } from 'vitest';
import { contributionKey, totalKey } from '../../../platform/projection.ts';
import { InventoryDesk } from '../inventory/inventory-desk.ts';
import { COUNTY, FAR_VILLAGE, PEOPLE, TOWNSHIP, VILLAGE } from '../sample-registry.ts';
import { ALL_CLASSES } from '../views.ts';

const sum = (count: number, fen: number) => ({ count, fen });

async function pages(desk: InventoryDesk, path: string, query: Record<string, string>) {
  const found: Record<string, unknown>[] = [];
  let cursor: string | undefined;
  do {
    const page = await desk.get(PEOPLE.government, path, undefined, { ...query, ...(cursor ? { cursor } : {}) });
    found.push(page);
    cursor = page.nextCursor as string | undefined;
  } while (cursor);
  return found;
}

describe('reconciling our own ledger', () => {
  test('MG-05 reports zero once caught up, page by page over the county, and every asset that has not been counted before', async () => {
    const desk = await new InventoryDesk().open();
    for (const [place, unit] of [VILLAGE, VILLAGE, FAR_VILLAGE].entries()) await desk.asset(unit, 100 + place);
    const behind = await pages(desk, 'reconciliations', { unitPath: COUNTY });
    expect(behind.at(-1)).toMatchObject({ cards: sum(3, 303), projection: sum(0, 0), difference: sum(-3, -303) });
    expect(behind.flatMap(({ wrong }) => wrong as unknown[])).toHaveLength(3);
    await desk.registry.project();
    const caughtUp = await pages(desk, 'reconciliations', { unitPath: COUNTY, limit: '1' });
    expect(caughtUp).toHaveLength(4);
    expect(caughtUp.at(-1)).toMatchObject({
      complete: true,
      cards: sum(3, 303),
      events: sum(3, 303),
      projection: sum(3, 303),
      difference: sum(0, 0),
    });
    expect(caughtUp.flatMap(({ wrong }) => wrong as unknown[])).toEqual([]);
  });

  test('MG-05 finds a wrong total, and the asset behind a wrong contribution and a wrong card', async () => {
    const desk = await new InventoryDesk().open();
    const assetId = await desk.asset(VILLAGE, 500);
    await desk.registry.project();
    const { table } = desk.registry;
    await table.write([{ kind: 'add', key: totalKey('ledger', 1, VILLAGE, ALL_CLASSES), add: { originalFen: 1 } }]);
    const [total] = await pages(desk, 'reconciliations', { unitPath: VILLAGE });
    expect(total).toMatchObject({ difference: sum(0, 1), wrong: [] });
    const key = contributionKey('ledger', 1, `asset/${assetId}`);
    const [row] = await table.read([key]);
    const parts = [{ breakdown: ALL_CLASSES, add: { count: 1, originalFen: 501 } }];
    const contributions = { rows: [VILLAGE], parts };
    await table.write([{ kind: 'put', row: { ...key, ...row, contributions } }]);
    const [contribution] = await pages(desk, 'reconciliations', { unitPath: VILLAGE });
    expect(contribution?.wrong).toEqual([{ assetId, what: 'projection', card: sum(1, 500), found: sum(1, 501) }]);
    const card = table.items.get(`ASSET#${assetId}\nSTATE`);
    if (!card) throw new Error('no card');
    await table.write([{ kind: 'put', row: { ...card, state: { ...(card.state as object), originalFen: 501 } } }]);
    const [events] = await pages(desk, 'reconciliations', { unitPath: VILLAGE });
    expect(events?.wrong).toEqual([{ assetId, what: 'events', card: sum(1, 501), found: sum(1, 500) }]);
  });
});

describe('the four ledgers', () => {
  test('MG-05 SX-12 units, departments and funding are views of one set of books: no difference, to the fen', async () => {
    const desk = await new InventoryDesk().open();
    await desk.asset(VILLAGE, 1_01);
    await desk.asset(TOWNSHIP, 2_02);
    await desk.asset(FAR_VILLAGE, 3_03);
    await desk.registry.project();
    const county = await desk.get(PEOPLE.government, 'four-ledgers', undefined, { unitPath: COUNTY });
    expect(county.total).toEqual((await pages(desk, 'reconciliations', { unitPath: COUNTY })).at(-1)?.cards);
    expect((county.byUnit as { unitPath: string }[]).map(({ unitPath }) => unitPath)).toEqual([
      TOWNSHIP,
      '653127/653127101/',
    ]);
    expect(county.differences).toEqual({ units: sum(0, 0), levels: sum(0, 0), departments: sum(0, 0), fundingFen: 0 });
    const key = totalKey('ledger', 1, TOWNSHIP, ALL_CLASSES);
    await desk.registry.table.write([{ kind: 'add', key, add: { originalFen: -7 } }]);
    const wrong = await desk.get(PEOPLE.government, 'four-ledgers', undefined, { unitPath: COUNTY });
    expect(wrong.differences).toMatchObject({ units: sum(0, -7) });
  });
});

describe('a ledger of others', () => {
  async function compared(lines: (desk: InventoryDesk, codes: string[]) => Record<string, unknown>[]) {
    const desk = await new InventoryDesk().open();
    const assets = [
      await desk.asset(VILLAGE, 100, { externalCode: 'P-1' }),
      await desk.asset(VILLAGE, 200, { name: '水泵' }),
      await desk.asset(FAR_VILLAGE, 300, { name: '磨坊' }),
    ];
    const codes = await Promise.all(
      assets.map(async (assetId) => String((await desk.get(PEOPLE.finance, 'assets/{assetId}', { assetId })).code)),
    );
    const body = { unitPath: COUNTY, source: 'finance', period: '2026-04' };
    const outsideLedgerId = String((await desk.post(PEOPLE.finance, 'outside-ledgers', { body })).body.id);
    const params = { outsideLedgerId };
    const posted = lines(desk, codes);
    const path = 'outside-ledgers/{outsideLedgerId}';
    await desk.post(PEOPLE.finance, `${path}/lines`, { params, version: 1, body: { lines: posted } });
    const total = sum(
      posted.length,
      posted.reduce((fen, line) => fen + Number(line.amountFen), 0),
    );
    const seal = (of: object) =>
      desk.send(PEOPLE.finance, `POST /registry/${path}/sealing`, { params, version: 2, body: { total: of } });
    expect((await seal({ ...total, fen: total.fen + 1 })).body.type).toContain('lines-do-not-add-up');
    expect((await seal(total)).status).toBe(200);
    await desk.deliver(2);
    return { desk, assets, params, path };
  }

  test('MG-05 SX-12 every difference is shown to the fen, both ways, with the asset behind it, and settled one by one', async () => {
    const { desk, assets, params, path } = await compared((_, [first, second]) => [
      { by: 'code', code: first, amountFen: 100 },
      { by: 'code', code: second, amountFen: 201 },
      { by: 'external', code: 'Z-9', amountFen: 50 },
    ]);
    const [, second, third] = assets;
    const ledger = await desk.get(PEOPLE.finance, path, params);
    expect(ledger).toMatchObject({
      status: 'compared',
      theirs: sum(3, 351),
      ours: sum(3, 600),
      differences: 3,
      differenceFen: 249,
    });
    const { rows } = await desk.get(PEOPLE.finance, `${path}/differences`, params);
    const shown = rows as { key: string; kind: string; assetId?: string; differenceFen: number }[];
    expect(new Set(shown.map(({ kind, assetId, differenceFen }) => [kind, assetId, differenceFen].join(' ')))).toEqual(
      new Set([`amount ${second} -1`, `only-ours ${third} 300`, 'only-theirs  -50']),
    );
    const settle = (key: string, version: number) =>
      desk.send(PEOPLE.finance, `POST /registry/${path}/settlements`, {
        params,
        version,
        body: { key, why: '对方少记一分', entry: '财政账补记' },
      });
    const version = Number(ledger.version);
    expect((await settle(`asset#${assets[0]}`, version)).body.type).toContain('not-found');
    expect((await settle(`asset#${second}`, version)).status).toBe(200);
    expect((await settle(`asset#${second}`, version + 1)).body.type).toContain('wrong-state');
    const after = await desk.get(PEOPLE.finance, `${path}/differences`, params);
    expect((after.rows as object[]).filter((row) => 'settled' in row)).toMatchObject([
      { assetId: second, settled: { by: PEOPLE.finance.sub, why: '对方少记一分' } },
    ]);
  });

  test('SX-12 the other’s own number finds the asset too, and one line stands for one asset', async () => {
    const { desk, assets, params, path } = await compared((_, [first]) => [
      { by: 'code', code: first, amountFen: 100 },
      { by: 'external', code: 'P-1', amountFen: 100 },
    ]);
    expect(assets).toHaveLength(3);
    const ledger = await desk.get(PEOPLE.finance, path, params);
    expect(ledger).toMatchObject({ differences: 3, differenceFen: 400 });
  });
});

describe('a ledger of the past', () => {
  test('SX-12 shows the cards as they stood at the end of a day in Shanghai', async () => {
    const desk = await new InventoryDesk().open();
    const { registry } = desk;
    registry.now = '2026-05-01T15:59:59.000Z';
    const assetId = await desk.asset(VILLAGE, 100);
    registry.now = '2026-05-01T16:00:00.000Z';
    await desk.asset(VILLAGE, 30, { name: '水泵' });
    registry.now = '2026-05-06T02:00:00.000Z';
    const card = {
      name: '旧校舍',
      class: 'village-collective',
      originalFen: 70,
      valueProvisional: false,
      title: 'unclear',
      use: 'in-use',
      reason: '核对',
    };
    await desk.post(PEOPLE.accountant, 'assets/{assetId}/corrections', { params: { assetId }, body: card, version: 1 });
    const on = async (asOf: string) =>
      (await pages(desk, 'past-ledgers', { unitPath: TOWNSHIP, asOf, limit: '1' })).at(-1)?.total;
    expect(await on('2026-04-30')).toEqual(sum(0, 0));
    expect(await on('2026-05-01')).toEqual(sum(1, 100));
    expect(await on('2026-05-02')).toEqual(sum(2, 130));
    expect(await on('2026-05-06')).toEqual(sum(2, 100));
  });
});
