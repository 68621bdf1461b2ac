import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { policyJsonSchema } from './json-schema.ts';
import { schemaMatchesTypes } from './schema.ts';

test('policy.schema.json is what the schema says (node policy/write-schema.ts writes it anew)', () => {
  const committed: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'policy.schema.json'), 'utf8'));
  expect(committed).toEqual(JSON.parse(JSON.stringify(policyJsonSchema())));
});

test('editors flag unknown keys and missing ones', () => {
  expect(policyJsonSchema()).toMatchObject({
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: false,
    required: expect.arrayContaining(['pack', 'chains', 'distribution', 'quorum']),
  });
});

test('the schema and the types of policy.ts say the same', () => {
  // The comparison happens in the compiler: `schemaMatchesTypes` has the type `never` when they differ.
  expect(schemaMatchesTypes).toBe(true);
});
