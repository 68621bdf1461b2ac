/** Queues in memory that remember what was sent, and can be made to fail. */
import type { ServiceName } from '../../contracts/services.ts';
import type { QueueMessage, Queues } from '../../platform/queue.ts';

export class MemoryQueues implements Queues {
  readonly sent: { readonly service: ServiceName; readonly message: QueueMessage }[] = [];
  /** Asked before each send; an error it throws is the queue's. */
  fail: ((service: ServiceName) => void) | undefined;

  async send(service: ServiceName, messages: readonly QueueMessage[]): Promise<void> {
    this.fail?.(service);
    for (const message of messages) this.sent.push({ service, message });
  }

  /** Ids of what was sent to a service, in order. */
  idsFor(service: ServiceName): string[] {
    return this.sent.filter((one) => one.service === service).map((one) => one.message.id);
  }
}
