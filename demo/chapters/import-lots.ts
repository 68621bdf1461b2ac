/** The lots come in through the import tool: a spoiled copy first, which writes nothing, then the file, then a part of it again. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportSummary } from '../../importer/run-import.ts';
import { projectFile, runScript } from '../command-line.ts';
import { type Demo, DidNotHoldError, hold, holdSame, type Row } from '../demo.ts';
import { unitsBelow } from './ledger.ts';

const LOTS_PROFILE = projectFile('examples', 'chicago-city-owned-lots', 'profile.yaml');
const AGAIN_ROWS = 250;

/** What is done to a line of a good file to make it bad, and the field that must be named for it. */
const DAMAGES: readonly {
  readonly field: string;
  readonly spoil: (cells: string[], lines: readonly string[]) => string[];
}[] = [
  { field: 'pin', spoil: ([_pin, ...rest]) => ['', ...rest] },
  { field: 'pin', spoil: (_cells, lines) => (lines[1] ?? '').split(',') },
  { field: 'areaDm2', spoil: (cells) => cells.with(5, '-12') },
  { field: 'areaDm2', spoil: (cells) => cells.with(5, '1e3') },
  { field: 'areaNumber', spoil: (cells) => cells.with(7, 'ATLANTIS') },
  { field: 'name', spoil: (cells) => cells.with(3, `EVIL\u202eTEERTS`) },
  { field: 'wardNumber', spoil: (cells) => cells.with(6, '51') },
  { field: '(row)', spoil: (cells) => cells.slice(0, 4) },
];
const SPOILED_LINES = 40;

/** Registers the county and imports the lots below it. */
export async function importLots(demo: Demo): Promise<readonly Row[]> {
  const { county, region } = demo;
  const government = await demo.as('county-government', 'county-government', county);
  await government.post(
    '/registry/units',
    { code: region.code, name: '麦盖提县', kind: 'county' },
    { key: 'unit-county' },
  );
  const finance = await demo.as('finance-bureau', 'finance-bureau', county);
  const token = await region.token('finance-bureau', { roles: ['finance-bureau'], unit: county });
  const run = (file: string): Promise<ImportSummary> => importFile(demo, file, token);
  const lines = readFileSync(demo.lotsFile, 'utf8').trimEnd().split('\n');
  const rowCount = lines.length - 1;

  const spoiled = await run(spoiledCopy(demo, lines));
  holdSame('bad rows of the spoiled copy', spoiled.badRows, DAMAGES.length);
  for (const { field } of DAMAGES)
    hold(
      `${field} is named`,
      spoiled.issues.some((issue) => issue.field === field && issue.reason !== ''),
    );
  holdSame('rows written of the spoiled copy', [spoiled.created, spoiled.unitsCreated], [0, 0]);
  holdSame('units of the spoiled copy', (await unitsBelow(finance, county)).length, 0);

  const whole = await run(demo.lotsFile);
  holdSame('rows registered', [whole.created, whole.refused, whole.badRows], [rowCount, 0, 0]);
  hold('the import is complete', whole.complete);

  demo.marks.lotsRegisteredAtMs = Date.now();
  const wards = await unitsBelow(finance, county);

  const again = await run(partOf(demo, lines, AGAIN_ROWS));
  const againRows = Math.min(AGAIN_ROWS, rowCount);
  holdSame('rows of the second import', [again.created, again.exists], [0, againRows]);

  const perSecond = Math.round(rowCount / ((whole.checkMs + whole.sendMs) / 1_000));
  return [
    {
      step: 'spoiled copy 问题文件',
      count: spoiled.badRows,
      note: `bad rows named, nothing written; e.g. ${example(spoiled)}`,
    },
    {
      step: 'lots imported 地块登记',
      count: whole.created,
      note: `${((whole.checkMs + whole.sendMs) / 1_000).toFixed(1)} s, ${perSecond} rows/s, ${Math.round(whole.peakMemoryBytes / 1e6)} MB; ${whole.notes} notes`,
    },
    {
      step: 'units registered 单位',
      count: whole.unitsCreated,
      note: `${wards.length} township-level, the others village-level`,
    },
    { step: 'imported again 重复导入', count: again.exists, note: 'all there already, nothing registered twice' },
  ];
}

async function importFile(demo: Demo, file: string, token: string): Promise<ImportSummary> {
  const issues = join(demo.workDirectory, 'issues.csv');
  const args = ['--file', file, '--profile', LOTS_PROFILE, '--url', demo.region.url, '--issues', issues, '--json'];
  const { exitCode, output, errors } = await runScript(join('importer', 'import.ts'), args, token);
  if (exitCode > 1) throw new DidNotHoldError(`the import of ${file} ended with ${exitCode}: ${errors}`);
  return JSON.parse(output) as ImportSummary;
}

function spoiledCopy(demo: Demo, lines: readonly string[]): string {
  const copy = lines.slice(0, SPOILED_LINES);
  for (const [place, { spoil }] of DAMAGES.entries()) {
    const at = copy.length - 1 - place * 2;
    copy[at] = spoil((copy[at] ?? '').split(','), lines).join(',');
  }
  return written(demo, 'spoiled.csv', copy);
}

const partOf = (demo: Demo, lines: readonly string[], rows: number): string =>
  written(demo, 'part.csv', lines.slice(0, rows + 1));

function written(demo: Demo, name: string, lines: readonly string[]): string {
  const path = join(demo.workDirectory, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

function example({ issues }: ImportSummary): string {
  const issue = issues.find(({ field }) => field === 'areaDm2') ?? issues[0];
  return `row ${issue?.row} ${issue?.field} "${issue?.value}"`;
}
