import { describe, expect, test } from 'vitest';
import { toCloudEvent } from '../../../platform/event-item.ts';
import type { StateItem } from '../../../platform/store/store.ts';
import type { Asset } from '../domain/asset.ts';
import { COUNTY, PEOPLE, type Person, TOWNSHIP, VILLAGE } from '../sample-registry.ts';
import { CARD, CHAIN, DisposalDesk, SECOND } from './disposal-desk.ts';

describe('one disposal', () => {
  test('SX-09 MG-17 proposed, approved, sold, published, executed: the asset leaves the ledger and the outside systems', async () => {
    const desk = await new DisposalDesk().open();
    const { registry } = desk;
    const assetId = await desk.asset();
    await registry.project();
    const disposalId = await desk.executed(assetId, 1_200_00);
    expect(await desk.card(assetId)).toMatchObject({ use: 'in-use' });
    await desk.hear();
    expect(await desk.card(assetId)).toMatchObject({
      use: 'disposed',
      disposed: { disposalId, mode: 'auction', on: '2026-05-20' },
    });
    await registry.project();
    const totals = await registry.request(PEOPLE.government, 'GET /registry/ledger-totals', {
      query: { unitPath: COUNTY },
    });
    expect(totals.body).toMatchObject({ count: 0, originalFen: 0 });
    // Heard again, it stays what it is.
    const before = await desk.card(assetId);
    await desk.hear();
    expect(await desk.card(assetId)).toEqual(before);
  });

  test('MG-17 where it is registered outside, the disposal opens the duty to take it out (MG-08)', async () => {
    const desk = await new DisposalDesk().open();
    const assetId = await desk.asset();
    const key = `ASSET#${assetId}\nSTATE`;
    const item = desk.registry.table.items.get(key) as unknown as StateItem<Asset>;
    const done = { system: 'rural-collective-platform', status: 'done', purpose: 'register', reference: 'R1' } as const;
    const registrations = [{ ...done, registeredOn: '2021-01-01' }];
    await desk.registry.table.write([
      { kind: 'put', row: { ...item, state: { ...item.state, registrations } } as unknown as never },
    ]);
    await desk.executed(assetId, 1_000_00);
    await desk.hear();
    expect((await desk.card(assetId)).registrations).toMatchObject([
      { status: 'due', purpose: 'remove', reference: 'R1' },
    ]);
  });

  test('nothing more is done to an asset that has been disposed of, and no person closes a card', async () => {
    const desk = await new DisposalDesk().open();
    const assetId = await desk.asset();
    await desk.executed(assetId, 1_000_00);
    await desk.hear();
    const { version } = await desk.card(assetId);
    const { unitPath: _unit, ...card } = CARD;
    const corrected = await desk.registry.request(PEOPLE.accountant, 'POST /registry/assets/{assetId}/corrections', {
      params: { assetId },
      body: { ...card, reason: '更正' },
      version: Number(version),
    });
    expect(corrected.status).toBe(409);
    const again = await desk.registry.request(PEOPLE.accountant, 'POST /registry/disposals', {
      body: await desk.proposal(assetId),
    });
    expect(again.body.type).toMatch(/wrong-state/);
  });

  test('a case announced as executed that is not so in the table closes no card', async () => {
    const desk = await new DisposalDesk().open();
    const assetId = await desk.asset();
    await desk.executed(assetId, 1_000_00);
    const [event] = await desk.told();
    if (!event) throw new Error('nothing was told');
    const other = await desk.asset({ name: '水井' });
    const forged = toCloudEvent({ ...event, data: { ...event.data, assetId: other } }, '653127', 'registry');
    expect(await desk.registry.consume(forged)).toMatchObject({ kind: 'quarantined', reason: 'wrong-state' });
    expect(await desk.card(other)).toMatchObject({ use: 'in-use' });
  });
});

describe('two at once', () => {
  test('of two proposals for one asset at the same moment one runs; after it is refused another may', async () => {
    const desk = await new DisposalDesk().open();
    const { registry } = desk;
    const assetId = await desk.asset();
    const body = await desk.proposal(assetId);
    const propose = (who: Person) => registry.request(who, 'POST /registry/disposals', { body });
    const answers = await Promise.all([propose(PEOPLE.accountant), propose(SECOND)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.type).toMatch(/disposal-running/);
    const id = String(answers.find(({ status }) => status === 201)?.body.id);
    await desk.done(desk.post(PEOPLE.officer, 'steps', id, { verdict: 'returned', reason: '补充' }));
    expect((await propose(SECOND)).status).toBe(409);
    await desk.done(desk.post(PEOPLE.accountant, 'resubmissions', id, body));
    await desk.done(desk.post(PEOPLE.officer, 'steps', id, { verdict: 'refused', reason: '可修复' }));
    const next = await propose(SECOND);
    expect(next.status).toBe(201);
    await desk.done(desk.post(SECOND, 'withdrawals', String(next.body.id), { reason: '另行安排' }));
    expect((await propose(PEOPLE.accountant)).status).toBe(201);
  });

  test('a card that is being disposed of, or was sold and has not heard of it, is neither split nor merged', async () => {
    const desk = await new DisposalDesk().open();
    const assetId = await desk.asset();
    const other = await desk.asset();
    const split = async () => {
      const { version } = await desk.card(assetId);
      const parts = [
        { name: '东屋', originalFen: 2_000_00 },
        { name: '西屋', originalFen: 3_000_00 },
      ];
      const sent = { params: { assetId }, version: Number(version), body: { parts, reason: '分户' } };
      return desk.registry.request(PEOPLE.accountant, 'POST /registry/assets/{assetId}/splits', sent);
    };
    const merge = async () => {
      const assets = [];
      for (const id of [other, assetId]) assets.push({ assetId: id, version: Number((await desk.card(id)).version) });
      const body = { assets, name: '合院', reason: '同一项目' };
      return desk.registry.request(PEOPLE.accountant, 'POST /registry/asset-mergers', { body });
    };
    const id = await desk.proposed(assetId);
    for (const answer of [await split(), await merge()]) expect(answer.body.type).toMatch(/open-business/);
    await desk.done(desk.post(PEOPLE.accountant, 'withdrawals', id, { reason: '另行安排' }));
    await desk.executed(assetId, 1_000_00);
    for (const answer of [await split(), await merge()]) expect(answer.body.type).toMatch(/open-business/);
    await desk.hear();
    expect(await desk.card(assetId)).toMatchObject({ use: 'disposed', disposed: {} });
    expect(await desk.card(other)).toMatchObject({ use: 'in-use' });
  });

  test('a card whose disposal came to nothing may be split', async () => {
    const desk = await new DisposalDesk().open();
    const assetId = await desk.asset();
    const id = await desk.proposed(assetId);
    await desk.done(desk.post(PEOPLE.accountant, 'withdrawals', id, { reason: '另行安排' }));
    const { version } = await desk.card(assetId);
    const parts = [
      { name: '东屋', originalFen: 2_000_00 },
      { name: '西屋', originalFen: 3_000_00 },
    ];
    const sent = { params: { assetId }, version: Number(version), body: { parts, reason: '分户' } };
    const answer = await desk.registry.request(PEOPLE.accountant, 'POST /registry/assets/{assetId}/splits', sent);
    expect(answer.status).toBe(200);
  });

  test('of two officers at once one takes the step', async () => {
    const desk = await new DisposalDesk().open();
    const id = await desk.proposed(await desk.asset());
    const ma: Person = { ...PEOPLE.officer, sub: 'ma' };
    const answers = await Promise.all(
      [PEOPLE.officer, ma].map((who) => desk.post(who, 'steps', id, { verdict: 'approved' })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });
});

describe('the proceeds and the notices', () => {
  test('SX-09 open proceeds are listed with their totals until the last fen is spent on the new asset', async () => {
    const desk = await new DisposalDesk().open();
    const { registry } = desk;
    const id = await desk.executed(await desk.asset(), 1_200_00);
    const fresh = await desk.asset({ name: '新保鲜库', acquiredOn: '2026-05-18' });
    const open = async () => {
      await registry.project();
      const query = { unitPath: TOWNSHIP };
      return (await registry.request(PEOPLE.officer, 'GET /registry/disposal-proceeds', { query })).body;
    };
    const sums = (openCases: number, spentFen: number) => ({
      openCases,
      earmarkedFen: 1_200_00,
      spentFen,
      leftFen: 1_200_00 - spentFen,
    });
    expect(await open()).toMatchObject({ totals: sums(1, 0), rows: [{ id, leftFen: 1_200_00 }] });
    const evidence = [{ kind: 'invoice', evidenceId: await registry.fileDocument('invoice') }];
    const spend = (amountFen: number) =>
      desk.post(PEOPLE.accountant, 'spendings', id, {
        ...{ amountFen, assetId: fresh, spentOn: '2026-05-19', voucher: '记12', evidence },
      });
    await desk.done(spend(700_01));
    expect(await open()).toMatchObject({ totals: sums(1, 700_01), rows: [{ id, leftFen: 499_99 }] });
    expect((await spend(500_00)).body.type).toMatch(/insufficient-proceeds/);
    await desk.done(spend(499_99));
    expect(await open()).toMatchObject({ totals: sums(0, 1_200_00), rows: [] });
    const query = { unitPath: VILLAGE, phase: 'closed' };
    const closed = await registry.request(PEOPLE.accountant, 'GET /registry/disposals', { query });
    expect(closed.body).toMatchObject({ rows: [{ id, leftFen: 0, spentFen: 1_200_00 }] });
    // What one new asset costs is covered once, whichever case pays.
    expect(registry.table.items.get(`FUNDED#${fresh}\nCOUNT`)).toMatchObject({ fen: 1_200_00 });
  });

  test('SX-09 MG-17 anybody reads the result while it is published, and nothing before', async () => {
    const desk = await new DisposalDesk().open();
    const { registry } = desk;
    const id = await desk.proposed(await desk.asset());
    const notice = () =>
      registry.request(PEOPLE.auditor, 'GET /public/disposal-notices/{disposalId}', { params: { disposalId: id } });
    const list = async () =>
      (
        await registry.request(PEOPLE.auditor, 'GET /public/disposal-notices', {
          query: { unitPath: COUNTY.concat('653127100/') },
        })
      ).body;
    expect((await notice()).status).toBe(404);
    expect(await list()).toEqual({ rows: [] });
    for (const who of CHAIN) await desk.done(desk.post(who, 'steps', id, { verdict: 'approved' }));
    const evidence = [{ kind: 'disposal-record', evidenceId: await registry.fileDocument('disposal-record') }];
    const result = { soldFen: 1_000_00, buyer: '李四', concludedOn: '2026-05-06' };
    await desk.done(desk.post(PEOPLE.accountant, 'results', id, { ...result, evidence }));
    await desk.done(desk.post(PEOPLE.accountant, 'publications', id));
    expect((await notice()).body).toMatchObject({ id, ...result, until: '2026-05-16' });
    expect(await list()).toMatchObject({ rows: [{ id }] });
    await desk.done(desk.post(PEOPLE.head, 'objections', id, { text: '价格过低' }));
    const number = { number: '1' };
    const answer = { verdict: 'dismissed', answer: '公开拍卖' };
    await desk.done(desk.post(PEOPLE.officer, 'objections/{number}/answers', id, answer, number));
    expect(await desk.read(id)).toMatchObject({ objectionCount: 1, unanswered: [], upheld: false });
  });

  test('another village’s people know nothing of a case', async () => {
    const desk = await new DisposalDesk().open();
    const assetId = await desk.asset();
    const id = await desk.proposed(assetId);
    expect((await desk.read(id, PEOPLE.neighbour)).type).toMatch(/not-found/);
    const ended = await desk.post(PEOPLE.neighbour, 'withdrawals', id, { reason: '试试' });
    expect(ended.status).toBe(404);
    const proposed = await desk.registry.request(PEOPLE.neighbour, 'POST /registry/disposals', {
      body: await desk.proposal(assetId),
    });
    expect(proposed.status).toBe(404);
  });
});
