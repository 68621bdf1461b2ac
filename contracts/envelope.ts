/**
 * CloudEvents 1.0 in structured JSON, the one form in which services and upstream systems talk.
 * Extension attributes are lower case, as CloudEvents demands.
 */
import * as z from 'zod/mini';
import { id, instant, unitPath } from './vocabulary.ts';

/** `panhuo.<service>.<event>.v<major>` — the major version is part of the type, so a change that breaks gets a new type. */
export const EVENT_TYPE =
  /^panhuo\.(registry|revitalization|distribution|audit|upstream)\.([a-z]+(?:-[a-z]+)*)\.v([1-9]\d*)$/;

/** Largest message a queue takes in, in bytes (SQS and our own limit for upstream systems). */
export const MESSAGE_BYTES_MAX = 256 * 1024;

const source = z.string().check(z.regex(/^\/[0-9A-Za-z_.~:/-]{1,120}$/));
const hash = z.string().check(z.regex(/^[0-9A-Za-z_-]{43}$/));

const attributes = {
  specversion: z.literal('1.0'),
  id,
  /** `/<region>/<service>` for ours, `/upstream/<system>` for others. */
  source,
  time: instant,
  datacontenttype: z.optional(z.literal('application/json')),
  /** `<aggregate>/<id>`, and the FIFO group. */
  subject: z.string().check(z.regex(/^[a-z-]+\/[0-9A-Za-z_-]{1,64}$/)),
  /** What began the whole story; the same in every event that follows from it. */
  correlationid: z.optional(z.string().check(z.maxLength(128))),
  /** The event or request that directly caused this one. */
  causationid: z.optional(z.string().check(z.maxLength(128))),
  traceparent: z.optional(z.string().check(z.regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/))),
};

const trail = {
  /** Version of the aggregate after this event. */
  sequence: z.string().check(z.regex(/^[1-9]\d{0,15}$/)),
  /** Who acted: the `sub` of a person's token, or a service. */
  actor: z.string().check(z.maxLength(128)),
  actorunit: z.optional(unitPath),
  /** SHA-256 (base64url) of the request, of the previous event of this aggregate and of this leaf. */
  requesthash: hash,
  prevhash: z.optional(hash),
  leafhash: hash,
};

/** An event of ours: the four services stamp sequence, actor and chain hashes on everything they publish. */
export const cloudEvent = <T extends string, D extends z.ZodMiniType>(type: T, data: D) =>
  z.strictObject({ ...attributes, ...trail, type: z.literal(type), data });

/** An event of an upstream government system: no chain, the sender's own id and source. */
export const upstreamEvent = <T extends string, D extends z.ZodMiniType>(type: T, data: D) =>
  z.strictObject({ ...attributes, type: z.literal(type), data });

/** Everything but the meaning of `data`: enough to route, to quarantine and to keep in the audit trail. */
export const anyEvent = z.strictObject({
  ...attributes,
  ...z.partial(z.strictObject(trail)).shape,
  type: z.string().check(z.regex(EVENT_TYPE)),
  data: z.record(z.string(), z.unknown()),
});
export type AnyEvent = z.infer<typeof anyEvent>;
