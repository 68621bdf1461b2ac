import { isRecord, type Json, type JsonRecord, TemplateError } from '../template/json.ts';

/** Says whether a record passes the filters of an event source. */
export type RecordFilter = (record: Json) => boolean;

type Test = (value: Json | undefined) => boolean;

/**
 * Reads filter patterns (JSON texts, any of which may match; none lets everything through).
 * Knows exact values, null, prefix, suffix, anything-but, equals-ignore-case, exists and $or.
 * Throws TemplateError for any other comparison.
 */
export function readFilters(patterns: readonly string[], path: string): RecordFilter {
  if (patterns.length === 0) return () => true;
  const tests = patterns.map((pattern) => {
    const parsed = JSON.parse(pattern) as Json;
    if (!isRecord(parsed)) throw new TemplateError(path, `filter pattern ${pattern} is not an object`);
    return readPattern(parsed, path);
  });
  return (record) => tests.some((test) => test(record));
}

function readPattern(pattern: JsonRecord, path: string): Test {
  const tests = Object.entries(pattern).map(([key, expected]): Test => {
    const here = `${path}.${key}`;
    if (key === '$or') return readAlternatives(expected, here);
    const test = Array.isArray(expected)
      ? readValueTests(expected, here)
      : readPattern(isRecord(expected) ? expected : fail(here, 'expected a list of values or an object'), here);
    return (value) => test(isRecord(value) ? value[key] : undefined);
  });
  return (value) => tests.every((test) => test(value));
}

function readAlternatives(expected: Json, path: string): Test {
  if (!Array.isArray(expected)) return fail(path, 'expected a list of patterns');
  const tests = expected.map((entry) => readPattern(isRecord(entry) ? entry : fail(path, 'expected an object'), path));
  return (value) => tests.some((test) => test(value));
}

function readValueTests(expected: readonly Json[], path: string): Test {
  const tests = expected.map((entry) => readValueTest(entry, path));
  // A list in the record matches when any of its entries does.
  return (value) => tests.some((test) => (Array.isArray(value) ? value.some((entry) => test(entry)) : test(value)));
}

function readValueTest(expected: Json, path: string): Test {
  if (!isRecord(expected)) return (value) => value !== undefined && value === expected;
  const [comparison, another] = Object.keys(expected);
  if (comparison === undefined || another !== undefined) return fail(path, 'expected one comparison');
  const operand = expected[comparison] ?? null;
  switch (comparison) {
    case 'exists':
      return (value) => (value !== undefined) === operand;
    case 'prefix':
      return (value) => typeof value === 'string' && value.startsWith(text(operand, path));
    case 'suffix':
      return (value) => typeof value === 'string' && value.endsWith(text(operand, path));
    case 'equals-ignore-case':
      return (value) => typeof value === 'string' && value.toLowerCase() === text(operand, path).toLowerCase();
    case 'anything-but': {
      const excluded = Array.isArray(operand) ? operand : [operand];
      const isExcluded = readValueTests(excluded, path);
      return (value) => value !== undefined && !isExcluded(value);
    }
    default:
      return fail(path, `the comparison "${comparison}" is not supported on one machine`);
  }
}

function text(value: Json, path: string): string {
  return typeof value === 'string' ? value : fail(path, 'expected text');
}

function fail(path: string, reason: string): never {
  throw new TemplateError(path, reason);
}
