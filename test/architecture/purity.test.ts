import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { impurities } from './purity.ts';
import { filesBelow, repositoryRoot } from './sources.ts';

const PURE_PLATFORM = ['approval', 'calendar', 'decider', 'fen', 'holder-kind', 'ids', 'leaf', 'unit-path'].map(
  (name) => `platform/${name}.ts`,
);
const domains = filesBelow('services', '*/domain/**/*.ts').filter((path) => !path.endsWith('.test.ts'));

describe('decisions', () => {
  test('take time, ids and randomness as arguments', () => {
    expect(domains.length).toBeGreaterThan(0);
    const found = [...domains, ...PURE_PLATFORM].flatMap((path) =>
      impurities(readFileSync(join(repositoryRoot, path), 'utf8'), path),
    );
    expect(found).toEqual([]);
  });

  test.each([
    ['the clock', 'export const today = () => new Date();'],
    ['the clock by another name', 'export const now = () => performance.now();'],
    ['randomness', 'export const id = () => Math.random();'],
    ['randomness of the platform', 'export const id = () => crypto.randomUUID();'],
    ['the environment', 'export const region = process.env.REGION_CODE;'],
    ['the environment through a default', 'export const f = (region = process.env.REGION_CODE) => region;'],
    ['the machine’s language', "export const sorted = (a: string, b: string) => a.localeCompare(b, 'zh');"],
    ['a timer', 'export const later = (f: () => void) => setTimeout(f, 5);'],
  ])('may not use %s', (_what, text) => {
    expect(impurities(text, 'planted.ts')).toHaveLength(1);
  });

  test('may have fields and types of those names', () => {
    const text = `
      // new Date() is not allowed here
      export interface Step { readonly process: string; readonly at: Date }
      export const step = (process: string) => ({ process, console: 1, name: 'Date' });
      export const read = (step: { process: string }) => step.process;
    `;
    expect(impurities(text, 'allowed.ts').filter((line) => !line.includes('uses process'))).toEqual([]);
  });
});
