import { beforeEach, expect, test } from 'vitest';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import { PEOPLE, type Person, SampleRegistry, TOWNSHIP, VILLAGE } from '../sample-registry.ts';

const ASSET = 'GET /registry/assets/{assetId}';
const PLATFORM = 'rural-collective-platform';
let registry: SampleRegistry;
let assetId: string;

async function on(who: Person, what: string, body: object) {
  const now = await registry.request(PEOPLE.auditor, ASSET, { params: { assetId } });
  const version = Number(now.body.version);
  return registry.request(who, `POST /registry/assets/{assetId}/${what}`, { params: { assetId }, version, body });
}
const read = async () => (await registry.request(PEOPLE.accountant, ASSET, { params: { assetId } })).body;
const evidence = async (kind = 'record') => [{ kind, evidenceId: await registry.fileDocument(kind) }];
const openDuties = async () => {
  const query = { unitPath: TOWNSHIP };
  const { body } = await registry.request(PEOPLE.officer, 'GET /registry/outside-registrations', { query });
  return body.rows as { id: string; duties: { system: string; status: string; purpose: string }[] }[];
};

beforeEach(async () => {
  registry = new SampleRegistry(loadPack('makit'), loadHolidays());
  await registry.registerUnits();
  assetId = await registry.registerAsset({
    unitPath: VILLAGE,
    name: '英巴格村桥梁',
    class: 'public-welfare',
    subType: 'rural-road',
    implementedBy: 'village',
    originalFen: 500_000_00,
    valueProvisional: false,
    areaDm2: 10_000,
    title: 'titled',
    titleCertificate: { number: '第7号', issuedOn: '2020-06-30' },
    use: 'in-use',
  });
});

test('MG-08 open duties of a unit are listed until the outside systems have registered the asset', async () => {
  expect((await openDuties())[0]?.duties.map(({ system }) => system)).toEqual([PLATFORM, 'anti-poverty-system']);
  await on(PEOPLE.accountant, 'outside-registration-failures', { system: PLATFORM, reason: '系统维护' });
  expect((await openDuties())[0]?.duties[0]).toMatchObject({ status: 'failed', tries: 1, nextTryOn: '2026-05-13' });
  for (const system of [PLATFORM, 'anti-poverty-system']) {
    const body = { system, reference: `NO-${system}`, registeredOn: '2026-05-06' };
    expect((await on(PEOPLE.accountant, 'outside-registrations', body)).status).toBe(201);
  }
  expect(await openDuties()).toEqual([]);
  await on(PEOPLE.accountant, 'damages', { description: '桥面开裂' });
  expect((await openDuties())[0]?.duties.map(({ purpose }) => purpose)).toEqual(['update', 'update']);
});

test('SX-07 MG-13 custody, damage and repair', async () => {
  const custody = { keeper: { kind: 'village-keeper', person: '买买提' }, budgetFen: 5_000_00 };
  const post = { holder: '阿依', eligible: true };
  expect((await on(PEOPLE.accountant, 'custody', { ...custody, post, evidence: [] })).body.type).toBe(
    'urn:panhuo:problem:evidence-missing',
  );
  expect((await on(PEOPLE.accountant, 'custody', { ...custody, post, evidence: await evidence() })).status).toBe(201);
  await on(PEOPLE.accountant, 'damages', { description: '桥面开裂' });
  expect(await read()).toMatchObject({
    use: 'damaged',
    useBefore: 'in-use',
    custody: { ...custody, post },
    damage: { repairDueDate: '2026-06-05' },
  });
  const repair = { repairedOn: '2026-05-06', costFen: 800_00, evidence: await evidence('repair-record') };
  expect((await on(PEOPLE.accountant, 'repairs', repair)).status).toBe(201);
  expect((await read()).use).toBe('in-use');
  expect(await read()).not.toHaveProperty('damage');
});

test('use, lease, idle part, loss and recovery', async () => {
  const lease = { lessee: '某合作社', until: '2026-12-31' };
  expect((await on(PEOPLE.accountant, 'uses', { use: 'leased', since: '2026-05-06', lease })).status).toBe(201);
  expect((await on(PEOPLE.accountant, 'partial-idleness', { idleAreaDm2: 10_001 })).body.type).toBe(
    'urn:panhuo:problem:idle-area-too-large',
  );
  expect((await on(PEOPLE.accountant, 'partial-idleness', { idleAreaDm2: 2_500 })).status).toBe(201);
  expect(await read()).toMatchObject({ use: 'leased', lease, idleAreaDm2: 2_500 });
  const loss = { lostOn: '2026-05-06', foundBy: 'inventory', reason: '盘亏', evidence: await evidence() };
  expect((await on(PEOPLE.accountant, 'losses', loss)).status).toBe(201);
  expect((await read()).use).toBe('lost');
  expect(
    (await on(PEOPLE.accountant, 'recoveries', { recoveredOn: '2026-05-06', evidence: await evidence() })).status,
  ).toBe(201);
  expect(await read()).toMatchObject({ use: 'leased', lease });
});

test('the neighbour village learns nothing and does nothing', async () => {
  const post = (what: string, body: object) =>
    registry.request(PEOPLE.neighbour, `POST /registry/assets/{assetId}/${what}`, {
      params: { assetId },
      version: 1,
      body,
    });
  expect((await post('damages', { description: '损坏' })).status).toBe(404);
  expect((await post('uses', { use: 'in-use', since: '2026-05-06' })).status).toBe(404);
  expect((await post('outside-registration-failures', { system: PLATFORM, reason: '无' })).status).toBe(404);
});
