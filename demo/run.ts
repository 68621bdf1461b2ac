/**
 * `npm run demo`: the main job on real input, through the same doors that people and upstream systems use. Starts a fresh region of its own
 * and ends with exit code 0 only if every step held.
 */
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocal } from '../local/region.ts';
import { audit } from './chapters/audit.ts';
import { distribute } from './chapters/distribute.ts';
import { idleAssets } from './chapters/idle-assets.ts';
import { importLots } from './chapters/import-lots.ts';
import { ledger } from './chapters/ledger.ts';
import { revitalize } from './chapters/revitalize.ts';
import { upstream } from './chapters/upstream.ts';
import { projectFile } from './command-line.ts';
import { type Chapter, DidNotHoldError, demoOn } from './demo.ts';
import { chapterLine, tableLine } from './table.ts';

const REGION = '653127';
/** After the trades of the example, and so that the clock, moved past the first deadlines, stands before the New Year holiday. */
const FIRST_DAY = '2026-09-25';
const MEMORY_DIRECTORY = '/dev/shm';
const LIMIT_MS = 120_000;

const CHAPTERS: readonly (readonly [title: string, chapter: Chapter])[] = [
  ['1 Import 登记', importLots],
  ['2 Idle assets 闲置认定', idleAssets],
  ['3 Revitalization 盘活', revitalize],
  ['4 Distribution 收益分配', distribute],
  // Only now: an office does not stand still until the ledgers of an import have caught up.
  ['5 Ledger 台账', ledger],
  ['6 Upstream events 上级系统', upstream],
  ['7 Audit 审计', audit],
];

/** A region that is thrown away needs no disk: where there is a file system in memory, its database lies there. */
function preferMemory(): void {
  if (process.env.TMPDIR !== undefined) return;
  try {
    accessSync(MEMORY_DIRECTORY, constants.W_OK);
    process.env.TMPDIR = MEMORY_DIRECTORY;
  } catch {
    // The usual temporary directory does as well, more slowly.
  }
}

async function main(): Promise<void> {
  const startedMs = Date.now();
  process.env.TZ = 'UTC';
  preferMemory();
  const workDirectory = mkdtempSync(join(tmpdir(), 'panhuo-demo-'));
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => reject(new DidNotHoldError(`interrupted by ${signal}`)));
    }
  });
  // Nobody waits for it before the first chapter or after the last.
  interrupted.catch(() => undefined);
  const region = await startLocal({ region: REGION, dataDirectory: 'temporary', port: 0, clock: { today: FIRST_DAY } });
  try {
    console.log(chapterLine(`0 Region ${REGION} 启动`, Date.now() - startedMs));
    const lots = projectFile('examples', 'chicago-city-owned-lots', 'lots.csv');
    const demo = demoOn(region, lots, workDirectory);
    for (const [title, chapter] of CHAPTERS) {
      const chapterMs = Date.now();
      const rows = await Promise.race([chapter(demo), interrupted]);
      console.log(chapterLine(title, Date.now() - chapterMs));
      for (const row of rows) console.log(tableLine(row));
    }
  } finally {
    await region.stop();
    rmSync(workDirectory, { recursive: true, force: true });
  }
  const elapsedMs = Date.now() - startedMs;
  const late = elapsedMs > LIMIT_MS ? ` (more than the ${LIMIT_MS / 1_000} s meant for two idle cores)` : '';
  console.log(`${chapterLine('Everything held 全部成立', elapsedMs)}${late}`);
}

try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
