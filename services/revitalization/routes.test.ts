import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { problemType } from '../../contracts/problems.ts';
import * as itemEvents from '../../contracts/revitalization/item-events.ts';
import { toCloudEvent } from '../../platform/event-item.ts';
import { revitalizationAccess } from './access.ts';
import { apiRoutes, documentRoutes, routes } from './routes.ts';
import { COUNTY, OTHER_VILLAGE, PEOPLE, packOf, samplePlan, TOWNSHIP, VILLAGE } from './sample-items.ts';
import { type Answer, SampleService } from './sample-runtime.ts';

const { type: _type, ...planBody } = samplePlan;
const approved = { verdict: 'approved' };
const approvedWithRails = { ...approved, declarations: packOf('makit').guardRails.map(({ id }) => id) };
const problem = (answer: Answer) => answer.body.type;
const elsewhere = { ...PEOPLE.head, unit: OTHER_VILLAGE };

async function listed(...assets: string[]): Promise<SampleService> {
  const service = new SampleService();
  for (const asset of assets) await service.list(asset);
  return service;
}

/** An item whose completion was reported with a verified document. */
async function reported(service: SampleService, asset: string): Promise<void> {
  await service.approved(asset);
  await service.file('E1');
  const evidence = [{ kind: 'acceptance-record', evidenceId: 'E1' }];
  expect((await service.post(PEOPLE.head, asset, 'starts')).status).toBe(200);
  const answer = await service.post(PEOPLE.head, asset, 'completion-reports', { summary: '已恢复使用', evidence });
  expect(answer.status).toBe(201);
}

describe('an item from list to write-off', () => {
  test('ZC-07 goes through the doors that people use, each item written off on its own', async () => {
    const service = await listed('ASSET2');
    await reported(service, 'ASSET1');
    expect((await service.post(PEOPLE.township, 'ASSET1', 'completion-steps', approved)).status).toBe(200);
    expect((await service.read(PEOPLE.head, 'ASSET1')).body).toMatchObject({
      status: 'verified',
      completion: { status: 'open', nextStep: 'write-off', evidence: [{ evidenceId: 'E1', sha256: 'b'.repeat(64) }] },
    });
    expect((await service.post(PEOPLE.industry, 'ASSET1', 'completion-steps', approved)).status).toBe(200);
    const answer = await service.read(PEOPLE.head, 'ASSET1');
    expect(answer.etag).toBe('"8"');
    expect(answer.body).toMatchObject({
      id: 'ASSET1',
      status: 'written-off',
      writtenOffOn: '2026-01-12',
      dueDate: '2026-04-12',
      plan: { measure: 'self-operation', difficulty: 'easy', status: 'approved', responsible: { person: '买买提' } },
    });
    expect((await service.read(PEOPLE.head, 'ASSET2')).body).toMatchObject({ status: 'listed' });
  });

  test('what was written at each turn is read from its events, the latest of each, and the state repeats none of it', async () => {
    const service = await listed('ASSET1');
    const read = async () => (await service.read(PEOPLE.head, 'ASSET1')).body;
    const first = { ...planBody, conditions: [], difficulty: 'easy', dueDate: '2026-02-01' };
    await service.post(PEOPLE.head, 'ASSET1', 'plans', first);
    expect((await read()).plan).toEqual({
      ...first,
      menu: 'operating-menu',
      deadlineDays: 90,
      status: 'open',
      nextStep: 'township-examination',
    });
    await service.post(PEOPLE.township, 'ASSET1', 'plan-steps', { verdict: 'returned', reason: '重拟' });
    expect((await read()).plan).toMatchObject({ dueDate: '2026-02-01', status: 'returned' });
    const second = { ...first, difficulty: 'ordinary', dueDate: '2026-03-01' };
    await service.post(PEOPLE.head, 'ASSET1', 'plans', second);
    await service.post(PEOPLE.township, 'ASSET1', 'plan-steps', approvedWithRails);
    await service.post(PEOPLE.industry, 'ASSET1', 'plan-steps', approvedWithRails);
    expect((await read()).plan).toEqual({
      ...second,
      menu: 'operating-menu',
      deadlineDays: 180,
      status: 'approved',
    });
    await service.post(PEOPLE.head, 'ASSET1', 'starts');
    await service.post(PEOPLE.head, 'ASSET1', 'extensions', { dueDate: '2026-04-01', reason: '招租流标' });
    expect((await read()).extension).toEqual({
      dueDate: '2026-04-01',
      reason: '招租流标',
      status: 'open',
      nextStep: 'department-approval',
    });
    await service.file('E1');
    const evidence = [{ kind: 'acceptance-record', evidenceId: 'E1' }];
    const report = {
      summary: '已恢复使用',
      evidence: [{ ...evidence[0], sha256: 'b'.repeat(64) }],
      reportedOn: '2026-01-12',
    };
    await service.post(PEOPLE.head, 'ASSET1', 'completion-reports', { summary: '已恢复使用', evidence });
    expect((await read()).completion).toEqual({ ...report, status: 'open', nextStep: 'verification' });
    await service.post(PEOPLE.township, 'ASSET1', 'completion-steps', approved);
    await service.post(PEOPLE.industry, 'ASSET1', 'completion-steps', approved);
    expect(await read()).toMatchObject({ status: 'written-off', completion: { ...report, status: 'approved' } });
    expect((await read()).completion).not.toHaveProperty('nextStep');
    expect(JSON.stringify(await service.item('ASSET1'))).not.toMatch(/已恢复使用|招租流标|E1|ordinary/);
    await service.post(PEOPLE.county, 'ASSET1', 'reopenings', { reason: '退租' });
    expect([(await read()).plan, (await read()).completion]).toEqual([undefined, undefined]);
  });

  test('every event it makes fits its contract', async () => {
    const service = new SampleService();
    await reported(service, 'ASSET1');
    await service.post(PEOPLE.township, 'ASSET1', 'completion-steps', { verdict: 'returned', reason: '照片不清' });
    await service.post(PEOPLE.head, 'ASSET1', 'extensions', { dueDate: '2026-05-01', reason: '手续' });
    await service.post(PEOPLE.industry, 'ASSET1', 'extension-steps', approved);
    await service.post(PEOPLE.county, 'ASSET1', 'suspensions', { reason: '诉讼' });
    await service.post(PEOPLE.county, 'ASSET1', 'resumptions', { reason: '结案' });
    service.morningOf('2026-08-01');
    await service.flag();
    await service.handOver('ASSET1', VILLAGE, OTHER_VILLAGE, 9);
    await service.list('ASSET1', {}, 11);
    const contracts = new Map(
      Object.values(itemEvents).map((schema) => [z.toJSONSchema(schema).properties?.type, schema] as const),
    );
    const byType = new Map([...contracts].map(([type, schema]) => [(type as { const: string }).const, schema]));
    const events = await service.events('ASSET1');
    expect(new Set(events.map(({ type }) => type)).size).toBe(15);
    for (const event of events) {
      const schema = byType.get(event.type);
      if (!schema) throw new Error(`no contract for ${event.type}`);
      expect(z.safeParse(schema, toCloudEvent(event, '653127', 'revitalization')).error).toBeUndefined();
    }
  });

  test('the answer to a plan says what is missing, in both languages', async () => {
    const service = new SampleService(packOf('maoxian'));
    await service.list('ASSET1', { class: 'administrative', subType: 'office-equipment' });
    const plan = {
      ...planBody,
      measure: 'public-lease',
      conditions: [{ condition: 'open-bidding', record: '公告1号' }],
    };
    const answer = await service.post(PEOPLE.head, 'ASSET1', 'plans', plan);
    expect(answer.status).toBe(422);
    expect(problem(answer)).toBe(problemType('earlier-measures-unexplained'));
    expect(answer.body.detail).toBe('须说明“优先调剂共享”为何不适用 / say why "Reallocate inside first" does not fit');
  });
});

describe('who may', () => {
  test('what is not yours answers as if it did not exist', async () => {
    const service = await listed('ASSET1');
    const foreign = await service.read(elsewhere, 'ASSET1');
    const missing = await service.read(elsewhere, 'ASSET9');
    expect(foreign.status).toBe(404);
    expect({ ...foreign.body, instance: '' }).toEqual({ ...missing.body, instance: '' });
    expect((await service.post(elsewhere, 'ASSET1', 'plans', planBody)).status).toBe(404);
    expect((await service.post(PEOPLE.otherTownship, 'ASSET1', 'plans', planBody)).status).toBe(404);
    const history = await service.request(elsewhere, 'GET /revitalization/items/{itemId}/history', {
      itemId: 'ASSET1',
    });
    expect(history.status).toBe(404);
  });

  test('auditors read and change nothing; holders do not stop the clock or reopen', async () => {
    const service = await listed('ASSET1');
    expect((await service.read(PEOPLE.auditor, 'ASSET1')).status).toBe(200);
    for (const what of ['plans', 'plan-steps', 'starts', 'completion-steps', 'suspensions', 'reopenings']) {
      expect((await service.post(PEOPLE.auditor, 'ASSET1', what, {})).status).toBe(403);
    }
    for (const what of ['suspensions', 'resumptions', 'reopenings']) {
      expect((await service.post(PEOPLE.head, 'ASSET1', what, { reason: 'x' })).status).toBe(403);
      expect((await service.post(PEOPLE.township, 'ASSET1', what, { reason: 'x' })).status).toBe(403);
    }
  });

  test('every route names a row of the access table, and every row is used', () => {
    const named = new Set(routes.map(({ action }) => action));
    expect([...named].sort()).toEqual(Object.keys(revitalizationAccess).sort());
    expect(apiRoutes.length + documentRoutes.length).toBe(routes.length);
    expect(documentRoutes.map(({ path }) => path)).toContain('/revitalization/evidence');
  });
});

describe('a command', () => {
  const plans = 'POST /revitalization/items/{itemId}/plans';

  test('needs the version that was seen and gives 412 for an old one', async () => {
    const service = await listed('ASSET1');
    expect(problem(await service.request(PEOPLE.head, plans, { itemId: 'ASSET1', body: planBody }))).toBe(
      problemType('precondition-required'),
    );
    const stale = await service.request(PEOPLE.head, plans, { itemId: 'ASSET1', body: planBody, version: 7 });
    expect([stale.status, problem(stale)]).toEqual([412, problemType('stale-version')]);
    expect((await service.item('ASSET1')).status).toBe('listed');
  });

  test('sent twice takes effect once; with another body it is refused', async () => {
    const service = await listed('ASSET1');
    const request = { itemId: 'ASSET1', version: 1, key: 'the-same-key' };
    const first = await service.request(PEOPLE.head, plans, { ...request, body: planBody });
    const again = await service.request(PEOPLE.head, plans, { ...request, body: planBody });
    expect(again.body).toEqual(first.body);
    const other = await service.request(PEOPLE.head, plans, { ...request, body: { ...planBody, difficulty: 'hard' } });
    expect([other.status, problem(other)]).toEqual([409, problemType('idempotency-key-reused')]);
    expect(await service.events('ASSET1')).toHaveLength(2);
  });

  test('two at once: one is accepted, the other gets 412', async () => {
    const service = await listed('ASSET1');
    const answers = await Promise.all(
      [PEOPLE.head, PEOPLE.accountant].map((who) =>
        service.request(who, plans, { itemId: 'ASSET1', version: 1, body: planBody }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 412]);
  });

  test.each([
    ['an unknown field', { ...planBody, note: 'x' }, 'unknown-field'],
    ['no such date', { ...planBody, dueDate: '2026-02-30' }, 'invalid-request'],
    [
      'a hidden character in a name',
      { ...planBody, responsible: { unitPath: VILLAGE, person: '王\u202e' } },
      'invalid-request',
    ],
    ['a measure that is no id', { ...planBody, measure: '出租' }, 'invalid-request'],
  ] as const)('with %s changes nothing', async (_what, body, code) => {
    const service = await listed('ASSET1');
    const answer = await service.post(PEOPLE.head, 'ASSET1', 'plans', body);
    expect([answer.status, problem(answer)]).toEqual([400, problemType(code)]);
    expect(await service.events('ASSET1')).toHaveLength(1);
  });

  test('completion is refused with a document of another unit, of another kind or that does not exist', async () => {
    const service = new SampleService();
    await service.approved('ASSET1');
    await service.post(PEOPLE.head, 'ASSET1', 'starts');
    await service.file('E1', OTHER_VILLAGE);
    await service.file('E2');
    const report = (kind: string, evidenceId: string) =>
      service.post(PEOPLE.head, 'ASSET1', 'completion-reports', { summary: '完成', evidence: [{ kind, evidenceId }] });
    for (const [kind, evidenceId] of [
      ['acceptance-record', 'E1'],
      ['photo', 'E2'],
      ['acceptance-record', 'E3'],
    ] as const) {
      expect(problem(await report(kind, evidenceId))).toBe(problemType('evidence-not-verified'));
    }
    const empty = await service.post(PEOPLE.head, 'ASSET1', 'completion-reports', { summary: '完成', evidence: [] });
    expect(problem(empty)).toBe(problemType('evidence-missing'));
    expect((await report('acceptance-record', 'E2')).status).toBe(201);
  });

  test('nobody takes two steps of one chain, nor one on their own proposal', async () => {
    const service = await listed('ASSET1');
    const officer = { ...PEOPLE.township, roles: ['township-officer', 'industry-department'] };
    await service.post(officer, 'ASSET1', 'plans', planBody);
    expect(problem(await service.post(officer, 'ASSET1', 'plan-steps', approved))).toBe(problemType('own-proposal'));
    const second = { ...officer, sub: 'second' };
    expect((await service.post(second, 'ASSET1', 'plan-steps', approved)).status).toBe(200);
    expect(problem(await service.post(second, 'ASSET1', 'plan-steps', approved))).toBe(problemType('second-step'));
  });
});

describe('lists and counts', () => {
  const ledger = (service: SampleService, query: Record<string, string>) =>
    service.request(PEOPLE.township, 'GET /revitalization/items', { query });
  const progress = (service: SampleService, unitPath: string, who = PEOPLE.industry) =>
    service.request(who, 'GET /revitalization/progress', { query: { unitPath } });

  test('the list of a unit holds what lies below it, page by page', async () => {
    const service = await listed('ASSET1', 'ASSET2', 'ASSET3');
    await service.list('ASSET4', { unitPath: OTHER_VILLAGE });
    await service.list('ASSET5', { unitPath: `${COUNTY}653127101/653127101201/` });
    const first = await ledger(service, { unitPath: TOWNSHIP, limit: '3' });
    const cursor = String(first.body.nextCursor);
    const second = await ledger(service, { unitPath: TOWNSHIP, limit: '3', cursor });
    const rows = [...(first.body.rows as { id: string }[]), ...(second.body.rows as { id: string }[])];
    expect(rows.map(({ id }) => id)).toEqual(['ASSET1', 'ASSET2', 'ASSET3', 'ASSET4']);
    expect(rows[0]).toMatchObject({ name: '保鲜库', status: 'listed', overdue: false, version: 1 });
    expect(second.body.nextCursor).toBeUndefined();
    expect(problem(await ledger(service, { unitPath: VILLAGE, cursor }))).toBe(problemType('invalid-cursor'));
    expect((await ledger(service, { unitPath: `${COUNTY}653127101/` })).status).toBe(403);
  });

  test('the progress of a unit is the sum of what lies below it, also counted twice', async () => {
    const service = await listed('ASSET1', 'ASSET2');
    await service.list('ASSET3', { unitPath: OTHER_VILLAGE });
    await service.approved('ASSET4');
    await service.project();
    service.morningOf('2026-04-13');
    await service.flag();
    await service.project();
    await service.project();
    expect((await progress(service, VILLAGE)).body).toMatchObject({
      count: 3,
      byStatus: { listed: 2, approved: 1, 'written-off': 0 },
      overdueCount: 1,
    });
    for (const unit of [TOWNSHIP, COUNTY]) {
      expect((await progress(service, unit)).body).toMatchObject({
        count: 4,
        byStatus: { listed: 3 },
        overdueCount: 1,
      });
    }
    expect((await progress(service, COUNTY, PEOPLE.township)).status).toBe(403);
    const row = (await ledger(service, { unitPath: VILLAGE })).body.rows as { id: string; overdue: boolean }[];
    expect(row.filter(({ overdue }) => overdue).map(({ id }) => id)).toEqual(['ASSET4']);
  });

  test('an item written off, reopened and moved is counted where it stands', async () => {
    const service = new SampleService();
    await reported(service, 'ASSET1');
    await service.post(PEOPLE.township, 'ASSET1', 'completion-steps', approved);
    await service.post(PEOPLE.industry, 'ASSET1', 'completion-steps', approved);
    await service.project();
    expect((await progress(service, VILLAGE)).body).toMatchObject({ byStatus: { 'written-off': 1 } });
    await service.post(PEOPLE.county, 'ASSET1', 'reopenings', { reason: '复查未使用' });
    await service.handOver('ASSET1', VILLAGE, OTHER_VILLAGE, 9);
    await service.project();
    expect((await progress(service, VILLAGE)).body).toMatchObject({ count: 0, byStatus: { 'written-off': 0 } });
    expect((await progress(service, OTHER_VILLAGE)).body).toMatchObject({
      count: 1,
      byStatus: { listed: 1 },
      earlierWriteOffs: 1,
    });
  });

  test('ZC-10 the campaign shows its dates with the progress against them', async () => {
    const service = new SampleService(packOf('township-reform'));
    service.now = '2021-06-01T01:00:00.000Z';
    for (const asset of ['ASSET1', 'ASSET2', 'ASSET3']) {
      await service.list(asset, { class: 'village-collective', subType: 'activity-site', confirmedOn: '2021-05-01' });
    }
    await service.post(PEOPLE.head, 'ASSET1', 'plans', { ...planBody, measure: 'collective-economy' });
    await service.post(PEOPLE.township, 'ASSET1', 'plan-steps', approved);
    await service.post(PEOPLE.county, 'ASSET1', 'plan-steps', approved);
    await service.project();
    const answer = await service.request(PEOPLE.county, 'GET /revitalization/campaign', {
      query: { unitPath: COUNTY },
    });
    expect(answer.body).toMatchObject({ today: '2021-06-01', count: 3, approvedCount: 1, writtenOffCount: 0 });
    const milestones = answer.body.milestones as { date: string; daysLeft: number }[];
    expect(milestones.map(({ date, daysLeft }) => [date, daysLeft])).toEqual([
      ['2021-03-31', -62],
      ['2021-05-31', -1],
      ['2021-06-30', 29],
      ['2021-12-31', 213],
      ['2021-12-31', 213],
    ]);
  });

  test('the history holds every event in order, with who did it', async () => {
    const service = new SampleService();
    await service.approved('ASSET1');
    const answer = await service.request(PEOPLE.auditor, 'GET /revitalization/items/{itemId}/history', {
      itemId: 'ASSET1',
    });
    const rows = answer.body.rows as { type: string; actor: string; version: number }[];
    expect(rows.map(({ type, actor }) => [type.split('.')[2], actor])).toEqual([
      ['item-listed', '/653127/registry'],
      ['item-planned', 'head'],
      ['plan-step-taken', 'township'],
      ['plan-step-taken', 'industry'],
    ]);
  });
});
