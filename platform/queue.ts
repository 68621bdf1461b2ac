/** Sending to the queues of the services, up to ten messages a call, in order within a group. */
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ServiceName } from '../contracts/services.ts';

export interface QueueMessage {
  readonly id: string;
  readonly group: string;
  readonly body: string;
}

export interface Queues {
  /** Sends all messages to one service's queue. @throws when any of them was not taken. */
  send(service: ServiceName, messages: readonly QueueMessage[]): Promise<void>;
}

const BATCH_MESSAGES_MAX = 10;
/** All messages of one call together. */
const BATCH_BYTES_MAX = 256 * 1024;

/**
 * Cuts messages into calls: at most ten, within the size of a call, and no group twice — of two messages of one group the first may fail
 * and the second be taken, and then they would have changed places.
 */
export function batches(messages: readonly QueueMessage[]): QueueMessage[][] {
  const result: QueueMessage[][] = [];
  let batch: QueueMessage[] = [];
  let groups = new Set<string>();
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(message.body);
    const full = batch.length === BATCH_MESSAGES_MAX || bytes + size > BATCH_BYTES_MAX;
    if (batch.length === 0 || full || groups.has(message.group)) {
      batch = [];
      groups = new Set();
      bytes = 0;
      result.push(batch);
    }
    batch.push(message);
    groups.add(message.group);
    bytes += size;
  }
  return result;
}

export class SqsQueues implements Queues {
  private readonly client: SQSClient;
  private readonly urls: Partial<Record<ServiceName, string>>;

  constructor(client: SQSClient, urls: Partial<Record<ServiceName, string>>) {
    this.client = client;
    this.urls = urls;
  }

  async send(service: ServiceName, messages: readonly QueueMessage[]): Promise<void> {
    const url = this.urls[service];
    if (url === undefined) throw new Error(`no queue is configured for ${service}`);
    for (const batch of batches(messages)) {
      const answer = await this.client.send(
        new SendMessageBatchCommand({
          QueueUrl: url,
          Entries: batch.map((message, index) => ({
            Id: String(index),
            MessageBody: message.body,
            MessageGroupId: message.group,
            MessageDeduplicationId: message.id,
          })),
        }),
      );
      const failed = answer.Failed ?? [];
      if (failed.length > 0)
        throw new Error(`${failed.length} messages for ${service} were not taken: ${failed[0]?.Code ?? ''}`);
    }
  }
}
