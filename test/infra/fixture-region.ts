import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';
import { SERVICE_NAMES, type ServiceName } from '../../contracts/services.ts';
import type { CloudFormationTemplate } from '../../infra/guards/template.ts';
import type { AssetDirectories } from '../../infra/region-assets.ts';
import type { RegionFile } from '../../infra/region-file.ts';
import { parseRegionFile } from '../../infra/region-file.ts';
import type { DeployedService } from '../../infra/services.ts';
import { stackName, synthesize } from '../../infra/synthesize.ts';

export const repositoryRoot = resolve(import.meta.dirname, '..', '..');

const scratchFolders: string[] = [];
afterAll(() => {
  for (const folder of scratchFolders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is removed after the tests of the file that asks for it. */
export function scratchFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  scratchFolders.push(folder);
  return folder;
}

/** A folder per function with a file that is no code: the template only depends on where code lies, not on what it does. */
export function fakeAssets(services: readonly DeployedService[]): AssetDirectories {
  const root = scratchFolder('panhuo-assets-');
  const directories = new Map<string, string>();
  for (const { description } of services) {
    for (const lambda of Object.keys(description.lambdas)) {
      const directory = join(root, description.name, lambda);
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, 'index.mjs'), `// ${description.name}/${lambda}\n`);
      directories.set(`${description.name}/${lambda}`, directory);
    }
  }
  return directories;
}

/** The region file of a county, as it stands in the repository. */
export function regionFile(code: string): RegionFile {
  const path = join(repositoryRoot, 'infra', 'regions', `${code}.yaml`);
  return parseRegionFile(readFileSync(path, 'utf8'), path);
}

/** Synthesizes with every check on and gives the templates back by region code. */
export function synthesizeRegions(
  services: readonly DeployedService[],
  regions: readonly RegionFile[],
): ReadonlyMap<string, CloudFormationTemplate> {
  const outputDirectory = scratchFolder('panhuo-synth-');
  const assets = fakeAssets(services);
  synthesize({ repositoryRoot, outputDirectory, services, regions: regions.map((region) => ({ region, assets })) });
  return new Map(
    regions.map(({ code }) => [
      code,
      JSON.parse(
        readFileSync(join(outputDirectory, `${stackName(code)}.template.json`), 'utf8'),
      ) as CloudFormationTemplate,
    ]),
  );
}

const SCHEDULED = { memoryMb: 256, timeoutSeconds: 60 };

/** A service with one function of every kind and a route of every kind. */
function everyKindOfFunction(name: ServiceName): DeployedService {
  return {
    description: {
      name,
      lambdas: {
        http: { memoryMb: 512, timeoutSeconds: 10, trigger: 'http' },
        evidence: { memoryMb: 512, timeoutSeconds: 10, trigger: 'http', evidence: 'read-write' },
        consume: { memoryMb: 512, timeoutSeconds: 30, trigger: 'queue' },
        relay: { memoryMb: 256, timeoutSeconds: 30, trigger: 'events-stream', sendsTo: 'subscribers' },
        project: { memoryMb: 256, timeoutSeconds: 30, trigger: 'states-stream' },
        sweep: {
          ...SCHEDULED,
          trigger: { cron: 'cron(0/15 * * * ? *)', timeZone: 'Asia/Shanghai' },
          sendsTo: 'subscribers',
        },
        'flag-overdue': { ...SCHEDULED, trigger: { cron: 'cron(0 6 * * ? *)', timeZone: 'Asia/Shanghai' } },
      },
    },
    routes: [
      { method: 'POST', path: `/${name}/things` },
      { method: 'POST', path: `/${name}/evidence`, servedBy: 'evidence' },
      { method: 'GET', path: `/${name}/notices`, public: true },
    ],
  };
}

/** Four services that hold every kind of function, for tests of the constructs themselves. */
export const fixtureServices: readonly DeployedService[] = SERVICE_NAMES.map(everyKindOfFunction);
