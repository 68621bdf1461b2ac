import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { repositoryRoot } from './fixture-region.ts';

/** What infra/app.ts reads, copied so that a fault can be planted in it. */
const PARTS = [
  'contracts',
  'infra',
  'platform',
  'policy',
  'services',
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
const root = mkdtempSync(join(tmpdir(), 'panhuo-app-'));
for (const part of PARTS) cpSync(join(repositoryRoot, part), join(root, part), { recursive: true });
symlinkSync(join(repositoryRoot, 'docs'), join(root, 'docs'));
symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'node_modules'));
afterAll(() => rmSync(root, { recursive: true }));

function synth(...args: readonly string[]): { status: number | null; output: string } {
  const run = spawnSync(process.execPath, [join(root, 'infra', 'app.ts'), ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status: run.status, output: run.stdout + run.stderr };
}

/** Runs with one file spoiled, and puts it back. */
function synthWith(
  file: string,
  spoil: (text: string) => string,
  ...args: readonly string[]
): ReturnType<typeof synth> {
  const path = join(root, file);
  const sound = readFileSync(path, 'utf8');
  expect(spoil(sound)).not.toBe(sound);
  writeFileSync(path, spoil(sound));
  try {
    return synth(...args);
  } finally {
    writeFileSync(path, sound);
  }
}

describe('npm run synth', () => {
  test('writes a template for the region asked for, with every check passed', () => {
    const { status, output } = synth('--region', '653127');
    expect(output).toMatch(/^653127 麦盖提县 \(makit\): \d+ functions/);
    expect(status).toBe(0);
    const template: unknown = JSON.parse(readFileSync(join(root, 'cdk.out', 'Panhuo-653127.template.json'), 'utf8'));
    expect(template).toHaveProperty('Resources');
  }, 60_000);

  test('fails at a broken region file with file, line and reason, and no stack trace', () => {
    const { status, output } = synthWith('infra/regions/653127.yaml', (text) =>
      text.replace('pack: makit', 'pack: Makit'),
    );
    expect(status).toBe(1);
    expect(output.trim()).toBe('infra/regions/653127.yaml:4: pack: must be the name of a policy pack, e.g. makit');
  });

  test('fails at a broken policy pack with file, line and reason, and no stack trace', () => {
    const { status, output } = synthWith(
      'policy/packs/makit.yaml',
      (text) => `${text}\nunheardOf: 1\n`,
      '--region',
      '653127',
    );
    expect(status).toBe(1);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).toMatch(/makit\.yaml:\d+.*unheardOf/);
  });

  test('fails at a pack that does not exist', () => {
    const { status, output } = synthWith('infra/regions/653127.yaml', (text) =>
      text.replace('pack: makit', 'pack: nowhere'),
    );
    expect(status).toBe(1);
    expect(output).toContain('nowhere');
    expect(output).not.toContain('node:internal');
  });

  test('fails for a region nobody has described', () => {
    const { status, output } = synth('--region', '110000');
    expect(status).toBe(1);
    expect(output.trim()).toBe(
      'infra/regions/110000.yaml: there is no such region file; known regions: 513223, 653127',
    );
  });
});
