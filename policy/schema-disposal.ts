/** The part of the pack schema about disposal (SX-09, MG-17). Full zod: loaded at synth and in tests only. */
import * as z from 'zod';
import { id, named, source } from './schema-parts.ts';

const sourced = { ...named, source };

export const disposal = z.strictObject({
  modes: z
    .array(
      z.strictObject({
        ...sourced,
        appraisal: z.boolean().describe('No proposal without an appraisal.'),
        buyer: z.boolean().describe('Somebody takes the asset over.'),
      }),
    )
    .min(1),
  grounds: z.array(z.strictObject(sourced)).min(1),
  exceptions: z
    .array(z.strictObject(sourced))
    .describe('On which an asset that works and meets its target is disposed of all the same.'),
  purposes: z
    .array(
      z.strictObject({ ...sourced, newAsset: z.boolean().describe('Spent on new assets only, each with its card.') }),
    )
    .min(1),
  documents: z
    .strictObject({ appraisal: id, mortgageApproval: id, equityExit: id, result: id })
    .describe('Ids of documentKinds.'),
  equitySubTypes: z.array(id),
  source,
});
