/** The real register of 13,702 lots through the importer into a running local region, with all its functions, streams and queues. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { LocalRegion } from '../../local/local-region.ts';
import { startLocal } from '../../local/region.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { registerCard, registerUnits, registryWorld } from '../drive/registry-life.ts';
import { runMeasured } from '../engine/measured-process.ts';
import { withTable } from '../engine/table.ts';
import type { BenchOptions, Figure, Measured } from '../measurement.ts';
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
const LOTS = join(EXAMPLE, 'lots.csv');
/** As `npm run import` runs it. */
const NODE_OPTIONS = ['--max-semi-space-size=4', '--max-old-space-size=128'];
const DEEP_ROWS = 100_000;
const DEEP_TIMEOUT_MS = 1_200_000;
/** Time per row may differ by what read models take meanwhile from the same two cores. */
const LINEAR_TIMES_MAX = 1.25;

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

/** The rows of the file over and over, each copy with parcel numbers of its own, until there are a hundred thousand. */
function writeDeepFile(path: string): void {
  const [header = '', ...lots] = readFileSync(LOTS, 'utf8').split('\n').filter(Boolean);
  const taken = new Set<string>();
  const lines = Array.from({ length: DEEP_ROWS }, (_, index) => {
    const [pin = '', ...rest] = (lots[index % lots.length] ?? '').split(',');
    let number = BigInt(pin) + BigInt(Math.floor(index / lots.length));
    while (taken.has(String(number))) number += 1n;
    taken.add(String(number));
    return [String(number).padStart(pin.length, '0'), ...rest].join(',');
  });
  writeFileSync(path, [header, ...lines].join('\n'));
}

interface Import {
  readonly seconds: number;
  readonly peakMib: number;
  /** Until every read model and the audit trail had caught up; undefined when they had not in time. */
  readonly settledSeconds?: number;
}

/** Imports a file into a region of its own. @param settleMs how long to wait for what is read behind the import */
async function importInto(file: string, timeoutMs: number, settleMs: number, options: BenchOptions): Promise<Import> {
  const folder = mkdtempSync(join(tmpdir(), 'panhuo-bench-'));
  options.progress('a local region starts');
  const region = await startLocal({ region: REGION_CODE, dataDirectory: 'temporary', port: 0 });
  try {
    const token = await region.token('finance-bureau');
    await registerCounty(region, token);
    options.progress('the importer runs');
    const startedMs = performance.now();
    const args = ['--file', file, '--profile', join(EXAMPLE, 'profile.yaml')];
    const where = ['--url', region.url, '--issues', join(folder, 'issues.csv')];
    const importer = [...NODE_OPTIONS, join('importer', 'import.ts'), ...args, ...where];
    const { seconds, peakMib } = await runMeasured(importer, timeoutMs, { PANHUO_TOKEN: token });
    options.progress('read models and audit trail catch up');
    const settled = await region.waitUntilIdle(settleMs).then(
      () => true,
      () => false,
    );
    return { seconds, peakMib, ...(settled ? { settledSeconds: (performance.now() - startedMs) / 1000 } : {}) };
  } finally {
    await region.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export const importSpeed: Figure = {
  name: 'import-speed',
  about: `${ROWS} rows of a real CSV file (and ${DEEP_ROWS} made from them with --deep) through the importer into a running local region`,
  async measure(options: BenchOptions) {
    const real = await importInto(LOTS, TIMEOUT_MS, SETTLE_TIMEOUT_MS, options);
    return [
      {
        subject: `${ROWS} rows registered`,
        value: real.seconds,
        unit: 's',
        baseline: await bareSeconds(),
        baselineIs: 'the engine alone',
        target: { atMost: SECONDS_MAX, compares: 'value' },
        note: `A comparable Express + PostgreSQL system: ${COMPARABLE_SECONDS} s and ${COMPARABLE_MIB} MB, without preview and undo.`,
      },
      {
        subject:
          real.settledSeconds === undefined
            ? '… and read models or audit trail STILL behind after'
            : '… and every read model and the audit trail caught up',
        value: real.settledSeconds ?? real.seconds + SETTLE_TIMEOUT_MS / 1000,
        unit: 's',
      },
      {
        subject: 'peak memory of the importer',
        value: real.peakMib,
        unit: 'MiB',
        baseline: COMPARABLE_MIB,
        baselineIs: 'comparable system',
        target: { atMost: PEAK_MIB_MAX, compares: 'value' },
      },
      ...(options.deep ? await deepFigures(real, options) : []),
    ];
  },
};

/** Seven times the rows: the time per row and the memory must stay. Read models are not waited for. */
async function deepFigures(real: Import, options: BenchOptions): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'panhuo-bench-'));
  try {
    const file = join(folder, 'lots.csv');
    writeDeepFile(file);
    const deep = await importInto(file, DEEP_TIMEOUT_MS, 0, options);
    return [
      {
        subject: `time per row of ${DEEP_ROWS} rows`,
        value: (deep.seconds / DEEP_ROWS) * 1000,
        unit: 'ms',
        baseline: (real.seconds / ROWS) * 1000,
        baselineIs: `of ${ROWS} rows`,
        target: { atMost: LINEAR_TIMES_MAX, compares: 'times-baseline' },
        parts: { seconds: deep.seconds },
      },
      {
        subject: `peak memory of the importer over ${DEEP_ROWS} rows`,
        value: deep.peakMib,
        unit: 'MiB',
        baseline: real.peakMib,
        baselineIs: `over ${ROWS} rows`,
        target: { atMost: PEAK_MIB_MAX, compares: 'value' },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
