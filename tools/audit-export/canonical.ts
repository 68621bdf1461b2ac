/** Telling canonical JSON (RFC 8785) from other JSON quickly: nearly every line is canonical, and need not be built anew to see it. */
import { hash } from 'node:crypto';
import { canonicalJson, hashOf } from '../../platform/ids.ts';

export interface ReadJson {
  readonly value: unknown;
  readonly canonical: boolean;
}

/** The value of a JSON text and whether the text is its canonical form; undefined where it is no JSON. */
export function readJson(text: string): ReadJson | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return { value, canonical: writtenPlainly(value, text) || canonicalText(value) === text };
}

/**
 * The hash of a value inside a text that {@link readJson} has read.
 * @returns undefined where the value has no canonical form
 */
export function payloadHash(value: unknown, canonical: boolean): string | undefined {
  if (canonical && sorted(value)) return hash('sha256', JSON.stringify(value), 'base64url');
  try {
    return hashOf(value);
  } catch {
    return undefined;
  }
}

/**
 * JSON.stringify writes numbers and strings as RFC 8785 does and members in the order they were read, so what it gives back unchanged
 * with all members in order is canonical — but for halves of surrogate pairs, which it escapes and RFC 8785 refuses.
 */
const writtenPlainly = (value: unknown, text: string): boolean =>
  !text.includes('\\ud') && sorted(value) && JSON.stringify(value) === text;

/** Whether the members of every object come in the order of their UTF-16 code units. */
function sorted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(sorted);
  let before: string | undefined;
  for (const name in value) {
    if (before !== undefined && name <= before) return false;
    before = name;
    if (!sorted((value as Record<string, unknown>)[name])) return false;
  }
  return true;
}

/** Undefined where a value has no canonical form, such as half a surrogate pair. */
function canonicalText(value: unknown): string | undefined {
  try {
    return canonicalJson(value);
  } catch {
    return undefined;
  }
}
