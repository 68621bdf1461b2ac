/** Anything a template can hold. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonRecord = { [key: string]: Json };

/** The template asks for something this machine cannot run, or is not well formed. The message names the place. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  /** Where in the template, as `Resources.RegistryTable.KeySchema`. */
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.path = path;
  }
}

const kindOf = (value: Json | undefined): string =>
  value === undefined ? 'nothing' : value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;

/** The value as text. Numbers and booleans count: CloudFormation turns one into the other. Throws TemplateError. */
export function asText(value: Json | undefined, path: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TemplateError(path, `expected text, found ${kindOf(value)}`);
}

/** The value as an integer; numeric text counts. Throws TemplateError. */
export function asInteger(value: Json | undefined, path: string): number {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw new TemplateError(path, `expected an integer, found ${kindOf(value)}`);
}

/** The value as a boolean; the texts "true" and "false" count. Throws TemplateError. */
export function asBoolean(value: Json | undefined, path: string): boolean {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw new TemplateError(path, `expected true or false, found ${kindOf(value)}`);
}

/** The value as a list. Throws TemplateError. */
export function asList(value: Json | undefined, path: string): Json[] {
  if (Array.isArray(value)) return value;
  throw new TemplateError(path, `expected a list, found ${kindOf(value)}`);
}

/** The value as an object. Throws TemplateError. */
export function asRecord(value: Json | undefined, path: string): JsonRecord {
  if (isRecord(value)) return value;
  throw new TemplateError(path, `expected an object, found ${kindOf(value)}`);
}

/** True for a JSON object (not a list, not null). */
export const isRecord = (value: Json | undefined): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `read` applied when there is a value, else undefined: `optional(p.Timeout, path, asInteger)`. */
export function optional<T>(
  value: Json | undefined,
  path: string,
  read: (value: Json, path: string) => T,
): T | undefined {
  return value === undefined || value === null ? undefined : read(value, path);
}
