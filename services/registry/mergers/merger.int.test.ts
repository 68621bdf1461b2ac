/** Mergers on the real engine: carried out whole, interrupted at every call, and by several consumers at once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consumeMessage } from '../../../platform/consume.ts';
import { toCloudEvent } from '../../../platform/event-item.ts';
import { BusyError, type EventItem } from '../../../platform/store/store.ts';
import { Crash, crashingStore, type When } from '../../../test/support/crashing-store.ts';
import { startDynoxide, type TestEngine } from '../../../test/support/dynoxide.ts';
import { engineTable } from '../../../test/support/engine-table.ts';
import { reactions } from '../reactions.ts';
import { NEIGHBOUR, PEOPLE, VILLAGE } from '../sample-registry.ts';
import { MergerDesk, NEW_VILLAGE } from './merger-desk.ts';

const [OLD, OTHER, NEW] = ['653127100201', '653127100202', '653127100210'] as const;

let engine: TestEngine;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine.stop());

/** Two villages, one with a group below it, with assets, a claim and debts; their merger is approved and has been begun. */
async function begun() {
  const desk = await new MergerDesk(await engineTable(engine)).open();
  await desk.unit('G1', 'household-group', OLD);
  const assets = [
    await desk.asset(VILLAGE, 1_000_01),
    await desk.asset(`${VILLAGE}G1/`, 70_07),
    await desk.asset(NEIGHBOUR, 2_000_02),
  ];
  const obligations = [
    await desk.obligation(VILLAGE, 'claim', 300_03),
    await desk.obligation(VILLAGE, 'debt', 30_30),
    await desk.obligation(NEIGHBOUR, 'debt', 40_04),
  ];
  const units = [VILLAGE, NEIGHBOUR].map((unitPath) => ({ unitPath, memberCount: 100 }));
  const mergerId = await desk.approved({ units });
  await desk.execute(mergerId);
  return { desk, mergerId, assets, obligations };
}

/** What every way of carrying it out must come to. */
async function demandComplete({ desk, mergerId, assets, obligations }: Awaited<ReturnType<typeof begun>>) {
  await desk.registry.project();
  expect(await desk.merger(mergerId)).toMatchObject({ status: 'complete', mode: 'direct', leftBehind: 0 });
  const inBooks = {
    assets: { count: 3, amountFen: 3_070_10 },
    claims: { count: 1, amountFen: 300_03 },
    debts: { count: 2, amountFen: 70_34 },
    netFen: 3_299_79,
  };
  expect((await desk.worth(NEW)).inBooks).toMatchObject(inBooks);
  expect((await desk.worth('653127')).inBooks).toMatchObject(inBooks);
  for (const code of [OLD, OTHER])
    expect((await desk.worth(code)).inBooks).toMatchObject({ assets: { count: 0 }, netFen: 0 });
  const [one, ofGroup] = assets;
  const read = async (assetId = '') =>
    (await desk.get(PEOPLE.government, '/registry/assets/{assetId}', { assetId })).body;
  expect(await read(one)).toMatchObject({ unitPath: NEW_VILLAGE, mergerId, version: 2 });
  expect(await read(ofGroup)).toMatchObject({ unitPath: `${NEW_VILLAGE}G1/`, version: 2 });
  const moved = (await desk.registry.events()).filter(({ type }) => type.endsWith('-moved-by-merger.v1'));
  expect(moved).toHaveLength(assets.length + obligations.length + 1);
  const unit = await desk.get(PEOPLE.government, '/registry/units/{unitCode}', { unitCode: OLD });
  expect(unit.body).toMatchObject({ status: 'closed', successor: NEW, presentPath: NEW_VILLAGE });
}

test('ZC-03 ZC-05 a whole merger moves units, assets, claims and debts, to the fen', async () => {
  const merger = await begun();
  expect(await merger.desk.carryOut()).toBeGreaterThan(8);
  await demandComplete(merger);
});

test.each<When>(['before', 'after'])(
  'ZC-05 broken off %s every call to the table in turn and taken up again, it ends as if undisturbed',
  async (when) => {
    const merger = await begun();
    const { desk } = merger;
    let broken = 0;
    for (let event = await desk.nextMessage(); event; event = await desk.nextMessage()) {
      for (let call = 0; await crashes(desk, event, call, when); call += 1) broken += 1;
      await desk.deliver(event);
    }
    expect(broken).toBeGreaterThan(60);
    await demandComplete(merger);
  },
);

/** Delivers one message with its store crashing at one call. True when it crashed, and so has to be delivered again. */
async function crashes(desk: MergerDesk, event: EventItem, at: number, when: When): Promise<boolean> {
  const { deps } = desk.registry;
  const store = crashingStore(deps.store, (call) => (call === at ? when : undefined));
  try {
    await consumeMessage({ ...deps, store }, reactions, JSON.stringify(toCloudEvent(event, '653127', 'registry')));
    return false;
  } catch (error) {
    if (error instanceof Crash) return true;
    throw error;
  }
}

test('ZC-05 each message with three consumers at the same moment changes everything once', async () => {
  const merger = await begun();
  const { desk } = merger;
  for (let event = await desk.nextMessage(); event; event = await desk.nextMessage()) {
    const text = JSON.stringify(toCloudEvent(event, '653127', 'registry'));
    const results = await Promise.allSettled([0, 1, 2].map(() => desk.registry.consume(text)));
    // Whoever could not get through is busy, and the queue delivers it again; nobody is sent away for good.
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(BusyError);
      else expect(result.value.kind).toBe('done');
    await desk.deliver(event);
  }
  await demandComplete(merger);
});
