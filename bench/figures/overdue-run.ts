/** The job of every morning on 10³, 10⁴ and 10⁵ running items of which equally many are due: it must cost what is due, not what exists. */
import { flagMorning, runningItems } from '../drive/revitalization-life.ts';
import { type Usage, writeUnits } from '../engine/meter.ts';
import { withTable } from '../engine/table.ts';
import type { BenchOptions, Figure, Measured } from '../measurement.ts';

const SIZES = [1_000, 10_000, 100_000] as const;
const DUE = 200;
/** Index reads and pages may round differently. */
const READ_UNITS_GROWTH_MAX = 1.05;

interface Run {
  readonly items: number;
  readonly usage: Usage;
  readonly seconds: number;
}

async function runOn(items: number): Promise<Run> {
  return withTable('revitalization', runningItems(items, DUE), async ({ store, meter }) => {
    const startedMs = performance.now();
    await flagMorning(store, DUE);
    return { items, usage: meter.take(), seconds: (performance.now() - startedMs) / 1000 };
  });
}

export const overdueRun: Figure = {
  name: 'overdue-run',
  about: `the daily job with ${DUE} items due, whatever else exists`,
  async measure({ progress }: BenchOptions) {
    const runs: Run[] = [];
    for (const items of SIZES) {
      progress(`${items} running items, ${DUE} due`);
      runs.push(await runOn(items));
    }
    const [smallest] = runs;
    if (!smallest) throw new Error('no run');
    const baselineIs = `at ${smallest.items} items`;
    return runs.flatMap(({ items, usage, seconds }): Measured[] => [
      {
        subject: `${items} items`,
        value: usage.readUnits,
        unit: 'read units',
        baseline: smallest.usage.readUnits,
        baselineIs,
        target: { atMost: READ_UNITS_GROWTH_MAX, compares: 'times-baseline' },
        parts: { reads: usage.reads, transactions: usage.transactions, writeUnits: writeUnits(usage) },
      },
      { subject: `${items} items`, value: seconds, unit: 's', baseline: smallest.seconds, baselineIs },
    ]);
  },
};
