import { randomUUID } from 'node:crypto';
import { EngineError } from '../engines/aws-json.ts';
import type { DynamoDbEngine } from '../engines/dynamodb.ts';
import type { SqsEngine } from '../engines/sqs.ts';
import type { LocalFunctions } from '../lambda/functions.ts';
import type { Json } from '../template/json.ts';
import type { StreamSourceModel } from '../template/model.ts';
import { type Checkpoints, SHARD_FINISHED } from './checkpoints.ts';
import { type RecordFilter, readFilters } from './filter.ts';
import { Pulse } from './pulse.ts';
import { type AbandonedBatch, type BatchDelivery, deliverBatch, type StreamRecord } from './stream-batch.ts';

export interface StreamReaderOptions {
  readonly source: StreamSourceModel;
  readonly awsRegion: string;
  readonly dynamodb: DynamoDbEngine;
  readonly sqs: SqsEngine;
  readonly functions: LocalFunctions;
  readonly checkpoints: Checkpoints;
  readonly onError: (error: unknown) => void;
}

/** Polled this often when nothing has called; every finished invocation calls at once. */
const IDLE_POLL_MS = 250;
const RECORDS_PER_READ = 1000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 3_000;

interface GetRecordsAnswer {
  readonly Records?: readonly StreamRecord[];
  readonly NextShardIterator?: string;
}

interface Shard {
  readonly ShardId: string;
}

/** Reads the stream of a table for one event source mapping and gives what passes its filters to its function. */
export class StreamReader {
  readonly source: StreamSourceModel;
  readonly #options: StreamReaderOptions;
  readonly #filter: RecordFilter;
  readonly #streamArn: string;
  readonly #pulse = new Pulse();
  readonly #iterators = new Map<string, string>();
  #running: Promise<void> | undefined;
  #stopping = false;
  #retrying = false;
  /** Rounds over all shards that have ended, and the last one that found nothing at all. */
  #rounds = 0;
  #lastEmptyRound = 0;

  constructor(options: StreamReaderOptions) {
    this.#options = options;
    this.source = options.source;
    this.#filter = readFilters(options.source.filters, `Resources.${options.source.logicalId}.FilterCriteria`);
    const streamArn = options.dynamodb.streamArns.get(options.source.table.name);
    if (streamArn === undefined) throw new Error(`table ${options.source.table.name} has no stream`);
    this.#streamArn = streamArn;
  }

  /** Takes the starting position, so that everything written after this call is read. Then reads until stopped. */
  async start(): Promise<void> {
    if (this.source.startingPosition === 'LATEST') await this.#skipWhatIsThere();
    this.#running = this.#run();
  }

  /** Reads at once instead of at the next tick. */
  nudge(): void {
    this.#pulse.beat();
  }

  /** True while a batch fails and is tried again. */
  get isRetrying(): boolean {
    return this.#retrying;
  }

  /** Resolves when a round begun after this call has found the stream empty; false when the time is over. */
  async drained(deadlineMs: number): Promise<boolean> {
    const from = this.#rounds;
    // The round under way may have looked before the last write, hence one more.
    while (this.#lastEmptyRound <= from + 1 && Date.now() < deadlineMs && !this.#stopping) {
      this.nudge();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return this.#lastEmptyRound > from + 1;
  }

  /** Finishes the invocation under way, then ends. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#pulse.beat();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      let found = 0;
      try {
        for (const shardId of await this.#shardIds()) found += await this.#readShard(shardId);
      } catch (error) {
        if (this.#stopping) return;
        this.#iterators.clear();
        this.#options.onError(error);
        await this.#pulse.wait(IDLE_POLL_MS);
        continue;
      }
      this.#rounds += 1;
      if (found === 0) {
        this.#lastEmptyRound = this.#rounds;
        await this.#pulse.wait(IDLE_POLL_MS);
      }
    }
  }

  /** Shards in the order they were opened; a child opens when its parent closes, so parents come first. */
  async #shardIds(): Promise<readonly string[]> {
    if (this.#iterators.size > 0) return [...this.#iterators.keys()];
    const { StreamDescription } = await this.#options.dynamodb.streams.call<{
      StreamDescription: { Shards: readonly Shard[] };
    }>('DescribeStream', { StreamArn: this.#streamArn });
    const ids = StreamDescription.Shards.map(({ ShardId }) => ShardId);
    return ids.filter((shardId) => this.#position(shardId) !== SHARD_FINISHED);
  }

  /** Reads and delivers what a shard has; returns how many records there were, filtered out or not. */
  async #readShard(shardId: string): Promise<number> {
    const iterator = this.#iterators.get(shardId) ?? (await this.#openIterator(shardId));
    const answer = await this.#options.dynamodb.streams.call<GetRecordsAnswer>('GetRecords', {
      ShardIterator: iterator,
      Limit: RECORDS_PER_READ,
    });
    const records = answer.Records ?? [];
    if (records.length > 0 && !(await this.#deliver(shardId, records))) return records.length;
    if (answer.NextShardIterator === undefined) {
      this.#iterators.delete(shardId);
      this.#options.checkpoints.set(this.source.logicalId, this.#streamArn, shardId, SHARD_FINISHED);
    } else {
      this.#iterators.set(shardId, answer.NextShardIterator);
    }
    return records.length;
  }

  async #openIterator(shardId: string): Promise<string> {
    const position = this.#position(shardId);
    const open = async (type: object) => {
      const input = { StreamArn: this.#streamArn, ShardId: shardId, ...type };
      return (await this.#options.dynamodb.streams.call<{ ShardIterator: string }>('GetShardIterator', input))
        .ShardIterator;
    };
    if (position === undefined) return open({ ShardIteratorType: 'TRIM_HORIZON' });
    try {
      return await open({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: position });
    } catch (error) {
      if (!(error instanceof EngineError && error.type === 'TrimmedDataAccessException')) throw error;
      // The records went with time. What they announced is found by the sweeper, as in the cloud after a day of outage.
      return open({ ShardIteratorType: 'TRIM_HORIZON' });
    }
  }

  /** False when the reader was stopped before all was delivered: the rest is read again from the checkpoint. */
  async #deliver(shardId: string, records: readonly StreamRecord[]): Promise<boolean> {
    const { batchSize, batchingWindowMs } = this.source;
    const wanted = records.filter((record) => this.#filter(record as unknown as Json));
    // The batching window: what comes meanwhile is in the next read, so this only paces the invocations.
    if (wanted.length > 0 && wanted.length < batchSize && batchingWindowMs > 0) await this.#pause(batchingWindowMs);
    for (let start = 0; start < wanted.length; start += batchSize) {
      const batch = wanted.slice(start, start + batchSize);
      if (this.#stopping || !(await deliverBatch(batch, this.#delivery(shardId)))) {
        this.#iterators.delete(shardId);
        return false;
      }
    }
    const last = records.at(-1);
    if (last !== undefined) this.#checkpoint(shardId, last);
    return true;
  }

  async #pause(waitMs: number): Promise<void> {
    const until = Date.now() + waitMs;
    while (!this.#stopping && Date.now() < until) await this.#pulse.wait(until - Date.now());
  }

  #delivery(shardId: string): BatchDelivery {
    return {
      source: this.source,
      invoke: async (records) => {
        const { awsRegion, functions } = this.#options;
        const Records = records.map((record) => ({
          ...record,
          awsRegion,
          eventSourceARN: this.source.table.streamArn,
        }));
        const result = await functions.invoke(this.source.function, { Records });
        if (result.ok) this.#retrying = false;
        return result;
      },
      checkpoint: (record) => {
        this.#retrying = false;
        this.#checkpoint(shardId, record);
      },
      abandon: (batch) => this.#abandon(shardId, batch),
      pause: async (retry) => {
        this.#retrying = true;
        await this.#pause(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (retry - 1)));
        return !this.#stopping;
      },
      nowMs: Date.now,
    };
  }

  /** Sends the message Lambda sends to an on-failure destination: where the records are, not what they hold. */
  async #abandon(shardId: string, batch: AbandonedBatch): Promise<void> {
    const { onFailureQueue, function: target, table } = this.source;
    const first = batch.records[0];
    const last = batch.records.at(-1);
    if (onFailureQueue === undefined || first === undefined || last === undefined) return;
    const arrival = (record: StreamRecord) =>
      new Date(record.dynamodb.ApproximateCreationDateTime * 1000).toISOString();
    const message = {
      requestContext: {
        requestId: batch.requestId === '' ? randomUUID() : batch.requestId,
        functionArn: target.arn,
        condition: batch.condition,
        approximateInvokeCount: batch.attempts,
      },
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        functionError: batch.failure === undefined ? null : 'Unhandled',
      },
      version: '1.0',
      timestamp: new Date().toISOString(),
      DDBStreamBatchInfo: {
        shardId,
        startSequenceNumber: first.dynamodb.SequenceNumber,
        endSequenceNumber: last.dynamodb.SequenceNumber,
        approximateArrivalOfFirstRecord: arrival(first),
        approximateArrivalOfLastRecord: arrival(last),
        batchSize: batch.records.length,
        streamArn: table.streamArn,
      },
    };
    await this.#options.sqs.client.call('SendMessage', {
      QueueUrl: onFailureQueue.url,
      MessageBody: JSON.stringify(message),
    });
  }

  /** LATEST: everything there is when the mapping is first seen counts as read. */
  async #skipWhatIsThere(): Promise<void> {
    for (const shardId of await this.#shardIds()) {
      if (this.#position(shardId) !== undefined) continue;
      let iterator: string | undefined = await this.#openIterator(shardId);
      while (iterator !== undefined) {
        const answer: GetRecordsAnswer = await this.#options.dynamodb.streams.call('GetRecords', {
          ShardIterator: iterator,
          Limit: RECORDS_PER_READ,
        });
        const last = answer.Records?.at(-1);
        if (last === undefined) break;
        this.#checkpoint(shardId, last);
        iterator = answer.NextShardIterator;
      }
    }
  }

  #position(shardId: string): string | undefined {
    return this.#options.checkpoints.get(this.source.logicalId, this.#streamArn, shardId);
  }

  #checkpoint(shardId: string, record: StreamRecord): void {
    const { SequenceNumber } = record.dynamodb;
    this.#options.checkpoints.set(this.source.logicalId, this.#streamArn, shardId, SequenceNumber);
  }
}
