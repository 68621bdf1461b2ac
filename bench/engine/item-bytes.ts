/** The size DynamoDB charges an item for: names and values, as its documentation counts them. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

/** Overhead of a list or map, and of each of its entries. */
const CONTAINER_BYTES = 3;
const ENTRY_BYTES = 1;

/** Bytes of an item with its attribute names. Absent fields do not count. */
export function itemBytes(item: object): number {
  return namedBytes(marshall(item, { removeUndefinedValues: true }), 0);
}

function namedBytes(attributes: Readonly<Record<string, AttributeValue>>, perEntry: number): number {
  return Object.entries(attributes).reduce(
    (sum, [name, value]) => sum + perEntry + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.B !== undefined) return value.B.byteLength;
  if (value.M !== undefined) return CONTAINER_BYTES + namedBytes(value.M, ENTRY_BYTES);
  if (value.L !== undefined) {
    return CONTAINER_BYTES + value.L.reduce((sum, part) => sum + ENTRY_BYTES + valueBytes(part), 0);
  }
  throw new TypeError(`no size rule for ${Object.keys(value).join()}`);
}

/** About one byte for two significant digits, one for the exponent, one for a sign. */
function numberBytes(text: string): number {
  const digits = text.replace(/^-/, '').replace('.', '').replace(/^0+/, '').replace(/0+$/, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}
