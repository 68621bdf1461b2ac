import { expect, test } from 'vitest';
import { itemBytes } from './item-bytes.ts';

test.each([
  ['a name and a text', { pk: 'ab' }, 4],
  ['Han characters by their UTF-8 bytes', { n: '县' }, 4],
  ['absent fields not at all', { pk: 'ab', gone: undefined }, 4],
  ['two digits a byte, and one', { n: 1234 }, 4],
  ['zeroes at the end for nothing', { n: 1_200_000 }, 3],
  ['a sign', { n: -12 }, 4],
  ['truth values', { yes: true, no: null }, 7],
  ['a map with three bytes, and one per entry', { m: { a: 'b' } }, 1 + 3 + 1 + 2],
  ['a list with three bytes, and one per entry', { l: ['ab', 'c'] }, 1 + 3 + 2 + 3],
])('counts %s', (_what, item, bytes) => expect(itemBytes(item)).toBe(bytes));
