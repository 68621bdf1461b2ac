/**
 * Freezes one example of every event type that has none yet, from events that really happened: `node tools/freeze-examples.ts FILE`, where FILE
 * holds one CloudEvent per line, or an exported audit trail. An example that is there is never written again: what has been published must keep parsing.
 */
import { createReadStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import { eventContracts } from './reference/event-schemas.ts';

export const FROZEN_DIRECTORY = join(import.meta.dirname, '..', 'contracts', 'frozen');
export const frozenFile = (type: string): string => join(FROZEN_DIRECTORY, `${type}.json`);

/** @returns the types frozen now, and the types that still have no example */
export async function freezeExamples(file: string): Promise<{ readonly frozen: string[]; readonly missing: string[] }> {
  const contracts = new Map((await eventContracts()).map(({ type, schema }) => [type, schema]));
  const frozen: string[] = [];
  mkdirSync(FROZEN_DIRECTORY, { recursive: true });
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line === '') continue;
    const record = JSON.parse(line) as { event?: unknown };
    const event = (record.event ?? record) as { type?: string };
    const schema = contracts.get(event.type ?? '');
    if (!schema || event.type === undefined || existsSync(frozenFile(event.type))) continue;
    if (!z.safeParse(schema, event).success)
      throw new Error(`an event of ${event.type} does not fit its contract: ${line}`);
    writeFileSync(frozenFile(event.type), `${JSON.stringify(event, null, 2)}\n`);
    frozen.push(event.type);
  }
  return { frozen, missing: [...contracts.keys()].filter((type) => !existsSync(frozenFile(type))) };
}

if (import.meta.main) {
  const file = process.argv[2];
  if (file === undefined) throw new Error('usage: node tools/freeze-examples.ts FILE');
  const { frozen, missing } = await freezeExamples(file);
  process.stdout.write(`${frozen.length} examples frozen; without one: ${missing.join(', ') || 'none'}\n`);
}
