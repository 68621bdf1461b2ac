/** The AsyncAPI 3 document: which event goes into which queue, and what it holds. */
import { SERVICE_NAMES } from '../../contracts/services.ts';
import { subscribersOf } from '../../contracts/subscriptions.ts';
import type { EventContract } from './event-schemas.ts';

type Json = Record<string, unknown>;

const messageId = (type: string): string => type.replaceAll('.', '_');
const senderOf = (type: string): string => type.split('.')[1] ?? '';

/** Who receives an event: its subscribers; an upstream system's goes to the service that reacts to it. */
function receivers(type: string, upstream: ReadonlyMap<string, string>): readonly string[] {
  const reacting = upstream.get(type);
  return reacting === undefined ? subscribersOf(type) : [reacting];
}

/** @param upstream event type of an upstream system → the service that reacts to it */
export function asyncApi(events: readonly EventContract[], upstream: ReadonlyMap<string, string>): Json {
  const channels = Object.fromEntries(
    SERVICE_NAMES.map((service) => {
      const taken = events.filter(({ type }) => receivers(type, upstream).includes(service));
      return [
        service,
        {
          address: `${service}.fifo`,
          description: 'SQS FIFO queue; group = CloudEvents subject, deduplication id = CloudEvents id',
          messages: Object.fromEntries(
            taken.map(({ type }) => [messageId(type), { $ref: `#/components/messages/${messageId(type)}` }]),
          ),
        },
      ];
    }),
  );
  return {
    asyncapi: '3.0.0',
    info: { title: '盘活 Panhuo events', version: '1', description: 'CloudEvents 1.0 in structured JSON.' },
    defaultContentType: 'application/cloudevents+json',
    channels,
    operations: Object.fromEntries(
      SERVICE_NAMES.map((service) => [
        `${service}Receives`,
        { action: 'receive', channel: { $ref: `#/channels/${service}` } },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        events.map(({ type }) => [
          messageId(type),
          { name: type, title: type, tags: [{ name: senderOf(type) }], payload: { $ref: `./events/${type}.json` } },
        ]),
      ),
    },
  };
}
