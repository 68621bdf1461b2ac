/** How long a fresh process needs to load a function's module: what Lambda calls the init phase, without its own share. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const PROBE_TIMEOUT_MS = 20_000;

/**
 * Runs in the fresh process; prints the processor time of the main thread and the time on the clock, and leaves at once, whatever
 * clients keep open.
 */
const PROBE = `
const startedMs = performance.now();
const before = process.threadCpuUsage();
await import(process.argv[1]);
const { user, system } = process.threadCpuUsage(before);
process.stdout.write(JSON.stringify({ cpuMs: (user + system) / 1000, clockMs: performance.now() - startedMs }), () => process.exit(0));
`;

/** One load. A busy machine stretches the clock's time but hardly the processor's, which is therefore what is judged. */
export interface InitRun {
  readonly cpuMs: number;
  readonly clockMs: number;
}

export interface InitSubject {
  readonly name: string;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

async function initOnce({ directory, environment }: InitSubject): Promise<InitRun> {
  const module = pathToFileURL(join(directory, 'index.mjs')).href;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', PROBE, module], {
    env: environment,
    timeout: PROBE_TIMEOUT_MS,
  });
  return JSON.parse(stdout) as InitRun;
}

/**
 * Every run by subject. Subjects take turns, so that a busy moment of the machine falls on all of them.
 * @throws Error when a module does not load
 */
export async function initRuns(subjects: readonly InitSubject[], rounds: number): Promise<Map<string, InitRun[]>> {
  const runs = new Map<string, InitRun[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of subjects) runs.get(subject.name)?.push(await initOnce(subject));
  }
  return runs;
}
