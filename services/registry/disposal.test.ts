import { describe, expect, test } from 'vitest';
import { toCloudEvent } from '../../platform/event-item.ts';
import type { Commit, EventItem, StateItem } from '../../platform/store/store.ts';
import { loadHolidays, loadPack } from '../../policy/load.ts';
import type { Asset } from './domain/asset.ts';
import { COUNTY, PEOPLE, type Person, SampleRegistry, TOWNSHIP, VILLAGE } from './sample-registry.ts';

const AGRICULTURE: Person = { sub: 'he', roles: ['agriculture-bureau'], unit: COUNTY };
const SECOND: Person = { ...PEOPLE.accountant, sub: 'second' };
const CHAIN = [PEOPLE.officer, PEOPLE.industry, PEOPLE.government, AGRICULTURE];
const CARD = {
  unitPath: VILLAGE,
  name: '旧保鲜库',
  class: 'operating',
  originalFen: 5_000_00,
  valueProvisional: false,
  title: 'unclear',
  use: 'in-use',
  acquiredOn: '2020-01-01',
  acceptedOn: '2020-01-01',
  funding: [
    {
      source: 'poverty-alleviation',
      amountFen: 5_000_00,
      project: { code: 'P1', name: '保鲜库', year: 2019 },
      acceptedOn: '2020-01-01',
    },
  ],
  implementedBy: 'village',
  benefits: 'one-village',
};

class Desk {
  readonly registry = new SampleRegistry(loadPack('makit'), loadHolidays());
  readonly published: EventItem[] = [];

  async open(): Promise<this> {
    this.registry.table.onCommit = ({ event }: Commit) => this.published.push(event);
    await this.registry.registerUnits();
    return this;
  }

  asset(more: object = {}): Promise<string> {
    return this.registry.registerAsset({ ...CARD, ...more });
  }

  async proposal(assetId: string, more: object = {}) {
    const kinds = ['appraisal-report', 'meeting-minutes'];
    const evidence = [];
    for (const kind of kinds) evidence.push({ kind, evidenceId: await this.registry.fileDocument(kind) });
    return {
      assetId,
      mode: 'auction',
      ground: 'market-risk',
      performance: { works: true, meetsTarget: false },
      statement: '长期亏损',
      appraisal: { appraiser: '天山评估', amountFen: 1_000_00, appraisedOn: '2026-05-01' },
      mortgaged: false,
      proceeds: { purpose: 'new-assistance-asset', newAsset: { class: 'operating', name: '新保鲜库' } },
      evidence,
      ...more,
    };
  }

  async post(who: Person, path: string, disposalId: string, body: object = {}, more: Record<string, string> = {}) {
    const version = (await this.read(disposalId)).version as number;
    const params = { disposalId, ...more };
    return this.registry.request(who, `POST /registry/disposals/{disposalId}/${path}`, { params, body, version });
  }

  async read(disposalId: string, who: Person = PEOPLE.government) {
    const params = { disposalId };
    return (await this.registry.request(who, 'GET /registry/disposals/{disposalId}', { params })).body;
  }

  async proposed(assetId: string): Promise<string> {
    const body = await this.proposal(assetId);
    const answer = await this.registry.request(PEOPLE.accountant, 'POST /registry/disposals', { body });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return String(answer.body.id);
  }

  async done(answer: Promise<{ status: number; body: unknown }>) {
    const { status, body } = await answer;
    if (status !== 200) throw new Error(JSON.stringify(body));
  }

  async executed(assetId: string, soldFen: number): Promise<string> {
    const id = await this.proposed(assetId);
    for (const who of CHAIN) await this.done(this.post(who, 'steps', id, { verdict: 'approved' }));
    const evidence = [{ kind: 'disposal-record', evidenceId: await this.registry.fileDocument('disposal-record') }];
    const result = { soldFen, buyer: '李四', concludedOn: '2026-05-06', reason: '流拍', evidence };
    await this.done(this.post(PEOPLE.accountant, 'results', id, result));
    await this.done(this.post(PEOPLE.accountant, 'publications', id));
    this.registry.now = '2026-05-20T02:00:00.000Z';
    await this.done(this.post(PEOPLE.accountant, 'executions', id));
    return id;
  }

  async hear(): Promise<void> {
    const heard = this.published.filter(({ type }) => type === 'panhuo.registry.disposal-executed.v1');
    for (const event of heard) {
      const result = await this.registry.consume(toCloudEvent(event, '653127', 'registry'));
      expect(result).toMatchObject({ kind: 'done' });
    }
  }

  async card(assetId: string) {
    const params = { assetId };
    return (await this.registry.request(PEOPLE.government, 'GET /registry/assets/{assetId}', { params })).body;
  }
}

describe('one disposal', () => {
  test('SX-09 MG-17 proposed, approved, sold, published, executed: the asset leaves the ledger and the outside systems', async () => {
    const desk = await new Desk().open();
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
    const desk = await new Desk().open();
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
    const desk = await new Desk().open();
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
    const desk = await new Desk().open();
    const assetId = await desk.asset();
    await desk.executed(assetId, 1_000_00);
    const event = desk.published.find(({ type }) => type === 'panhuo.registry.disposal-executed.v1') as EventItem;
    const other = await desk.asset({ name: '水井' });
    const forged = toCloudEvent({ ...event, data: { ...event.data, assetId: other } }, '653127', 'registry');
    expect(await desk.registry.consume(forged)).toMatchObject({ kind: 'quarantined', reason: 'wrong-state' });
    expect(await desk.card(other)).toMatchObject({ use: 'in-use' });
  });
});

describe('two at once', () => {
  test('of two proposals for one asset at the same moment one runs; after it is refused another may', async () => {
    const desk = await new Desk().open();
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

  test('of two officers at once one takes the step', async () => {
    const desk = await new Desk().open();
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
    const desk = await new Desk().open();
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
    const desk = await new Desk().open();
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
    const desk = await new Desk().open();
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
