/** Writes policy/policy.schema.json anew: `node policy/write-schema.ts`, then `npm run format`, after a change of the schema. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { policyJsonSchema } from './json-schema.ts';

writeFileSync(join(import.meta.dirname, 'policy.schema.json'), `${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
