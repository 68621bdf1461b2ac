import type { SqsEngine } from '../engines/sqs.ts';
import type { LocalFunctions } from '../lambda/functions.ts';
import type { Json } from '../template/json.ts';
import type { QueueSourceModel } from '../template/model.ts';
import { type RecordFilter, readFilters } from './filter.ts';
import { readItemFailures } from './item-failures.ts';
import { Pulse } from './pulse.ts';

export interface QueueReaderOptions {
  readonly source: QueueSourceModel;
  readonly awsRegion: string;
  readonly sqs: SqsEngine;
  readonly functions: LocalFunctions;
  readonly onError: (error: unknown) => void;
}

/** Batches of one source under way at the same time: on two cores more of them only wait for each other. */
const MAX_LANES = 2;
const WAIT_SECONDS = 1;
const RECEIVE_LIMIT = 10;
const ERROR_PAUSE_MS = 500;
/**
 * A message that failed comes back after this long instead of the queue's visibility timeout (minutes), so that a person at
 * a desk and a test see retries and dead letters in seconds. The number of receives before a dead letter is the template's.
 */
const RETRY_AFTER_SECONDS = 1;

interface Message {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<
    Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>
  >;
}

/** Receives from a queue for one event source mapping and gives batches to its function. */
export class QueueReader {
  readonly source: QueueSourceModel;
  readonly #options: QueueReaderOptions;
  readonly #filter: RecordFilter;
  readonly #pulse = new Pulse();
  #lanes: Promise<void>[] = [];
  #stopping = false;

  constructor(options: QueueReaderOptions) {
    this.#options = options;
    this.source = options.source;
    this.#filter = readFilters(options.source.filters, `Resources.${options.source.logicalId}.FilterCriteria`);
  }

  start(): void {
    const lanes = Math.max(1, Math.min(MAX_LANES, this.source.maximumConcurrency ?? MAX_LANES));
    this.#lanes = Array.from({ length: lanes }, () => this.#run());
  }

  /** Finishes the batches under way, then ends. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#pulse.beat();
    await Promise.all(this.#lanes);
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      try {
        const messages = await this.#receiveBatch();
        if (messages.length > 0) await this.#process(messages);
      } catch (error) {
        if (this.#stopping) return;
        this.#options.onError(error);
        await this.#pulse.wait(ERROR_PAUSE_MS);
      }
    }
  }

  async #receiveBatch(): Promise<readonly Message[]> {
    const { batchSize, batchingWindowMs } = this.source;
    const batch = await this.#receive(Math.min(batchSize, RECEIVE_LIMIT), WAIT_SECONDS);
    const deadline = Date.now() + batchingWindowMs;
    while (batch.length > 0 && batch.length < batchSize && Date.now() < deadline && !this.#stopping) {
      batch.push(...(await this.#receive(Math.min(batchSize - batch.length, RECEIVE_LIMIT), WAIT_SECONDS)));
    }
    return batch;
  }

  async #receive(limit: number, waitSeconds: number): Promise<Message[]> {
    const { Messages } = await this.#options.sqs.client.call<{ Messages?: Message[] }>('ReceiveMessage', {
      QueueUrl: this.source.queue.url,
      MaxNumberOfMessages: limit,
      WaitTimeSeconds: waitSeconds,
      AttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    return Messages ?? [];
  }

  async #process(messages: readonly Message[]): Promise<void> {
    const records = messages.map((message) => ({ message, record: this.#toRecord(message) }));
    const wanted = records.filter(({ record }) => this.#filter(withParsedBody(record)));
    const failed = await this.#deliver(wanted.map(({ record }) => record));
    const done = messages.filter(({ MessageId }) => !failed.has(MessageId));
    // What the filter refuses is deleted without being seen, as Lambda does.
    await this.#deleteBatch(done);
    for (const message of messages.filter(({ MessageId }) => failed.has(MessageId))) {
      await this.#options.sqs.client.call('ChangeMessageVisibility', {
        QueueUrl: this.source.queue.url,
        ReceiptHandle: message.ReceiptHandle,
        VisibilityTimeout: Math.min(RETRY_AFTER_SECONDS, this.source.queue.visibilityTimeoutSeconds),
      });
    }
  }

  async #deliver(records: readonly QueueRecord[]): Promise<ReadonlySet<string>> {
    if (records.length === 0) return new Set();
    const identifiers = records.map(({ messageId }) => messageId);
    const result = await this.#options.functions.invoke(this.source.function, { Records: records });
    if (!result.ok) return new Set(identifiers);
    if (!this.source.reportsItemFailures) return new Set();
    const failures = readItemFailures(result.resultJson, identifiers);
    return failures === 'all' ? new Set(identifiers) : failures;
  }

  async #deleteBatch(messages: readonly Message[]): Promise<void> {
    for (let start = 0; start < messages.length; start += RECEIVE_LIMIT) {
      const entries = messages.slice(start, start + RECEIVE_LIMIT);
      await this.#options.sqs.client.call('DeleteMessageBatch', {
        QueueUrl: this.source.queue.url,
        Entries: entries.map(({ ReceiptHandle }, index) => ({ Id: `m${index}`, ReceiptHandle })),
      });
    }
  }

  #toRecord(message: Message): QueueRecord {
    return {
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes ?? {},
      messageAttributes: Object.fromEntries(
        Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
          name,
          {
            ...(value.StringValue === undefined ? {} : { stringValue: value.StringValue }),
            ...(value.BinaryValue === undefined ? {} : { binaryValue: value.BinaryValue }),
            stringListValues: [],
            binaryListValues: [],
            dataType: value.DataType,
          },
        ]),
      ),
      md5OfBody: message.MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: this.source.queue.arn,
      awsRegion: this.#options.awsRegion,
    };
  }
}

interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, object>>;
  readonly md5OfBody: string;
  readonly eventSource: string;
  readonly eventSourceARN: string;
  readonly awsRegion: string;
}

/** Filters look into a JSON body as if it were part of the record. */
function withParsedBody(record: QueueRecord): Json {
  try {
    return { ...(record as unknown as { [key: string]: Json }), body: JSON.parse(record.body) as Json };
  } catch {
    return record as unknown as Json;
  }
}
