/** Splitting one card into several and merging several into one; value is conserved to the fen and each side names the other. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { fen, id, name, reason, unitCode, unitPath, version } from '../vocabulary.ts';
import { registrationsDue } from './outside-registrations.ts';
import { month } from './value.ts';

const PARTS_MIN = 2;
const PARTS_MAX = 20;

const areaDm2 = z.int().check(z.minimum(0));
const partFields = { name, originalFen: fen, areaDm2: z.optional(areaDm2), place: z.optional(name) } as const;

export const splitAsset = z.strictObject({
  /** Values and areas add up to those of the card. */
  parts: z.array(z.strictObject(partFields)).check(z.minLength(PARTS_MIN), z.maxLength(PARTS_MAX)),
  reason,
});

export const mergeAssets = z.strictObject({
  /** The cards to be merged and the versions seen; one that has changed since is told as such, and nothing happens. The first gives the new card what is not a sum. */
  assets: z.array(z.strictObject({ assetId: id, version })).check(z.minLength(PARTS_MIN), z.maxLength(PARTS_MAX)),
  name,
  place: z.optional(name),
  reason,
});

const cards = z.array(id);
const opening = z.strictObject({ netFen: fen, accumulatedFen: fen });

/** What a card that comes out of a split or a merger takes over. */
export const inherited = {
  splitFrom: z.optional(id),
  mergedFrom: z.optional(cards),
  splitInto: z.optional(cards),
  mergedInto: z.optional(id),
  opening: z.optional(opening),
  heldFor: z.optional(unitCode),
} as const;

/** Where a card comes from, and what it became. */
export const lineageView = {
  splitFrom: z.optional(id),
  mergedFrom: z.optional(cards),
  splitInto: z.optional(cards),
  mergedInto: z.optional(id),
} as const;

const left = {
  unitPath,
  month,
  originalFen: fen,
  accumulatedFen: fen,
  netFen: fen,
  reason,
  /** The card is taken out of the outside systems (MG-08). */
  registrationsDue: z.optional(registrationsDue),
} as const;

export const assetSplit = cloudEvent(
  'panhuo.registry.asset-split.v1',
  z.strictObject({
    ...left,
    parts: z.array(z.strictObject({ assetId: id, ...partFields, accumulatedFen: fen, netFen: fen })),
  }),
);
export const assetMerged = cloudEvent('panhuo.registry.asset-merged.v1', z.strictObject({ ...left, into: id }));
