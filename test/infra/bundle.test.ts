import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type BundleReport, bundleServices } from '../../infra/bundle.ts';
import { writeRegionAssets } from '../../infra/region-assets.ts';
import type { ServiceDescription } from '../../platform/service-description.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const HTTP = { memoryMb: 256, timeoutSeconds: 5, trigger: 'http' } as const;
const audit = (...lambdas: readonly string[]): ServiceDescription => ({
  name: 'audit',
  lambdas: Object.fromEntries(lambdas.map((lambda) => [lambda, HTTP])),
});

const SOURCES = {
  'services/audit/domain/word.ts': "export const word: string = '盘活';\n",
  'services/audit/lambdas/http.ts':
    "import { word } from '../domain/word.ts';\nexport const handler = async (): Promise<string> => 'http ' + word;\n",
  'services/audit/lambdas/relay.ts': "export const handler = async (): Promise<string> => 'relay';\n",
};

/** A repository with two small functions. */
function scratch(): {
  root: string;
  write: (path: string, text: string) => void;
  bundle: (...lambdas: string[]) => Promise<BundleReport>;
} {
  const root = mkdtempSync(join(tmpdir(), 'panhuo-bundle-'));
  folders.push(root);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(SOURCES)) write(path, text);
  const bundle = (...lambdas: string[]): Promise<BundleReport> =>
    bundleServices([audit(...lambdas)], { root, outputDirectory: join(root, 'dist', 'bundles') });
  return { root, write, bundle };
}

/** What a bundle answers in a process of its own. */
function answerOf(directory: string): string {
  const script = `console.log(await (await import(${JSON.stringify(join(directory, 'index.mjs'))})).handler())`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).trim();
}

describe('bundles', () => {
  test('one file per function that runs by itself', async () => {
    const { bundle } = scratch();
    const { bundles } = await bundle('http', 'relay');
    expect(bundles.map(({ service, lambda }) => `${service}/${lambda}`)).toEqual(['audit/http', 'audit/relay']);
    expect(bundles.map(({ directory }) => answerOf(directory))).toEqual(['http 盘活', 'relay']);
  });

  test('equal sources give equal bytes, wherever they lie', async () => {
    const read = async (): Promise<string[]> => {
      const { bundle } = scratch();
      const { bundles } = await bundle('http');
      return bundles.flatMap(({ directory }) =>
        ['index.mjs', 'index.mjs.map'].map((file) => readFileSync(join(directory, file), 'utf8')),
      );
    };
    expect(await read()).toEqual(await read());
  });

  test('are reused while nothing changed, and built anew when something did', async () => {
    const { bundle, write, root } = scratch();
    expect((await bundle('http', 'relay')).reused).toBe(false);
    expect((await bundle('http', 'relay')).reused).toBe(true);

    write('services/audit/domain/word.ts', "export const word: string = '销号';\n");
    const changed = await bundle('http', 'relay');
    expect(changed.reused).toBe(false);
    expect(answerOf(join(root, 'dist/bundles/audit/http'))).toBe('http 销号');

    write('dist/bundles/audit/relay/index.mjs', 'damaged');
    expect((await bundle('http', 'relay')).reused).toBe(false);
    expect(answerOf(join(root, 'dist/bundles/audit/relay'))).toBe('relay');

    write('package-lock.json', '{ "changed": true }');
    expect((await bundle('http', 'relay')).reused).toBe(false);
  });

  test('of functions that no description names any more are removed', async () => {
    const { bundle, root } = scratch();
    await bundle('http', 'relay');
    await bundle('http');
    expect(existsSync(join(root, 'dist/bundles/audit/relay'))).toBe(false);
  });

  test('a described function without a file is named', async () => {
    const { bundle } = scratch();
    await expect(bundle('http', 'sweep')).rejects.toThrow(
      'services/audit/service.ts names the function sweep, but services/audit/lambdas/sweep.ts is absent',
    );
  });

  test('a region adds its policy and the holidays to each', async () => {
    const { bundle, root } = scratch();
    const { bundles } = await bundle('http');
    const assets = writeRegionAssets(join(root, 'dist/regions/653127'), bundles, {
      policy: { name: 'makit' },
      holidays: { years: {} },
    });
    const directory = assets.get('audit/http') ?? '';
    expect(JSON.parse(readFileSync(join(directory, 'policy.json'), 'utf8'))).toEqual({ name: 'makit' });
    expect(JSON.parse(readFileSync(join(directory, 'holidays.json'), 'utf8'))).toEqual({ years: {} });
    expect(answerOf(directory)).toBe('http 盘活');
  });
});
