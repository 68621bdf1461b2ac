import { describe, expect, test } from 'vitest';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import { flagDue } from '../flag-due.ts';
import { PEOPLE, SampleRegistry, VILLAGE } from '../sample-registry.ts';

const policy = loadPack('makit');
const holidays = loadHolidays();
const ASSET = '/registry/assets/{assetId}';
const card = {
  unitPath: VILLAGE,
  name: '村道',
  class: 'public-welfare',
  originalFen: 36_000,
  valueProvisional: false,
  title: 'unclear',
  use: 'in-use',
  acceptedOn: '2026-01-15',
  depreciationKind: 'brick-building',
};

async function world(more: Record<string, unknown> = {}) {
  const registry = new SampleRegistry(policy, holidays);
  await registry.registerUnits();
  const id = await registry.registerAsset({ ...card, ...more });
  let version = 1;
  const get = (path = '', query: Record<string, string> = {}) =>
    registry.request(PEOPLE.accountant, `GET ${ASSET}${path}`, { params: { assetId: id }, query });
  const post = async (who: (typeof PEOPLE)[keyof typeof PEOPLE], path: string, body: unknown) => {
    const answer = await registry.request(who, `POST ${ASSET}/${path}`, { params: { assetId: id }, version, body });
    if (answer.status < 300) version = Number(answer.body.version);
    return answer.status;
  };
  return { registry, id, get, post };
}

describe('values over HTTP', () => {
  test('MG-06 the card shows its value at the end of the month of any day, and the schedule agrees', async () => {
    const { get } = await world();
    expect((await get()).body.value).toEqual({
      month: '2026-05',
      originalFen: 36_000,
      accumulatedFen: 400,
      netFen: 35_600,
    });
    expect((await get('', { asOf: '2026-01-31' })).body.value).toMatchObject({ month: '2026-01', netFen: 36_000 });
    expect((await get('', { asOf: '2060-01-01' })).body.value).toMatchObject({ netFen: 0 });
    expect((await get('', { asOf: '2026-02-30' })).status).toBe(400);
    const { body } = await get('/depreciation');
    expect(body.plan).toEqual({ firstMonth: '2026-02', lifeMonths: 360, residualFen: 0 });
    expect((body.rows as unknown[])[3]).toEqual({
      month: '2026-05',
      depreciationFen: 100,
      accumulatedFen: 400,
      netFen: 35_600,
    });
  });

  test('MG-04 provisional value, overdue final account, final account: the card says so at each step', async () => {
    const { registry, get, post } = await world({ finalAccount: 'due', disbursedFen: 36_000, valueProvisional: true });
    expect((await get()).body).toMatchObject({
      finalAccountDueDate: '2027-01-15',
      value: { basis: { basis: 'disbursed', amountFen: 36_000, provisional: true } },
    });
    registry.now = '2027-01-15T02:00:00.000Z';
    expect((await flagDue(registry.deps)).done).toBe(0);
    registry.now = '2027-01-16T02:00:00.000Z';
    expect((await flagDue(registry.deps)).done).toBe(1);
    expect((await flagDue(registry.deps)).done).toBe(0);
    const overdue = await get();
    expect(overdue.body.finalAccountOverdue).toBe(true);
    const evidence = [{ kind: 'final-account', evidenceId: await registry.fileDocument('final-account') }];
    expect(await post(PEOPLE.accountant, 'final-accounts', { amountFen: 35_000, evidence })).toBe(412);
    const again = await registry.request(PEOPLE.accountant, `POST ${ASSET}/final-accounts`, {
      params: { assetId: String(overdue.body.id) },
      version: Number(overdue.body.version),
      body: { amountFen: 35_000, evidence },
    });
    expect(again.status).toBe(201);
    const settled = (await get()).body;
    expect(settled).toMatchObject({
      originalFen: 35_000,
      valueProvisional: false,
      finalAccount: 'done',
      value: { basis: { basis: 'final-account' } },
    });
    expect(settled.finalAccountOverdue).toBeUndefined();
  });

  test('MG-07 a dispute from end to end, by the people whose matter it is', async () => {
    const { registry, get, post } = await world({ depreciationKind: undefined });
    const evidence = [{ kind: 'asset-list', evidenceId: await registry.fileDocument('asset-list') }];
    expect(await post(PEOPLE.accountant, 'value-disputes', { reason: '偏高' })).toBe(201);
    expect(
      await post(PEOPLE.officer, 'independent-appraisals', { appraiser: '评估公司', amountFen: 30_000, evidence }),
    ).toBe(201);
    expect(await post(PEOPLE.finance, 'impairments', { netFen: 1, reason: '毁损', evidence })).toBe(409);
    expect(await post(PEOPLE.accountant, 'valuation-steps', { verdict: 'approved' })).toBe(403);
    expect(await post(PEOPLE.industry, 'valuation-steps', { verdict: 'approved' })).toBe(200);
    expect((await get()).body.dispute).toMatchObject({ status: 'reviewing', nextStep: 'county-final-value' });
    expect(await post(PEOPLE.government, 'valuation-steps', { verdict: 'approved' })).toBe(200);
    expect(await post(PEOPLE.government, 'valuation-publications', {})).toBe(201);
    expect(await post(PEOPLE.accountant, 'valuation-objections', { text: '面积有误' })).toBe(201);
    registry.now = '2026-05-17T02:00:00.000Z';
    expect(await post(PEOPLE.government, 'valuation-settlements', {})).toBe(422);
    expect(
      await post(PEOPLE.government, 'valuation-objection-answers', { number: 1, verdict: 'rejected', answer: '无误' }),
    ).toBe(200);
    expect(await post(PEOPLE.government, 'valuation-settlements', {})).toBe(200);
    const { body } = await get();
    expect(body).toMatchObject({
      originalFen: 36_000,
      value: { netFen: 30_000 },
      dispute: { status: 'settled', until: '2026-05-16' },
    });
    expect(JSON.stringify(body)).not.toContain('"wang"');
  });

  test('MG-04 the appraisal of equity, and a revaluation, over HTTP', async () => {
    const { registry, get, post } = await world({ depreciationKind: undefined, buyBackUntil: '2026-05-05' });
    const evidence = [{ kind: 'asset-list', evidenceId: await registry.fileDocument('asset-list') }];
    expect((await get()).body.value).toMatchObject({
      netFen: 36_000,
      basis: { basis: 'appraisal', provisional: true },
    });
    expect(await post(PEOPLE.accountant, 'appraisals', { appraiser: '评估公司', amountFen: 20_000, evidence })).toBe(
      201,
    );
    expect((await get()).body.value).toMatchObject({
      netFen: 20_000,
      basis: { basis: 'appraisal', amountFen: 20_000, provisional: false },
    });
    registry.now = '2026-06-06T02:00:00.000Z';
    expect(await post(PEOPLE.finance, 'revaluations', { netFen: 25_000, reason: '重估', evidence })).toBe(201);
    expect((await get()).body.value).toMatchObject({ netFen: 25_000 });
  });
});
