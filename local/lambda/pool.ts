import { randomUUID } from 'node:crypto';
import type { WriteStream } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FunctionModel } from '../template/model.ts';
import type { FunctionFailure, InvokeMessage, WorkerMessage, WorkerSetup } from './protocol.ts';

/** What an invocation came to. */
export type InvokeResult =
  | { readonly ok: true; readonly requestId: string; readonly resultJson: string }
  | { readonly ok: false; readonly requestId: string; readonly failure: FunctionFailure };

export interface PoolOptions {
  readonly model: FunctionModel;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: WriteStream;
  readonly clockOffsetMs: () => number;
}

/** Threads of one function at most: two cores gain nothing from more. */
const MAX_WORKERS = 3;
/** Another thread (0.3 s of a core) is worth it only when this many calls wait for each one there is. */
const WAITING_PER_WORKER = 4;

/** … or when a call has waited this long: then the function waits for others rather than for the processor. */
const PATIENCE_MS = 150;

interface Call {
  readonly sinceMs: number;
  readonly message: Omit<InvokeMessage, 'deadlineMs' | 'clockOffsetMs'>;
  readonly settle: (result: InvokeResult) => void;
}

interface Lane {
  readonly worker: Worker;
  ready: boolean;
  current: Call | undefined;
  timer: NodeJS.Timeout | undefined;
}

/**
 * The running instances of one function. Each thread handles one invocation at a time; a thread that runs into the
 * function's timeout is ended and replaced, as Lambda does.
 */
export class FunctionPool {
  readonly #options: PoolOptions;
  readonly #maxWorkers: number;
  readonly #lanes = new Set<Lane>();
  readonly #waiting: Call[] = [];
  #stopped = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#maxWorkers = Math.max(1, Math.min(MAX_WORKERS, options.model.reservedConcurrency ?? MAX_WORKERS));
  }

  /** Invocations under way or waiting. */
  get busyCount(): number {
    return this.#waiting.length + [...this.#lanes].filter(({ current }) => current !== undefined).length;
  }

  /** Starts the first thread, so that the first call need not wait for it. */
  warm(): void {
    if (this.#lanes.size === 0) this.#startLane();
  }

  /** Runs the function on an event. Never rejects: an error in the function is a result. */
  invoke(event: unknown): Promise<InvokeResult> {
    return this.invokeJson(JSON.stringify(event));
  }

  /** As `invoke`, for an event that is JSON already. */
  invokeJson(eventJson: string): Promise<InvokeResult> {
    return new Promise((settle) => {
      const requestId = randomUUID();
      if (this.#stopped) {
        settle({ ok: false, requestId, failure: { errorType: 'Stopped', errorMessage: 'the region is stopping' } });
        return;
      }
      this.#waiting.push({ sinceMs: Date.now(), message: { requestId, eventJson }, settle });
      this.#dispatch();
    });
  }

  /** Ends all threads. Calls that wait are answered with a failure. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const failure = { errorType: 'Stopped', errorMessage: 'the region is stopping' };
    for (const call of this.#waiting.splice(0))
      this.#settle(call, { ok: false, requestId: call.message.requestId, failure });
    const ended = [...this.#lanes].map((lane) => this.#endLane(lane, failure));
    await Promise.all(ended);
  }

  #dispatch(): void {
    for (const lane of this.#lanes) {
      if (this.#waiting.length === 0) return;
      if (lane.ready && lane.current === undefined) this.#run(lane);
    }
    const starting = [...this.#lanes].some(({ ready }) => !ready);
    const [oldest] = this.#waiting;
    if (oldest === undefined || starting || this.#lanes.size >= this.#maxWorkers) return;
    const crowded = this.#waiting.length >= WAITING_PER_WORKER * this.#lanes.size;
    if (this.#lanes.size === 0 || crowded || Date.now() - oldest.sinceMs > PATIENCE_MS) this.#startLane();
  }

  #run(lane: Lane): void {
    const call = this.#waiting.shift();
    if (call === undefined) return;
    const { timeoutMs } = this.#options.model;
    lane.current = call;
    lane.timer = setTimeout(() => this.#timeOut(lane), timeoutMs);
    const message: InvokeMessage = {
      ...call.message,
      deadlineMs: Date.now() + timeoutMs,
      clockOffsetMs: this.#options.clockOffsetMs(),
    };
    lane.worker.postMessage(message);
  }

  #timeOut(lane: Lane): void {
    const seconds = (this.#options.model.timeoutMs / 1000).toFixed(2);
    const errorMessage = `Task timed out after ${seconds} seconds`;
    void this.#endLane(lane, { errorType: 'Sandbox.Timedout', errorMessage }).then(() => this.#dispatch());
  }

  #startLane(): void {
    const { model, environment, log } = this.#options;
    if (model.directory === undefined) throw new Error(`${model.name} has no bundle to run`);
    const setup: WorkerSetup = {
      moduleUrl: pathToFileURL(join(model.directory, `${model.module}.mjs`)).href,
      exportName: model.exportName,
      functionName: model.name,
      functionArn: model.arn,
      memoryMb: model.memoryMb,
    };
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: setup,
      env: { ...environment },
      // Only Node's own flags in the function's NODE_OPTIONS count in a thread when given here.
      execArgv: (environment.NODE_OPTIONS ?? '').split(' ').filter((flag) => flag !== ''),
      stdout: true,
      stderr: true,
    });
    worker.stdout.pipe(log, { end: false });
    worker.stderr.pipe(log, { end: false });
    const lane: Lane = { worker, ready: false, current: undefined, timer: undefined };
    this.#lanes.add(lane);
    worker.on('message', (message: WorkerMessage) => this.#receive(lane, message));
    worker.on('error', (error: Error) => {
      this.#lose(lane, { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') });
    });
    worker.on('exit', (code) => {
      this.#lose(lane, {
        errorType: 'Runtime.ExitError',
        errorMessage: `the function's process exited with code ${code}`,
      });
    });
  }

  #receive(lane: Lane, message: WorkerMessage): void {
    switch (message.kind) {
      case 'ready':
        lane.ready = true;
        break;
      case 'init-failed': {
        const waiting = this.#waiting.shift();
        void this.#endLane(lane, message.failure);
        if (waiting !== undefined) {
          this.#settle(waiting, { ok: false, requestId: waiting.message.requestId, failure: message.failure });
        }
        break;
      }
      default: {
        if (lane.current?.message.requestId !== message.requestId) return;
        const call = this.#release(lane);
        if (call !== undefined)
          this.#settle(call, message.kind === 'result' ? { ok: true, ...message } : { ok: false, ...message });
      }
    }
    this.#dispatch();
  }

  #release(lane: Lane): Call | undefined {
    const call = lane.current;
    clearTimeout(lane.timer);
    lane.current = undefined;
    lane.timer = undefined;
    return call;
  }

  #settle(call: Call, result: InvokeResult): void {
    if (!result.ok) {
      const line = { level: 'ERROR', source: 'runtime', requestId: result.requestId, ...result.failure };
      this.#options.log.write(`${JSON.stringify(line)}\n`);
    }
    call.settle(result);
  }

  #lose(lane: Lane, failure: FunctionFailure): void {
    if (!this.#lanes.delete(lane)) return;
    const call = this.#release(lane) ?? (lane.ready ? undefined : this.#waiting.shift());
    if (call !== undefined) this.#settle(call, { ok: false, requestId: call.message.requestId, failure });
    if (!this.#stopped) this.#dispatch();
  }

  async #endLane(lane: Lane, failure: FunctionFailure): Promise<void> {
    this.#lanes.delete(lane);
    const call = this.#release(lane);
    if (call !== undefined) this.#settle(call, { ok: false, requestId: call.message.requestId, failure });
    await lane.worker.terminate();
  }
}
