import { setTimeout as delay } from 'node:timers/promises';
import type { QueueDepth, SqsEngine } from './engines/sqs.ts';
import type { StreamReader } from './event-sources/stream-reader.ts';
import type { LocalFunctions } from './lambda/functions.ts';
import { isSetAside } from './names.ts';
import type { RegionModel } from './template/model.ts';

/** What one region has to do still, or set aside. */
export interface Backlog {
  readonly queues: readonly (QueueDepth & { readonly name: string; readonly setAside: boolean })[];
  /** Functions whose stream reader is trying a failed batch again. */
  readonly retryingStreams: readonly string[];
  readonly invocationsUnderWay: number;
}

/** The region did not come to rest in time. The message says what is still moving. */
export class NotQuietError extends Error {
  override readonly name = 'NotQuietError';
}

export interface QuietOptions {
  readonly model: RegionModel;
  readonly sqs: SqsEngine;
  readonly streams: readonly StreamReader[];
  readonly functions: LocalFunctions;
}

const POLL_MS = 10;

/** What is waiting, in flight or set aside at this moment. */
export async function readBacklog({ model, sqs, streams, functions }: QuietOptions): Promise<Backlog> {
  const queues = await Promise.all(
    model.queues.map(async (queue) => ({
      name: queue.name,
      setAside: isSetAside(model, queue),
      ...(await sqs.depth(queue)),
    })),
  );
  return {
    queues,
    retryingStreams: streams.filter(({ isRetrying }) => isRetrying).map(({ source }) => source.function.name),
    invocationsUnderWay: functions.busyCount,
  };
}

/**
 * Waits until everything that was begun has run its course: streams are read to their end, queues with a reader are empty,
 * no function runs, and none was started while we looked. Messages set aside do not count.
 * Throws NotQuietError after the time limit.
 */
export async function waitUntilQuiet(options: QuietOptions, timeoutMs: number): Promise<void> {
  const { functions, streams } = options;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const invocations = functions.invocationCount;
    const drained = await Promise.all(streams.map((reader) => reader.drained(deadline)));
    const backlog = await readBacklog(options);
    const waiting = backlog.queues.filter(
      (queue) => !queue.setAside && queue.visible + queue.inFlight + queue.delayed > 0,
    );
    const still =
      drained.every(Boolean) &&
      waiting.length === 0 &&
      backlog.invocationsUnderWay === 0 &&
      functions.invocationCount === invocations;
    if (still) return;
    if (Date.now() > deadline) throw new NotQuietError(describe(backlog, timeoutMs));
    await delay(POLL_MS);
  }
}

function describe(backlog: Backlog, timeoutMs: number): string {
  const queues = backlog.queues
    .filter((queue) => !queue.setAside && queue.visible + queue.inFlight + queue.delayed > 0)
    .map((queue) => `${queue.name} holds ${queue.visible} + ${queue.inFlight} in flight`);
  const streams = backlog.retryingStreams.map((name) => `${name} retries a failed batch of its stream`);
  const running = backlog.invocationsUnderWay > 0 ? [`${backlog.invocationsUnderWay} invocations under way`] : [];
  return `not quiet after ${timeoutMs} ms: ${[...queues, ...streams, ...running].join('; ') || 'work keeps coming in'}`;
}
