import { describe, expect, test } from 'vitest';
import { id, unitCode } from '../../../contracts/vocabulary.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import { checklistId as policyChecklistId } from '../../../policy/schema-parts.ts';
import { checklistId } from '../domain/reform/checklist.ts';
import { STATEMENT } from '../domain/reform/sample-figures.ts';
import { NEIGHBOUR, PEOPLE, type Person, SampleRegistry, TOWNSHIP, VILLAGE } from '../sample-registry.ts';

const CHECKLIST = 'property-rights-reform';
const ID = `653127100201-${CHECKLIST}`;

async function opened(): Promise<SampleRegistry> {
  const registry = new SampleRegistry(loadPack('fucheng'), loadHolidays());
  await registry.registerUnits();
  return registry;
}

describe('the checklist of a reform', () => {
  const open = (registry: SampleRegistry, who: Person) =>
    registry.request(who, 'POST /registry/checklists', { body: { unitPath: who.unit, checklist: CHECKLIST } });
  const STEP = 'POST /registry/checklists/{checklistId}/steps/{step}';
  async function done(registry: SampleRegistry, who: Person, step: string, version: number) {
    const checklistId = `${who.unit.split('/').at(-2)}-${CHECKLIST}`;
    const evidence = [{ kind: 'other-record', evidenceId: await registry.fileDocument('other-record', who) }];
    const sent = { params: { checklistId, step }, body: { doneOn: '2026-05-01', evidence }, version };
    return registry.request(who, `${STEP}/completions`, sent);
  }

  test('FC-01 the township sees its villages side by side, and how many have done each step', async () => {
    const registry = await opened();
    for (const who of [PEOPLE.accountant, PEOPLE.neighbour]) expect((await open(registry, who)).status).toBe(201);
    expect((await open(registry, PEOPLE.accountant)).status).toBe(409);
    expect((await done(registry, PEOPLE.accountant, 'asset-verification', 1)).status).toBe(200);
    expect((await done(registry, PEOPLE.accountant, 'member-confirmation', 2)).status).toBe(200);
    expect((await done(registry, PEOPLE.neighbour, 'asset-verification', 1)).status).toBe(200);
    await registry.project();
    const query = { unitPath: TOWNSHIP, checklist: CHECKLIST };
    const view = (await registry.request(PEOPLE.officer, 'GET /registry/checklists', { query })).body;
    expect(view).toMatchObject({
      totals: { villages: 2, complete: 0, stepsDone: 3 },
      rows: [
        { unitPath: VILLAGE, doneCount: 2, stepCount: 11 },
        { unitPath: NEIGHBOUR, doneCount: 1, stepCount: 11 },
      ],
    });
    const { bySteps } = view.totals as { bySteps: { step: string; villages: number }[] };
    expect(bySteps.slice(0, 3).map(({ villages }) => villages)).toEqual([2, 1, 0]);
  });

  test('FC-01 a step that is opened again is counted no more; its evidence and day are read with the list', async () => {
    const registry = await opened();
    await open(registry, PEOPLE.accountant);
    await done(registry, PEOPLE.accountant, 'asset-verification', 1);
    const read = async () =>
      (
        await registry.request(PEOPLE.officer, 'GET /registry/checklists/{checklistId}', {
          params: { checklistId: ID },
        })
      ).body as { steps: { doneOn?: string; evidenceIds: string[] }[]; doneCount: number };
    expect((await read()).steps[0]).toMatchObject({ doneOn: '2026-05-01', evidenceIds: [expect.any(String)] });
    const params = { checklistId: ID, step: 'asset-verification' };
    const reopen = (who: Person) =>
      registry.request(who, `${STEP}/reopenings`, { params, body: { reason: '漏项' }, version: 2 });
    expect((await reopen(PEOPLE.accountant)).status).toBe(403);
    expect((await reopen(PEOPLE.officer)).status).toBe(200);
    expect(await read()).toMatchObject({ doneCount: 0 });
    await registry.project();
    const query = { unitPath: TOWNSHIP, checklist: CHECKLIST };
    const view = (await registry.request(PEOPLE.officer, 'GET /registry/checklists', { query })).body;
    expect(view).toMatchObject({ totals: { villages: 1, stepsDone: 0 } });
  });
});

test('FC-01 the longest unit code with the longest checklist of a pack is still an id of the API', () => {
  const [code, longest] = ['9'.repeat(24), 'a'.repeat(39)];
  expect(unitCode.safeParse(code).success && policyChecklistId.safeParse(longest).success).toBe(true);
  expect(id.safeParse(checklistId(code, longest)).success).toBe(true);
  expect(policyChecklistId.safeParse(`${longest}a`).success).toBe(false);
});

describe('villages that have not begun', () => {
  const query = { unitPath: TOWNSHIP, checklist: CHECKLIST };
  const view = async (registry: SampleRegistry, more: Record<string, string> = {}) =>
    (await registry.request(PEOPLE.officer, 'GET /registry/checklists', { query: { ...query, ...more } })).body;
  const begin = (registry: SampleRegistry, who: Person) =>
    registry.request(who, 'POST /registry/checklists', { body: { unitPath: who.unit, checklist: CHECKLIST } });

  test('FC-01 the township sees them too, until each has its checklist; a closed village and a department are none', async () => {
    const registry = await opened();
    const units = [
      ['653127100203', 'village', undefined],
      ['D1', 'department', undefined],
    ] as const;
    for (const [code, kind] of units) {
      const body = { code, name: `单位 ${code}`, kind, parentCode: '653127100' };
      await registry.request(PEOPLE.finance, 'POST /registry/units', { body });
    }
    expect((await begin(registry, PEOPLE.accountant)).status).toBe(201);
    const unit = registry.table.items.get('UNIT#653127100203\nSTATE');
    if (!unit) throw new Error('no unit');
    expect((await view(registry)).without).toEqual([
      { unitPath: NEIGHBOUR, name: '单位 653127100202' },
      { unitPath: `${TOWNSHIP}653127100203/`, name: '单位 653127100203' },
    ]);
    const state = { ...(unit.state as object), status: 'closed' };
    await registry.table.write([{ kind: 'put', row: { ...unit, state } }]);
    expect((await view(registry)).without).toEqual([{ unitPath: NEIGHBOUR, name: '单位 653127100202' }]);
    await begin(registry, PEOPLE.neighbour);
    expect(await view(registry)).toMatchObject({ without: [], rows: [{ unitPath: VILLAGE }, { unitPath: NEIGHBOUR }] });
  });

  test('FC-01 they come with the first page only', async () => {
    const registry = await opened();
    for (const who of [PEOPLE.accountant, PEOPLE.neighbour]) await begin(registry, who);
    const first = await view(registry, { limit: '1' });
    expect(first.without).toEqual([]);
    const second = await view(registry, { limit: '1', cursor: String(first.nextCursor) });
    expect(second.rows).toHaveLength(1);
    expect(second).not.toHaveProperty('without');
  });
});

describe('the figures of a village', () => {
  test('FC-08 a mismatch is announced with both figures, shown, and gone when it is corrected', async () => {
    const registry = await opened();
    const types: string[] = [];
    registry.table.onCommit = ({ event }) => types.push(event.type);
    const published = STATEMENT.published.map((figure) => ({ ...figure, articles: figure.articles - 1 }));
    const body = { unitPath: VILLAGE, year: 2025, statement: { ...STATEMENT, published } };
    expect((await registry.request(PEOPLE.accountant, 'POST /registry/figures', { body })).status).toBe(201);
    expect(types.at(-1)).toBe('panhuo.registry.figures-mismatched.v1');
    const params = { figuresId: '653127100201-2025' };
    const read = async () =>
      (await registry.request(PEOPLE.officer, 'GET /registry/figures/{figuresId}', { params })).body;
    expect(await read()).toMatchObject({
      consistent: false,
      statement: body.statement,
      mismatches: [
        { at: '净资产', left: { fen: 800_00 }, right: { name: '合作社章程', fen: 799_99 }, differenceFen: 1 },
        { at: '量化经营性净资产', differenceFen: 1 },
      ],
    });
    const correction = { params, body: { statement: STATEMENT, reason: '章程笔误' }, version: 1 };
    const corrected = await registry.request(
      PEOPLE.accountant,
      'POST /registry/figures/{figuresId}/corrections',
      correction,
    );
    expect(corrected.status).toBe(200);
    expect(types.at(-1)).toBe('panhuo.registry.figures-checked.v1');
    expect(await read()).toMatchObject({ consistent: true, mismatches: [], submissions: 2, statement: STATEMENT });
    const query = { unitPath: TOWNSHIP, year: '2025' };
    const list = await registry.request(PEOPLE.officer, 'GET /registry/figures', { query });
    expect(list.body).toMatchObject({ rows: [{ unitPath: VILLAGE, consistent: true }] });
  });
});
