/** What a pack says about asset cards: the fields of each class and the rules that place a card. Full zod: synth and tests only. */
import * as z from 'zod';
import { id, named, source, text } from './schema-parts.ts';

export const cardField = z
  .strictObject({
    ...named,
    type: z.enum(['text', 'integer', 'date', 'choice']),
    unit: text.exactOptional(),
    choices: z.array(z.strictObject(named)).min(2).exactOptional(),
    required: z.boolean().exactOptional(),
    subTypes: z.array(id).min(1).exactOptional(),
    source,
  })
  .refine((field) => (field.type === 'choice') === (field.choices !== undefined), {
    error: 'a choice has choices, and nothing else has',
    path: ['choices'],
  })
  .refine((field) => field.type === 'integer' || field.unit === undefined, {
    error: 'only an integer has a unit',
    path: ['unit'],
  });

export const placementRule = z.strictObject({
  ...named,
  when: z.array(z.strictObject({ field: id, choice: id })).min(1),
  class: id.exactOptional(),
  source,
});
