import { describe, expect, test } from 'vitest';
import { readRecurrence } from './cron.ts';

const next = (expression: string, after: string, zone = 'Asia/Shanghai'): string | undefined => {
  const dueMs = readRecurrence(expression, zone, 'test').next(Date.parse(after));
  return dueMs === undefined ? undefined : new Date(dueMs).toISOString();
};

describe('schedule expressions', () => {
  test.each([
    // Six in the morning in Shanghai is 22:00 UTC of the day before.
    ['cron(0 6 * * ? *)', '2026-01-30T21:59:59Z', '2026-01-30T22:00:00.000Z'],
    ['cron(0 6 * * ? *)', '2026-01-30T22:00:00Z', '2026-01-31T22:00:00.000Z'],
    ['cron(30 6 1 * ? *)', '2026-01-15T00:00:00Z', '2026-01-31T22:30:00.000Z'],
    ['cron(0/15 * * * ? *)', '2026-01-30T10:14:00Z', '2026-01-30T10:15:00.000Z'],
    ['cron(0 8-10,18 * * ? *)', '2026-01-30T03:00:00Z', '2026-01-30T10:00:00.000Z'],
    ['cron(0 9 ? * MON-FRI *)', '2026-01-30T02:00:00Z', '2026-02-02T01:00:00.000Z'],
    ['cron(0 9 ? * 1 *)', '2026-01-30T02:00:00Z', '2026-02-01T01:00:00.000Z'],
    ['cron(0 0 L * ? *)', '2028-02-01T00:00:00Z', '2028-02-28T16:00:00.000Z'],
    ['cron(0 0 29 2 ? *)', '2026-03-01T00:00:00Z', '2028-02-28T16:00:00.000Z'],
    ['cron(0 0 1 JAN ? 2030)', '2026-01-01T00:00:00Z', '2029-12-31T16:00:00.000Z'],
    ['rate(15 minutes)', '2026-01-30T10:15:00Z', '2026-01-30T10:30:00.000Z'],
    ['rate(1 day)', '2026-01-30T10:15:00Z', '2026-01-31T00:00:00.000Z'],
    ['at(2026-02-01T06:00:00)', '2026-01-30T10:15:00Z', '2026-01-31T22:00:00.000Z'],
  ])('%s after %s is %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  test('what is over is never due again', () => {
    expect(next('at(2026-01-01T06:00:00)', '2026-01-30T10:15:00Z')).toBeUndefined();
    expect(next('cron(0 0 1 1 ? 2020)', '2026-01-30T10:15:00Z')).toBeUndefined();
  });

  test.each([
    'cron(0 6 * * * *)',
    'cron(0 6 * *)',
    'cron(61 6 * * ? *)',
    'cron(a 6 * * ? *)',
    'rate(0 minutes)',
    'every day',
  ])('%s is refused', (expression) => {
    expect(() => readRecurrence(expression, 'UTC', 'Resources.Job')).toThrow(/Resources\.Job/);
  });
});
