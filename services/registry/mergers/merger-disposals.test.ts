/** Disposals of a village that is merged away: they are decided, and their proceeds spent, by its successor. */
import { expect, test } from 'vitest';
import { CARD, DisposalDesk } from '../disposal/disposal-desk.ts';
import { FAR_VILLAGE, NEIGHBOUR, PEOPLE, type Person, VILLAGE } from '../sample-registry.ts';
import { MergerDesk, NEW_VILLAGE } from './merger-desk.ts';

const SOLD_FEN = 1_200_00;
const HEIR: Person = { sub: 'heir', roles: ['village-accountant'], unit: NEW_VILLAGE };

async function desks() {
  const mergers = await new MergerDesk(undefined, 'makit').open();
  return { mergers, desk: new DisposalDesk(mergers.registry) };
}
/** Merges the village and its neighbour into a new one, each message delivered twice. */
async function merge(mergers: MergerDesk, successorPath = NEW_VILLAGE): Promise<void> {
  const units = [VILLAGE, NEIGHBOUR].map((unitPath) => ({ unitPath, memberCount: 10 }));
  const mergerId = await mergers.approved({ units, successorPath, mode: 'direct' });
  await mergers.execute(mergerId);
  await mergers.carryOut(2);
  expect((await mergers.merger(mergerId)).status).toBe('complete');
}
async function proceeds(desk: DisposalDesk, unitPath: string) {
  await desk.registry.project();
  const sent = { query: { unitPath } };
  const { body } = await desk.registry.request(PEOPLE.government, 'GET /registry/disposal-proceeds', sent);
  return body as { totals: Record<string, number>; rows: { id: string }[] };
}

test('SX-09 ZC-05 proceeds that are not spent follow the successor, to the fen, and are spent there on its new asset', async () => {
  const { mergers, desk } = await desks();
  const disposalId = await desk.executed(await desk.asset(), SOLD_FEN);
  await desk.hear();
  expect(await proceeds(desk, VILLAGE)).toMatchObject({ totals: { openCases: 1, leftFen: SOLD_FEN } });
  await merge(mergers);
  expect(await proceeds(desk, VILLAGE)).toMatchObject({
    totals: { openCases: 0, earmarkedFen: 0, leftFen: 0 },
    rows: [],
  });
  expect(await proceeds(desk, NEW_VILLAGE)).toMatchObject({
    totals: { openCases: 1, earmarkedFen: SOLD_FEN, leftFen: SOLD_FEN },
    rows: [{ id: disposalId }],
  });
  const fresh = await desk.registry.registerAsset(
    { ...CARD, unitPath: NEW_VILLAGE, name: '新保鲜库', acquiredOn: '2026-05-18' },
    HEIR,
  );
  const evidence = [{ kind: 'invoice', evidenceId: await desk.registry.fileDocument('invoice', HEIR) }];
  const spend = (who: Person) =>
    desk.post(who, 'spendings', disposalId, {
      ...{ amountFen: SOLD_FEN, assetId: fresh, spentOn: '2026-05-19', voucher: '记12', evidence },
    });
  expect((await spend(PEOPLE.accountant)).status).toBe(404);
  expect((await spend(HEIR)).status).toBe(200);
  expect(await proceeds(desk, NEW_VILLAGE)).toMatchObject({ totals: { openCases: 0, spentFen: SOLD_FEN, leftFen: 0 } });
  const moved = (await desk.registry.events()).filter(({ type }) => type.endsWith('disposal-moved-by-merger.v1'));
  expect(moved.map(({ data }) => data)).toEqual([
    { mergerId: expect.any(String), fromUnitPath: VILLAGE, unitPath: NEW_VILLAGE },
  ]);
});

test('SX-09 a case that is running is ended by the successor; one that was withdrawn stays with the old unit', async () => {
  const { mergers, desk } = await desks();
  const assetId = await desk.asset();
  const withdrawn = await desk.proposed(assetId);
  await desk.done(desk.post(PEOPLE.accountant, 'withdrawals', withdrawn, { reason: '另行安排' }));
  const running = await desk.proposed(await desk.asset({ name: '旧磨坊' }));
  await desk.done(desk.post(PEOPLE.officer, 'steps', running, { verdict: 'approved' }));
  await merge(mergers);
  expect(await desk.read(running)).toMatchObject({ unitPath: NEW_VILLAGE, status: 'proposed' });
  expect(await desk.read(withdrawn)).toMatchObject({ unitPath: VILLAGE, status: 'withdrawn' });
  await desk.done(desk.post(PEOPLE.industry, 'steps', running, { verdict: 'approved' }));
  await desk.done(desk.post(HEIR, 'withdrawals', running, { reason: '并村后另行安排' }));
});

test('a successor that was one of them keeps its own cases where they are; another village’s case is not touched', async () => {
  const { mergers, desk } = await desks();
  const own = await desk.proposed(await desk.asset());
  const before = await desk.read(own);
  const far: Person = { ...PEOPLE.farAccountant };
  const other = await desk.registry.registerAsset({ ...CARD, unitPath: FAR_VILLAGE }, far);
  await merge(mergers, VILLAGE);
  expect(await desk.read(own)).toEqual(before);
  expect(await desk.card(other)).toMatchObject({ unitPath: FAR_VILLAGE, version: 1 });
});
