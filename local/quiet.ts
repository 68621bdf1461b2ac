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

/** Between two looks: short at first, for what ends at once; longer later, since looking takes from the same two cores. */
const FIRST_POLL_MS = 10;
const LONGEST_POLL_MS = 100;

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
  for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(LONGEST_POLL_MS, pollMs * 1.5)) {
    const invocations = functions.invocationCount;
    // Streams are asked only when all else rests: reading them to their end costs the engine more than the work that is waited for.
    if (isAtRest(await readBacklog(options))) {
      const drained = await Promise.all(streams.map((reader) => reader.drained(deadline)));
      const restsStill = isAtRest(await readBacklog(options)) && functions.invocationCount === invocations;
      if (drained.every(Boolean) && restsStill) return;
    }
    if (Date.now() > deadline) throw new NotQuietError(describe(await readBacklog(options), timeoutMs));
    await delay(pollMs);
  }
}

const isAtRest = ({ queues, invocationsUnderWay }: Backlog): boolean =>
  invocationsUnderWay === 0 && !queues.some(({ setAside, ...queue }) => !setAside && holds(queue));

const holds = ({ visible, inFlight, delayed }: QueueDepth): boolean => visible + inFlight + delayed > 0;

function describe(backlog: Backlog, timeoutMs: number): string {
  const queues = backlog.queues
    .filter((queue) => !queue.setAside && holds(queue))
    .map((queue) => `${queue.name} holds ${queue.visible} + ${queue.inFlight} in flight`);
  const streams = backlog.retryingStreams.map((name) => `${name} retries a failed batch of its stream`);
  const running = backlog.invocationsUnderWay > 0 ? [`${backlog.invocationsUnderWay} invocations under way`] : [];
  return `not quiet after ${timeoutMs} ms: ${[...queues, ...streams, ...running].join('; ') || 'work keeps coming in'}`;
}
