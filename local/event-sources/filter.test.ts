import { describe, expect, test } from 'vitest';
import type { Json } from '../template/json.ts';
import { readFilters } from './filter.ts';

const record = (fields: object): Json => ({ eventName: 'INSERT', dynamodb: { NewImage: fields } }) as Json;
const passes = (pattern: object, value: Json) => readFilters([JSON.stringify(pattern)], 'test')(value);
const onKey = (test: unknown) => ({ dynamodb: { NewImage: { sk: { S: [test] } } } });

describe('filter patterns', () => {
  test('all fields must match, one of the values suffices', () => {
    const pattern = { eventName: ['INSERT', 'MODIFY'], ...onKey('EVT') };
    expect(passes(pattern, record({ sk: { S: 'EVT' } }))).toBe(true);
    expect(passes(pattern, record({ sk: { S: 'STATE' } }))).toBe(false);
    expect(passes(pattern, record({}))).toBe(false);
    expect(passes({ eventName: ['REMOVE'] }, record({ sk: { S: 'EVT' } }))).toBe(false);
  });

  test('a record without new image passes no pattern that looks into it', () => {
    expect(passes(onKey('EVT'), { eventName: 'REMOVE', dynamodb: { Keys: {} } })).toBe(false);
  });

  test.each<[unknown, string, boolean]>([
    [{ prefix: 'EVT#' }, 'EVT#1', true],
    [{ prefix: 'EVT#' }, 'STATE', false],
    [{ suffix: '#1' }, 'EVT#1', true],
    [{ 'anything-but': ['STATE'] }, 'EVT', true],
    [{ 'anything-but': ['STATE'] }, 'STATE', false],
    [{ 'anything-but': { prefix: 'EVT' } }, 'EVT#1', false],
    [{ 'equals-ignore-case': 'evt' }, 'EVT', true],
    [{ exists: true }, 'EVT', true],
    [{ exists: false }, 'EVT', false],
  ])('%j of %s is %s', (comparison, key, expected) => {
    expect(passes(onKey(comparison), record({ sk: { S: key } }))).toBe(expected);
  });

  test('exists: false and anything-but of what is not there', () => {
    expect(passes(onKey({ exists: false }), record({}))).toBe(true);
    expect(passes(onKey({ 'anything-but': ['x'] }), record({}))).toBe(false);
  });

  test('several patterns are alternatives, and so is $or', () => {
    const filter = readFilters(['{"a":["1"]}', '{"$or":[{"b":["2"]},{"c":["3"]}]}'], 'test');
    expect([{ a: '1' }, { b: '2' }, { c: '3' }, { a: '2' }].map(filter)).toEqual([true, true, true, false]);
  });

  test('a comparison that is not known is refused, not ignored', () => {
    expect(() => readFilters(['{"a":[{"numeric":[">",1]}]}'], 'Source')).toThrow(/Source\.a.*numeric/);
    expect(() => readFilters(['["a"]'], 'Source')).toThrow(/not an object/);
  });
});
