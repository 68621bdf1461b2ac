import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { strictJson } from './strict-json.ts';

const value = (text: string): unknown => {
  const parsed = strictJson(text);
  if (parsed.kind === 'invalid') throw new Error(parsed.reason);
  return parsed.value;
};

describe('numbers', () => {
  test.each(['0', '1', '-1', '9007199254740991', '-9007199254740991', '100'])('%s is taken', (digits) => {
    expect(value(`{"amountFen":${digits}}`)).toEqual({ amountFen: Number(digits) });
  });

  test.each([
    '1.5',
    '1.0',
    '0.0',
    '-0',
    '1e3',
    '1E3',
    '1e-3',
    '1.5e1',
    '9007199254740992',
    '-9007199254740993',
    '123456789012345678901234567890',
    '1e999',
  ])('%s is refused, and as money where it is money', (digits) => {
    expect(strictJson(`{"amountFen":${digits}}`)).toMatchObject({ kind: 'invalid', money: true });
    expect(strictJson(`{"areaDm2":${digits}}`)).toMatchObject({ kind: 'invalid', money: false });
    expect(strictJson(`[[${digits}]]`)).toMatchObject({ kind: 'invalid' });
  });

  test.each(['１２', '+1', '01', '1_000', '0x10', '1,000', '.5', '5.', 'NaN', 'Infinity', '٣'])(
    '%s is no JSON',
    (digits) => {
      expect(strictJson(`{"amountFen":${digits}}`)).toEqual({ kind: 'invalid', reason: 'not valid JSON' });
    },
  );
});

describe('keys', () => {
  test.each([
    ['{"a":1,"a":1}', 'twice'],
    ['{"a":1,"\\u0061":2}', 'twice'],
    ['[{"b":{"a":{},"c":[1,{"x":1}],"a":1}}]', 'twice'],
    ['{"amountFen":1.5,"amountFen":2}', 'twice'],
    ['{"__proto__":{"roles":["auditor"]}}', '__proto__'],
    ['{"\\u005f_proto__":1}', '__proto__'],
  ])('%s is refused', (text, reason) => {
    const parsed = strictJson(text);
    expect(parsed.kind === 'invalid' && parsed.reason).toContain(reason);
  });

  test.each([
    ['{"a":{"a":{"a":1}},"b":{"a":1}}'],
    ['[{"a":1},{"a":2}]'],
    ['{"a":"a","b":["a","a"],"c":"{\\"a\\":1,\\"a\\":2}"}'],
    ['{"toString":1,"constructor":2,"":3}'],
  ])('%s is taken', (text) => {
    expect(value(text)).toEqual(JSON.parse(text));
  });
});

describe('text that is no JSON', () => {
  test.each([
    '',
    ' ',
    '{',
    '}',
    '"',
    '{"a"',
    '{"a":',
    '{"a":1,}',
    '[1,]',
    "{'a':1}",
    '\ufeff{}',
    '{"a":1}x',
    '{"a\\":1}',
    '{"\\x":1,"\\x":1}',
    ',',
    ':',
    ']]]]',
  ])('%j is refused', (text) => {
    expect(strictJson(text)).toMatchObject({ kind: 'invalid' });
  });

  test('nested beyond measure is refused without harm', () => {
    expect(strictJson(`${'['.repeat(32)}${']'.repeat(32)}`).kind).toBe('value');
    expect(strictJson(`${'['.repeat(33)}${']'.repeat(33)}`)).toMatchObject({ reason: 'nested deeper than 32 levels' });
    expect(strictJson('['.repeat(5_000_000))).toMatchObject({ kind: 'invalid' });
    expect(strictJson('{"a":'.repeat(1_000_000))).toMatchObject({ kind: 'invalid' });
    expect(strictJson(`"${'['.repeat(100)}"`).kind).toBe('value');
  });
});

test('every JSON of whole numbers comes through as JSON.parse has it', () => {
  const whole = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc.maxSafeInteger().map((n) => n + 0),
      fc.boolean(),
      fc.constant(null),
      fc.string({ unit: 'binary' }),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(
        fc.string({ unit: 'binary' }).filter((key) => key !== '__proto__'),
        tie('tree'),
      ),
    ),
  }));
  fc.assert(
    fc.property(whole.tree, (tree) => {
      const text = JSON.stringify(tree);
      expect(value(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('one odd number among plain ones is refused wherever it stands', () => {
  const digits = fc.oneof(fc.maxSafeNat().map(String), fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }).map(String));
  const number = fc.oneof(
    digits,
    fc.tuple(digits, fc.constantFrom('.0', 'e1', 'E-1', '.5e+2')).map((parts) => parts.join('')),
  );
  const item = fc.oneof(
    number,
    fc.string().map((text) => JSON.stringify(`${text}\\"1.5`)),
  );
  fc.assert(
    fc.property(fc.array(item), (items) => {
      const exact = items.every(
        (text) => text.startsWith('"') || (/^-?\d+$/.test(text) && Number.isSafeInteger(Number(text))),
      );
      expect(strictJson(`{"a":[${items.join()}]}`).kind).toBe(exact ? 'value' : 'invalid');
    }),
  );
});

test('no text makes it throw', () => {
  const texts = fc.oneof(
    fc.string(),
    fc
      .array(fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', 'a', '1', 'e', '.', '-'))
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => ['value', 'invalid'].includes(strictJson(text).kind)),
    { numRuns: 2_000 },
  );
});
