/** Cursors of lists whose sums run on from page to page: where the list goes on, and what it has come to so far. */
import * as z from 'zod/mini';
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts';
import { ProblemError } from '../../../platform/http/problem.ts';
import type { Sum } from '../domain/inventory/inventory-figures.ts';

const SUMS = z.array(z.strictObject({ count: z.int(), fen: z.int() }));

/** @throws ProblemError invalid-cursor */
export function resume(
  list: string,
  cursor: string | undefined,
): { readonly inner: string | undefined; readonly sums: readonly Sum[] } {
  const position = decodeCursor(list, cursor);
  if (!position) return { inner: undefined, sums: [] };
  try {
    return { inner: String(position.inner), sums: z.parse(SUMS, JSON.parse(String(position.sums)) as unknown) };
  } catch {
    throw new ProblemError('invalid-cursor');
  }
}

export const goesOn = (list: string, inner: string, sums: readonly Sum[]): string =>
  encodeCursor(list, { inner, sums: JSON.stringify(sums) });
