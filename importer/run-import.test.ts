import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BrokenCsvError } from './csv-rows.ts';
import { UnreadableFileError } from './decoding.ts';
import { HeaderError } from './header.ts';
import { type Profile, parseProfile } from './profile.ts';
import { type ImportOptions, type ImportSummary, runImport } from './run-import.ts';
import { startTestingRegion, type TestingRegion } from './testing-region.ts';
import { UnitMismatchError } from './unit-plan.ts';

const PROFILE = `
profile: test-lots
title: { zh: 试, en: Test }
target: assets
columns:
  code: [code, 编号]
  name: [name, Asset Name, 名称]
  class: [class]
  area: [area, 面积（亩）]
  ward: [ward]
optionalColumns: [area]
ignoredHeaders: [remarks]
identity: code
units:
  create: true
  levels: [{ kind: township, code: { text: 'W{ward:2}', needs: [ward] }, name: { text: 'Ward {ward}' } }]
fields:
  name: { column: name }
  class: { column: class, lookup: { A: land, B: building } }
  originalFen: { constant: 0 }
  valueProvisional: { constant: true }
  areaDm2: { column: area, area: { unit: mu, rounding: half-up } }
  title: { constant: unclear }
  use: { constant: in-use }
  externalCode: { column: code }
`;
const HEADER = 'code,name,class,area,ward';
const good = (row: number): string => `C${row},Lot ${row},A,1.5,${(row % 3) + 1}`;
const goodFile = (rows: number): string => [HEADER, ...Array.from({ length: rows }, (_, row) => good(row))].join('\n');

let region: TestingRegion;
let directory: string;
const profile: Profile = parseProfile(PROFILE, 'test.yaml');

beforeEach(async () => {
  region = await startTestingRegion(['land']);
  directory = mkdtempSync(join(tmpdir(), 'import-test-'));
});
afterEach(async () => {
  await region.stop();
  rmSync(directory, { recursive: true, force: true });
});

const issuesPath = (): string => join(directory, 'issues.csv');

function run(content: string | Uint8Array, options: Partial<ImportOptions> = {}): Promise<ImportSummary> {
  const file = join(directory, 'file.csv');
  writeFileSync(file, content);
  return runImport({
    file,
    profile,
    client: region.client,
    unitPath: '653127/',
    issuesPath: issuesPath(),
    dryRun: false,
    acceptGoodRows: false,
    ...options,
  });
}

/** The one problem of a file with one good row and this one. */
async function problemOf(line: string): Promise<string> {
  const { badRows, issues } = await run(`${HEADER}\n${good(1)}\n${line}\n`);
  expect(badRows).toBe(1);
  expect(region.assets.size).toBe(0);
  expect(issues.map(({ row }) => row)).toEqual([3]);
  return `${issues[0]?.field}: ${issues[0]?.reason}`;
}

test('a good file is registered once, units first, however often it is imported', async () => {
  const first = await run(goodFile(60), { batchRows: 16 });
  expect(first).toMatchObject({ rows: 60, created: 60, exists: 0, units: 3, unitsCreated: 3, complete: true });
  expect(region.units.get('W02')).toBe('653127/W02/');
  expect(region.assets.size).toBe(60);
  expect(existsSync(issuesPath())).toBe(false);
  const second = await run(goodFile(60), { batchRows: 50 });
  expect(second).toMatchObject({ created: 0, exists: 60, unitsCreated: 0, complete: true });
});

test('a later edition of the file adds its new rows and names the changed ones', async () => {
  await run(goodFile(3));
  const changed = goodFile(5).replace('Lot 1,', 'Lot one,');
  const summary = await run(changed, { acceptGoodRows: true });
  expect(summary).toMatchObject({ created: 2, exists: 2, refused: 1, complete: false });
  expect(summary.issues.map(({ row }) => row)).toEqual([3]);
});

test('with one bad row nothing is written, not even a unit', async () => {
  const summary = await run(`${goodFile(5)}\n,No code,A,1,1\n`);
  expect(summary).toMatchObject({ badRows: 1, goodRows: 5, created: 0, complete: false });
  expect(region.units.size).toBe(1);
  expect(region.batchSizes).toEqual([]);
});

test('good rows are imported when they are asked for', async () => {
  const summary = await run(`${goodFile(5)}\n,No code,A,1,1\n`, { acceptGoodRows: true });
  expect(summary).toMatchObject({ badRows: 1, created: 5, complete: false });
});

test('a dry run writes nothing', async () => {
  expect(await run(goodFile(5), { dryRun: true })).toMatchObject({ goodRows: 5, created: 0, complete: true });
  expect(region.units.size).toBe(1);
});

test('what the region refuses shows in the first small batch, and the import stops there', async () => {
  const rows = goodFile(300).replaceAll(',A,', ',B,');
  const summary = await run(rows, { inFlight: 4, batchRows: 50 });
  expect(region.batchSizes).toEqual([20]);
  expect(summary).toMatchObject({ created: 0, refused: 20, complete: false });
  expect(summary.issues[0]?.reason).toContain('unknown-class');
});

test('a busy region is asked again', async () => {
  region.failNext = 2;
  expect(await run(goodFile(30))).toMatchObject({ created: 30, complete: true });
});

test('a unit that stands elsewhere stops the import before any row', async () => {
  region.units.set('W01', '653127/OTHER/W01/');
  await expect(run(goodFile(5))).rejects.toThrow(UnitMismatchError);
  expect(region.assets.size).toBe(0);
});

test.each([
  ['an empty identity', ',Lot,A,1,1', 'code: 标识为空'],
  ['a repeated identity', 'C1,Lot,A,1,1', 'code: 与第 2 行重复'],
  ['an empty required field', 'C9,,A,1,1', 'name: 缺少必填项'],
  ['an empty unit', 'C9,Lot,A,1,', 'unit1: 单位为空'],
  ['a class outside the table', 'C9,Lot,X,1,1', 'class: 不在对照表中'],
  ['a name of the prototype', 'C9,Lot,constructor,1,1', 'class: 不在对照表中'],
  ['a negative area', 'C9,Lot,A,-1,1', 'areaDm2: 不是面积'],
  ['an exponent', 'C9,Lot,A,1e3,1', 'areaDm2: 不是面积'],
  ['full-width digits', 'C9,Lot,A,１２,1', 'areaDm2: 不是面积'],
  ['thousands separators', 'C9,Lot,A,"1,000",1', 'areaDm2: 不是面积'],
  ['a bidirectional character', 'C9,Lot \u202eTOL,A,1,1', 'name: 不允许控制字符'],
  ['a zero-width character', 'C9,L\u200bot,A,1,1', 'name: 不允许控制字符'],
  ['a line break in a name', 'C9,"Lot\nTwo",A,1,1', 'name: 不允许控制字符'],
  ['a name that is too long', `C9,${'长'.repeat(121)},A,1,1`, 'name: 超过 120 个字符'],
  ['a code the contract refuses', 'C 9,Lot,A,1,1', 'externalCode: 格式不符'],
  ['too few cells', 'C9,Lot,A', '(row): 应有 5 列，实有 3 列'],
  ['too many cells', 'C9,Lot,A,1,1,1', '(row): 应有 5 列，实有 6 列'],
])('%s is a bad row', async (_what, line, problem) => {
  expect(await problemOf(line)).toContain(problem);
});

test('every bad place is in the issues file, and none of them is a formula', async () => {
  await run(`${HEADER}\n=cmd(),,X,1,1\n`);
  const lines = readFileSync(issuesPath(), 'utf8').split('\r\n');
  expect(lines[0]).toBe('\ufeffkind,row,field,value,reason');
  expect(lines.slice(1, -1).map((line) => line.split(',').slice(0, 3).join())).toEqual([
    'problem,2,class',
    'problem,2,name',
    'problem,2,externalCode',
  ]);
  expect(lines.some((line) => line.includes(",'=cmd(),"))).toBe(true);
});

test('a file in GB18030 and one with a byte-order mark read alike', async () => {
  const text = '编号,名称,class,ward,备注\nC1,麦盖提县,A,1,x\n';
  const marked = await run(`\ufeff${text}`, { dryRun: true });
  expect(marked).toMatchObject({ encoding: 'utf-8 (BOM)', goodRows: 1, unknownHeaders: ['备注'] });
  const gb = Buffer.concat([
    Buffer.from([0xb1, 0xe0, 0xba, 0xc5]),
    Buffer.from(',name,class,ward\nC1,'),
    Buffer.from([0xc2, 0xf3, 0xb8, 0xc7, 0xcc, 0xe1]),
    Buffer.from(',A,1\n'),
  ]);
  expect(await run(gb)).toMatchObject({ encoding: 'gb18030', created: 1 });
  expect([...region.assets.values()].map(({ name }) => name)).toEqual(['麦盖提']);
});

test.each([
  ['bytes of no encoding', Buffer.from([0x61, 0xff, 0xff, 0x0a]), UnreadableFileError],
  ['UTF-16', Buffer.from('\ufeffcode', 'utf16le'), UnreadableFileError],
  ['an empty file', '', UnreadableFileError],
  ['a missing column', 'code,name,class\n', HeaderError],
  ['two columns of one name', 'code,name,Asset Name,class,ward\n', HeaderError],
  ['a quote in the middle of a cell', `${HEADER}\nC1,Lot "1" x,A,1,1\n`, BrokenCsvError],
  ['a quote that never closes', `${HEADER}\n${good(1)}\nC2,"Lot,A,1,1\n`, BrokenCsvError],
])('%s stops the import before anything is written', async (_what, content, kind) => {
  await expect(run(content)).rejects.toThrow(kind);
  expect(region.units.size).toBe(1);
  expect(region.assets.size).toBe(0);
});

test('a header may be spelled otherwise', async () => {
  const summary = await run(`CODE, asset_name ,Class,Ward,remarks\nC1,Lot,A,1,x\n`);
  expect(summary).toMatchObject({ created: 1, unknownHeaders: [] });
});

test('rare characters and a decomposed accent survive', async () => {
  await run(`${HEADER}\nC1,𠮷野家 Cafe\u0301,A,1,1\n`);
  expect([...region.assets.values()].map(({ name }) => name)).toEqual(['𠮷野家 Café']);
});
