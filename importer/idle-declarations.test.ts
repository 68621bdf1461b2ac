/** Declarations by file, into the real registry behind a door of its own. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadHolidays, loadPack } from '../policy/load.ts';
import { routes } from '../services/registry/routes.ts';
import {
  COUNTY,
  NEIGHBOUR,
  PEOPLE,
  type Person,
  SampleRegistry,
  VILLAGE,
} from '../services/registry/sample-registry.ts';
import { EvidenceFileError, readEvidence } from './evidence-files.ts';
import { parseProfile } from './profile.ts';
import { RegionClient } from './region-client.ts';
import { type ImportOptions, type ImportSummary, runImport } from './run-import.ts';

const PROFILE = parseProfile(
  `
profile: test-idle
title: { zh: 闲置申报, en: Idle declarations }
target: idle-declarations
columns:
  number: [资产编号]
  since: [闲置起始日期]
  reason: [闲置原因]
  plan: [有无使用计划]
identity: number
fields:
  asset: { column: number }
  finding: { constant: idle }
  outOfUseSince: { column: since, date: [YYYY-MM-DD, YYYY年M月D日] }
  hasDefinitePlan: { column: plan, lookup: { 有: 'true', 无: 'false' }, yesNo: true }
  criteria.standard: { text: 停用超过六个月, needs: [reason] }
  criteria.observed: { column: reason }
`,
  'idle.yaml',
);
const HEADER = '资产编号,闲置起始日期,闲置原因,有无使用计划';

let registry: SampleRegistry;
let server: Server;
let url: string;
let directory: string;
let asked: string[];

/** The routes as API Gateway matches them. */
const doors = routes.map(({ method, path }) => {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  return { method, path, names, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`) };
});

async function answer(who: Person, method: string, target: URL, text: string, headers: Record<string, unknown>) {
  for (const { path, names, pattern, ...door } of doors) {
    const match = door.method === method ? pattern.exec(target.pathname) : null;
    if (!match) continue;
    const params = Object.fromEntries(names.map((name, place) => [name, match[place + 1] ?? '']));
    const query = Object.fromEntries(target.searchParams);
    const sent = {
      params,
      query,
      key: String(headers['idempotency-key'] ?? 'a-query'),
      ...(text === '' ? {} : { text }),
    };
    return registry.request(who, `${method} ${path}`, sent);
  }
  throw new Error(`no route ${method} ${target.pathname}`);
}

beforeEach(async () => {
  registry = new SampleRegistry(loadPack('maoxian'), loadHolidays());
  await registry.registerUnits();
  asked = [];
  server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const [bytes, target] = [Buffer.concat(pieces), new URL(request.url ?? '', url)];
      asked.push(`${request.method} ${target.pathname.replaceAll(/[0-9A-Z]{26}/g, '{id}')}`);
      if (request.method === 'PUT') {
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        const looksLike = 'application/pdf';
        const id = target.pathname.split('/').at(-1) ?? '';
        registry.evidence.uploaded.set(id, { sha256, sizeBytes: bytes.length, looksLike, etag: '"1"' });
        response.end();
        return;
      }
      const who = Object.values(PEOPLE).find(({ sub }) => request.headers.authorization === `Bearer ${sub}`);
      void answer(who ?? PEOPLE.it, request.method ?? '', target, bytes.toString('utf8'), request.headers).then(
        (done) =>
          response.writeHead(done.status, done.headers as Record<string, string>).end(JSON.stringify(done.body)),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  registry.evidence.uploadTo = async (id) => ({
    method: 'PUT',
    url: `${url}/store/${id}`,
    headers: {},
    expiresInSeconds: 900,
  });
  directory = mkdtempSync(join(tmpdir(), 'declare-test-'));
  for (const kind of ['stop-use-statement', 'meeting-minutes'])
    writeFileSync(join(directory, `${kind}.pdf`), `%PDF-1.4 ${kind}`);
});
afterEach(async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  rmSync(directory, { recursive: true, force: true });
});

const documents = (kinds = ['stop-use-statement', 'meeting-minutes']) =>
  kinds.map((kind) => readEvidence(`${kind}=${join(directory, `${kind}.pdf`)}`));

function declare(
  lines: readonly string[],
  { who = PEOPLE.accountant, ...options }: Partial<ImportOptions> & { who?: Person } = {},
): Promise<ImportSummary> {
  const file = join(directory, 'idle.csv');
  writeFileSync(file, [HEADER, ...lines].join('\n'));
  return runImport({
    file,
    profile: PROFILE,
    client: new RegionClient({ url, token: who.sub }),
    unitPath: who.unit,
    issuesPath: join(directory, 'issues.csv'),
    dryRun: false,
    acceptGoodRows: false,
    evidence: documents(),
    ...options,
  });
}

const asset = (externalCode: string, unitPath = VILLAGE, who: Person = PEOPLE.accountant): Promise<string> =>
  registry.registerAsset(
    {
      unitPath,
      name: `旧楼 ${externalCode}`,
      class: 'buildings',
      originalFen: 100_00,
      valueProvisional: false,
      title: 'unclear',
      use: 'in-use',
      externalCode,
    },
    who,
  );
const card = async (assetId: string) =>
  (await registry.request(PEOPLE.auditor, 'GET /registry/assets/{assetId}', { params: { assetId } })).body;
const issuesOf = ({ issues }: ImportSummary) => issues.map(({ row, field, value }) => [row, field, value]);

test('a file of declarations is one upload with its documents, however often it is sent', async () => {
  const ids = [];
  for (let n = 0; n < 300; n += 1) ids.push(await asset(`MX-${n}`));
  const code = String((await card(ids[0] ?? '')).code);
  const lines = ids.map((_, n) => `${n === 0 ? code : `MX-${n}`},2025年1月1日,学校撤并,无`);
  const summary = await declare(lines);
  expect(summary).toMatchObject({ rows: 300, created: 300, exists: 0, refused: 0, complete: true });
  expect(existsSync(join(directory, 'issues.csv'))).toBe(false);
  const filing = ['POST /registry/evidence', 'PUT /store/{id}', 'POST /registry/evidence/{id}/verification'];
  expect(asked).toEqual([
    'GET /registry/assets',
    'GET /registry/assets',
    'GET /registry/units/653127100201',
    ...filing,
    ...filing,
    'POST /registry/idle-declaration-batches',
  ]);
  expect((await card(ids[7] ?? '')).finding).toMatchObject({
    finding: 'idle',
    status: 'declared',
    outOfUseSince: '2025-01-01',
    criteria: { standard: '停用超过六个月', observed: '学校撤并' },
  });
  const after = new Map(registry.table.items);
  expect(await declare(lines)).toMatchObject({ created: 0, exists: 300, refused: 0, complete: true });
  expect(new Map(registry.table.items)).toEqual(after);
});

test('what cannot be declared is named by row, field and reason before anything is written', async () => {
  await asset('MX-1');
  await asset('MX-9', NEIGHBOUR, PEOPLE.neighbour);
  const before = registry.table.items.size;
  const summary = await declare([
    'MX-1,2025-01-01,学校撤并,无',
    'MX-1,2025-01-01,学校撤并,无',
    'MX-2,2025-01-01,学校撤并,无',
    'MX-9,2025-01-01,学校撤并,无',
    'MX-3,2025-02-30,学校撤并,无',
    'MX-4,一月,学校撤并,无',
    'MX-5,2025-01-01,学校撤并,也许',
    ',2025-01-01,学校撤并,无',
  ]);
  expect(summary).toMatchObject({ goodRows: 1, badRows: 7, created: 0, complete: false });
  expect(issuesOf(summary)).toEqual([
    [3, 'number', 'MX-1'],
    [4, 'asset', 'MX-2'],
    // Another village's asset is not in the ledger one may read.
    [5, 'asset', 'MX-9'],
    [6, 'outOfUseSince', '2025-02-30'],
    [7, 'outOfUseSince', '一月'],
    [8, 'hasDefinitePlan', '也许'],
    [9, 'number', ''],
    [9, 'asset', ''],
  ]);
  expect(readFileSync(join(directory, 'issues.csv'), 'utf8')).toContain('台账中没有此编号的资产');
  expect(registry.table.items.size).toBe(before);
});

test('what the region refuses is named too, and the other rows are declared', async () => {
  const [first, second] = [await asset('MX-1'), await asset('MX-2')];
  const summary = await declare(['MX-1,2026-04-01,学校撤并,无', 'MX-2,2025-01-01,学校撤并,无']);
  expect(summary).toMatchObject({ created: 1, refused: 1, complete: false });
  expect(issuesOf(summary)).toEqual([[2, '(region)', '']]);
  expect(summary.issues[0]?.reason).toContain(
    'not-idle-long-enough: 连续停用时间不足 / It has not been out of use long enough',
  );
  expect(await card(first)).not.toHaveProperty('finding');
  expect((await card(second)).finding).toMatchObject({ status: 'declared' });
  // Once it has been out of use long enough, the same file completes itself.
  registry.now = '2026-11-06T02:00:00.000Z';
  const again = await declare(['MX-1,2026-04-01,学校撤并,无', 'MX-2,2025-01-01,学校撤并,无']);
  expect(again).toMatchObject({ created: 1, exists: 1, complete: true });
});

test('the county declares for all its villages; a number that two of them use needs the region’s own code', async () => {
  const [near] = [await asset('A-1'), await asset('A-1', NEIGHBOUR, PEOPLE.neighbour)];
  const code = String((await card(near)).code);
  const unclear = await declare(['A-1,2025-01-01,学校撤并,无'], { who: PEOPLE.finance });
  expect(unclear.issues[0]?.reason).toContain('2 assets have this number');
  const summary = await declare([`${code},2025-01-01,学校撤并,无`], { who: PEOPLE.finance, unitPath: COUNTY });
  expect(summary).toMatchObject({ created: 1, complete: true });
  expect((await card(near)).finding).toMatchObject({ status: 'declared' });
});

test('without the documents that the policy asks for every row is refused', async () => {
  await asset('MX-1');
  const summary = await declare(['MX-1,2025-01-01,学校撤并,无'], { evidence: documents(['meeting-minutes']) });
  expect(summary.issues[0]?.reason).toContain('evidence-missing');
  const withBoth = await declare(['MX-1,2025-01-01,学校撤并,无']);
  expect(withBoth).toMatchObject({ created: 1, complete: true });
});

test('a dry run asks for the numbers and writes nothing', async () => {
  await asset('MX-1');
  const before = registry.table.items.size;
  const summary = await declare(['MX-1,2025-01-01,,无', 'MX-2,2025-01-01,,无'], { dryRun: true });
  expect(issuesOf(summary)).toEqual([[3, 'asset', 'MX-2']]);
  expect(asked).toEqual(['GET /registry/assets']);
  expect(registry.table.items.size).toBe(before);
});

test.each([
  ['meeting-minutes', '种类=文件'],
  ['meeting-minutes=nowhere.pdf', 'cannot be read'],
  ['meeting-minutes=minutes.docx', 'PDF, JPEG'],
])('evidence given as %s is refused', (argument, reason) => {
  expect(() => readEvidence(argument)).toThrow(EvidenceFileError);
  expect(() => readEvidence(argument)).toThrow(reason);
});
