/** Cursors of paged lists: opaque to the client, bound to the list they came from. */
import { ProblemError } from './problem.ts';

type Position = Readonly<Record<string, unknown>>;

/** @param list names the list and its filters; a cursor of another list is refused */
export function encodeCursor(list: string, position: Position): string {
  return Buffer.from(JSON.stringify([list, position])).toString('base64url');
}

/**
 * The position a cursor stands for.
 * @throws ProblemError `invalid-cursor` when it is damaged or belongs to another list
 */
export function decodeCursor(list: string, cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [from, position] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as [
      unknown,
      Record<string, unknown>,
    ];
    const flat =
      typeof position === 'object' &&
      position !== null &&
      Object.values(position).every((part) => typeof part === 'string');
    if (from === list && flat) return position;
  } catch {
    // Damaged cursors answer like foreign ones.
  }
  throw new ProblemError('invalid-cursor');
}
