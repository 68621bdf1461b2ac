/** Finds every event contract by looking through contracts/, so that a new one cannot be forgotten in the reference. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod/mini';
import { EVENT_TYPE } from '../../contracts/envelope.ts';

export interface EventContract {
  readonly type: string;
  readonly schema: z.ZodMiniType;
}

const CONTRACTS = join(import.meta.dirname, '..', '..', 'contracts');

/** All event contracts, by type. @throws Error when two modules claim the same type with different schemas */
export async function eventContracts(): Promise<EventContract[]> {
  const found = new Map<string, z.ZodMiniType>();
  const files = readdirSync(CONTRACTS, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  for (const file of files.sort()) {
    const exported = (await import(pathToFileURL(join(CONTRACTS, file)).href)) as Record<string, unknown>;
    for (const schema of Object.values(exported).flatMap(schemasIn)) {
      const type = eventTypeOf(schema);
      if (type === undefined) continue;
      const known = found.get(type);
      if (known !== undefined && known !== schema) throw new Error(`${file}: ${type} has two contracts`);
      found.set(type, schema);
    }
  }
  return [...found].map(([type, schema]) => ({ type, schema })).sort((a, b) => (a.type < b.type ? -1 : 1));
}

const isSchema = (value: unknown): value is z.ZodMiniType =>
  typeof value === 'object' && value !== null && '_zod' in value;

/** A module exports a schema, or a table or list of them. */
function schemasIn(value: unknown): z.ZodMiniType[] {
  if (isSchema(value)) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).filter(isSchema) : [];
}

/** The literal `type` of an event schema, or undefined for any other schema. */
function eventTypeOf(schema: z.ZodMiniType): string | undefined {
  if (!(schema instanceof z.ZodMiniObject)) return undefined;
  const type: unknown = schema.shape.type;
  if (!(type instanceof z.ZodMiniLiteral) || schema.shape.specversion === undefined) return undefined;
  const [word] = [...type._zod.def.values];
  return typeof word === 'string' && EVENT_TYPE.test(word) ? word : undefined;
}

/** JSON Schema 2020-12 of what is sent. */
export function jsonSchema(schema: z.ZodMiniType): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
