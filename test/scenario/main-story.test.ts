/** The main story on a few dozen lots, through HTTP, queues and uploads of a region that runs from its synthesized template. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit } from '../../demo/chapters/audit.ts';
import { distribute } from '../../demo/chapters/distribute.ts';
import { idleAssets } from '../../demo/chapters/idle-assets.ts';
import { importLots } from '../../demo/chapters/import-lots.ts';
import { ledger } from '../../demo/chapters/ledger.ts';
import { revitalize } from '../../demo/chapters/revitalize.ts';
import { upstream } from '../../demo/chapters/upstream.ts';
import { projectFile } from '../../demo/command-line.ts';
import { type Chapter, type Demo, demoOn } from '../../demo/demo.ts';
import { startLocal } from '../../local/region.ts';
import { mergeVillages } from './merge-villages.ts';

const LOTS = 60;
const START_MS = 120_000;
const CHAPTER_MS = 120_000;
/** The same day as in the demonstration: deadlines then end before the New Year holiday. */
const FIRST_DAY = '2026-09-25';

let demo: Demo;
let workDirectory: string;
/** A chapter that failed takes those after it with it: they tell one story. */
let failed: string | undefined;

beforeAll(async () => {
  workDirectory = mkdtempSync(join(tmpdir(), 'scenario-'));
  const lots = readFileSync(projectFile('examples', 'chicago-city-owned-lots', 'lots.csv'), 'utf8').split('\n');
  const file = join(workDirectory, 'lots.csv');
  writeFileSync(file, `${lots.slice(0, LOTS + 1).join('\n')}\n`);
  const region = await startLocal({
    region: '653127',
    dataDirectory: 'temporary',
    port: 0,
    clock: { today: FIRST_DAY },
  });
  demo = demoOn(region, file, workDirectory);
}, START_MS);

afterAll(async () => {
  await demo?.region.stop();
  rmSync(workDirectory, { recursive: true, force: true });
});

const chapters: readonly (readonly [title: string, chapter: Chapter, counts: Readonly<Record<string, number>>])[] = [
  [
    'lots are imported: bad rows named and nothing half-written, a second import changes nothing',
    importLots,
    {
      'spoiled copy 问题文件': 8,
      'lots imported 地块登记': LOTS,
      'imported again 重复导入': LOTS,
    },
  ],
  [
    'MX-02 idle declarations with documents are confirmed or rejected by the industry department, and the list appears',
    idleAssets,
    { 'idle declared 闲置申报': 2, 'declared together 批量申报': 6, 'revitalization list 盘活清单': 6 },
  ],
  [
    'ZC-07 every item has a measure, a responsible body and a deadline by difficulty, is flagged once, extended, and written off on its own',
    revitalize,
    { 'plans approved 方案批准': 6, 'overdue job again 再次运行': 0, 'extended 延期': 1, 'written off 销号': 3 },
  ],
  [
    'MG-16 SX-04 income is distributed unevenly to the last fen through vote, approval, filing, publicity and payment; a flat split is refused',
    distribute,
    { 'trades as income 交易收益': 24, 'flat split 平均分配': 1, 'lines paid 支付': 9 },
  ],
  [
    'MG-05 the county’s ledger is the sum of its parts, and three lots are idle in both',
    ledger,
    { 'ledger 台账': LOTS },
  ],
  [
    'ZC-05 a village merged into another has its undistributed income led to the successor’s pool to the fen',
    mergeVillages,
    { 'pools merged 收益划转': 1 },
  ],
  [
    'one upstream event posted three times has one effect, a malformed one is quarantined',
    upstream,
    { 'malformed event 畸形消息': 1 },
  ],
  [
    'the audit trail verifies offline and a flipped byte is found at its place',
    audit,
    { 'one byte flipped 改动一字节': 1 },
  ],
];

test.each(chapters)(
  '%s',
  async (title, chapter, counts) => {
    expect(failed).toBeUndefined();
    failed = title;
    const rows = await chapter(demo);
    expect(Object.fromEntries(rows.map(({ step, count }) => [step, count]))).toMatchObject(counts);
    failed = undefined;
  },
  CHAPTER_MS,
);
