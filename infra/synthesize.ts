import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { GuardPlugin } from './guards/guards.ts';
import type { AssetDirectories } from './region-assets.ts';
import type { RegionFile } from './region-file.ts';
import { RegionStack } from './region-stack.ts';
import type { DeployedService } from './services.ts';

/** One region together with its code, ready to become a stack. */
export interface PreparedRegion {
  readonly region: RegionFile;
  readonly assets: AssetDirectories;
}

export interface SynthesisOptions {
  readonly repositoryRoot: string;
  readonly outputDirectory: string;
  readonly services: readonly DeployedService[];
  readonly regions: readonly PreparedRegion[];
}

/** `Panhuo-653127`: the stack's name in the account. */
export function stackName(regionCode: string): string {
  return `Panhuo-${regionCode}`;
}

/** The feature flags of cdk.json, so that `node infra/app.ts` and the CDK's own command give the same templates. */
function cdkContext(repositoryRoot: string): Record<string, unknown> {
  const cdkJson: unknown = JSON.parse(readFileSync(join(repositoryRoot, 'cdk.json'), 'utf8'));
  const context = typeof cdkJson === 'object' && cdkJson !== null && 'context' in cdkJson ? cdkJson.context : undefined;
  if (typeof context !== 'object' || context === null) throw new Error('cdk.json holds no context');
  return { ...context };
}

/** An app with one stack per region and every check registered. Nothing is written before `synth()`. */
export function regionApp(options: SynthesisOptions): App {
  const app = new App({
    outdir: options.outputDirectory,
    context: cdkContext(options.repositoryRoot),
    // The local region finds a function's code through this metadata, with and without the CDK's command.
    postCliContext: { 'aws:cdk:enable-asset-metadata': true, 'aws:cdk:enable-path-metadata': true },
    analyticsReporting: false,
    treeMetadata: false,
  });
  for (const { region, assets } of options.regions) {
    new RegionStack(app, stackName(region.code), {
      region,
      services: options.services,
      assets,
      description: `Panhuo for ${region.name} (${region.code}), policy pack ${region.pack}`,
      ...(region.awsRegion === undefined ? {} : { env: { region: region.awsRegion } }),
      terminationProtection: true,
    });
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new GuardPlugin(options.repositoryRoot));
  return app;
}

/**
 * Writes the templates of the given regions, and takes those of other regions away: whoever finds a template in the folder
 * may rely on the manifest to know it. Assets stay, since a local region may be running from them.
 * @throws Error when a rule of the pack, a guard or the template validation finds anything.
 */
export function synthesize(options: SynthesisOptions): void {
  regionApp(options).synth();
  const written = new Set(options.regions.map(({ region }) => stackName(region.code)));
  for (const file of readdirSync(options.outputDirectory)) {
    const [stack = '', ...kind] = file.split('.');
    if (kind.at(-1) === 'json' && kind.length === 2 && !written.has(stack)) rmSync(join(options.outputDirectory, file));
  }
}
