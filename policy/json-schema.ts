/** The pack schema for editors: completion and squiggles while a county writes its YAML. */
import * as z from 'zod';
import { policyShape } from './schema.ts';

/**
 * JSON Schema (draft 7, which yaml-language-server reads) of a pack. It describes the shape; what must agree between parts
 * of a pack is only checked by loadPack. Committed as policy/policy.schema.json; a test fails when that file drifts.
 */
export function policyJsonSchema(): object {
  return {
    ...z.toJSONSchema(policyShape, { target: 'draft-7', io: 'input', reused: 'ref' }),
    title: 'Panhuo policy pack',
    description: 'Everything in which one county differs from another: policy/README.md',
  };
}
