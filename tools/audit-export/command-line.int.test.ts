import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadPack } from '../../policy/load.ts';
import { type Person, SampleAudit } from '../../services/audit/sample-runtime.ts';
import { sampleEvents } from './sample-export.ts';

const root = resolve(import.meta.dirname, '..', '..');
const NODE = join(root, 'node_modules', '.bin', 'node');
const PROCESS_TIMEOUT_MS = 60_000;
const auditor: Person = { sub: 'zhou.min', roles: ['auditor'], unit: '653127/' };

let directory = '';
let server: Server;
let url = '';
let busyAnswers = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'panhuo-audit-'));
  const audit = new SampleAudit(loadPack('makit'));
  for (const event of sampleEvents()) await audit.consume(event);
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    if (request.headers.authorization !== 'Bearer secret') {
      response.writeHead(401).end('{}');
      return;
    }
    if (busyAnswers > 0) {
      busyAnswers -= 1;
      response.writeHead(503).end('{}');
      return;
    }
    void audit
      .request(auditor, `GET ${pathname}`, { query: { ...Object.fromEntries(searchParams), limit: '4' } })
      .then(({ status, body }) => response.writeHead(status).end(JSON.stringify(body)));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
  await rm(directory, { recursive: true });
});

function run(tool: string, args: readonly string[], token?: string): Promise<{ code: number; output: string }> {
  const { PANHUO_TOKEN: _inherited, ...environment } = process.env;
  const env = token === undefined ? environment : { ...environment, PANHUO_TOKEN: token };
  return new Promise((done) => {
    execFile(NODE, [join(root, 'tools', tool), ...args], { env, timeout: PROCESS_TIMEOUT_MS }, (error, out, err) => {
      done({ code: error === null ? 0 : Number(error.code), output: out + err });
    });
  });
}

test('a trail is exported, verified, and damage to a copy is named with exit code 1', async () => {
  const file = join(directory, 'trail.ndjson');
  busyAnswers = 2;
  const exported = await run('export-audit.ts', ['--url', url, '--out', file], 'secret');
  expect(exported).toMatchObject({
    code: 0,
    output: expect.stringContaining('region 653127, 12 entries of 6 aggregates') as string,
  });
  const digest = /leaf digest (\S+)/.exec(exported.output)?.[1] ?? '';
  expect(await run('verify-audit.ts', [file, '--leaf-digest', digest])).toMatchObject({
    code: 0,
    output: expect.stringContaining('everything holds') as string,
  });

  const bytes = await readFile(file);
  const at = bytes.indexOf('100001') + '10000'.length;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(file, bytes);
  const damaged = await run('verify-audit.ts', [file]);
  expect(damaged.code).toBe(1);
  expect(damaged.output).toContain('line 5: leaf-mismatch /653127/distribution receipt/P version 1');
}, 120_000);

test('a refused token and a missing argument leave no file behind', async () => {
  const file = join(directory, 'none.ndjson');
  expect(await run('export-audit.ts', ['--url', url, '--out', file], 'wrong')).toMatchObject({
    code: 1,
    output: expect.stringContaining('answered 401') as string,
  });
  expect((await run('export-audit.ts', ['--url', url, '--out', file])).code).toBe(2);
  await expect(readFile(file)).rejects.toThrow('ENOENT');
  expect((await run('verify-audit.ts', [file])).code).toBe(2);
  expect((await run('verify-audit.ts', [])).code).toBe(2);
}, 120_000);
