/**
 * Brings every function of every service into one minified file each, in a single esbuild pass.
 * `node infra/bundle.ts` prints the sizes; synth and the local region use the same files.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import * as z from 'zod';
import type { ServiceDescription } from '../platform/service-description.ts';
import { services } from './services.ts';
import { dropUnusedDeclarations } from './unused-declarations.ts';

/** Raised by hand when the options below change, so that old output is not taken for new. */
const BUNDLE_FORMAT = 3;

/** CommonJS packages inside an ESM bundle still call `require` for node's own modules. */
const REQUIRE_BANNER =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

const CREDENTIALS_MODULE = join(import.meta.dirname, 'environment-credentials.ts');
const LEFT_OUT_MODULE = join(import.meta.dirname, 'sdk-parts-left-out.ts');

/** Largest code of one function, in bytes: a cold start reads and compiles all of it. Held by test/infra and the bench. */
export const FUNCTION_BYTES_MAX = 400 * 1_024;

/** How the code of every function is made. The bench makes its bare baseline in the same way. */
export const FUNCTION_BUILD: BuildOptions = {
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  conditions: ['module'],
  alias: {
    '@aws-sdk/credential-provider-node': CREDENTIALS_MODULE,
    '@aws-sdk/middleware-endpoint-discovery': LEFT_OUT_MODULE,
    '@smithy/core/event-streams': LEFT_OUT_MODULE,
  },
  plugins: [dropUnusedDeclarations],
  charset: 'utf8',
  legalComments: 'none',
  banner: { js: REQUIRE_BANNER },
};

const manifestSchema = z.object({
  key: z.string(),
  inputs: z.array(z.string()),
  bundles: z.array(z.object({ service: z.string(), lambda: z.string(), sizeBytes: z.number(), sha256: z.string() })),
});
type Manifest = z.infer<typeof manifestSchema>;

/** One bundled function: the folder with `index.mjs` and its map, and the size of the code alone. */
export interface Bundle {
  readonly service: string;
  readonly lambda: string;
  readonly directory: string;
  readonly sizeBytes: number;
}

/** What a bundling run did. `reused` is true when nothing had changed since the last run. */
export interface BundleReport {
  readonly bundles: readonly Bundle[];
  readonly reused: boolean;
  readonly elapsedMs: number;
}

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** Our own sources count by content; packages count through the lock file, which is far quicker than reading them. */
function contentKey(root: string, entries: readonly string[], inputs: readonly string[]): string {
  const hash = createHash('sha256').update(`${BUNDLE_FORMAT}\n${entries.join('\n')}\n`);
  for (const input of ['package-lock.json', ...inputs]) {
    const path = join(root, input);
    hash.update(`${input} ${existsSync(path) ? sha256(readFileSync(path)) : 'absent'}\n`);
  }
  return hash.digest('hex');
}

function readManifest(path: string): Manifest | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // A half-written or older manifest only costs one more build.
    return undefined;
  }
}

/** Two runs at once (a test beside a synth) write the same bytes; a rename never shows half a file to the other. */
function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.draft`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}

function isIntact(outputDirectory: string, manifest: Manifest): boolean {
  return manifest.bundles.every((bundle) => {
    const file = join(outputDirectory, bundle.service, bundle.lambda, 'index.mjs');
    return existsSync(file) && sha256(readFileSync(file)) === bundle.sha256;
  });
}

/** Removes functions that no description names any more, so that an old bundle cannot be deployed by mistake. */
function removeStale(outputDirectory: string, wanted: ReadonlySet<string>): void {
  for (const service of readdirSync(outputDirectory, { withFileTypes: true })) {
    if (!service.isDirectory()) continue;
    for (const lambda of readdirSync(join(outputDirectory, service.name))) {
      if (!wanted.has(`${service.name}/${lambda}`)) {
        rmSync(join(outputDirectory, service.name, lambda), { recursive: true, force: true });
      }
    }
  }
}

/**
 * Bundles the functions the descriptions name, from `services/<service>/lambdas/<lambda>.ts` below `root`, into
 * `<outputDirectory>/<service>/<lambda>/index.mjs`. Equal sources give equal bytes on every machine.
 * @throws the build's own error, naming file and line, when a source does not build; Error when an entry is absent.
 */
export async function bundleServices(
  descriptions: readonly ServiceDescription[],
  options: { readonly root: string; readonly outputDirectory: string },
): Promise<BundleReport> {
  const startedMs = performance.now();
  const { root, outputDirectory } = options;
  const entries = descriptions.flatMap(({ name, lambdas }) =>
    Object.keys(lambdas).map((lambda) => ({
      service: name as string,
      lambda,
      source: join(root, 'services', name, 'lambdas', `${lambda}.ts`),
    })),
  );
  for (const { service, lambda, source } of entries) {
    if (!existsSync(source)) {
      throw new Error(
        `services/${service}/service.ts names the function ${lambda}, but ${relative(root, source)} is absent`,
      );
    }
  }
  const finish = (manifest: Manifest, reused: boolean): BundleReport => ({
    bundles: manifest.bundles.map(({ service, lambda, sizeBytes }) => ({
      service,
      lambda,
      sizeBytes,
      directory: join(outputDirectory, service, lambda),
    })),
    reused,
    elapsedMs: Math.round(performance.now() - startedMs),
  });

  const manifestPath = join(outputDirectory, 'manifest.json');
  const entryNames = entries.map((entry) => `${entry.service}/${entry.lambda}`);
  const previous = readManifest(manifestPath);
  if (previous !== undefined && previous.key === contentKey(root, entryNames, previous.inputs)) {
    if (isIntact(outputDirectory, previous)) return finish(previous, true);
  }

  const result = await build({
    absWorkingDir: root,
    entryPoints: entries.map(({ service, lambda, source }) => ({ in: source, out: `${service}/${lambda}/index` })),
    outdir: outputDirectory,
    outExtension: { '.js': '.mjs' },
    ...FUNCTION_BUILD,
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: 'silent',
  });

  const outputs = new Map(result.outputFiles.map((file) => [file.path, file.contents]));
  for (const [path, contents] of outputs) writeWhole(path, contents);
  removeStale(outputDirectory, new Set(entryNames));

  const inputs = Object.keys(result.metafile.inputs)
    .filter((input) => !input.includes('node_modules/'))
    .sort();
  const manifest: Manifest = {
    key: contentKey(root, entryNames, inputs),
    inputs,
    bundles: entries.map(({ service, lambda }) => {
      const code = outputs.get(join(outputDirectory, service, lambda, 'index.mjs'));
      if (code === undefined) throw new Error(`esbuild gave no output for ${service}/${lambda}`);
      return { service, lambda, sizeBytes: code.byteLength, sha256: sha256(code) };
    }),
  };
  writeWhole(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`);
  return finish(manifest, false);
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..');
  const report = await bundleServices(
    services.map((service) => service.description),
    { root, outputDirectory: join(root, 'dist', 'bundles') },
  );
  for (const { service, lambda, sizeBytes } of report.bundles) {
    console.log(`${`${service}/${lambda}`.padEnd(36)} ${(sizeBytes / 1024).toFixed(1).padStart(8)} KiB`);
  }
  console.log(`${report.bundles.length} bundles, ${report.reused ? 'unchanged' : 'built'} in ${report.elapsedMs} ms`);
}
