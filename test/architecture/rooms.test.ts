import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { afterAll, describe, expect, test } from 'vitest';
import { filesBelow, repositoryRoot } from './sources.ts';

const options: ICruiseOptions = await extractDepcruiseOptions(join(repositoryRoot, '.dependency-cruiser.mjs'));
const tsConfig = extractTSConfig(join(repositoryRoot, 'tsconfig.json'));
const scratchFolders: string[] = [];
afterAll(() => {
  for (const folder of scratchFolders) rmSync(folder, { recursive: true });
});

async function brokenRules(baseDir: string, folders: readonly string[]): Promise<string[]> {
  // A planted repository borrows our packages through a link, and they must still lie in its own node_modules.
  const preserveSymlinks = baseDir !== repositoryRoot;
  const { output } = await cruise(
    [...folders],
    { ...options, baseDir, preserveSymlinks, outputType: 'json' },
    undefined,
    { tsConfig },
  );
  const result = (typeof output === 'string' ? JSON.parse(output) : output) as ICruiseResult;
  return result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

/** A repository with nothing but the given files; packages are those of this one. */
async function brokenRulesOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'panhuo-rooms-'));
  scratchFolders.push(folder);
  symlinkSync(join(repositoryRoot, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "devDependencies": { "yaml": "2" } }');
  for (const [path, text] of Object.entries(files)) {
    const target = resolve(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  const rooms = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))];
  const broken = await brokenRules(folder, rooms);
  return broken.map((violation) => violation.split(':')[0] ?? '');
}

const ROOMS = [
  'contracts',
  'policy',
  'platform',
  'services',
  'infra',
  'local',
  'importer',
  'demo',
  'test',
  'tools',
  'bench',
  'examples',
];

describe('rooms', () => {
  test('the repository keeps every rule', async () => {
    const present = ROOMS.filter((room) => filesBelow(room).length > 0);
    expect(present).toEqual(expect.arrayContaining(['contracts', 'policy', 'platform', 'services', 'infra', 'test']));
    expect(await brokenRules(repositoryRoot, present)).toEqual([]);
  }, 60_000);

  const EMPTY = 'export const nothing = 0;\n';
  const imports = (specifier: string): string => `import * as other from '${specifier}';\nexport const held = other;\n`;
  const violations: readonly (readonly [rule: string, what: string, files: Readonly<Record<string, string>>])[] = [
    [
      'contracts-import-zod-only',
      'contracts that reach into the platform',
      { 'contracts/a.ts': imports('../platform/fen.ts'), 'platform/fen.ts': EMPTY },
    ],
    ['contracts-import-zod-only', 'contracts that read files', { 'contracts/a.ts': imports('node:fs') }],
    [
      'pure-platform-stays-pure',
      'money arithmetic that asks the clock',
      { 'platform/fen.ts': imports('./clock.ts'), 'platform/clock.ts': EMPTY },
    ],
    [
      'pure-platform-stays-pure',
      'dates that read the environment',
      { 'platform/calendar.ts': imports('node:process') },
    ],
    [
      'outward-platform-knows-no-service',
      'a platform that knows a service',
      { 'platform/relay.ts': imports('../services/audit/keys.ts'), 'services/audit/keys.ts': EMPTY },
    ],
    [
      'outward-platform-knows-no-service',
      'a platform that loads a policy',
      { 'platform/http/api.ts': imports('../../policy/load.ts'), 'policy/load.ts': EMPTY },
    ],
    [
      'policy-imports-pure-platform-only',
      'a policy that looks at contracts',
      { 'policy/schema.ts': imports('../contracts/events.ts'), 'contracts/events.ts': EMPTY },
    ],
    ['domain-is-pure', 'a domain that takes the SDK', { 'services/audit/domain/a.ts': imports('@aws-sdk/client-sqs') }],
    [
      'domain-is-pure',
      'a domain that speaks contract words',
      { 'services/audit/domain/a.ts': imports('../../../contracts/events.ts'), 'contracts/events.ts': EMPTY },
    ],
    [
      'domain-is-pure',
      'a domain that asks the clock',
      { 'services/audit/domain/a.ts': imports('../../../platform/clock.ts'), 'platform/clock.ts': EMPTY },
    ],
    ['domain-is-pure', 'a domain that makes random numbers', { 'services/audit/domain/a.ts': imports('node:crypto') }],
    [
      'domain-sees-policy-as-types',
      'a domain that loads its policy',
      { 'services/audit/domain/a.ts': imports('../../../policy/load.ts'), 'policy/load.ts': EMPTY },
    ],
    [
      'services-never-import-each-other',
      'a service in another one’s files',
      { 'services/audit/views.ts': imports('../registry/keys.ts'), 'services/registry/keys.ts': EMPTY },
    ],
    [
      'services-never-import-each-other',
      'a test in another service’s files',
      { 'services/audit/views.test.ts': imports('../registry/keys.ts'), 'services/registry/keys.ts': EMPTY },
    ],
    ['services-reach-inward', 'routes that read files', { 'services/audit/routes.ts': imports('node:fs') }],
    [
      'lambdas-are-wired',
      'a function that reads the policy itself',
      { 'services/audit/lambdas/http.ts': imports('../../../policy/load.ts'), 'policy/load.ts': EMPTY },
    ],
    [
      'only-wiring-builds-clients',
      'views with a client of their own',
      { 'services/audit/views.ts': imports('@aws-sdk/client-dynamodb') },
    ],
    [
      'infra-sees-names-and-routes',
      'infrastructure that calls a domain',
      { 'infra/app.ts': imports('../services/audit/domain/a.ts'), 'services/audit/domain/a.ts': EMPTY },
    ],
    [
      'local-sees-the-template-only',
      'a local region that imports a service',
      { 'local/start.ts': imports('../services/audit/wiring.ts'), 'services/audit/wiring.ts': EMPTY },
    ],
    [
      'importer-uses-the-front-door',
      'an importer that writes to the table',
      { 'importer/run.ts': imports('../platform/store/store.ts'), 'platform/store/store.ts': EMPTY },
    ],
    [
      'demo-is-an-outsider',
      'a demo that calls a service',
      { 'demo/run.ts': imports('../services/audit/views.ts'), 'services/audit/views.ts': EMPTY },
    ],
    [
      'bench-measures-what-is-deployed',
      'a bench that measures a test’s fixture',
      { 'bench/figures/a.ts': imports('../../test/support/a.ts'), 'test/support/a.ts': EMPTY },
    ],
    [
      'bench-measures-what-is-deployed',
      'a bench that reads the local region’s template',
      { 'bench/region.ts': imports('../local/template/model.ts'), 'local/template/model.ts': EMPTY },
    ],
    [
      'console-imports-contracts-only',
      'a page that imports the platform',
      { 'console/main.ts': imports('../platform/fen.ts'), 'platform/fen.ts': EMPTY },
    ],
    [
      'nothing-imports-what-surrounds-it',
      'a service that imports a test',
      { 'services/audit/views.ts': imports('../../test/infra/a.ts'), 'test/infra/a.ts': EMPTY },
    ],
    [
      'no-development-packages-in-functions',
      'a function that loads a tool',
      { 'platform/http/api.ts': imports('yaml') },
    ],
    ['no-full-zod-in-functions', 'contracts with the full zod', { 'contracts/a.ts': imports('zod') }],
    [
      'no-cycles',
      'two files that need each other',
      { 'contracts/a.ts': imports('./b.ts'), 'contracts/b.ts': imports('./a.ts') },
    ],
    [
      'no-cycles',
      'two files whose types need each other',
      {
        'contracts/a.ts': "import type { B } from './b.ts';\nexport type A = B;\n",
        'contracts/b.ts': "import type { A } from './a.ts';\nexport type B = A;\n",
      },
    ],
    ['no-unresolvable', 'an import that leads nowhere', { 'contracts/a.ts': imports('./gone.ts') }],
    [
      'names-have-a-meaning',
      'a file named utils',
      { 'contracts/a.ts': imports('./utils.ts'), 'contracts/utils.ts': EMPTY },
    ],
    [
      'names-have-a-meaning',
      'a folder named common',
      { 'policy/a.ts': imports('./common/b.ts'), 'policy/common/b.ts': EMPTY },
    ],
  ];
  test.each(violations)('%s refuses %s', async (rule, _what, files) => {
    expect(await brokenRulesOf(files)).toContain(rule);
  });

  test('every rule has a planted violation above', () => {
    const names = options.ruleSet?.forbidden?.map((rule) => rule.name) ?? [];
    expect(new Set(violations.map(([rule]) => rule))).toEqual(new Set(names));
  });

  test('what the rooms are for is allowed', async () => {
    const files = {
      'contracts/a.ts': imports('zod/mini'),
      'platform/ids.ts': imports('node:crypto'),
      'platform/relay.ts': `${imports('@aws-sdk/client-sqs')}import '../contracts/a.ts';\n`,
      'policy/policy.ts': "import '../platform/ids.ts';\nexport interface Policy { readonly days: number }\n",
      'services/audit/domain/a.ts':
        "import type { Policy } from '../../../policy/policy.ts';\nexport type Held = Policy;\n",
      'services/audit/routes.ts':
        "import './domain/a.ts';\nimport '../../contracts/a.ts';\nimport '../../platform/relay.ts';\n",
      'services/audit/wiring.ts': "import './routes.ts';\nimport '@aws-sdk/client-dynamodb';\n",
      'services/audit/lambdas/http.ts': "import '../wiring.ts';\n",
      'infra/services.ts': "import '../services/audit/routes.ts';\n",
    };
    expect(await brokenRulesOf(files)).toEqual([]);
  });
});
