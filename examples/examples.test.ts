import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadProfile } from '../importer/profile.ts';
import { type ImportSummary, runImport } from '../importer/run-import.ts';

/** Checks an example's file against its profile, as a dry run does. */
async function check(folder: string, file: string, profile = 'profile.yaml'): Promise<ImportSummary> {
  const directory = mkdtempSync(join(tmpdir(), 'examples-test-'));
  const at = (name: string): string => fileURLToPath(new URL(`./${folder}/${name}`, import.meta.url));
  try {
    return await runImport({
      file: at(file),
      profile: loadProfile(at(profile)),
      unitPath: '653127/',
      issuesPath: join(directory, 'issues.csv'),
      dryRun: true,
      acceptGoodRows: false,
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

test('every one of the 13,702 lots fits its profile', async () => {
  const summary = await check('chicago-city-owned-lots', 'lots.csv');
  // 46 wards and the lots without one; seven of the lots lie in no ward, one has no zoning.
  expect(summary).toMatchObject({ rows: 13_702, badRows: 0, units: 216, unknownHeaders: [], encoding: 'utf-8' });
  expect(summary.notes).toBeGreaterThan(0);
});

test('every trade fits its profile', async () => {
  expect(await check('foshan-collective-trades', 'trades.csv')).toMatchObject({ rows: 24, badRows: 0, units: 20 });
});

test('the sample county’s list fits its profile', async () => {
  expect(await check('sample', 'assets.csv')).toMatchObject({ rows: 40, badRows: 0, units: 10, encoding: 'gb18030' });
});

test('the sample county’s idle declarations fit their profile', async () => {
  const summary = await check('sample', 'idle-assets.csv', 'idle-profile.yaml');
  expect(summary).toMatchObject({ rows: 5, badRows: 0, unknownHeaders: [] });
});
