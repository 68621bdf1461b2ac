import { describe, expect, test } from 'vitest';
import type { InvokeResult } from '../lambda/pool.ts';
import { type AbandonedBatch, type BatchDelivery, deliverBatch, type StreamRecord } from './stream-batch.ts';

const record = (sequence: number, ageSeconds = 0): StreamRecord => ({
  eventID: String(sequence),
  dynamodb: { SequenceNumber: String(sequence), ApproximateCreationDateTime: 1000 - ageSeconds },
});

const records = (count: number) => Array.from({ length: count }, (_, index) => record(index + 1));
const numbers = (batch: readonly StreamRecord[]) => batch.map(({ dynamodb }) => Number(dynamodb.SequenceNumber));
const done = (result: unknown = null): InvokeResult => ({
  ok: true,
  requestId: 'r',
  resultJson: JSON.stringify(result),
});
const thrown: InvokeResult = { ok: false, requestId: 'r', failure: { errorType: 'Error', errorMessage: 'no' } };
const failedItem = (sequence: number) => done({ batchItemFailures: [{ itemIdentifier: String(sequence) }] });

function run(
  batch: readonly StreamRecord[],
  source: Partial<BatchDelivery['source']>,
  answer: (sequences: readonly number[], call: number) => InvokeResult,
) {
  const calls: number[][] = [];
  const checkpoints: number[] = [];
  const abandoned: AbandonedBatch[] = [];
  let pauses = 0;
  const delivery: BatchDelivery = {
    source: {
      reportsItemFailures: true,
      bisectsOnError: false,
      maximumRetryAttempts: 2,
      maximumRecordAgeSeconds: undefined,
      ...source,
    },
    invoke: async (part) => {
      calls.push(numbers(part));
      return answer(numbers(part), calls.length);
    },
    checkpoint: (last) => void checkpoints.push(Number(last.dynamodb.SequenceNumber)),
    abandon: async (given) => void abandoned.push(given),
    pause: async () => {
      pauses += 1;
      return pauses < 20;
    },
    nowMs: () => 1_000_000,
  };
  const finished = deliverBatch(batch, delivery);
  return { finished, calls, checkpoints, abandoned, pauses: () => pauses };
}

describe('a stream batch', () => {
  test('is done in one go', async () => {
    const { finished, calls, checkpoints } = run(records(3), {}, () => done());
    expect(await finished).toBe(true);
    expect({ calls, checkpoints }).toEqual({ calls: [[1, 2, 3]], checkpoints: [3] });
  });

  test('goes on from the lowest record reported as failed, whatever order they are reported in', async () => {
    const failures = { batchItemFailures: [{ itemIdentifier: '3' }, { itemIdentifier: '2' }] };
    const { finished, calls, checkpoints } = run(records(4), {}, (_part, call) =>
      call === 1 ? done(failures) : done(),
    );
    await finished;
    expect({ calls, checkpoints }).toEqual({
      calls: [
        [1, 2, 3, 4],
        [2, 3, 4],
      ],
      checkpoints: [1, 4],
    });
  });

  test('that fails for good is given up after the retries, and the next records are delivered', async () => {
    const { finished, calls, abandoned, checkpoints } = run(records(2), {}, () => thrown);
    expect(await finished).toBe(true);
    expect(calls).toHaveLength(3);
    expect(abandoned).toMatchObject([
      { condition: 'RetryAttemptsExhausted', attempts: 3, failure: { errorMessage: 'no' } },
    ]);
    expect(checkpoints).toEqual([2]);
  });

  test('with one poisoned record loses only that one when it may be split', async () => {
    const poison = (part: readonly number[]) => (part.includes(5) ? thrown : done());
    const { finished, calls, abandoned } = run(records(8), { bisectsOnError: true }, poison);
    await finished;
    expect(abandoned.map((batch) => numbers(batch.records))).toEqual([[5]]);
    // Splitting costs no retry: the record alone is tried 1 + 2 times.
    expect(calls.filter((part) => part.length === 1 && part[0] === 5)).toHaveLength(3);
    const delivered = calls.filter((part) => !part.includes(5)).flat();
    expect(delivered).toEqual([1, 2, 3, 4, 6, 7, 8]);
  });

  test('with one poisoned record reported by number loses only that one too', async () => {
    const poison = (part: readonly number[]) => (part.includes(2) ? failedItem(2) : done());
    const { finished, abandoned, checkpoints } = run(records(4), { bisectsOnError: true }, poison);
    await finished;
    expect(abandoned.map((batch) => numbers(batch.records))).toEqual([[2]]);
    expect(checkpoints.at(-1)).toBe(4);
  });

  test.each<[string, unknown]>([
    ['a number that was not in the batch', { batchItemFailures: [{ itemIdentifier: '99' }] }],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['something that is no list', { batchItemFailures: 'all' }],
  ])('whose answer holds %s counts as failed', async (_what, answer) => {
    const { finished, abandoned } = run(records(2), { maximumRetryAttempts: 0 }, () => done(answer));
    await finished;
    expect(abandoned.map((batch) => numbers(batch.records))).toEqual([[1, 2]]);
  });

  test('counts as done when the function may not report failures', async () => {
    const { finished, calls } = run(records(2), { reportsItemFailures: false }, () => failedItem(1));
    await finished;
    expect(calls).toHaveLength(1);
  });

  test('gives up records that are too old, before they are tried', async () => {
    const { finished, calls, abandoned } = run([record(1, 100), record(2)], { maximumRecordAgeSeconds: 60 }, () =>
      done(),
    );
    await finished;
    expect(calls).toEqual([[2]]);
    expect(abandoned).toMatchObject([{ condition: 'MaximumRecordAgeExceeded' }]);
  });

  test('without a retry limit is tried until it is stopped, and then not checkpointed', async () => {
    const { finished, checkpoints, pauses } = run(records(1), { maximumRetryAttempts: undefined }, () => thrown);
    expect(await finished).toBe(false);
    expect(pauses()).toBe(20);
    expect(checkpoints).toEqual([]);
  });
});
