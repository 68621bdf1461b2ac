/** A process that runs handlers and says how much processor time they took. */
import { fork } from 'node:child_process';
import { join } from 'node:path';

/** Events to put through the handler of a function's folder, one after another. */
export interface CpuJob {
  readonly directory: string;
  readonly events: readonly unknown[];
}

/** What one block of events took. */
export interface CpuBlock {
  readonly cpuMs: number;
  readonly clockMs: number;
}

export interface CpuProcess {
  /** @throws Error when the process ended: a handler refused an event */
  run(job: CpuJob): Promise<CpuBlock>;
}

/** Runs work with such a process, and ends it. */
export async function withCpuProcess<Result>(
  environment: Readonly<Record<string, string>>,
  work: (child: CpuProcess) => Promise<Result>,
): Promise<Result> {
  const child = fork(join(import.meta.dirname, 'cpu-worker.ts'), {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const run = (job: CpuJob): Promise<CpuBlock> =>
    new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`the measured process ended with code ${code}`));
      child.once('exit', ended);
      child.once('message', (block) => {
        child.off('exit', ended);
        resolve(block as CpuBlock);
      });
      child.send(job);
    });
  try {
    return await work({ run });
  } finally {
    child.kill();
  }
}
