/** Disposals on the real engine: one case an asset, and proceeds that are spent once, whoever spends at the same moment. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDynoxide, type TestEngine } from '../../../test/support/dynoxide.ts';
import { engineTable } from '../../../test/support/engine-table.ts';
import { PEOPLE, type Person, TOWNSHIP, VILLAGE } from '../sample-registry.ts';
import { DisposalDesk, SECOND } from './disposal-desk.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine.stop());

const SOLD_FEN = 1_200_00;

async function sold() {
  const desk = await new DisposalDesk(await engineTable(engine)).open();
  const assetId = await desk.asset();
  const disposalId = await desk.executed(assetId, SOLD_FEN);
  const fresh = await desk.asset({ name: '新保鲜库', acquiredOn: '2026-05-18' });
  const invoice = { kind: 'invoice', evidenceId: await desk.registry.fileDocument('invoice') };
  const spend = (who: Person, amountFen: number, version: number) =>
    desk.registry.request(who, 'POST /registry/disposals/{disposalId}/spendings', {
      params: { disposalId },
      version,
      body: { amountFen, assetId: fresh, spentOn: '2026-05-19', voucher: '记12', evidence: [invoice] },
    });
  const proceeds = async () => {
    await desk.registry.project();
    const query = { unitPath: TOWNSHIP };
    const { body } = await desk.registry.request(PEOPLE.officer, 'GET /registry/disposal-proceeds', { query });
    return body as { totals: Record<string, number>; rows: { id: string; version: number }[] };
  };
  return { desk, assetId, disposalId, fresh, spend, proceeds };
}

test('SX-09 MG-17 executed, the asset leaves the books, and its proceeds are earmarked until the last fen is spent', async () => {
  const { desk, assetId, disposalId, fresh, spend, proceeds } = await sold();
  await desk.hear();
  await desk.hear();
  expect(await desk.card(assetId)).toMatchObject({ use: 'disposed', disposed: { disposalId }, version: 2 });
  expect(await proceeds()).toMatchObject({
    totals: { openCases: 1, earmarkedFen: SOLD_FEN, spentFen: 0, leftFen: SOLD_FEN },
    rows: [{ id: disposalId }],
  });
  const version = async () => Number((await desk.read(disposalId)).version);
  const first = await version();
  const both = await Promise.all([spend(PEOPLE.accountant, 700_01, first), spend(SECOND, 700_01, first)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  expect((await spend(SECOND, 500_00, await version())).body.type).toMatch(/insufficient-proceeds/);
  expect((await spend(SECOND, 499_99, await version())).status).toBe(200);
  expect(await proceeds()).toMatchObject({
    totals: { openCases: 0, earmarkedFen: SOLD_FEN, spentFen: SOLD_FEN, leftFen: 0 },
    rows: [],
  });
  const query = { unitPath: VILLAGE, phase: 'closed' };
  const closed = await desk.registry.request(PEOPLE.accountant, 'GET /registry/disposals', { query });
  expect(closed.body).toMatchObject({ rows: [{ id: disposalId, leftFen: 0 }] });
  const funded = (await desk.registry.items()).find(({ pk }) => pk === `FUNDED#${fresh}`);
  expect(funded).toMatchObject({ fen: SOLD_FEN });
});

test('SX-09 of several proposals for one asset at the same moment one runs, and gives the asset back when it is withdrawn', async () => {
  const desk = await new DisposalDesk(await engineTable(engine)).open();
  const assetId = await desk.asset();
  const body = await desk.proposal(assetId);
  const propose = (who: Person) => desk.registry.request(who, 'POST /registry/disposals', { body });
  const answers = await Promise.all([PEOPLE.accountant, SECOND, PEOPLE.accountant, SECOND].map(propose));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
  const winner = answers.findIndex(({ status }) => status === 201);
  const who = winner % 2 === 0 ? PEOPLE.accountant : SECOND;
  const id = String(answers[winner]?.body.id);
  await desk.done(desk.post(who, 'withdrawals', id, { reason: '另行安排' }));
  expect((await propose(who)).status).toBe(201);
});
