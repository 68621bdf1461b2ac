/** The real register of 13,702 lots through the importer into a running local region, with all its functions, streams and queues. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { LocalRegion } from '../../local/local-region.ts';
import { startLocal } from '../../local/region.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { registerCard, registerUnits, registryWorld } from '../drive/registry-life.ts';
import { runMeasured } from '../engine/measured-process.ts';
import { withTable } from '../engine/table.ts';
import type { BenchOptions, Figure } from '../measurement.ts';
import { REGION_CODE } from '../region.ts';

const ROWS = 13_702;
const SECONDS_MAX = 40;
const PEAK_MIB_MAX = 200;
const TIMEOUT_MS = 240_000;
const SETTLE_TIMEOUT_MS = 120_000;
/** The comparable Express + PostgreSQL system: the same file, without preview and undo. */
const COMPARABLE_SECONDS = 84;
const COMPARABLE_MIB = 456;
const BARE_WRITES = 1_000;
const BARE_IN_FLIGHT = 24;
const EXAMPLE = join('examples', 'chicago-city-owned-lots');

async function registerCounty(region: LocalRegion, token: string): Promise<void> {
  const answer = await fetch(`${region.url}/registry/units`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': 'bench-county',
    },
    body: JSON.stringify({ code: REGION_CODE, name: '麦盖提县', kind: 'county' }),
  });
  // A region may begin with its county registered.
  if (!answer.ok && answer.status !== 409) throw new Error(`the county was refused: ${await answer.text()}`);
}

/** Seconds the engine alone needs for as many transactions of an event and a state, some at once; scaled from a thousand. */
async function bareSeconds(): Promise<number> {
  const store = new MemoryStore();
  const world = registryWorld(store, 'seed');
  await registerUnits(world);
  const before = store.items.size;
  await registerCard(world, 1);
  const items = [...store.items.values()].slice(before);
  return withTable('registry', [], async ({ client }) => {
    const startedMs = performance.now();
    const queue = Array.from({ length: BARE_WRITES }, (_, index) => index).values();
    const worker = async (): Promise<void> => {
      for (const index of queue) {
        const TransactItems = items.map((item) => ({
          Put: { TableName: 'registry', Item: { ...item, pk: `${item.pk}-${index}` } },
        }));
        await client.send(new TransactWriteCommand({ TransactItems }));
      }
    };
    await Promise.all(Array.from({ length: BARE_IN_FLIGHT }, worker));
    return ((performance.now() - startedMs) / 1000) * (ROWS / BARE_WRITES);
  });
}

export const importSpeed: Figure = {
  name: 'import-speed',
  about: `${ROWS} rows of a real CSV file through the importer into a running local region`,
  async measure({ progress }: BenchOptions) {
    const folder = mkdtempSync(join(tmpdir(), 'panhuo-bench-'));
    progress('a local region starts');
    const region = await startLocal({ region: REGION_CODE, dataDirectory: 'temporary', port: 0 });
    try {
      const token = await region.token('finance-bureau');
      await registerCounty(region, token);
      progress('the importer runs');
      const startedMs = performance.now();
      const args = ['--file', join(EXAMPLE, 'lots.csv'), '--profile', join(EXAMPLE, 'profile.yaml')];
      const where = ['--url', region.url, '--issues', join(folder, 'issues.csv')];
      const importer = [join('importer', 'import.ts'), ...args, ...where];
      const { seconds, peakMib } = await runMeasured(importer, TIMEOUT_MS, { PANHUO_TOKEN: token });
      progress('read models and audit trail catch up');
      const settled = await region.waitUntilIdle(SETTLE_TIMEOUT_MS).then(
        () => true,
        () => false,
      );
      const settledSeconds = (performance.now() - startedMs) / 1000;
      return [
        {
          subject: `${ROWS} rows registered`,
          value: seconds,
          unit: 's',
          baseline: await bareSeconds(),
          baselineIs: 'the engine alone',
          target: { atMost: SECONDS_MAX, compares: 'value' },
          note: `A comparable Express + PostgreSQL system: ${COMPARABLE_SECONDS} s and ${COMPARABLE_MIB} MB, without preview and undo.`,
        },
        {
          subject: settled
            ? '… and every read model and the audit trail caught up'
            : '… and read models or audit trail STILL behind after',
          value: settledSeconds,
          unit: 's',
        },
        {
          subject: 'peak memory of the importer',
          value: peakMib,
          unit: 'MiB',
          baseline: COMPARABLE_MIB,
          baselineIs: 'comparable system',
          target: { atMost: PEAK_MIB_MAX, compares: 'value' },
        },
      ];
    } finally {
      await region.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
