/** What a projection writes per state it counts: alone, and in the batches the stream hands over. */

import { project } from '../../platform/projection.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import type { StateItem } from '../../platform/store/store.ts';
import { ledgerProjection } from '../../services/registry/views.ts';
import { registerCard, registerUnits, registryWorld } from '../drive/registry-life.ts';
import { writeUnits } from '../engine/meter.ts';
import { withTable } from '../engine/table.ts';
import type { Figure, Measured } from '../measurement.ts';

const BATCHES = [1, 10, 100] as const;

/** States of new cards of one village, as the stream shows them. */
async function newCards(count: number): Promise<readonly StateItem<never>[]> {
  const store = new MemoryStore();
  const world = registryWorld(store, 'seed');
  await registerUnits(world);
  const states: StateItem<never>[] = [];
  store.onCommit = ({ state }) => states.push(state as StateItem<never>);
  for (let index = 1; index <= count; index += 1) await registerCard(world, index);
  return states;
}

export const projectionUnits: Figure = {
  name: 'projection-units',
  about: 'write units the ledger’s projection spends per state, by batch',
  async measure() {
    const rows: Measured[] = [];
    for (const batch of BATCHES) {
      const states = await newCards(batch);
      await withTable('registry', [], async ({ store, meter }) => {
        await project(store, ledgerProjection, states);
        const usage = meter.take();
        rows.push({
          subject: `registry: ledger, ${batch} new cards at once`,
          value: writeUnits(usage) / batch,
          unit: 'write units a state',
          baseline: 2,
          baselineIs: 'one row in a transaction',
          parts: { reads: usage.reads, transactions: usage.transactions, readUnits: usage.readUnits },
        });
      });
    }
    return rows;
  },
};
