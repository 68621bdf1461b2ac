import { beforeEach, describe, expect, test } from 'vitest';
import * as contracts from '../../contracts/audit/findings.ts';
import type { TrailEvent } from '../../contracts/audit/trail.ts';
import { ROLE_IDS, type Role } from '../../contracts/roles.ts';
import { toCloudEvent } from '../../platform/event-item.ts';
import { rebuild } from '../../platform/projection.ts';
import type { EventItem } from '../../platform/store/store.ts';
import { loadPack } from '../../policy/load.ts';
import { auditAccess } from './access.ts';
import { findingKind } from './aggregates.ts';
import { routes } from './routes.ts';
import { SAMPLE_REGION, SAMPLE_VILLAGE, SampleRegion } from './sample-events.ts';
import { type Answer, type Person, SampleAudit } from './sample-runtime.ts';
import { findingProjection } from './views.ts';

const policy = loadPack('makit');
const county = '653127/';
const auditor: Person = { sub: 'zhou.min', roles: ['auditor'], unit: county };
const inspector: Person = { sub: 'he.lei', roles: ['discipline-inspection'], unit: county };
const accountant: Person = { sub: 'li.na', roles: ['village-accountant'], unit: SAMPLE_VILLAGE };
const stranger: Person = { sub: 'sun.yu', roles: ['village-head'], unit: '653127/653127101/653127101200/' };

let audit: SampleAudit;
let region: SampleRegion;
beforeEach(() => {
  audit = new SampleAudit(policy);
  region = new SampleRegion();
});

/** A finding about income parked in a unit; its id. */
async function opened(unitPath = SAMPLE_VILLAGE, receipt = 'R'): Promise<string> {
  const facts = { service: 'distribution', aggregate: `receipt/${receipt}`, event: 'income-parked' } as const;
  const event = region.publish({ ...facts, data: { unitPath, remainingFen: 5 } });
  await audit.consume(event);
  const items = [...audit.table.items.values()].filter((row) => row.pk.startsWith('FINDING#'));
  return String(items.at(-1)?.aggregate).slice('finding/'.length);
}

const on = (person: Person, step: string, findingId: string, version: number, body: unknown): Promise<Answer> =>
  audit.request(person, `POST /audit/findings/{findingId}/${step}`, { params: { findingId }, version, body });
const read = (person: Person, findingId: string): Promise<Answer> =>
  audit.request(person, 'GET /audit/findings/{findingId}', { params: { findingId } });
const assignment = { unitPath: SAMPLE_VILLAGE, dueDate: '2026-04-01' };

describe('a finding over HTTP', () => {
  test('MG-22 opened, assigned, rectified, verified and closed, with its history', async () => {
    const id = await opened();
    expect(await read(auditor, id)).toMatchObject({ status: 200, etag: '"1"', body: { status: 'opened', returns: 0 } });
    const steps = [
      await on(auditor, 'assignments', id, 1, assignment),
      await on(accountant, 'rectifications', id, 2, { text: '已分配到户', evidence: [] }),
      await on(auditor, 'verifications', id, 3, { verdict: 'verified' }),
      await on(inspector, 'closures', id, 4, {}),
    ];
    expect(steps.map((step) => [step.status, step.etag])).toEqual([
      [200, '"2"'],
      [200, '"3"'],
      [200, '"4"'],
      [200, '"5"'],
    ]);
    expect((await read(accountant, id)).body).toMatchObject({ status: 'closed', version: 5 });
    const history = await audit.request(accountant, 'GET /audit/findings/{findingId}/history', {
      params: { findingId: id },
    });
    expect((history.body.rows as { type: string }[]).map((row) => row.type)).toEqual(
      ['opened', 'assigned', 'rectified', 'verified', 'closed'].map((word) => `panhuo.audit.finding-${word}.v1`),
    );
  });

  test('every event it publishes fits its contract, and audit takes them into its own trail', async () => {
    const first = await opened();
    await on(auditor, 'assignments', first, 1, { ...assignment, instruction: '限期分配' });
    await on(accountant, 'rectifications', first, 2, { text: '已分配', evidence: [] });
    await on(auditor, 'verifications', first, 3, { verdict: 'returned', reason: '凭证不全' });
    await on(accountant, 'rectifications', first, 4, { text: '已补凭证', evidence: [] });
    await on(auditor, 'verifications', first, 5, { verdict: 'verified', reason: '属实' });
    await on(inspector, 'closures', first, 6, { note: '完成' });
    const second = await opened(SAMPLE_VILLAGE, 'S');
    await on(auditor, 'referrals', second, 1, { reason: '涉嫌挪用' });
    const schemas = [
      contracts.findingOpened,
      contracts.findingAssigned,
      contracts.findingRectified,
      contracts.findingReturned,
      contracts.findingVerified,
      contracts.findingClosed,
      contracts.findingReferred,
    ];
    const items = [...audit.table.items.values()].filter((row) => row.sk === 'EVT') as unknown as EventItem[];
    const types = new Set<string>();
    for (const item of items) {
      const event = toCloudEvent(item, SAMPLE_REGION, 'audit');
      const schema = schemas.find((each) => each.shape.type.def.values[0] === item.type);
      expect(schema?.safeParse(event).error).toBeUndefined();
      types.add(item.type);
      expect((await audit.consume(event)).kind).toBe('done');
    }
    expect(types.size).toBe(schemas.length);
    const trail = await audit.request(auditor, 'GET /audit/trail/aggregates/{service}/{kind}/{aggregateId}', {
      params: { service: 'audit', kind: 'finding', aggregateId: first },
    });
    expect(trail.body.rows).toHaveLength(7);
  });

  test('nobody verifies their own rectification, whatever roles they hold', async () => {
    const id = await opened();
    const both: Person = { sub: 'two.hats', roles: ['auditor', 'county-government'], unit: county };
    await on(auditor, 'assignments', id, 1, assignment);
    await on(both, 'rectifications', id, 2, { text: '已分配', evidence: [] });
    const refused = await on(both, 'verifications', id, 3, { verdict: 'verified' });
    expect(refused).toMatchObject({ status: 403, body: { type: 'urn:panhuo:problem:own-proposal' } });
  });

  test('MG-22 a referral ends it, and the case file holds finding, history and the trail of what it is about', async () => {
    const data = { unitPath: SAMPLE_VILLAGE, amountFen: 5 };
    const received = region.publish({
      service: 'distribution',
      aggregate: 'receipt/R',
      event: 'income-received',
      data,
    });
    await audit.consume(received);
    const id = await opened();
    expect((await on(inspector, 'referrals', id, 1, { reason: '涉嫌截留' })).status).toBe(200);
    expect((await on(auditor, 'assignments', id, 2, assignment)).body).toMatchObject({
      type: 'urn:panhuo:problem:wrong-state',
    });
    const file = await audit.request(inspector, 'GET /audit/findings/{findingId}/case-file', {
      params: { findingId: id },
    });
    expect(file.body).toMatchObject({
      finding: { status: 'referred', referral: { reason: '涉嫌截留', on: '2026-03-03' } },
      trailComplete: true,
      conflicts: [],
    });
    expect((file.body.history as unknown[]).length).toBe(2);
    expect((file.body.trail as { event: TrailEvent }[]).map((row) => row.event.type)).toEqual([
      'panhuo.distribution.income-received.v1',
      'panhuo.distribution.income-parked.v1',
    ]);
  });

  test('rectifying with documents needs them verified and of the responsible unit', async () => {
    const id = await opened();
    await on(auditor, 'assignments', id, 1, assignment);
    const body = { evidence: [{ kind: 'payment-record', evidenceId: 'DOC' }] };
    const row = { pk: 'EVIDENCE#DOC', sk: 'STATE' } as const;
    const state = { kind: 'payment-record', unitPath: SAMPLE_VILLAGE, sha256: 'b'.repeat(64), status: 'requested' };
    expect((await on(accountant, 'rectifications', id, 2, body)).body.type).toContain('evidence-not-verified');
    await audit.table.write([{ kind: 'put', row: { ...row, state } }]);
    expect((await on(accountant, 'rectifications', id, 2, body)).body.type).toContain('evidence-not-verified');
    await audit.table.write([{ kind: 'put', row: { ...row, state: { ...state, status: 'verified' } } }]);
    expect((await on(accountant, 'rectifications', id, 2, body)).status).toBe(200);
    expect((await read(auditor, id)).body.rectification).toMatchObject({
      evidence: [{ kind: 'payment-record', evidenceId: 'DOC', sha256: 'b'.repeat(64) }],
    });
  });

  test('a stale version, a missing one and a reused key change nothing', async () => {
    const id = await opened();
    const route = 'POST /audit/findings/{findingId}/assignments';
    const params = { findingId: id };
    const body = assignment;
    expect((await audit.request(auditor, route, { params, body })).status).toBe(428);
    expect((await audit.request(auditor, route, { params, body, version: 7 })).status).toBe(412);
    expect((await audit.request(auditor, route, { params, body, version: 1, key: 'same-key' })).status).toBe(200);
    expect((await audit.request(auditor, route, { params, body, version: 1, key: 'same-key' })).status).toBe(200);
    const other = { ...body, dueDate: '2026-05-01' };
    const reused = await audit.request(auditor, route, { params, body: other, version: 2, key: 'same-key' });
    expect(reused.status).toBe(409);
    expect((await read(auditor, id)).body.version).toBe(2);
  });
});

describe('who sees what', () => {
  test('a finding of somebody else’s unit answers like one that does not exist', async () => {
    const id = await opened();
    const theirs = await read(stranger, id);
    const none = await read(stranger, 'NOTHING');
    expect(theirs.status).toBe(404);
    expect({ ...theirs.body, instance: '' }).toEqual({ ...none.body, instance: '' });
    const attempt = await on({ ...stranger, sub: 'x' }, 'rectifications', id, 1, { text: '整改', evidence: [] });
    expect(attempt.status).toBe(404);
  });

  test('a unit that a finding is assigned to sees it although it arose elsewhere', async () => {
    const id = await opened(county);
    expect((await read(accountant, id)).status).toBe(404);
    await on(auditor, 'assignments', id, 1, assignment);
    expect((await read(accountant, id)).status).toBe(200);
    expect((await on(accountant, 'rectifications', id, 2, { text: '已改', evidence: [] })).status).toBe(200);
  });

  test.each(['auditor', 'discipline-inspection'] as const)(
    'SX-03 what %s may command is to deal with findings, and nothing else',
    (role) => {
      const commands = routes.filter(
        ({ action, kind }) =>
          kind === 'command' &&
          auditAccess[action as keyof typeof auditAccess].some((rule) =>
            (rule.roles as readonly Role[]).includes(role),
          ),
      );
      expect(commands.map((route) => route.action).sort()).toEqual([
        'finding.assign',
        'finding.close',
        'finding.refer',
        'finding.verify',
      ]);
      expect(commands.every((route) => route.path.startsWith('/audit/findings/{findingId}/'))).toBe(true);
    },
  );

  test.each([
    'GET /audit/trail',
    'GET /audit/trail/days',
    'GET /audit/trail/aggregates/{service}/{kind}/{aggregateId}',
    'GET /audit/trail/aggregates/{service}/{kind}/{aggregateId}/gaps',
  ])('SX-03 %s is for auditors and discipline inspection of this county alone', async (route) => {
    const params = { service: 'registry', kind: 'asset', aggregateId: 'A' };
    const query = route === 'GET /audit/trail' ? { day: '2026-03-02' } : {};
    const statuses = new Map<string, number>();
    for (const role of ROLE_IDS) {
      const person: Person = { sub: role, roles: [role], unit: county };
      statuses.set(role, (await audit.request(person, route, { params, query })).status);
    }
    const allowed = [...statuses].filter(([, status]) => status === 200).map(([role]) => role);
    expect(allowed).toEqual(['auditor', 'discipline-inspection']);
    const foreign: Person = { ...auditor, unit: '513223/' };
    expect((await audit.request(foreign, route, { params, query })).status).toBe(403);
  });
});

describe('lists and counts', () => {
  const townshipA = '653127/653127100/';
  const townshipB = '653127/653127101/';
  const villages = [SAMPLE_VILLAGE, `${townshipA}653127100202/`, `${townshipB}653127101200/`, county];

  async function several(): Promise<string[]> {
    const ids: string[] = [];
    for (const [place, unitPath] of villages.entries()) {
      for (let round = 0; round < 3; round += 1) ids.push(await opened(unitPath, `R${place}-${round}`));
    }
    await on(auditor, 'referrals', ids[0] ?? '', 1, { reason: '移送' });
    await audit.project();
    return ids;
  }

  async function listed(unitPath: string, limit: number): Promise<string[]> {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { unitPath, limit: String(limit), ...(cursor === undefined ? {} : { cursor }) };
      const answer = await audit.request(auditor, 'GET /audit/findings', { query });
      expect(answer.status).toBe(200);
      const rows = answer.body.rows as { id: string }[];
      expect(rows.length).toBeLessThanOrEqual(limit);
      found.push(...rows.map((row) => row.id));
      cursor = answer.body.nextCursor as string | undefined;
    } while (cursor !== undefined);
    return found;
  }

  test.each([1, 2, 3, 5, 50])('a county’s list holds every finding below it once, %i a page', async (limit) => {
    const ids = await several();
    expect((await listed(county, limit)).sort()).toEqual(ids.toSorted());
    expect(await listed(townshipA, limit)).toHaveLength(6);
    expect(await listed(SAMPLE_VILLAGE, limit)).toHaveLength(3);
  });

  test('counts follow the findings: a unit’s figure is the sum of its parts, read in one go', async () => {
    await several();
    const answer = await audit.request(auditor, 'GET /audit/finding-totals', { query: { unitPath: county } });
    expect(answer.body).toMatchObject({
      open: 11,
      closed: 0,
      referred: 1,
      byKind: [{ kind: 'income-parked', open: 11, closed: 0, referred: 1 }],
      byUnit: [
        { unitPath: townshipA, open: 5, referred: 1 },
        { unitPath: townshipB, open: 3, referred: 0 },
      ],
    });
  });

  test('counting again changes nothing, and a rebuild from events gives the same', async () => {
    await several();
    const totals = () => audit.request(auditor, 'GET /audit/finding-totals', { query: { unitPath: county } });
    const before = await totals();
    await audit.project();
    expect((await totals()).body).toEqual(before.body);
    const all = [...audit.table.items.values()].filter((row) => row.sk === 'STATE').map((row) => String(row.aggregate));
    async function* aggregates(since: string | undefined) {
      if (since === undefined) yield* all;
    }
    await rebuild(audit.table, findingProjection, findingKind, aggregates, audit.now);
    expect((await totals()).body).toEqual(before.body);
  });

  test('somebody else’s unit is refused', async () => {
    const answer = await audit.request(stranger, 'GET /audit/findings', { query: { unitPath: SAMPLE_VILLAGE } });
    expect(answer.status).toBe(403);
  });
});

describe('the trail over HTTP', () => {
  test('days and a day’s pages give back every event, in order', async () => {
    for (let asset = 0; asset < 5; asset += 1) region.asset(`A${asset}`, 2);
    for (const event of region.events) await audit.consume(event);
    const days = await audit.request(auditor, 'GET /audit/trail/days');
    expect(days.body).toEqual({ region: SAMPLE_REGION, rows: [{ day: '2026-03-02' }] });
    const events: TrailEvent[] = [];
    let cursor: string | undefined;
    do {
      const query = { day: '2026-03-02', limit: '4', ...(cursor === undefined ? {} : { cursor }) };
      const page = await audit.request(auditor, 'GET /audit/trail', { query });
      events.push(...(page.body.rows as { event: TrailEvent }[]).map((row) => row.event));
      cursor = page.body.nextCursor as string | undefined;
    } while (cursor !== undefined);
    expect(events).toEqual(region.events);
  });

  test('a cursor of another day is refused', async () => {
    region.asset('A', 3);
    for (const event of region.events) await audit.consume(event);
    const page = await audit.request(auditor, 'GET /audit/trail', { query: { day: '2026-03-02', limit: '1' } });
    const cursor = page.body.nextCursor as string;
    const other = await audit.request(auditor, 'GET /audit/trail', { query: { day: '2026-03-03', cursor } });
    expect(other).toMatchObject({ status: 400, body: { type: 'urn:panhuo:problem:invalid-cursor' } });
  });

  test('gaps of an aggregate are named', async () => {
    region.asset('A', 4);
    for (const event of region.events.filter((_, index) => index !== 1 && index !== 2)) await audit.consume(event);
    const answer = await audit.request(auditor, 'GET /audit/trail/aggregates/{service}/{kind}/{aggregateId}/gaps', {
      params: { service: 'registry', kind: 'asset', aggregateId: 'A' },
    });
    expect(answer.body).toEqual({
      entries: 3,
      upToVersion: 5,
      gaps: [{ fromVersion: 2, toVersion: 3 }],
      brokenLinks: [],
      conflicts: 0,
    });
  });
});
