import type { InvokeResult } from '../lambda/pool.ts';
import type { FunctionFailure } from '../lambda/protocol.ts';
import type { StreamSourceModel } from '../template/model.ts';
import { readItemFailures } from './item-failures.ts';

/** A record exactly as the stream gives it, with the parts that matter to delivery. */
export interface StreamRecord {
  readonly eventID: string;
  readonly dynamodb: { readonly SequenceNumber: string; readonly ApproximateCreationDateTime: number };
}

/** A batch that was given up, with why. */
export interface AbandonedBatch {
  readonly records: readonly StreamRecord[];
  readonly condition: 'RetryAttemptsExhausted' | 'MaximumRecordAgeExceeded';
  readonly attempts: number;
  readonly requestId: string;
  readonly failure: FunctionFailure | undefined;
}

export interface BatchDelivery {
  readonly source: Pick<
    StreamSourceModel,
    'reportsItemFailures' | 'bisectsOnError' | 'maximumRetryAttempts' | 'maximumRecordAgeSeconds'
  >;
  invoke(records: readonly StreamRecord[]): Promise<InvokeResult>;
  /** Everything up to and with this record is done or given up. */
  checkpoint(record: StreamRecord): void;
  abandon(batch: AbandonedBatch): Promise<void>;
  /** Waits before a retry; false when the reader is stopping. */
  pause(retry: number): Promise<boolean>;
  nowMs(): number;
}

interface Part {
  readonly records: readonly StreamRecord[];
  /** Failed tries of exactly these records, or of a larger batch they come from. */
  readonly failures: number;
}

/**
 * Delivers one batch in order, until every record is done or given up: retries, splits in halves where the template says so
 * (a split does not count as a retry), goes on from the record a function reports as failed.
 * Returns false when it was stopped before the end; what is not checkpointed is delivered again later.
 */
export async function deliverBatch(batch: readonly StreamRecord[], delivery: BatchDelivery): Promise<boolean> {
  const parts: Part[] = [{ records: batch, failures: 0 }];
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    const { fresh, expired } = splitByAge(part.records, delivery);
    if (expired.length > 0) {
      const condition = 'MaximumRecordAgeExceeded';
      await delivery.abandon({
        records: expired,
        condition,
        attempts: part.failures,
        requestId: '',
        failure: undefined,
      });
      checkpointLast(expired, delivery);
    }
    if (fresh.length === 0) continue;
    const result = await delivery.invoke(fresh);
    const failedAt = firstFailure(result, fresh, delivery.source.reportsItemFailures);
    if (failedAt === undefined) {
      checkpointLast(fresh, delivery);
      continue;
    }
    if (failedAt > 0) checkpointLast(fresh.slice(0, failedAt), delivery);
    const remaining = fresh.slice(failedAt);
    const failures = failedAt > 0 ? 1 : part.failures + 1;
    const next = await decideRetry(remaining, failures, result, delivery);
    if (next === 'stopped') return false;
    parts.unshift(...next);
  }
  return true;
}

async function decideRetry(
  records: readonly StreamRecord[],
  failures: number,
  result: InvokeResult,
  delivery: BatchDelivery,
): Promise<readonly Part[] | 'stopped'> {
  const { bisectsOnError, maximumRetryAttempts } = delivery.source;
  if (bisectsOnError && records.length > 1) {
    const middle = Math.ceil(records.length / 2);
    const halves = [records.slice(0, middle), records.slice(middle)];
    return halves.map((half) => ({ records: half, failures: failures - 1 }));
  }
  if (maximumRetryAttempts !== undefined && failures > maximumRetryAttempts) {
    await delivery.abandon({
      records,
      condition: 'RetryAttemptsExhausted',
      attempts: failures,
      requestId: result.requestId,
      failure: result.ok ? undefined : result.failure,
    });
    checkpointLast(records, delivery);
    return [];
  }
  return (await delivery.pause(failures)) ? [{ records, failures }] : 'stopped';
}

function firstFailure(
  result: InvokeResult,
  records: readonly StreamRecord[],
  reportsItemFailures: boolean,
): number | undefined {
  if (!result.ok) return 0;
  if (!reportsItemFailures) return undefined;
  const identifiers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
  const failures = readItemFailures(result.resultJson, identifiers);
  if (failures === 'all') return 0;
  // Lambda goes on from the lowest sequence number reported; what came after it is given again, failed or not.
  const index = identifiers.findIndex((identifier) => failures.has(identifier));
  return index === -1 ? undefined : index;
}

function splitByAge(records: readonly StreamRecord[], delivery: BatchDelivery) {
  const { maximumRecordAgeSeconds } = delivery.source;
  if (maximumRecordAgeSeconds === undefined) return { fresh: records, expired: [] };
  const oldest = delivery.nowMs() / 1000 - maximumRecordAgeSeconds;
  const firstFresh = records.findIndex(({ dynamodb }) => dynamodb.ApproximateCreationDateTime >= oldest);
  const cut = firstFresh === -1 ? records.length : firstFresh;
  return { fresh: records.slice(cut), expired: records.slice(0, cut) };
}

function checkpointLast(records: readonly StreamRecord[], delivery: BatchDelivery): void {
  const last = records.at(-1);
  if (last !== undefined) delivery.checkpoint(last);
}
