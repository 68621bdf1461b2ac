import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COVERAGE_FILE, catalogueIds, clauseCoverage, coverageDocument, testTitles } from './clauses.ts';

const root = resolve(import.meta.dirname, '..');

describe('clause coverage', () => {
  test('knows the 76 clauses of the catalogue, each once', () => {
    const ids = catalogueIds(readFileSync(join(root, 'docs', 'catalogue.md'), 'utf8'));
    expect(ids).toHaveLength(76);
    expect(new Set(ids).size).toBe(76);
    expect(ids.filter((id) => /[a-z]$/.test(id)).join(' ')).toMatch(/^.{3}18a .*f$/);
  });

  test('reads titles of every kind of test, and of no comment, string or skipped test', () => {
    const source = `
      // test('XX-01 in a comment', () => {});
      const text = "test('XX-02 in a string')";
      test('XX-03 plain', () => {});
      it.each([1])('XX-04 %s', () => {});
      describe('XX-05 outer', () => { test.prop([a])(\`XX-06 \${inner}\`, () => {}); });
      test.skip('XX-07 skipped', () => {});
      describe.skip('XX-08 skipped', () => { test('XX-09 inside', () => {}); });
      test.todo('XX-10 to do');
      request('XX-11 another call');
    `;
    expect(testTitles(source, 'titles.ts').map((title) => title.slice(1, 6))).toEqual([
      'XX-03',
      'XX-04',
      'XX-05',
      'XX-06',
    ]);
  });

  test('in docs/reference is the one of today (npm run clauses -- --write)', () => {
    expect(readFileSync(join(root, COVERAGE_FILE), 'utf8')).toBe(coverageDocument(clauseCoverage(root)));
  });
});
