/** Building the event item of a decision, and the CloudEvent the relay sends for it. */
import type { ServiceName } from '../contracts/services.ts';
import type { Actor } from './decider.ts';
import { canonicalJson, hashOfText } from './ids.ts';
import { leafHash } from './leaf.ts';
import type { EventItem, Key } from './store/store.ts';

/** What made a command run: an Idempotency-Key of a person, an event of another system, a rule of a daily job. */
export interface Cause {
  /** `person:<sub>`, the CloudEvents source of an incoming event, or `job:<name>`. */
  readonly origin: string;
  /** The sender's id for it: the same cause always has the same key. */
  readonly key: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent?: string | undefined;
}

/** Shards of the hour index: enough for about 1,000 writes a second each. */
export const HOUR_SHARDS = 4;
const VERSION_DIGITS = 9;

export const eventKey = (cause: Pick<Cause, 'origin' | 'key'>): Key => ({
  pk: `EVT#${cause.origin}#${cause.key}`,
  sk: 'EVT',
});

/** Sort key of a version, so that 10 comes after 9. */
export const versionKey = (version: number): string => String(version).padStart(VERSION_DIGITS, '0');

/** `2026-11-22T05#2`: the UTC hour and the shard an event id falls in. */
export function hourKey(recordedAt: string, eventId: string): string {
  return `${recordedAt.slice(0, 13)}#${(eventId.codePointAt(eventId.length - 1) ?? 0) % HOUR_SHARDS}`;
}

export interface EventFacts {
  readonly id: string;
  readonly cause: Cause;
  readonly aggregate: string;
  readonly version: number;
  readonly recordedAt: string;
  readonly actor: Actor;
  readonly requestHash: string;
  readonly previousHash: string | undefined;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The event item with its leaf hash. */
export function eventItem(facts: EventFacts): EventItem {
  const { cause, actor } = facts;
  // What is hashed is what is stored and sent: JSON without absent fields.
  const payload = canonicalJson(facts.data);
  const data = JSON.parse(payload) as Record<string, unknown>;
  const hash = leafHash({
    aggregate: facts.aggregate,
    version: facts.version,
    id: facts.id,
    type: facts.type,
    time: facts.recordedAt,
    actor: actor.sub,
    actorUnit: actor.unit === '' ? undefined : actor.unit,
    requestHash: facts.requestHash,
    payloadHash: hashOfText(payload),
    previousHash: facts.previousHash,
  });
  return {
    ...eventKey(cause),
    sk: 'EVT',
    id: facts.id,
    type: facts.type,
    aggregate: facts.aggregate,
    version: facts.version,
    versionKey: versionKey(facts.version),
    recordedAt: facts.recordedAt,
    hourKey: hourKey(facts.recordedAt, facts.id),
    actor: actor.sub,
    ...(actor.unit === '' ? {} : { actorUnit: actor.unit }),
    correlationId: cause.correlationId,
    ...(cause.causationId === cause.correlationId ? {} : { causationId: cause.causationId }),
    ...(cause.traceparent ? { traceparent: cause.traceparent } : {}),
    requestHash: facts.requestHash,
    ...(facts.previousHash === undefined ? {} : { previousHash: facts.previousHash }),
    hash,
    data,
  };
}

/** The event as other services and the audit trail receive it. */
export function toCloudEvent(item: EventItem, region: string, service: ServiceName) {
  return {
    specversion: '1.0' as const,
    id: item.id,
    source: `/${region}/${service}`,
    type: item.type,
    time: item.recordedAt,
    subject: item.aggregate,
    datacontenttype: 'application/json' as const,
    sequence: String(item.version),
    actor: item.actor,
    ...(item.actorUnit === undefined ? {} : { actorunit: item.actorUnit }),
    correlationid: item.correlationId,
    causationid: item.causationId ?? item.correlationId,
    ...(item.traceparent === undefined ? {} : { traceparent: item.traceparent }),
    requesthash: item.requestHash,
    ...(item.previousHash === undefined ? {} : { prevhash: item.previousHash }),
    leafhash: item.hash,
    data: item.data,
  };
}
