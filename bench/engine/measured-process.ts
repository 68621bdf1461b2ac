/** Runs a program of the project as people do, and says how long it took and how much memory it needed at most. */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { REPOSITORY } from './bundles.ts';

/** Loaded into the program; writes its peak memory in KiB to channel 3 when it ends. */
const PEAK_MEMORY_HOOK =
  'data:text/javascript,import{writeSync}from"node:fs";process.on("exit",()=>writeSync(3,String(process.resourceUsage().maxRSS)))';
const MEMORY_CHANNEL = 3;
const KIB_PER_MIB = 1_024;

export interface ProcessRun {
  readonly seconds: number;
  readonly peakMib: number;
  readonly output: string;
}

/**
 * Runs `node <args>` in the repository.
 * @throws Error with what it said when it ends with another code than 0 or takes too long
 */
export async function runMeasured(
  args: readonly string[],
  timeoutMs: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<ProcessRun> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, ['--import', PEAK_MEMORY_HOOK, ...args], {
    cwd: REPOSITORY,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout: timeoutMs,
  });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  // Every channel was asked for as a pipe.
  const channels = child.stdio as readonly unknown[] as readonly Readable[];
  const read = (channel: number): Promise<string> => text(channels[channel] as Readable);
  const [code, output, errors, memory] = await Promise.all([exit, read(1), read(2), read(MEMORY_CHANNEL)]);
  const seconds = (performance.now() - startedMs) / 1000;
  if (code !== 0) throw new Error(`node ${args[0]} ended with ${code}: ${reasonIn(errors + output)}`);
  return { seconds, peakMib: Number(memory) / KIB_PER_MIB, output };
}

/** The line that names the error, or the last one. */
function reasonIn(text: string): string {
  const lines = text.trim().split('\n');
  return lines.find((line) => /Error\b/.test(line)) ?? lines.at(-1) ?? '';
}
