/** Schema of the evaluation tables. Full zod: loaded at synth and in tests only. */
import * as z from 'zod';
import { date, named, source, text } from './schema-parts.ts';

const POINTS_MAX = 1_000;
const points = z.int().min(1).max(POINTS_MAX);
const party = z.enum(['township', 'village']);

const itemBase = { ...named, party, points, standard: text.exactOptional() };
const parts = z.array(z.strictObject({ ...named, pointsEach: points, atMost: z.int().min(1).exactOptional() })).min(1);

const item = z.discriminatedUnion('kind', [
  z.strictObject({ ...itemBase, kind: z.literal('counted'), parts }),
  z.strictObject({ ...itemBase, kind: z.literal('capped'), parts }),
  z.strictObject({
    ...itemBase,
    kind: z.literal('tiered'),
    tiers: z.array(z.strictObject({ ...named, points, pointsFrom: z.int().min(0).exactOptional() })).min(2),
  }),
  z.strictObject({
    ...itemBase,
    kind: z.literal('all-or-nothing'),
    minimumCount: z.int().min(1).exactOptional(),
  }),
  z.strictObject({ ...itemBase, kind: z.literal('judged'), zeroedBy: z.literal('upheld-complaint').exactOptional() }),
]);

export const evaluation = z.array(
  z.strictObject({
    ...named,
    totalPoints: points,
    partyPoints: z.array(z.strictObject({ party, points })).min(1),
    items: z.array(item).min(1),
    eligibilityDeadline: date.exactOptional(),
    source,
  }),
);

export const evaluationCycles = z.array(
  z.strictObject({ ...named, month: z.int().min(1).max(12), by: z.enum(['township', 'village', 'county']), source }),
);
