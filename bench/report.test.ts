import { expect, test } from 'vitest';
import { type FigureResult, formatNumber, jsonReport, tableText } from './report.ts';

const results: readonly FigureResult[] = [
  {
    name: 'size',
    about: 'how large things are',
    seconds: 1.25,
    measured: [
      { subject: 'small', value: 12.345, unit: 'KiB', target: { atMost: 400, compares: 'value' } },
      { subject: 'slow', value: 90, unit: 'ms', baseline: 50, target: { atMost: 20, compares: 'over-baseline' } },
      { subject: 'shown', value: 12_345.6, unit: 'rows', note: 'Only to be read.' },
    ],
  },
  { name: 'broken', about: 'what did not work', seconds: 0, measured: [], failure: 'no engine' },
];

test('the table names every verdict, hides no miss and tells a failure apart from one', () => {
  const text = tableText(results);
  expect(text).toMatch(/small\s+12\.3 KiB\s+≤ 400 KiB\s+reached/);
  expect(text).toMatch(/slow\s+90 ms\s+≤ \+20 ms\s+50 ms; \+40\s+MISSED/);
  expect(text).toMatch(/shown\s+12,346 rows\s+–/);
  expect(text).toContain('  Only to be read.');
  expect(text).toContain('NOT MEASURED: no engine');
  expect(text).toContain('1 reached, 1 missed, 1 without a target, 1 figures not measured');
});

test('the JSON report carries the same verdicts and survives a round trip', () => {
  const report = jsonReport(results, { node: 'v24' });
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  expect(report.figures[0]?.measured.map(({ verdict }) => verdict)).toEqual(['reached', 'missed', 'shown']);
  expect(report.figures[1]?.failure).toBe('no engine');
});

test.each([
  [0.000123, '0.000123'],
  [1.005, '1'],
  [999, '999'],
  [1_234_567, '1,234,567'],
  [1999.6, '2,000'],
])('%d is written %s', (value, text) => expect(formatNumber(value)).toBe(text));
