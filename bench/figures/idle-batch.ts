/** A thousand idle declarations in one upload, and their review in another, beside the single command: what each asks of the table, and the time. */
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { registerCard, registerUnits, registryWorld } from '../drive/registry-life.ts';
import { Steps } from '../drive/steps.ts';
import type { World } from '../drive/world.ts';
import { nothingUsed, type Usage, writeUnits } from '../engine/meter.ts';
import { type BenchTable, withTable } from '../engine/table.ts';
import { type Figure, type Measured, median } from '../measurement.ts';
import { PEOPLE } from '../region.ts';

const ROWS = 1_000;
/** Single commands, of which the middle one is shown. */
const SINGLES = 21;
const KINDS = ['stop-use-statement', 'meeting-minutes'];
/** The gateway ends a request after 29 seconds. */
const SECONDS_MAX = 10;
/** Cards and documents a hundred to a read, events and states a hundred to a transaction. */
const READS_MAX = 11;
const TRANSACTIONS_MAX = 20;
const MS_PER_SECOND = 1_000;

const IDLE = { finding: 'idle', outOfUseSince: '2025-03-01', hasDefinitePlan: false } as const;

interface Ran {
  readonly usage: Usage;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

async function measured({ meter }: BenchTable, work: () => Promise<unknown>): Promise<Ran> {
  meter.take();
  const [startedMs, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return {
    usage: meter.take(),
    seconds: (performance.now() - startedMs) / MS_PER_SECOND,
    cpuSeconds: (user + system) / MS_PER_SECOND ** 2,
  };
}

/** @throws Error unless every row of a batch ended so */
async function send({ requests }: World, path: string, as: (typeof PEOPLE)['township'], body: object, result: string) {
  const answer = await requests.send(`POST /registry/${path}`, { as, body });
  const rows = answer.body.rows as readonly { readonly result: string }[];
  const other = rows.find((row) => row.result !== result);
  if (other || rows.length !== ROWS) throw new Error(`${path}: ${JSON.stringify(other ?? rows.length)}`);
}

/** The rows of one kind of batch beside its single command. */
function compared(what: string, singles: readonly Ran[], batch: Ran): Measured[] {
  const { reads, transactions } = batch.usage;
  const single = singles[0]?.usage ?? nothingUsed();
  return [
    {
      subject: `${what} in one upload`,
      value: batch.seconds,
      unit: 's',
      baseline: median(singles.map(({ seconds }) => seconds)) * ROWS,
      baselineIs: 'as many single commands, one after another',
      target: { atMost: SECONDS_MAX, compares: 'value' },
      parts: { cpuSeconds: batch.cpuSeconds, reads, transactions, readUnits: batch.usage.readUnits },
    },
    {
      subject: `${what}: write units a row`,
      value: writeUnits(batch.usage) / ROWS,
      unit: 'write units',
      baseline: writeUnits(single),
      baselineIs: 'the single command',
      target: { atMost: 0, compares: 'over-baseline' },
    },
    {
      subject: `${what}: reads`,
      value: reads,
      unit: 'calls',
      baseline: single.reads * ROWS,
      baselineIs: 'single commands',
      target: { atMost: READS_MAX, compares: 'value' },
    },
    {
      subject: `${what}: transactions`,
      value: transactions,
      unit: 'calls',
      baseline: single.transactions * ROWS,
      baselineIs: 'single commands',
      target: { atMost: TRANSACTIONS_MAX, compares: 'value' },
    },
  ];
}

export const idleBatch: Figure = {
  name: 'idle-batch',
  about: `${ROWS} idle declarations in one upload, and their review in another, beside the single commands`,
  async measure({ progress }) {
    const seed = new MemoryStore();
    const seeding = registryWorld(seed, 'seed');
    await registerUnits(seeding);
    const ids: string[] = [];
    for (let index = 0; index < ROWS + SINGLES; index += 1) ids.push(await registerCard(seeding, index + 1));
    const [alone, many] = [ids.slice(0, SINGLES), ids.slice(SINGLES)];
    return withTable('registry', seed.items.values(), async (table) => {
      const world = registryWorld(table.store, 'idle-batch');
      const evidence = [];
      for (const kind of KINDS) evidence.push(await world.file(Steps.unmeasured(), kind, PEOPLE.accountant));
      const singly = async (path: string, as: (typeof PEOPLE)['township'], version: number, body: object) => {
        const runs: Ran[] = [];
        for (const assetId of alone) {
          const call = { as, params: { assetId }, version, body };
          runs.push(await measured(table, () => world.requests.send(`POST /registry/assets/{assetId}/${path}`, call)));
        }
        return runs;
      };
      const declaration = await singly('idle-declarations', PEOPLE.accountant, 1, { ...IDLE, evidence });
      const review = await singly('idle-reviews', PEOPLE.industry, 2, { verdict: 'confirmed' });
      progress('declarations');
      const rows = many.map((assetId) => ({ rowKey: assetId, assetId }));
      const declarations = { evidence, rows: rows.map((row) => ({ ...row, ...IDLE })) };
      const reviews = { rows: rows.map((row) => ({ ...row, version: 2, verdict: 'confirmed' })) };
      const declared = await measured(table, () =>
        send(world, 'idle-declaration-batches', PEOPLE.accountant, declarations, 'declared'),
      );
      progress('reviews');
      const reviewed = await measured(table, () =>
        send(world, 'idle-review-batches', PEOPLE.industry, reviews, 'reviewed'),
      );
      return [
        ...compared(`${ROWS} declarations`, declaration, declared),
        ...compared(`${ROWS} reviews`, review, reviewed),
      ];
    });
  },
};
