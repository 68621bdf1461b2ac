/** Suspected duplicates, and search by a fragment. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { fen, id, instant, name, pageQuery, policyId, reason, unitPath } from '../vocabulary.ts';
import { assetCode } from './assets.ts';
import { registrationsDue } from './outside-registrations.ts';

/** Cards held against one another in one decision. */
export const OTHERS_MAX = 50;
const FRAGMENT_LENGTH_MAX = 120;

const line = { id, code: z.optional(assetCode), name, place: z.optional(name), class: policyId, unitPath } as const;

export const duplicateSuspicion = z.strictObject({
  fingerprint: id,
  unitPath,
  class: policyId,
  name,
  originalFen: fen,
  /** Every card that looks like this; `decided`: it was found to be a thing of its own among them. */
  assets: z.array(z.strictObject({ ...line, decided: z.boolean() })),
});

export const decideDuplicate = z.strictObject({
  /** `same`: this card is a duplicate of the one named. `different`: it and those named are different things. */
  verdict: z.enum(['same', 'different']),
  others: z.array(id).check(z.minLength(1), z.maxLength(OTHERS_MAX)),
  reason,
});

export const duplicateConfirmed = cloudEvent(
  'panhuo.registry.duplicate-confirmed.v1',
  z.strictObject({ duplicateOf: id, reason, registrationsDue: z.optional(registrationsDue) }),
);
export const duplicateDismissed = cloudEvent(
  'panhuo.registry.duplicate-dismissed.v1',
  z.strictObject({ others: z.array(id), fingerprint: id, reason, registrationsDue: z.optional(registrationsDue) }),
);

export const assetSearch = z.strictObject({
  ...pageQuery,
  unitPath,
  /** Part of a name, a place, a code or an external code; case, spaces and signs do not matter. */
  text: z.string().check(z.minLength(1), z.maxLength(FRAGMENT_LENGTH_MAX)),
});
export const assetsFound = z.strictObject({
  rows: z.array(z.strictObject({ ...line, externalCode: z.optional(z.string()) })),
  nextCursor: z.optional(z.string()),
  /** Instant of the last change that is in the index. */
  upTo: z.optional(instant),
});
