/** A merger whose every message is broken off at every call to the table, and delivered again. */
import { expect, test } from 'vitest';
import { consumeMessage } from '../../../platform/consume.ts';
import { toCloudEvent } from '../../../platform/event-item.ts';
import type { EventItem, Store } from '../../../platform/store/store.ts';
import { Crash, crashingStore, type When } from '../../../test/support/crashing-store.ts';
import { reactions } from '../reactions.ts';
import { NEIGHBOUR, VILLAGE } from '../sample-registry.ts';
import { MergerDesk } from './merger-desk.ts';

async function desk(): Promise<{ readonly desk: MergerDesk; readonly mergerId: string }> {
  const made = await new MergerDesk().open();
  await made.unit('G1', 'household-group', '653127100201');
  await made.asset(VILLAGE, 500);
  await made.asset(`${VILLAGE}G1/`, 70);
  await made.asset(NEIGHBOUR, 9);
  await made.obligation(VILLAGE, 'debt', 30);
  const units = [VILLAGE, NEIGHBOUR].map((unitPath) => ({ unitPath, memberCount: 10 }));
  const mergerId = await made.approved({ units });
  await made.execute(mergerId);
  return { desk: made, mergerId };
}

/** Delivers one message with its store crashing at one call. True when it crashed, and so has to be delivered again. */
async function crashes(made: MergerDesk, event: EventItem, at: number, when: When): Promise<boolean> {
  const { deps } = made.registry;
  const store: Store = crashingStore(deps.store, (call) => (call === at ? when : undefined));
  try {
    await consumeMessage({ ...deps, store }, reactions, JSON.stringify(toCloudEvent(event, '653127', 'registry')));
    return false;
  } catch (error) {
    if (error instanceof Crash) return true;
    throw error;
  }
}

test.each<When>(['before', 'after'])(
  'ZC-05 broken off %s every call to the table in turn, it ends as if undisturbed',
  async (when) => {
    const { desk: made, mergerId } = await desk();
    let broken = 0;
    for (let event = await made.nextMessage(); event; event = await made.nextMessage()) {
      for (let call = 0; await crashes(made, event, call, when); call += 1) broken += 1;
      await made.deliver(event);
    }
    await made.registry.project();
    expect(broken).toBeGreaterThan(60);
    const undisturbed = await desk();
    await undisturbed.desk.carryOut();
    const expected = await undisturbed.desk.merger(undisturbed.mergerId);
    expect(await made.merger(mergerId)).toEqual(expected);
    expect(expected).toMatchObject({ status: 'complete' });
    for (const code of ['653127100210', '653127100201', '653127100202', '653127'])
      expect(await made.worth(code)).toEqual(await undisturbed.desk.worth(code));
  },
  30_000,
);
