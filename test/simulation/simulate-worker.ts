/** Runs portions of seeds on a thread of its own. */
import { parentPort } from 'node:worker_threads';
import { NO_BUG, PLANTED_BUGS } from './planted-bugs.ts';
import type { Portion, PortionResult } from './simulate.ts';
import { type RunResult, simulate } from './simulation.ts';

// Crashes are thrown by the thousand here, and nobody reads where from.
Error.stackTraceLimit = 0;

parentPort?.on('message', async ({ from, count, steps, bug }: Portion) => {
  const failures: RunResult[] = [];
  let events = 0;
  for (let seed = from; seed < from + count; seed += 1) {
    const run = await simulate(seed, steps, bug === undefined ? NO_BUG : (PLANTED_BUGS[bug] ?? NO_BUG));
    events += run.events;
    if (run.complaints.length > 0) failures.push(run);
  }
  const result: PortionResult = { runs: count, events, failures };
  parentPort?.postMessage(result);
});
