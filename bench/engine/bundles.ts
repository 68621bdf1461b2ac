/** The functions as they are deployed: bundles with the region's policy beside them, and a bare handler made in the same way. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { type Bundle, bundleServices, FUNCTION_BUILD } from '../../infra/bundle.ts';
import { queueUrlVariable } from '../../infra/names.ts';
import { writeRegionAssets } from '../../infra/region-assets.ts';
import { services } from '../../infra/services.ts';
import { loadRegion, REGION_CODE } from '../region.ts';
import { viewTableOf } from './table.ts';

export const REPOSITORY = resolve(import.meta.dirname, '..', '..');

/** All bundles of all services, built anew only when a source has changed. */
export async function allBundles(): Promise<readonly Bundle[]> {
  const descriptions = services.map((service) => service.description);
  const outputDirectory = join(REPOSITORY, 'dist', 'bundles');
  return (await bundleServices(descriptions, { root: REPOSITORY, outputDirectory })).bundles;
}

/** What a bare function would be: one client, and the calls of the SDK that a command comes down to. */
const BARE_HANDLER = `
import { BatchGetItemCommand, DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
export const handler = async ({ read, write }) => {
  const found = await client.send(new BatchGetItemCommand(read));
  await client.send(new TransactWriteItemsCommand(write));
  return found;
};
`;

export interface DeployedFunctions {
  /** `<service>/<lambda>` → folder that becomes LAMBDA_TASK_ROOT. */
  readonly directories: ReadonlyMap<string, string>;
  /** The bare handler's folder, made with the same options as ours. */
  readonly bare: string;
  /** The bare handler with the SDK's own credential chain, as it comes. */
  readonly bareAsItComes: string;
}

/** Runs work on the functions as they would be deployed. */
export async function withDeployedFunctions<Result>(
  work: (functions: DeployedFunctions) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'panhuo-bench-'));
  try {
    const directories = writeRegionAssets(join(folder, 'region'), await allBundles(), loadRegion());
    const bare = await buildBare(join(folder, 'bare'), FUNCTION_BUILD.alias ?? {});
    const bareAsItComes = await buildBare(join(folder, 'bare-as-it-comes'), {});
    return await work({ directories, bare, bareAsItComes });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function buildBare(directory: string, alias: Record<string, string>): Promise<string> {
  await build({
    ...FUNCTION_BUILD,
    alias,
    stdin: { contents: BARE_HANDLER, resolveDir: REPOSITORY, loader: 'js' },
    outfile: join(directory, 'index.mjs'),
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'silent',
  });
  writeFileSync(join(directory, 'policy.json'), '{}');
  return directory;
}

/** Size of the code alone, in bytes. */
export const codeBytes = (directory: string): number => statSync(join(directory, 'index.mjs')).size;

/** The environment a stack gives its functions; every variable any of them reads. */
export function functionEnvironment(service: string, directory: string): Record<string, string> {
  const queues = services.map(({ description }) => [
    queueUrlVariable(description.name),
    `http://127.0.0.1:1/000000000000/${description.name}.fifo`,
  ]);
  return {
    PATH: process.env.PATH ?? '',
    NODE_OPTIONS: '--enable-source-maps',
    AWS_REGION: 'cn-northwest-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_LAMBDA_FUNCTION_NAME: `panhuo-${REGION_CODE}-${service}`,
    SERVICE: service,
    REGION_CODE,
    TABLE_NAME: service,
    VIEW_TABLE_NAME: viewTableOf(service),
    EVIDENCE_BUCKET: 'panhuo-evidence',
    EVIDENCE_RETENTION_DAYS: '3650',
    OIDC_ISSUER: 'https://issuer.example',
    OIDC_AUDIENCE: 'panhuo',
    OIDC_JWKS_URI: 'https://issuer.example/jwks',
    LAMBDA_TASK_ROOT: directory,
    ...Object.fromEntries(queues),
  };
}
