import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listen } from './engines/ports.ts';
import { fixtureTemplate, writeAssembly } from './fixtures/assembly.ts';

const PROGRAM = join(import.meta.dirname, 'fixtures', 'run-region.ts');
const TEST_TIMEOUT_MS = 40_000;
const READY_TIMEOUT_MS = 20_000;

let directory: string;
let children: ChildProcess[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'panhuo-start-'));
  writeAssembly(join(directory), fixtureTemplate());
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

/** Runs the fixture region in a process of its own, with the data directory `data` below the test's. */
function run(port: number, data = 'data') {
  const child = spawn(process.execPath, [PROGRAM, directory, join(directory, data), String(port)]);
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const ready = async () => {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!output.includes('ready') && Date.now() < deadline && child.exitCode === null) await delay(20);
    return output;
  };
  return { child, ended, ready, output: () => output };
}

/** Ids of engine processes that work on a database below the test's directory. */
function engines(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => {
      const path = `/proc/${id}/cmdline`;
      if (!existsSync(path)) return false;
      try {
        const words = readFileSync(path, 'utf8').split('\0');
        return words[0]?.endsWith('/dynoxide') === true && words.some((word) => word.startsWith(directory));
      } catch {
        return false;
      }
    })
    .map(Number);
}

async function enginesGone(): Promise<boolean> {
  for (let tries = 0; tries < 100 && engines().length > 0; tries += 1) await delay(50);
  return engines().length === 0;
}

describe.runIf(process.platform === 'linux')('a region in a process of its own', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'ends cleanly at %s and leaves no process behind',
    async (signal) => {
      const region = run(0);
      expect(await region.ready()).toContain('ready');
      expect(engines()).toHaveLength(1);
      region.child.kill(signal);
      expect(await region.ended).toBe(0);
      expect(await enginesGone()).toBe(true);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'leaves no process behind when it is killed, and starts again on the same data',
    async () => {
      const region = run(0);
      await region.ready();
      region.child.kill('SIGKILL');
      await region.ended;
      expect(await enginesGone()).toBe(true);
      const again = run(0);
      expect(await again.ready()).toContain('ready');
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'says that the port is taken, and does not take another',
    async () => {
      const other: Server = createServer();
      const port = await listen(other, 0);
      try {
        const region = run(port);
        expect(await region.ended).toBe(1);
        expect(region.output()).toContain(`port ${port} is taken by another program`);
        expect(engines()).toEqual([]);
      } finally {
        other.close();
      }
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'does not work on the data of another that runs',
    async () => {
      const first = run(0);
      await first.ready();
      const second = run(0);
      expect(await second.ended).toBe(1);
      expect(second.output()).toContain(`is in use by process ${first.child.pid}`);
    },
    TEST_TIMEOUT_MS,
  );
});

test('npm start tells how it is used', () => {
  const start = join(import.meta.dirname, 'start.ts');
  const call = (...args: readonly string[]) => {
    try {
      return execFileSync(process.execPath, [start, ...args], {
        encoding: 'utf8',
        stdio: 'pipe',
        timeout: TEST_TIMEOUT_MS,
      });
    } catch (error) {
      return String((error as { stderr: string }).stderr);
    }
  };
  expect(call('--port', 'no')).toContain('--port no is not a port');
  expect(call('--unknown')).toContain('npm start -- [--region 653127]');
});
