import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from './bundle.ts';

/** What a region adds to the code: its compiled policy pack and the holiday calendars, both already validated. */
export interface RegionData {
  readonly policy: unknown;
  readonly holidays: unknown;
}

/** Where the code of a function lies: `<service>/<lambda>` → the folder that becomes LAMBDA_TASK_ROOT. */
export type AssetDirectories = ReadonlyMap<string, string>;

/**
 * Writes one folder per function: the bundle and its map, `policy.json` and `holidays.json`. The folder is made anew so
 * that nothing of an earlier run is deployed. Code that is the same for two regions stays the same file.
 */
export function writeRegionAssets(directory: string, bundles: readonly Bundle[], data: RegionData): AssetDirectories {
  rmSync(directory, { recursive: true, force: true });
  const policyJson = `${JSON.stringify(data.policy)}\n`;
  const holidaysJson = `${JSON.stringify(data.holidays)}\n`;
  const directories = new Map<string, string>();
  for (const bundle of bundles) {
    const target = join(directory, bundle.service, bundle.lambda);
    mkdirSync(target, { recursive: true });
    for (const file of ['index.mjs', 'index.mjs.map']) {
      const source = join(bundle.directory, file);
      if (existsSync(source)) copyFileSync(source, join(target, file));
    }
    writeFileSync(join(target, 'policy.json'), policyJson);
    writeFileSync(join(target, 'holidays.json'), holidaysJson);
    directories.set(`${bundle.service}/${bundle.lambda}`, target);
  }
  return directories;
}
