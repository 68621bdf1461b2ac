import { beforeEach, describe, expect, test } from 'vitest';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import { COUNTY, NEIGHBOUR, PEOPLE, type Person, SampleRegistry, TOWNSHIP, VILLAGE } from '../sample-registry.ts';

const ASSET = 'GET /registry/assets/{assetId}';
const acrossVillages = { class: 'operating', implementedBy: 'county', benefits: 'several-villages' };
let registry: SampleRegistry;

const card = (more: object = {}) => ({
  unitPath: VILLAGE,
  name: '恰尔瓦格村合作社',
  class: 'operating',
  subType: 'farmers-cooperative',
  implementedBy: 'village',
  benefits: 'one-village',
  originalFen: 100_000_00,
  valueProvisional: false,
  title: 'unclear',
  use: 'in-use',
  ...more,
});

/** Sends a command to the asset as it now is. */
async function on(assetId: string, who: Person, what: string, body: object) {
  const now = await registry.request(PEOPLE.auditor, ASSET, { params: { assetId } });
  const version = Number(now.body.version);
  return registry.request(who, `POST /registry/assets/{assetId}/${what}`, { params: { assetId }, version, body });
}
async function documents(kind = 'title-certificate') {
  return [{ kind, evidenceId: await registry.fileDocument(kind, PEOPLE.finance, VILLAGE) }];
}
const read = async (assetId: string) =>
  (await registry.request(PEOPLE.accountant, ASSET, { params: { assetId } })).body;
const list = async (
  path: string,
  who: Person = PEOPLE.officer,
  query: Record<string, string> = { unitPath: TOWNSHIP },
) => registry.request(who, `GET /registry/${path}`, { query });
const namesOf = (answer: { body: Record<string, unknown> }) =>
  (answer.body.rows as { name: string }[]).map(({ name }) => name);

beforeEach(async () => {
  registry = new SampleRegistry(loadPack('makit'), loadHolidays());
  await registry.registerUnits();
});

describe('title clearance', () => {
  test('MX-09 an item is examined, certified, and leaves the list of its unit', async () => {
    const assetId = await registry.registerAsset(card());
    await registry.registerAsset(card({ name: '另一处' }));
    expect(namesOf(await list('title-clearance'))).toHaveLength(2);
    expect((await on(assetId, PEOPLE.accountant, 'title-examinations', {})).status).toBe(200);
    expect(await read(assetId)).toMatchObject({
      clearance: { status: 'examined', owner: 'village-collective', rule: 'operating-one-village' },
    });
    const certificate = { number: '新（2026）第1号', issuedOn: '2026-05-06', evidence: await documents() };
    expect((await on(assetId, PEOPLE.accountant, 'title-certifications', certificate)).status).toBe(403);
    expect((await on(assetId, PEOPLE.finance, 'title-certifications', certificate)).status).toBe(201);
    expect(await read(assetId)).toMatchObject({ title: 'titled', titleCertificate: { number: '新（2026）第1号' } });
    expect(namesOf(await list('title-clearance'))).toEqual(['另一处']);
    await registry.project();
    expect((await list('title-clearance-totals')).body).toMatchObject({ untitledCount: 1, certifiedCount: 1 });
  });

  test('SX-06 a dispute is decided by the county government; who raised it is kept, but not shown', async () => {
    const assetId = await registry.registerAsset(card());
    await on(assetId, PEOPLE.accountant, 'title-disputes', { reason: '两村各称其有' });
    const decision = {
      owner: 'village-collective',
      decisionNumber: '8号',
      reason: '按投入',
      evidence: await documents('minutes'),
    };
    expect((await on(assetId, PEOPLE.finance, 'title-decisions', decision)).status).toBe(403);
    expect((await read(assetId)).clearance).toEqual({ status: 'disputed' });
    expect((await on(assetId, PEOPLE.government, 'title-decisions', decision)).status).toBe(201);
    expect((await read(assetId)).clearance).toMatchObject({ status: 'decided', decisionNumber: '8号' });
  });

  test('MG-09 an asset across villages is quantified among villages that exist', async () => {
    const assetId = await registry.registerAsset(card(acrossVillages));
    const claim = (unitPath: string, investmentFen: number) => ({ unitPath, investmentFen, households: 1, need: 0 });
    const weights = { investment: 6_000, households: 4_000, need: 0 };
    const shares = (second: string) => ({ totalParts: 1_000, weights, claims: [claim(VILLAGE, 3), claim(second, 1)] });
    const unknown = await on(
      assetId,
      PEOPLE.government,
      'share-quantifications',
      shares('653127/653127100/653127100999/'),
    );
    expect(unknown.body.type).toBe('urn:panhuo:problem:unknown-unit');
    expect((await on(assetId, PEOPLE.government, 'share-quantifications', shares(NEIGHBOUR))).status).toBe(201);
    expect((await read(assetId)).shares).toEqual({
      totalParts: 1_000,
      villages: [
        { unitPath: VILLAGE, parts: 650 },
        { unitPath: NEIGHBOUR, parts: 350 },
      ],
    });
  });

  test('lists are read page by page, and nobody reads another township’s', async () => {
    const certificate = { title: 'titled', titleCertificate: { number: '1', issuedOn: '2020-01-01' } };
    for (let number = 0; number < 12; number += 1) {
      await registry.registerAsset(card({ name: `资产${number}`, ...(number % 3 === 0 ? certificate : {}) }));
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list('title-clearance', PEOPLE.officer, {
        unitPath: TOWNSHIP,
        limit: '3',
        ...(cursor ? { cursor } : {}),
      });
      expect((page.body.rows as unknown[]).length).toBeLessThanOrEqual(3);
      seen.push(...namesOf(page));
      cursor = page.body.nextCursor as string | undefined;
    } while (cursor);
    expect(seen.toSorted()).toEqual([1, 2, 4, 5, 7, 8, 10, 11].map((number) => `资产${number}`).toSorted());
    expect((await list('title-clearance', PEOPLE.farOfficer)).status).toBe(403);
    expect((await list('title-clearance', PEOPLE.officer, { unitPath: TOWNSHIP, cursor: 'made-up' })).status).toBe(400);
  });
});

test('MG-20 the supervising department is on the card; what the policy routes nowhere, county IT sees', async () => {
  const routed = await registry.registerAsset(card({ name: '3号保鲜库', subType: 'cold-store' }));
  await registry.registerAsset(card({ name: '一号大院', subType: 'other-operating' }));
  expect((await read(routed)).department).toBe('commerce-and-industry');
  expect(namesOf(await list('unrouted-assets', PEOPLE.it, { unitPath: COUNTY }))).toEqual(['一号大院']);
  expect(namesOf(await list('unrouted-assets', PEOPLE.it, { unitPath: TOWNSHIP }))).toEqual(['一号大院']);
  expect((await list('unrouted-assets', PEOPLE.accountant, { unitPath: VILLAGE })).status).toBe(403);
});
