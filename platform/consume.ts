/**
 * Incoming messages → commands. A message either takes effect once, or is kept in quarantine with its reason, or — for a passing
 * reason — is delivered again. Nothing is dropped.
 */
import * as z from 'zod/mini';
import { type AnyEvent, anyEvent, EVENT_TYPE, MESSAGE_BYTES_MAX } from '../contracts/envelope.ts';
import type { ProblemCode } from '../contracts/problems.ts';
import type { Clock } from './clock.ts';
import type { CommandOutcome } from './command.ts';
import type { Cause } from './event-item.ts';
import { strictJson } from './http/strict-json.ts';
import { derivedId } from './ids.ts';
import type { Row, Store } from './store/store.ts';

/** What a service does about one event type; `react` receives the event as its schema parsed it. */
export interface Reaction<Runtime> {
  readonly type: string;
  /** Of the whole event, envelope included: `cloudEvent`, `upstreamEvent` or something stricter than `anyEvent`. */
  readonly schema: z.ZodMiniType;
  react(runtime: Runtime, event: AnyEvent, cause: Cause): Promise<CommandOutcome | undefined>;
}

export type MessageResult =
  | { readonly kind: 'done'; readonly type: string }
  | { readonly kind: 'quarantined'; readonly reason: ProblemCode; readonly id: string };

interface Quarantined {
  readonly reason: ProblemCode;
  readonly detail: string;
}

/** Kept part of a quarantined message, so that its item stays below 400 KB; longer ones are cut, their length is recorded. */
const KEPT_BYTES_MAX = 300_000;

/**
 * Handles one message body.
 * @throws anything that may pass (BusyError, a lost connection): the queue delivers again.
 */
export async function consumeMessage<Runtime extends { readonly store: Store; readonly clock: Clock }>(
  runtime: Runtime,
  reactions: readonly Reaction<Runtime>[],
  body: string,
): Promise<MessageResult> {
  const read = readEvent(body, reactions);
  if ('reason' in read) return quarantine(runtime, body, read);
  const { event, reaction } = read;
  const cause: Cause = {
    origin: event.source,
    key: event.id,
    correlationId: event.correlationid ?? event.id,
    causationId: event.id,
    traceparent: event.traceparent,
  };
  const outcome = await reaction.react(runtime, event, cause);
  if (outcome?.kind !== 'refused') return { kind: 'done', type: event.type };
  const { code, detail } = outcome.refusal;
  const reason = code === 'idempotency-key-reused' ? 'event-id-reused' : (code as ProblemCode);
  return quarantine(runtime, body, { reason, detail: detail?.en ?? '' });
}

function readEvent<Runtime>(
  body: string,
  reactions: readonly Reaction<Runtime>[],
): { event: AnyEvent; reaction: Reaction<Runtime> } | Quarantined {
  if (Buffer.byteLength(body) > MESSAGE_BYTES_MAX)
    return { reason: 'malformed-message', detail: 'larger than a message may be' };
  const json = strictJson(body);
  if (json.kind === 'invalid') return { reason: 'malformed-message', detail: json.reason };
  const reaction = reactionTo(typeNamedBy(json.value), reactions);
  const parsed = reaction && z.safeParse(reaction.schema, json.value);
  if (reaction && parsed?.success) return { event: parsed.data as AnyEvent, reaction };
  // Only what is refused pays for a second look, which tells a broken envelope from broken data.
  const envelope = z.safeParse(anyEvent, json.value);
  if (!envelope.success) return { reason: 'malformed-message', detail: places(envelope.error) };
  if (parsed?.success === false) return { reason: 'malformed-message', detail: places(parsed.error) };
  return unknownType(envelope.data.type, reactions);
}

const typeNamedBy = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;

const reactionTo = <Runtime>(type: unknown, reactions: readonly Reaction<Runtime>[]): Reaction<Runtime> | undefined =>
  reactions.find((known) => known.type === type) ?? reactions.find((known) => known.type === '*');

function unknownType<Runtime>(type: string, reactions: readonly Reaction<Runtime>[]): Quarantined {
  const family = (text: string): string | undefined => {
    const parts = EVENT_TYPE.exec(text);
    return parts ? `${parts[1]}.${parts[2]}` : undefined;
  };
  const otherVersion = reactions.some(
    (known) => family(known.type) !== undefined && family(known.type) === family(type),
  );
  return { reason: otherVersion ? 'unsupported-event-version' : 'unknown-event-type', detail: type };
}

const places = (error: z.core.$ZodError): string =>
  error.issues.map((issue) => `/${issue.path.map(String).join('/')}: ${issue.message}`).join('; ');

/** The first bytes of a text, without half a character at the end. */
const beginning = (text: string): string =>
  Buffer.byteLength(text) <= KEPT_BYTES_MAX
    ? text
    : Buffer.from(text)
        .subarray(0, KEPT_BYTES_MAX)
        .toString('utf8')
        .replace(/\ufffd$/, '');

/** Quarantined messages lie by the month they came in. */
export const quarantinePartition = (instant: string): string => `QUARANTINE#${instant.slice(0, 7)}`;

/**
 * Where a message may lie since it came first: it may have waited in a queue and then among the dead letters for longer than a month, and the clock may have been
 * set back in between.
 */
function monthsAround(partition: string): string[] {
  const [year = 0, month = 0] = partition.slice('QUARANTINE#'.length).split('-').map(Number);
  return [-2, -1, 0, 1].map((shift) => quarantinePartition(new Date(Date.UTC(year, month - 1 + shift)).toISOString()));
}

async function quarantine(
  runtime: { readonly store: Store; readonly clock: Clock },
  body: string,
  { reason, detail }: Quarantined,
): Promise<MessageResult> {
  const id = derivedId('quarantine', reason, body);
  const row: Row = {
    pk: quarantinePartition(runtime.clock.now()),
    sk: id,
    id,
    reason,
    detail: detail.slice(0, 1_000),
    receivedAt: runtime.clock.now(),
    bytes: Buffer.byteLength(body),
    body: beginning(body),
  };
  // The same message again is the same row: a redelivery adds nothing, nor does one from the dead letters weeks later.
  const months = monthsAround(row.pk).map((pk) => ({ pk, sk: id }));
  const kept = await runtime.store.read(months);
  if (kept.every((one) => one === undefined))
    await runtime.store.write([{ kind: 'put', row, onlyIf: { absent: true } }]);
  return { kind: 'quarantined', reason, id };
}
