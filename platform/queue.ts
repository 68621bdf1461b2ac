/** Sending to the queues of the services, ten messages a call, in order within a group. */
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

const BATCH_MAX = 10;

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
    for (let start = 0; start < messages.length; start += BATCH_MAX) {
      const batch = messages.slice(start, start + BATCH_MAX);
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
