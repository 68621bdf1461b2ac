/**
 * The one way out: event items leave through the table's stream to the queues of their subscribers, in the order of each
 * aggregate. A receipt per batch says what left, so that the sweeper finds what never did.
 */

import type { ServiceName } from '../contracts/services.ts';
import { subscribersOf } from '../contracts/subscriptions.ts';
import { toCloudEvent } from './event-item.ts';
import type { QueueMessage, Queues } from './queue.ts';
import type { EventItem, Row, Store } from './store/store.ts';

/** Receipts are needed only as long as the sweeper looks back; then TTL takes them. */
export const RECEIPT_DAYS = 14;
const SECONDS_PER_DAY = 86_400;

export interface RelayRuntime {
  readonly region: string;
  readonly service: ServiceName;
  readonly store: Store;
  readonly queues: Queues;
}

/** Sends events to everyone who listens. Sending twice is harmless: receivers know an event by its source and id. */
export async function sendToSubscribers(runtime: RelayRuntime, events: readonly EventItem[]): Promise<void> {
  const perService = new Map<ServiceName, QueueMessage[]>();
  for (const event of events) {
    const message: QueueMessage = {
      id: event.id,
      group: event.aggregate,
      body: JSON.stringify(toCloudEvent(event, runtime.region, runtime.service)),
    };
    for (const service of subscribersOf(event.type)) {
      const messages = perService.get(service);
      if (messages) messages.push(message);
      else perService.set(service, [message]);
    }
  }
  await Promise.all([...perService].map(([service, messages]) => runtime.queues.send(service, messages)));
}

export const receiptPartition = (hourKey: string): string => `RECEIPT#${hourKey}`;

/** One receipt per hour and shard touched, naming the events that left. `now` is the machine's time, for TTL only. */
export function receiptRows(events: readonly EventItem[], batchId: string, nowMs: number): Row[] {
  const perHour = Map.groupBy(events, (event) => event.hourKey);
  return [...perHour].map(([hourKey, sent]) => ({
    pk: receiptPartition(hourKey),
    sk: `SENT#${batchId}`,
    events: sent.map((event) => event.id),
    expiresAt: Math.floor(nowMs / 1000) + RECEIPT_DAYS * SECONDS_PER_DAY,
  }));
}

/** Relays one stream batch: send, then write the receipts. A crash in between only means that the sweeper sends again. */
export async function relayBatch(runtime: RelayRuntime, events: readonly EventItem[], nowMs: number): Promise<void> {
  const [first] = events;
  if (!first) return;
  await sendToSubscribers(runtime, events);
  await runtime.store.write(receiptRows(events, first.id, nowMs).map((row) => ({ kind: 'put', row })));
}
