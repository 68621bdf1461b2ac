import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TrailEvent } from '../../contracts/audit/trail.ts';
import { DynamoStore } from '../../platform/store/dynamo-store.ts';
import { loadPack } from '../../policy/load.ts';
import { startDynoxide, type TestEngine } from '../../test/support/dynoxide.ts';
import { SAMPLE_VILLAGE, SampleRegion } from './sample-events.ts';
import { type Person, SampleAudit } from './sample-runtime.ts';
import { leafHashOf } from './trail.ts';

const auditor: Person = { sub: 'zhou.min', roles: ['auditor'], unit: '653127/' };
const policy = loadPack('makit');

let engine: TestEngine;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine.stop());

const auditOnDynamo = async (): Promise<SampleAudit> =>
  new SampleAudit(policy, new DynamoStore(engine.client, await engine.createTables()));

test('on DynamoDB a day is read back whole and in order, whatever the order of arrival and however often', async () => {
  const audit = await auditOnDynamo();
  const region = new SampleRegion();
  for (let asset = 0; asset < 12; asset += 1) region.asset(`A${asset}`, 2);
  // Every event twice, the second half first, several at once.
  const arrivals = [...region.events.toReversed(), ...region.events];
  for (let at = 0; at < arrivals.length; at += 8) {
    const results = await Promise.all(arrivals.slice(at, at + 8).map((event) => audit.consume(event)));
    expect(results.every((result) => result.kind === 'done')).toBe(true);
  }
  const events: TrailEvent[] = [];
  let cursor: string | undefined;
  do {
    const query = { day: '2026-03-02', limit: '5', ...(cursor === undefined ? {} : { cursor }) };
    const page = await audit.request(auditor, 'GET /audit/trail', { query });
    expect(page.status).toBe(200);
    events.push(...(page.body.rows as { event: TrailEvent }[]).map((row) => row.event));
    cursor = page.body.nextCursor as string | undefined;
  } while (cursor !== undefined);
  expect(events).toEqual(region.events);
  const days = await audit.request(auditor, 'GET /audit/trail/days');
  expect(days.body.rows).toEqual([{ day: '2026-03-02' }]);
}, 60_000);

test('on DynamoDB the life of one aggregate is paged by version, with gaps and contradictions', async () => {
  const audit = await auditOnDynamo();
  const region = new SampleRegion();
  region.asset('A', 11);
  const [first] = region.events as [TrailEvent];
  const other = { ...first, data: { ...first.data, originalFen: 1 } };
  for (const event of region.events.filter((_, index) => index !== 4)) await audit.consume(event);
  const forged = { ...other, leafhash: leafHashOf(other) };
  expect(await audit.consume(forged)).toMatchObject({ kind: 'quarantined', reason: 'trail-conflict' });
  const route = 'GET /audit/trail/aggregates/{service}/{kind}/{aggregateId}';
  const params = { service: 'registry', kind: 'asset', aggregateId: 'A' };
  const page = await audit.request(auditor, route, { params, query: { limit: '10' } });
  const cursor = String(page.body.nextCursor);
  const rest = await audit.request(auditor, route, { params, query: { limit: '10', cursor } });
  const versions = [page, rest].flatMap((answer) =>
    (answer.body.rows as { event: TrailEvent }[]).map((row) => row.event.sequence),
  );
  expect(versions).toEqual(['1', '2', '3', '4', '6', '7', '8', '9', '10', '11', '12']);
  expect(page.body.conflicts).toMatchObject([{ event: forged, reason: 'version-taken' }]);
  const gaps = await audit.request(auditor, `${route}/gaps`, { params });
  expect(gaps.body).toMatchObject({ entries: 11, gaps: [{ fromVersion: 5, toVersion: 5 }], conflicts: 1 });
}, 60_000);

test('MG-22 on DynamoDB two people racing to close a finding: one closes it, the other is told that it changed', async () => {
  const audit = await auditOnDynamo();
  const facts = { service: 'distribution', aggregate: 'receipt/R', event: 'income-parked' } as const;
  const event = new SampleRegion().publish({ ...facts, data: { unitPath: SAMPLE_VILLAGE, remainingFen: 5 } });
  await Promise.all([audit.consume(event), audit.consume(event)]);
  const list = await audit.request(auditor, 'GET /audit/findings', { query: { unitPath: SAMPLE_VILLAGE } });
  const [finding, ...more] = list.body.rows as { id: string }[];
  expect(more).toEqual([]);
  const findingId = finding?.id ?? '';
  const accountant: Person = { sub: 'li.na', roles: ['village-accountant'], unit: SAMPLE_VILLAGE };
  const step = (person: Person, name: string, version: number, body: unknown) =>
    audit.request(person, `POST /audit/findings/{findingId}/${name}`, { params: { findingId }, version, body });
  await step(auditor, 'assignments', 1, { unitPath: SAMPLE_VILLAGE, dueDate: '2026-04-01' });
  await step(accountant, 'rectifications', 2, { text: '已分配', evidence: [] });
  await step(auditor, 'verifications', 3, { verdict: 'verified' });
  const closing = (sub: string) => step({ ...auditor, sub }, 'closures', 4, {});
  const answers = await Promise.all([closing('first'), closing('second'), closing('zhou.min')]);
  expect(answers.map((answer) => answer.status).sort()).toEqual(
    expect.arrayContaining([200, expect.any(Number) as number]),
  );
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  expect(answers[2]?.status).not.toBe(200);
  const read = await audit.request(auditor, 'GET /audit/findings/{findingId}', { params: { findingId } });
  expect(read.body).toMatchObject({ status: 'closed', version: 5 });
}, 60_000);
