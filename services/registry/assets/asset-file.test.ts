import { describe, expect, test } from 'vitest';
import { problemType } from '../../../contracts/problems.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import { FAR_VILLAGE, PEOPLE, SampleRegistry, VILLAGE } from '../sample-registry.ts';

const policy = loadPack('maoxian');
const holidays = loadHolidays();
const asset = {
  unitPath: VILLAGE,
  class: 'buildings',
  name: '村小学',
  originalFen: 100,
  valueProvisional: false,
  title: 'unclear',
  use: 'in-use',
};
const DOCUMENTS = 'POST /registry/assets/{assetId}/documents';
const FILE = 'GET /registry/assets/{assetId}/file';

async function world() {
  const registry = new SampleRegistry(policy, holidays);
  await registry.registerUnits();
  const assetId = await registry.registerAsset(asset);
  const params = { assetId };
  let version = 1;
  const attach = async (kind: string, evidenceId: string) => {
    const body = { evidence: [{ kind, evidenceId }], note: '归档' };
    const answer = await registry.request(PEOPLE.accountant, DOCUMENTS, { params, version, body });
    if (answer.status === 201) version += 1;
    return answer;
  };
  const news = (type: string, sequence: number, data: object) =>
    registry.consume({
      specversion: '1.0',
      id: `${type}-${sequence}`,
      source: '/653127/revitalization',
      type: `panhuo.revitalization.${type}.v1`,
      time: registry.now,
      subject: `revitalization-item/${assetId}`,
      sequence: String(sequence),
      actor: 'feng',
      requesthash: 'a'.repeat(43),
      leafhash: 'b'.repeat(43),
      data,
    });
  return { registry, assetId, params, attach, news };
}
const stateSize = (registry: SampleRegistry, assetId: string): number =>
  JSON.stringify(registry.table.items.get(`ASSET#${assetId}\nSTATE`)).length;

describe('one asset, one file', () => {
  test('MX-07 documents go into the file at any time, and the state does not grow with them', async () => {
    const { registry, assetId, params, attach } = await world();
    const before = stateSize(registry, assetId);
    const kinds = ['project-approval', 'acceptance-report', 'photograph'];
    const ids: string[] = [];
    for (const kind of kinds) {
      ids.push(await registry.fileDocument(kind));
      expect((await attach(kind, ids.at(-1) ?? '')).status).toBe(201);
    }
    expect(stateSize(registry, assetId)).toBe(before);
    const { body } = await registry.request(PEOPLE.accountant, FILE, { params });
    expect(body.documents).toEqual(
      kinds.map((kind, index) => ({
        kind,
        evidenceId: ids[index],
        sha256: 'ab'.repeat(32),
        filedAt: registry.now,
        filedBy: 'wang',
        eventType: 'panhuo.registry.document-attached.v1',
      })),
    );
    expect((body.life as { version: number }[]).map(({ version }) => version)).toEqual([1, 2, 3, 4]);
  });

  test('MX-07 the file shows the documents of every matter, the finding, the way planned, who is responsible and until when', async () => {
    const { registry, params, news } = await world();
    const evidence = [];
    for (const kind of policy.idleFindings.kinds.idle?.requiredEvidence ?? [])
      evidence.push({ kind, evidenceId: await registry.fileDocument(kind) });
    const body = { finding: 'idle', outOfUseSince: '2025-01-01', hasDefinitePlan: false, evidence };
    const declared = await registry.request(PEOPLE.accountant, 'POST /registry/assets/{assetId}/idle-declarations', {
      params,
      version: 1,
      body,
    });
    expect(declared.status, JSON.stringify(declared.body)).toBe(201);
    const steps = [{ id: 'approval', role: 'county-government', level: 'county' }];
    const planned = {
      menu: 'buildings-menu',
      measure: 'public-lease',
      earlierMeasures: [],
      conditions: [],
      responsible: { unitPath: VILLAGE, person: '李四' },
      difficulty: 'easy',
      deadlineDays: 90,
      proposedBy: 'li',
      steps,
    };
    const approved = { step: 'approval', verdict: 'approved', by: 'feng', at: registry.now };
    const deadline = { dueDate: '2026-09-30', setOn: '2026-05-06', dueSoonDays: [7], escalations: [] };
    // The deadline overtakes the plan, and an older deadline comes late.
    for (const [type, sequence, data] of [
      ['plan-step-taken', 3, { ...approved, deadline }],
      ['item-planned', 2, planned],
      ['extension-step-taken', 6, { ...approved, deadline: { ...deadline, dueDate: '2026-12-31' } }],
      ['plan-step-taken', 4, { ...approved, deadline }],
      // MG-23: a successor answers for it from now on.
      ['item-responsible-named', 7, { measure: 'public-lease', responsible: { unitPath: VILLAGE, person: '王五' } }],
    ] as const)
      expect(await news(type, sequence, data)).toMatchObject({ kind: 'done' });
    const file = await registry.request(PEOPLE.accountant, FILE, { params });
    expect(file.body.path).toEqual({
      measure: 'public-lease',
      responsibleUnitPath: VILLAGE,
      responsiblePerson: '王五',
      dueDate: '2026-12-31',
    });
    expect((file.body.documents as { kind: string }[]).map(({ kind }) => kind)).toEqual(
      evidence.map(({ kind }) => kind),
    );
    expect(file.body.asset).toMatchObject({ finding: { status: 'declared' } });
  });

  test('a long life is read in pages, oldest first', async () => {
    const { registry, params, attach } = await world();
    for (let n = 0; n < 4; n += 1) await attach('photograph', await registry.fileDocument('photograph'));
    const first = await registry.request(PEOPLE.accountant, FILE, { params, query: { limit: '3' } });
    const cursor = String(first.body.nextCursor);
    const second = await registry.request(PEOPLE.accountant, FILE, { params, query: { limit: '3', cursor } });
    const versions = [first, second].flatMap(({ body }) =>
      (body.life as { version: number }[]).map(({ version }) => version),
    );
    expect(versions).toEqual([1, 2, 3, 4, 5]);
  });

  test('MX-07 SX-11 refuses kinds the pack does not list, and documents of others or not yet verified', async () => {
    const { registry, attach } = await world();
    expect((await attach('poem', await registry.fileDocument('poem'))).body.type).toBe(problemType('not-in-policy'));
    expect((await attach('photograph', 'no-such-document')).body.type).toBe(problemType('evidence-not-verified'));
    const foreign = await registry.fileDocument('photograph', PEOPLE.farAccountant, FAR_VILLAGE);
    expect((await attach('photograph', foreign)).body.type).toBe(problemType('evidence-not-verified'));
  });

  test('is read by nobody outside', async () => {
    const { registry, params } = await world();
    expect((await registry.request(PEOPLE.neighbour, FILE, { params })).status).toBe(404);
  });
});

describe('external codes', () => {
  const coded = (more: object = {}) => ({ ...asset, externalCode: 'P-1', ...more });
  const register = (registry: SampleRegistry, body: object, key?: string) =>
    registry.request(PEOPLE.finance, 'POST /registry/assets', { body, ...(key === undefined ? {} : { key }) });

  test('one number of a unit’s register is one asset', async () => {
    const { registry } = await world();
    expect((await register(registry, coded(), 'register-once')).status).toBe(201);
    expect((await register(registry, coded({ name: '别的' }))).body.type).toBe(problemType('external-code-taken'));
    expect((await register(registry, coded(), 'register-once')).status).toBe(201);
    expect((await register(registry, coded({ externalRegister: 'forestry' }))).status).toBe(201);
    expect((await register(registry, coded({ unitPath: FAR_VILLAGE }))).status).toBe(201);
  });

  test('a number corrected away is free again', async () => {
    const { registry } = await world();
    const { body } = await register(registry, coded());
    const { unitPath: _unit, ...card } = coded({ externalCode: 'P-2' });
    const corrected = await registry.request(PEOPLE.finance, 'POST /registry/assets/{assetId}/corrections', {
      params: { assetId: String(body.id) },
      version: 1,
      body: { ...card, reason: '更正' },
    });
    expect(corrected.status).toBe(200);
    expect((await register(registry, coded())).status).toBe(201);
    expect((await register(registry, coded({ externalCode: 'P-2' }))).body.type).toBe(
      problemType('external-code-taken'),
    );
  });

  test('in a batch the second row with a number is refused, the others stand', async () => {
    const { registry } = await world();
    const rows = ['a', 'b', 'c'].map((rowKey) => ({
      rowKey,
      asset: coded({ externalCode: rowKey === 'c' ? 'P-9' : 'P-1' }),
    }));
    const send = () =>
      registry.request(PEOPLE.finance, 'POST /registry/asset-batches', { body: { rows }, key: 'batch-of-three' });
    const results = async () => ((await send()).body.rows as { result: string }[]).map(({ result }) => result);
    expect(await results()).toEqual(['created', 'refused', 'created']);
    expect(await results()).toEqual(['exists', 'refused', 'exists']);
  });
});
