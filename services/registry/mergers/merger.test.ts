import { describe, expect, test } from 'vitest';
import { FAR_TOWNSHIP, FAR_VILLAGE, NEIGHBOUR, PEOPLE, type Person, TOWNSHIP, VILLAGE } from '../sample-registry.ts';
import { MergerDesk, NEW_VILLAGE } from './merger-desk.ts';

const OLD = '653127100201';
const UNITS = [
  { unitPath: VILLAGE, memberCount: 100 },
  { unitPath: NEIGHBOUR, memberCount: 100 },
];
const read = async (desk: MergerDesk, assetId: string) =>
  (await desk.get(PEOPLE.government, '/registry/assets/{assetId}', { assetId })).body;

describe('a merger of two similar villages', () => {
  test('ZC-05 moves assets, claims and debts together, and is complete when they agree to the fen', async () => {
    const desk = await new MergerDesk().open();
    const assetId = await desk.asset(VILLAGE, 1_000_01);
    await desk.asset(NEIGHBOUR, 2_000_02);
    const claim = await desk.obligation(VILLAGE, 'claim', 300_03);
    await desk.obligation(NEIGHBOUR, 'debt', 40_04);
    const mergerId = await desk.approved({ units: UNITS });
    await desk.execute(mergerId);
    await desk.carryOut();
    const merger = await desk.merger(mergerId);
    expect(merger).toMatchObject({ status: 'complete', mode: 'direct', leftBehind: 0 });
    expect(merger.tallies).toContainEqual({
      unit: OLD,
      part: 'claims',
      expected: { count: 1, fen: 300_03 },
      moved: { count: 1, fen: 300_03 },
      difference: { count: 0, fen: 0 },
    });
    const moved = await read(desk, assetId);
    expect(moved).toMatchObject({ unitPath: NEW_VILLAGE, mergerId });
    expect(moved).not.toHaveProperty('heldFor');
    const obligation = await desk.get(PEOPLE.government, '/registry/obligations/{obligationId}', {
      obligationId: claim,
    });
    expect(obligation.body).toMatchObject({ unitPath: NEW_VILLAGE, outstandingFen: 300_03 });
    expect((await desk.worth('653127100210')).inBooks).toMatchObject({
      assets: { count: 2, amountFen: 3_000_03 },
      claims: { count: 1, amountFen: 300_03 },
      debts: { count: 1, amountFen: 40_04 },
      netFen: 3_260_02,
    });
  });

  test('ZC-03 statistics follow the units; the old unit keeps its history and a query for its old path finds the successor', async () => {
    const desk = await new MergerDesk().open();
    await desk.asset(VILLAGE, 500);
    const mergerId = await desk.approved({ units: UNITS });
    await desk.execute(mergerId);
    await desk.carryOut();
    const totals = (unitPath: string) =>
      desk.get(PEOPLE.government, '/registry/ledger-totals', undefined, { unitPath });
    expect((await totals(VILLAGE)).body).toMatchObject({ count: 0, originalFen: 0 });
    expect((await totals(NEW_VILLAGE)).body).toMatchObject({ count: 1, originalFen: 500 });
    expect((await totals(TOWNSHIP)).body).toMatchObject({ count: 1, originalFen: 500 });
    const unit = await desk.get(PEOPLE.government, '/registry/units/{unitCode}', { unitCode: OLD });
    expect(unit.body).toMatchObject({
      status: 'closed',
      successor: '653127100210',
      presentPath: NEW_VILLAGE,
      path: VILLAGE,
    });
    const history = await desk.get(PEOPLE.government, '/registry/units/{unitCode}/history', { unitCode: OLD });
    expect((history.body.rows as { type: string }[]).map(({ type }) => type)).toEqual([
      'panhuo.registry.unit-registered.v1',
      'panhuo.registry.unit-closed.v1',
    ]);
    const where = await desk.get(PEOPLE.government, '/registry/unit-whereabouts', undefined, { unitPath: VILLAGE });
    expect(where.body).toMatchObject({ asked: VILLAGE, presentPath: NEW_VILLAGE, via: [OLD] });
    const never = await desk.get(PEOPLE.government, '/registry/unit-whereabouts', undefined, {
      unitPath: `${FAR_TOWNSHIP}${OLD}/`,
    });
    expect(never.status).toBe(404);
  });

  test('ZC-03 somebody of the successor reads the old unit, somebody of another village does not', async () => {
    const desk = await new MergerDesk().open();
    const mergerId = await desk.approved({ units: UNITS });
    await desk.execute(mergerId);
    await desk.carryOut();
    const heir = { sub: 'n', roles: ['village-accountant'], unit: NEW_VILLAGE } as const;
    const path = '/registry/units/{unitCode}';
    expect((await desk.get(heir, path, { unitCode: OLD })).status).toBe(200);
    expect((await desk.get(PEOPLE.farAccountant, path, { unitCode: OLD })).status).toBe(404);
    expect((await desk.get(PEOPLE.farAccountant, '/registry/mergers/{mergerId}', { mergerId })).status).toBe(404);
  });

  test('a closed unit refuses new assets, claims, units below it and persons in charge', async () => {
    const desk = await new MergerDesk().open();
    await desk.execute(await desk.approved({ units: UNITS }));
    await desk.carryOut();
    await expect(desk.asset(VILLAGE, 1)).rejects.toThrow('unit-closed');
    await expect(desk.obligation(VILLAGE, 'debt', 1)).rejects.toThrow('unit-closed');
    await expect(desk.unit('G1', 'household-group', OLD)).rejects.toThrow('unit-closed');
    const body = { duty: 'head', person: { sub: 'p', name: '某' }, from: '2026-05-01', reason: '任命' };
    await expect(
      desk.post(PEOPLE.government, 'POST /registry/units/{unitCode}/appointments', { params: { unitCode: OLD }, body }),
    ).rejects.toThrow('unit-closed');
  });

  test('a unit is merged away once, whatever two approved cases say', async () => {
    const desk = await new MergerDesk().open();
    const first = await desk.approved({ units: UNITS });
    const second = await desk.approved({ units: UNITS.slice(0, 1) });
    await desk.execute(first);
    // Before a single unit has been closed by the messages.
    await expect(desk.execute(second)).rejects.toThrow('unit-closed');
  });
});

describe('a merger of villages far apart', () => {
  test('ZC-05 keeps ownership distinct: the new village manages, the old collective stays the owner', async () => {
    const desk = await new MergerDesk().open();
    const rich = await desk.asset(VILLAGE, 90_000_000_00);
    const poor = await desk.asset(NEIGHBOUR, 10_00);
    await desk.obligation(VILLAGE, 'debt', 7_00);
    const mergerId = await desk.approved({ units: UNITS });
    await desk.execute(mergerId);
    await desk.carryOut();
    expect(await desk.merger(mergerId)).toMatchObject({ status: 'complete', mode: 'distinct' });
    expect(await read(desk, rich)).toMatchObject({ unitPath: NEW_VILLAGE, heldFor: OLD });
    expect(await read(desk, poor)).toMatchObject({ unitPath: NEW_VILLAGE, heldFor: '653127100202' });
    expect((await desk.worth(OLD)).keptOwnership).toMatchObject({
      assets: { count: 1, amountFen: 90_000_000_00 },
      debts: { count: 1, amountFen: 7_00 },
    });
    expect((await desk.worth('653127100210')).inBooks.assets).toEqual({ count: 2, amountFen: 90_000_010_00 });
  });

  test('ZC-05 a successor that was one of them keeps its own assets as its own', async () => {
    const desk = await new MergerDesk().open();
    const own = await desk.asset(VILLAGE, 90_000_000_00);
    const other = await desk.asset(NEIGHBOUR, 10_00);
    const mergerId = await desk.approved({ successorPath: VILLAGE, units: UNITS });
    await desk.execute(mergerId);
    await desk.carryOut();
    expect((await desk.merger(mergerId)).status).toBe('complete');
    expect(await read(desk, own)).toMatchObject({ unitPath: VILLAGE, heldFor: OLD });
    expect(await read(desk, other)).toMatchObject({ unitPath: VILLAGE, heldFor: '653127100202' });
    const unit = await desk.get(PEOPLE.government, '/registry/units/{unitCode}', { unitCode: OLD });
    expect(unit.body.status).toBe('active');
  });
});

describe('carrying it out', () => {
  test('ZC-03 a township’s villages and groups come under the successor with everything they hold', async () => {
    const desk = await new MergerDesk().open();
    await desk.unit('653127109', 'township', '653127');
    await desk.unit('G1', 'household-group', OLD);
    const group = `${VILLAGE}G1/`;
    const assetId = await desk.asset(group, 77);
    await desk.asset(VILLAGE, 23);
    await desk.registry.project();
    const successorPath = '653127/653127109/';
    const decision = { number: '1', decidedOn: '2026-05-01' };
    const units = [{ unitPath: TOWNSHIP }, { unitPath: FAR_TOWNSHIP }];
    const proposal = { successorPath, units, decision, evidence: [] };
    const agriculture = { sub: 'he', roles: ['agriculture-bureau'], unit: '653127/' } as const;
    const mergerId = String((await desk.post(agriculture, 'POST /registry/mergers', { body: proposal })).body.id);
    const step = { params: { mergerId }, body: { verdict: 'approved' } };
    await desk.post(PEOPLE.finance, 'POST /registry/mergers/{mergerId}/steps', { ...step, version: 1 });
    await desk.post(PEOPLE.government, 'POST /registry/mergers/{mergerId}/steps', { ...step, version: 2 });
    await desk.execute(mergerId);
    await desk.carryOut();
    const merger = await desk.merger(mergerId);
    expect(merger.status).toBe('complete');
    expect(merger.tallies).toContainEqual(
      expect.objectContaining({ unit: '653127100', part: 'units', moved: { count: 4, fen: 0 } }),
    );
    expect(await read(desk, assetId)).toMatchObject({ unitPath: `${successorPath}${OLD}/G1/` });
    const below = await desk.get(PEOPLE.government, '/registry/units', undefined, { parent: successorPath });
    expect((below.body.rows as { code: string }[]).map(({ code }) => code).sort()).toEqual([
      OLD,
      '653127100202',
      '653127100210',
      '653127101201',
    ]);
    const where = await desk.get(PEOPLE.government, '/registry/unit-whereabouts', undefined, { unitPath: VILLAGE });
    expect(where.body).toMatchObject({ presentPath: `${successorPath}${OLD}/`, via: [] });
    const totals = await desk.get(PEOPLE.government, '/registry/ledger-totals', undefined, { unitPath: successorPath });
    expect(totals.body).toMatchObject({ count: 2, originalFen: 100 });
  });

  test('ZC-03 a duplicate goes where its unit goes, counts for nothing, and may be found to be none there', async () => {
    const desk = await new MergerDesk().open();
    const [kept, twin] = [await desk.asset(VILLAGE, 500), await desk.asset(VILLAGE, 500)];
    const decide = async (verdict: string) => {
      const { version } = await read(desk, twin);
      const body = { verdict, others: [kept], reason: '实地核实' };
      const sent = { params: { assetId: twin }, version: Number(version), body };
      await desk.post(PEOPLE.officer, 'POST /registry/assets/{assetId}/duplicate-decisions', sent);
    };
    await decide('same');
    const mergerId = await desk.approved({ units: UNITS });
    await desk.execute(mergerId);
    await desk.carryOut(2);
    expect(await desk.merger(mergerId)).toMatchObject({
      status: 'complete',
      tallies: [{ unit: OLD, part: 'assets', moved: { count: 1, fen: 500 } }],
    });
    expect(await read(desk, twin)).toMatchObject({ unitPath: NEW_VILLAGE, duplicateOf: kept });
    await decide('different');
    await desk.registry.project();
    expect((await desk.worth('653127100210')).inBooks.assets).toMatchObject({ count: 2, amountFen: 1_000 });
  });

  test('is done in portions of a hundred, each message delivered three times, and changes nothing twice', async () => {
    const desk = await new MergerDesk().open();
    for (let count = 0; count < 250; count += 1) await desk.asset(VILLAGE, 100 + count, `第${count}处`);
    const mergerId = await desk.approved({ units: UNITS, mode: 'distinct' });
    await desk.execute(mergerId);
    const messages = await desk.carryOut(3);
    expect(messages).toBeGreaterThan(9);
    const merger = await desk.merger(mergerId);
    expect(merger.status).toBe('complete');
    const fen = (250 * (100 + 349)) / 2;
    expect(merger.tallies).toEqual([
      expect.objectContaining({ part: 'assets', expected: { count: 250, fen }, moved: { count: 250, fen } }),
    ]);
    const events = [...desk.registry.table.items.values()].filter(
      (item) => item.type === 'panhuo.registry.asset-moved-by-merger.v1',
    );
    expect(events).toHaveLength(250);
    const lines = await desk.get(PEOPLE.government, '/registry/mergers/{mergerId}/lines', { mergerId });
    expect(lines.body.rows).toHaveLength(100);
    expect(lines.body).toHaveProperty('nextCursor');
  });

  test('ZC-05 an amount that changed on the way shows as a difference, and a recount settles it', async () => {
    const desk = await new MergerDesk().open();
    const assetId = await desk.asset(VILLAGE, 500);
    const mergerId = await desk.approved({ units: UNITS });
    await desk.execute(mergerId);
    let next = await desk.nextMessage();
    // Up to the moment when everything has been written down and nothing moved.
    while (next && (next.data as { next?: { phase: string; part?: string } }).next?.part !== 'obligations') {
      await desk.deliver(next);
      next = await desk.nextMessage();
    }
    const card = {
      name: '旧校舍',
      class: 'village-collective',
      originalFen: 600,
      valueProvisional: false,
      title: 'unclear',
      use: 'in-use',
    };
    await desk.post(PEOPLE.finance, 'POST /registry/assets/{assetId}/corrections', {
      params: { assetId },
      version: 1,
      body: { ...card, reason: '决算' },
    });
    await desk.carryOut();
    const differing = await desk.get(PEOPLE.government, '/registry/mergers/{mergerId}', { mergerId });
    expect(differing.body).toMatchObject({
      status: 'differs',
      tallies: [{ unit: OLD, part: 'assets', difference: { count: 0, fen: 100 } }],
    });
    const version = Number(differing.body.version);
    await desk.post(PEOPLE.government, 'POST /registry/mergers/{mergerId}/recounts', {
      params: { mergerId },
      version,
      body: { reason: '按决算核对' },
    });
    await desk.carryOut();
    expect(await desk.merger(mergerId)).toMatchObject({
      status: 'complete',
      tallies: [{ moved: { count: 1, fen: 600 } }],
    });
  });
});

describe('what comes and goes while a merger is carried out', () => {
  /** Up to the moment when everything has been written down and nothing moved. */
  async function listed(desk: MergerDesk): Promise<void> {
    for (let next = await desk.nextMessage(); next; next = await desk.nextMessage()) {
      const { phase, part } = (next.data as { next: { phase: string; part?: string } }).next;
      if (phase === 'move' && part === 'assets') return;
      await desk.deliver(next);
    }
  }
  async function recount(desk: MergerDesk, mergerId: string): Promise<void> {
    const version = Number((await desk.merger(mergerId)).version);
    const sent = { params: { mergerId }, version, body: { reason: '重新核对' } };
    await desk.post(PEOPLE.government, 'POST /registry/mergers/{mergerId}/recounts', sent);
    await desk.carryOut();
  }

  test('ZC-05 an asset registered at the very moment of closing is found left behind, and moved by a recount', async () => {
    const desk = await new MergerDesk().open();
    await desk.asset(VILLAGE, 500);
    const mergerId = await desk.approved({ units: UNITS });
    await desk.execute(mergerId);
    await listed(desk);
    // A registration that had read the unit before it was closed commits only now.
    const closed = desk.registry.table.items.get(keyOf(desk, OLD));
    if (!closed) throw new Error('no unit');
    const state = { ...(closed.state as object), status: 'active' };
    desk.registry.table.items.set(keyOf(desk, OLD), { ...closed, state });
    const late = await desk.asset(VILLAGE, 7, '迟到的资产');
    desk.registry.table.items.set(keyOf(desk, OLD), closed);
    await desk.carryOut();
    expect(await desk.merger(mergerId)).toMatchObject({ status: 'differs', leftBehind: 1 });
    await recount(desk, mergerId);
    expect(await desk.merger(mergerId)).toMatchObject({ status: 'complete', leftBehind: 0 });
    expect(await read(desk, late)).toMatchObject({ unitPath: NEW_VILLAGE });
    expect((await desk.worth('653127100210')).inBooks.assets).toEqual({ count: 2, amountFen: 507 });
  });

  test('ZC-05 an asset handed to somebody else on the way is missing, and struck out by a recount', async () => {
    const desk = await new MergerDesk().open();
    await desk.asset(VILLAGE, 500);
    const assetId = await desk.asset(VILLAGE, 40, '移交中的资产');
    const at = 'POST /registry/assets/{assetId}';
    const on = (who: Person, path: string, version: number, body: object) =>
      desk.post(who, `${at}/${path}`, { params: { assetId }, version, body });
    await on(PEOPLE.accountant, 'handovers', 1, { toUnitPath: FAR_VILLAGE, reason: '划转' });
    await on(PEOPLE.finance, 'handover-steps', 2, { verdict: 'approved' });
    await on(PEOPLE.accountant, 'handover-confirmations', 3, { side: 'giver' });
    await on(PEOPLE.farAccountant, 'handover-confirmations', 4, { side: 'receiver' });
    await on(PEOPLE.accountant, 'handover-postings', 5, { side: 'giver', voucher: '记字1号' });
    const mergerId = await desk.approved({ units: UNITS });
    await desk.execute(mergerId);
    await listed(desk);
    await on(PEOPLE.farAccountant, 'handover-postings', 6, { side: 'receiver', voucher: '记字2号' });
    await desk.carryOut();
    expect(await desk.merger(mergerId)).toMatchObject({
      status: 'differs',
      tallies: [{ part: 'assets', difference: { count: -1, fen: -40 } }],
    });
    await recount(desk, mergerId);
    expect(await desk.merger(mergerId)).toMatchObject({ status: 'complete' });
    expect(await read(desk, assetId)).toMatchObject({ unitPath: FAR_VILLAGE });
    const lines = await desk.get(PEOPLE.government, '/registry/mergers/{mergerId}/lines', { mergerId });
    expect(lines.body.rows).toMatchObject([{ part: 'assets', fen: 500, moved: true, presentFen: 500 }]);
  });
});

/** Where a unit's state lies in the table in memory. */
function keyOf(desk: MergerDesk, unitCode: string): string {
  const found = [...desk.registry.table.items].find(
    ([, item]) => item.pk === `UNIT#${unitCode}` && item.sk === 'STATE',
  );
  if (!found) throw new Error(`no unit ${unitCode}`);
  return found[0];
}

test('MG-23 a succession is on record with what lies in the books', async () => {
  const desk = await new MergerDesk().open();
  await desk.asset(VILLAGE, 500);
  await desk.registry.project();
  const params = { unitCode: OLD };
  const at = '/registry/units/{unitCode}';
  const person = { sub: 'wang', name: '王' };
  await desk.post(PEOPLE.officer, `POST ${at}/appointments`, {
    params,
    body: { duty: 'archivist', person, from: '2026-01-01', reason: '任命' },
  });
  const proposal = {
    duties: ['archivist'],
    successor: { sub: 'liu', name: '刘' },
    from: '2026-05-10',
    openTasks: [],
    custody: [],
    archives: [{ title: '资产档案', count: 3 }],
  };
  await desk.post(PEOPLE.accountant, `POST ${at}/successions`, { params, version: 1, body: proposal });
  const liu = { sub: 'liu', roles: ['village-accountant'], unit: VILLAGE } as const;
  const early = await desk.registry.request(PEOPLE.officer, `POST ${at}/succession-witnessings`, {
    params,
    version: 2,
    body: {},
  });
  expect(early.status).toBe(409);
  await desk.post(liu, `POST ${at}/succession-countersignatures`, { params, version: 2, body: {} });
  const before = await desk.get(PEOPLE.accountant, `${at}/duties`, params);
  expect(before.body).toMatchObject({
    holders: [{ duty: 'archivist', person }],
    succession: { inBooks: { assetCount: 1, originalFen: 500 }, archives: proposal.archives },
  });
  await desk.post(PEOPLE.officer, `POST ${at}/succession-witnessings`, {
    params,
    version: 3,
    body: { remark: '当面点交' },
  });
  const after = await desk.get(PEOPLE.accountant, `${at}/duties`, params);
  expect(after.body.holders).toEqual([{ duty: 'archivist', person: proposal.successor, since: '2026-05-10' }]);
  const history = await desk.get(PEOPLE.accountant, `${at}/duties/history`, params);
  expect((history.body.rows as { type: string }[]).at(-1)?.type).toBe('panhuo.registry.duties-taken-over.v1');
  expect((await desk.get(PEOPLE.neighbour, `${at}/duties`, params)).status).toBe(404);
});
