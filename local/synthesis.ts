import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The project could not be synthesized. The message holds what the synthesis said. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError';
}

const PROJECT = dirname(dirname(fileURLToPath(import.meta.url)));
/** What a template and its bundles are made from. */
const SOURCES = ['contracts', 'platform', 'policy', 'services', 'infra', 'package-lock.json'];
const LOCK_POLL_MS = 200;
/** A lock older than this was left behind by a process that died. */
const STALE_LOCK_MS = 180_000;

/**
 * A cloud assembly with the region in it: `cdk.out` when it is up to date, else one of the region's own under `.local/`, which
 * is synthesized first when it is missing or older than its sources. Processes that ask at the same time wait for one
 * synthesis; one that runs keeps its bundles, because asset directories are named by their content. Throws SynthesisError.
 */
export async function ensureSynthesized(regionCode: string): Promise<string> {
  const shared = join(PROJECT, 'cdk.out');
  const own = join(PROJECT, '.local', 'assembly', regionCode);
  const findFresh = () => [shared, own].find((assembly) => isFresh(assembly, regionCode));
  const ready = findFresh();
  if (ready !== undefined) return ready;
  const lock = `${own}.lock`;
  await takeLock(lock);
  try {
    const readyNow = findFresh();
    if (readyNow === undefined) await synthesize(regionCode, own);
    return readyNow ?? own;
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function isFresh(assembly: string, regionCode: string): boolean {
  if (!existsSync(join(assembly, 'manifest.json'))) return false;
  const template = readdirSync(assembly).find(
    (name) => name.endsWith('.template.json') && name.split(/[^0-9A-Za-z]+/).includes(regionCode),
  );
  if (template === undefined) return false;
  const synthesizedMs = statSync(join(assembly, template)).mtimeMs;
  return SOURCES.every((source) => newestMs(join(PROJECT, source)) <= synthesizedMs);
}

/** When the newest source below a path was changed, tests left out. */
function newestMs(path: string): number {
  if (!existsSync(path)) return 0;
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return readdirSync(path)
    .filter((name) => !/\.test\.ts$|^node_modules$|\.md$/.test(name))
    .reduce((newest, name) => Math.max(newest, newestMs(join(path, name))), 0);
}

async function takeLock(lock: string): Promise<void> {
  mkdirSync(dirname(lock), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const ageMs = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (ageMs > STALE_LOCK_MS) rmSync(lock, { recursive: true, force: true });
    await delay(LOCK_POLL_MS);
  }
}

function synthesize(regionCode: string, assembly: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join('infra', 'app.ts'), '--region', regionCode, '--out', assembly], {
      cwd: PROJECT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-8000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => reject(new SynthesisError(`synthesis cannot start: ${error.message}`)));
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new SynthesisError(`synthesis of region ${regionCode} failed:\n${output.trim()}`));
    });
  });
}
