/** A township's ledger of a given length, with its totals projected, as items of the registry's table. */

import { type ProjectedState, project } from '../../platform/projection.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import type { StateItem } from '../../platform/store/store.ts';
import { ledgerProjection } from '../../services/registry/views.ts';
import { registerCard, registerUnits, registryWorld } from './registry-life.ts';

const BATCH = 100;

/** All items of a table whose one village holds this many cards. */
export async function ledgerOf(cards: number): Promise<Iterable<object>> {
  const store = new MemoryStore();
  const world = registryWorld(store, 'seed');
  await registerUnits(world);
  let states: ProjectedState[] = [];
  store.onCommit = ({ state }) => states.push(state);
  for (let index = 1; index <= cards; index += 1) {
    await registerCard(world, index);
    if (states.length < BATCH && index < cards) continue;
    await project(store, ledgerProjection, states as StateItem<never>[]);
    states = [];
  }
  return store.items.values();
}
