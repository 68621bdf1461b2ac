/** The audit trail: which events it takes, and how it is read. */
import * as z from 'zod/mini';
import { anyEvent, EVENT_TYPE } from '../envelope.ts';
import { SERVICE_NAMES } from '../services.ts';
import { date, id, instant, version } from '../vocabulary.ts';

/** Highest aggregate version the trail can keep in order (nine digits, as in the keys of event items). */
export const TRAIL_VERSION_MAX = 999_999_999;

/**
 * An event of one of the four services, with everything the trail needs: version, actor and chain hashes. Events of upstream
 * systems carry none of these; what they caused does.
 */
export const trailEvent = z
  .required(anyEvent, { sequence: true, actor: true, requesthash: true, leafhash: true })
  .check(
    z.refine((event) => EVENT_TYPE.exec(event.type)?.[1] !== 'upstream', {
      path: ['type'],
      error: 'the trail takes events of the four services only',
    }),
    z.refine((event) => Number(event.sequence) <= TRAIL_VERSION_MAX, {
      path: ['sequence'],
      error: 'higher than any version the trail can keep',
    }),
  );
export type TrailEvent = z.infer<typeof trailEvent>;

/** One event as the trail keeps it. */
export const trailEntry = z.strictObject({ event: trailEvent, receivedAt: instant });
export type TrailEntry = z.infer<typeof trailEntry>;

/** An event that claims a place already taken, or whose leaf hash does not follow from what it says. Kept beside the trail. */
export const trailConflict = z.strictObject({
  ...trailEntry.shape,
  reason: z.enum(['version-taken', 'leaf-hash-mismatch']),
});

/** A part of the recorded day in the order of recording. */
export const trailPage = z.strictObject({ rows: z.array(trailEntry), nextCursor: z.optional(z.string()) });

/** The days that have entries, oldest first, and whose trail it is. */
export const trailDays = z.strictObject({
  region: z.string(),
  rows: z.array(z.strictObject({ day: date })),
  nextCursor: z.optional(z.string()),
});

/** Whose life is asked for: `registry`, `asset`, its id. */
export const trailAggregate = z.strictObject({
  service: z.enum(SERVICE_NAMES),
  kind: z.string().check(z.regex(/^[a-z-]{1,40}$/)),
  aggregateId: id,
});

/** The life of one aggregate in the order of its versions, with what contradicts it. */
export const aggregateTrail = z.strictObject({
  rows: z.array(trailEntry),
  conflicts: z.array(trailConflict),
  nextCursor: z.optional(z.string()),
});

/** What is missing from the life of one aggregate, as far as the trail has received it. */
export const trailGaps = z.strictObject({
  /** Entries looked at by this call. */
  entries: z.int(),
  /** Highest version looked at. */
  upToVersion: z.int(),
  gaps: z.array(z.strictObject({ fromVersion: version, toVersion: version })),
  /** Versions whose `prevhash` is not the leaf hash of the entry before. */
  brokenLinks: z.array(version),
  conflicts: z.int(),
  nextCursor: z.optional(z.string()),
});
