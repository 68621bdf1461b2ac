import { describe, expect, test } from 'vitest';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { itemBytes } from '../engine/item-bytes.ts';
import { distributionLife, distributionWorld, unitRegistered } from './distribution-life.ts';
import { revitalizationLife, revitalizationWorld } from './revitalization-life.ts';
import { Steps } from './steps.ts';

/** What a transacted item may weigh before it costs twice as much, in the table and in the index that copies it. */
const KIB = 1_024;

/** Every state that a life leaves behind, with its size. */
async function statesOf(life: (store: MemoryStore) => Promise<void>): Promise<(readonly [string, number])[]> {
  const store = new MemoryStore();
  const sizes: (readonly [string, number])[] = [];
  store.onCommit = ({ event, state }) => sizes.push([event.type, itemBytes(state)]);
  await life(store);
  return sizes;
}

describe('the states of an ordinary life fit into one KiB', () => {
  test.each([
    ['an item', (store: MemoryStore) => revitalizationLife(revitalizationWorld(store, 'life'), Steps.unmeasured()), 14],
    [
      'a plan',
      async (store: MemoryStore) => {
        const world = distributionWorld(store, 'life');
        await world.receive(unitRegistered());
        await distributionLife(world, Steps.unmeasured());
      },
      16,
    ],
  ])('%s', async (_what, life, commands) => {
    const sizes = await statesOf(life);
    expect(sizes.length).toBeGreaterThanOrEqual(commands);
    expect(sizes.filter(([, bytes]) => bytes > KIB)).toEqual([]);
  });
});
