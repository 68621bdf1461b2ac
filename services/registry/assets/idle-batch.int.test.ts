/** A thousand declarations and their reviews on the real engine: what they ask of the table, and that nothing is doubled or left half done. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BATCH_ROWS_MAX } from '../../../contracts/registry/assets.ts';
import { IDLE_BATCH_ROWS_MAX } from '../../../contracts/registry/idle-batches.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import { startDynoxide, type TestEngine } from '../../../test/support/dynoxide.ts';
import { engineTable } from '../../../test/support/engine-table.ts';
import { PEOPLE, SampleRegistry, VILLAGE } from '../sample-registry.ts';

const DECLARE = 'POST /registry/idle-declaration-batches';
const KINDS = ['stop-use-statement', 'meeting-minutes'];

let engine: TestEngine;
let calls: Record<string, number> = {};
beforeAll(async () => {
  engine = await startDynoxide();
  engine.client.middlewareStack.add(
    (next, context) => (args) => {
      const name = String(context.commandName).replace('Command', '');
      calls[name] = (calls[name] ?? 0) + 1;
      return next(args);
    },
    { step: 'initialize' },
  );
});
afterAll(() => engine.stop());

/** The calls that work makes. */
async function costOf<T>(work: () => Promise<T>) {
  calls = {};
  const answer = await work();
  return { answer, calls };
}

async function assetsOf(registry: SampleRegistry, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let begin = 0; begin < count; begin += BATCH_ROWS_MAX) {
    const rows = Array.from({ length: Math.min(BATCH_ROWS_MAX, count - begin) }, (_, n) => ({
      rowKey: `card-${begin + n}`,
      asset: {
        unitPath: VILLAGE,
        name: `旧楼 ${begin + n}`,
        class: 'buildings',
        originalFen: 100_00,
        valueProvisional: false,
        title: 'unclear',
        use: 'in-use',
      },
    }));
    const { body } = await registry.request(PEOPLE.accountant, 'POST /registry/asset-batches', { body: { rows } });
    ids.push(...(body.rows as { id: string }[]).map(({ id }) => id));
  }
  return ids;
}

const documentsOf = (registry: SampleRegistry) =>
  Promise.all(KINDS.map(async (kind) => ({ kind, evidenceId: await registry.fileDocument(kind) })));

const tally = (body: Record<string, unknown>): Record<string, number> => {
  const count: Record<string, number> = {};
  for (const { result } of body.rows as { result: string }[]) count[result] = (count[result] ?? 0) + 1;
  return count;
};

test('a thousand idle declarations are one upload of twenty transactions, and so is their review', async () => {
  const registry = new SampleRegistry(loadPack('maoxian'), loadHolidays(), await engineTable(engine));
  await registry.registerUnits();
  const ids = await assetsOf(registry, IDLE_BATCH_ROWS_MAX);
  const evidence = await documentsOf(registry);
  const body = {
    evidence,
    rows: ids.map((assetId) => ({
      rowKey: assetId,
      assetId,
      finding: 'idle',
      outOfUseSince: '2025-01-01',
      hasDefinitePlan: false,
    })),
  };
  const upload = () => registry.request(PEOPLE.accountant, DECLARE, { body, key: 'one-upload' });
  const declared = await costOf(upload);
  expect(tally(declared.answer.body)).toEqual({ declared: IDLE_BATCH_ROWS_MAX });
  // A thousand cards and two documents, a hundred to a call; an event and a state of each, a hundred to a transaction.
  expect(declared.calls).toEqual({ BatchGetItem: 11, TransactWriteItems: 20 });

  const before = (await registry.items()).length;
  const again = await costOf(upload);
  expect(tally(again.answer.body)).toEqual({ 'already-declared': IDLE_BATCH_ROWS_MAX });
  // The cards, and the first answers; nothing is tried.
  expect(again.calls).toEqual({ BatchGetItem: 21 });
  expect((await registry.items()).length).toBe(before);

  const rows = ids.map((assetId) => ({ rowKey: assetId, assetId, version: 2, verdict: 'confirmed' }));
  const reviewed = await costOf(() =>
    registry.request(PEOPLE.industry, 'POST /registry/idle-review-batches', { body: { rows } }),
  );
  expect(tally(reviewed.answer.body)).toEqual({ reviewed: IDLE_BATCH_ROWS_MAX });
  expect(reviewed.calls).toEqual({ BatchGetItem: 10, TransactWriteItems: 20 });
  expect((await registry.items()).length).toBe(before + IDLE_BATCH_ROWS_MAX);
}, 110_000);

test('two uploads of the same assets at once: every asset is declared by one of them, whole', async () => {
  const registry = new SampleRegistry(loadPack('maoxian'), loadHolidays(), await engineTable(engine));
  await registry.registerUnits();
  const ids = await assetsOf(registry, 100);
  const evidence = await documentsOf(registry);
  const rows = ids.map((assetId) => ({
    rowKey: assetId,
    assetId,
    finding: 'idle',
    outOfUseSince: '2025-01-01',
    hasDefinitePlan: false,
  }));
  const before = (await registry.events()).length;
  const answers = await Promise.all(
    ['first-upload', 'other-upload'].map((key) =>
      registry.request(PEOPLE.accountant, DECLARE, { body: { evidence, rows }, key }),
    ),
  );
  const told = answers.map(({ body }) => (body.rows as { result: string }[]).map(({ result }) => result));
  for (const place of ids.keys())
    expect([told[0]?.[place], told[1]?.[place]].toSorted()).toEqual(['declared', 'refused']);
  expect((await registry.events()).length).toBe(before + ids.length);
}, 110_000);
