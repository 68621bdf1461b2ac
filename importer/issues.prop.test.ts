import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell } from './issues.ts';

test('a cell reads back as it was, apart from the apostrophe that disarms a formula', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const [[cell = ''] = []] = parse(`${csvCell(text)},x\r\n`, { relax_column_count: true }) as string[][];
      expect([text, `'${text}`]).toContain(cell);
    }),
  );
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])('%j does not begin a formula', (text) => {
  expect(csvCell(text).replace(/^"/, '').startsWith("'")).toBe(true);
});
