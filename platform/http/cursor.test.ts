import { describe, expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { ProblemError } from './problem.ts';

const position = { pk: 'ASSET#1', sk: 'STATE', unitKey: 'assets#653127/', unitSort: '653127/#1' };
const cursor = encodeCursor('ledger:653127/', position);
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a cursor', () => {
  test('comes back as the position it stands for, in the list it came from', () => {
    expect(decodeCursor('ledger:653127/', cursor)).toEqual(position);
    expect(decodeCursor('ledger:653127/', undefined)).toBeUndefined();
  });

  test.each([
    ['of another list', encodeCursor('ledger:513223/', position)],
    ['cut short', cursor.slice(0, -9)],
    ['with a character changed', `X${cursor.slice(1)}`],
    ['that is no base64', '%%%'],
    ['that is empty', ''],
    ['holding a number', encoded(['ledger:653127/', { pk: 1 }])],
    ['holding a nested object', encoded(['ledger:653127/', { pk: { S: 'x' } }])],
    ['holding a list for a position', encoded(['ledger:653127/', null])],
    ['holding no list', encoded({ pk: 'x' })],
  ])('%s is refused', (_what, text) => {
    expect(() => decodeCursor('ledger:653127/', text)).toThrow(new ProblemError('invalid-cursor'));
  });
});
