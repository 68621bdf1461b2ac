/**
 * Runs in a process of its own, as a function does: loads a handler, warms it up, and measures the processor time of blocks of events.
 * Standard output belongs to the handler's log and is thrown away; results go over the channel to the parent.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CpuBlock, CpuJob } from './cpu-process.ts';

type Handler = (event: unknown, context: object) => Promise<unknown>;

const CONTEXT = { functionName: 'bench', awsRequestId: 'bench', getRemainingTimeInMillis: () => 29_000 };

async function load(directory: string): Promise<Handler> {
  const module: { handler: Handler } = await import(pathToFileURL(join(directory, 'index.mjs')).href);
  return module.handler;
}

/** Answers that say "no" would be quicker than what is to be measured. */
function demandSuccess(answer: unknown): void {
  const { statusCode = 200, batchItemFailures = [] } = (answer ?? {}) as {
    statusCode?: number;
    batchItemFailures?: unknown[];
  };
  if (statusCode >= 300 || batchItemFailures.length > 0) throw new Error(`refused: ${JSON.stringify(answer)}`);
}

const handlers = new Map<string, Handler>();

process.on('message', async ({ directory, events }: CpuJob) => {
  const handler = handlers.get(directory) ?? (await load(directory));
  handlers.set(directory, handler);
  const before = process.cpuUsage();
  const startedMs = performance.now();
  for (const event of events) demandSuccess(await handler(event, CONTEXT));
  const { user, system } = process.cpuUsage(before);
  const block: CpuBlock = { cpuMs: (user + system) / 1000, clockMs: performance.now() - startedMs };
  process.send?.(block);
});
