/**
 * The CDK app: `npm run synth` for every region, `npm run synth -- --region 653127` for one, and the same through the
 * CDK's own command (`npm run deploy -- Panhuo-653127`, `-c region=653127`). Writes `cdk.out/`.
 */
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadHolidays, loadPack, PolicyError } from '../policy/load.ts';
import { bundleServices } from './bundle.ts';
import { writeRegionAssets } from './region-assets.ts';
import { loadRegionFiles, RegionFileError } from './region-file.ts';
import { services } from './services.ts';
import { synthesize } from './synthesize.ts';

const repositoryRoot = resolve(import.meta.dirname, '..');

/** The CDK's command hands its `-c` values over in the environment. */
function contextRegion(): string | undefined {
  const context: unknown = JSON.parse(process.env.CDK_CONTEXT_JSON ?? '{}');
  const region = typeof context === 'object' && context !== null && 'region' in context ? context.region : undefined;
  return region === undefined ? undefined : String(region);
}

async function run(): Promise<void> {
  const startedMs = performance.now();
  const { values } = parseArgs({ options: { region: { type: 'string' }, out: { type: 'string' } } });
  const outputDirectory = resolve(values.out ?? process.env.CDK_OUTDIR ?? join(repositoryRoot, 'cdk.out'));

  // Configuration first: a slip in a pack or a region file is told within a second, before anything is built.
  const files = loadRegionFiles(join('infra', 'regions'), values.region ?? contextRegion());
  const holidays = loadHolidays();
  const regions = files.map((region) => ({ region, policy: loadPack(region.pack) }));

  const { bundles, reused } = await bundleServices(
    services.map((service) => service.description),
    { root: repositoryRoot, outputDirectory: join(repositoryRoot, 'dist', 'bundles') },
  );
  synthesize({
    repositoryRoot,
    outputDirectory,
    services,
    regions: regions.map(({ region, policy }) => {
      const directory = join(repositoryRoot, 'dist', 'regions', region.code);
      return { region, assets: writeRegionAssets(directory, bundles, { policy, holidays }) };
    }),
  });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const names = files.map((region) => `${region.code} ${region.name} (${region.pack})`).join(', ');
  console.error(
    `${names}: ${bundles.length} functions ${reused ? 'unchanged' : 'bundled'}, ${relative(process.cwd(), outputDirectory)} written in ${seconds} s`,
  );
}

process.chdir(repositoryRoot);
try {
  await run();
} catch (error) {
  // Errors a person can mend in a file are told as one line; everything else keeps its stack for us.
  console.error(error instanceof RegionFileError || error instanceof PolicyError ? error.message : error);
  process.exitCode = 1;
}
