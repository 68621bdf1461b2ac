/**
 * `npm run simulate -- --seeds N [--from S] [--steps K] [--bug NAME]`: runs seeds on every core. A failing seed is printed with what was broken; the same
 * seed and steps give the same run again. Ends with 1 when any seed failed.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { PLANTED_BUGS } from './planted-bugs.ts';
import { DEFAULT_STEPS, type RunResult } from './simulation.ts';

/** Seeds handed to a worker at once. */
const PORTION = 50;
const FAILURES_SHOWN = 10;
const YOUNG_GENERATION_MB = 96;
/** What the design asks for: 100,000 seeds of 60 steps in a minute on two cores. */
const TARGET = { seeds: 100_000, steps: DEFAULT_STEPS, seconds: 60, cores: 2 } as const;

export interface Portion {
  readonly from: number;
  readonly count: number;
  readonly steps: number;
  readonly bug: string | undefined;
}
export interface PortionResult {
  readonly runs: number;
  readonly events: number;
  readonly failures: readonly RunResult[];
}

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: String(DEFAULT_STEPS) },
    bug: { type: 'string' },
  },
});
const [seeds, from, steps] = [whole('seeds'), whole('from'), whole('steps')];
const { bug } = values;
if (bug !== undefined && !Object.hasOwn(PLANTED_BUGS, bug))
  stop(`there is no planted bug "${bug}"; there are: ${Object.keys(PLANTED_BUGS).join(', ')}`);

function whole(name: 'seeds' | 'from' | 'steps'): number {
  const text = values[name];
  if (!/^[1-9]\d{0,8}$/.test(text)) stop(`--${name} must be a whole number above zero`);
  return Number(text);
}

function stop(why: string): never {
  console.error(why);
  process.exit(2);
}

let next = from;
const end = from + seeds;
let done = 0;
let events = 0;
const failures: RunResult[] = [];
const started = performance.now();

/** Keeps one worker busy until no seeds are left. */
function work(): Promise<void> {
  return new Promise((resolve, reject) => {
    // What a run leaves behind is garbage at once; a larger nursery takes it away in fewer rounds.
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB };
    const worker = new Worker(new URL('./simulate-worker.ts', import.meta.url), { resourceLimits });
    const hand = (): void => {
      if (next >= end) {
        void worker.terminate().then(() => resolve());
        return;
      }
      const portion: Portion = { from: next, count: Math.min(PORTION, end - next), steps, bug };
      next += portion.count;
      worker.postMessage(portion);
    };
    worker.on('message', (result: PortionResult) => {
      done += result.runs;
      events += result.events;
      for (const failure of result.failures) {
        failures.push(failure);
        if (failures.length <= FAILURES_SHOWN) show(failure);
      }
      hand();
    });
    worker.on('error', reject);
    hand();
  });
}

function show({ seed, complaints }: RunResult): void {
  console.log(`seed ${seed} (--from ${seed} --seeds 1 --steps ${steps}):`);
  for (const { invariant, what } of complaints) console.log(`  ${invariant}: ${what}`);
}

const cores = availableParallelism();
const processorBefore = process.cpuUsage();
await Promise.all(Array.from({ length: cores }, work));
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(processorBefore);
const processorMs = (user + system) / 1000 / done;
const rate = done / seconds;
console.log(
  `${done} seeds × ${steps} steps on ${cores} cores in ${seconds.toFixed(1)} s (${Math.round(rate)} seeds/s, ${processorMs.toFixed(1)} ms of processor time each, ${events} events): ${
    failures.length === 0 ? 'every invariant held' : `${failures.length} seeds failed`
  }`,
);
const wanted = (TARGET.seeds * TARGET.steps) / TARGET.seconds / TARGET.cores;
const reached = (rate * steps) / cores;
console.log(
  `target: ${TARGET.seeds} seeds × ${TARGET.steps} steps in ${TARGET.seconds} s on ${TARGET.cores} cores, ${Math.round(wanted)} steps/s a core; this run: ${Math.round(reached)} (${((reached / wanted) * 100).toFixed(0)} %)`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
