/**
 * Who may import what. Each room lists what it may reach; everything else is refused. The rules are tested with planted
 * violations in test/architecture/rooms.test.ts.
 */

/** The part of the platform that is arithmetic and rules: the domains may use it, and it uses nothing outside. */
const PURE_PLATFORM = '^platform/(approval|calendar|decider|fen|holder-kind|ids|leaf|publicity|unit-path)\\.ts$';
const TESTS = '(\\.test|-suite)\\.ts$';
const PACKAGE = (...names) => `^node_modules/(${names.join('|')})/`;
const NODE = (...names) => `^(node:)?(${names.join('|')})$`;
/** What a Lambda loads: the small form of zod, never the full one. */
const SMALL_ZOD = '^node_modules/zod/(mini|v4/(mini|core))/';
const RUNTIME_SDK = PACKAGE('@aws-sdk', '@smithy', '@middy', 'aws-jwt-verify', '@types/aws-lambda');

/** Where a service builds its clients: `wiring.ts`, and `evidence-wiring.ts` for what only one function loads. */
const WIRING = ['^services/[^/]+/wiring\\.ts$', '^services/[^/]+/[a-z]+-wiring\\.ts$'];

/** A room may import only what is listed. Tests beside the code may reach further, except where a rule says otherwise. */
const room = (name, comment, path, allowed, except = []) => ({
  name,
  comment,
  severity: 'error',
  from: { path, pathNot: [TESTS, ...except] },
  to: { pathNot: allowed },
});

export default {
  forbidden: [
    room('contracts-import-zod-only', 'Contracts are what outsiders agree on: they stand alone.', '^contracts/', [
      '^contracts/',
      SMALL_ZOD,
    ]),
    room('pure-platform-stays-pure', 'Arithmetic and rules know no outside.', PURE_PLATFORM, [
      PURE_PLATFORM,
      NODE('crypto'),
    ]),
    room(
      'outward-platform-knows-no-service',
      'The platform serves all services and therefore knows none; policies are handed in.',
      '^platform/',
      ['^platform/', '^contracts/', SMALL_ZOD, RUNTIME_SDK, '^(node:)?[a-z_/]+$'],
      [PURE_PLATFORM],
    ),
    room('policy-imports-pure-platform-only', 'A policy is data and its schema.', '^policy/', [
      '^policy/',
      PURE_PLATFORM,
      PACKAGE('zod', 'yaml'),
      NODE('fs', 'path', 'url'),
    ]),
    room('domain-is-pure', 'A decision depends on its arguments alone.', '^services/[^/]+/domain/', [
      '^services/[^/]+/domain/',
      PURE_PLATFORM,
      '^policy/',
    ]),
    {
      name: 'domain-sees-policy-as-types',
      comment: 'The policy is an argument; a domain that loads one has decided which county it serves.',
      severity: 'error',
      from: { path: '^services/[^/]+/domain/', pathNot: TESTS },
      // Routing is a pure function of the policy it is given.
      to: { path: '^policy/', pathNot: '^policy/duty-routing\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'services-never-import-each-other',
      comment: 'They agree through contracts and speak through queues.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    room(
      'services-reach-inward',
      'Routes, reactions, views and keys use their domain, contracts, platform and policy.',
      '^services/[^/]+/',
      ['^services/', '^contracts/', '^platform/', '^policy/', SMALL_ZOD, PACKAGE('@types/aws-lambda')],
      ['^services/[^/]+/domain/', ...WIRING, '^services/[^/]+/verify[^/]*\\.ts$', '^services/[^/]+/lambdas/'],
    ),
    room('lambdas-are-wired', 'A function takes what wiring built.', '^services/[^/]+/lambdas/', [
      '^services/',
      '^platform/',
      '^contracts/',
      PACKAGE('@types/aws-lambda'),
    ]),
    {
      name: 'only-wiring-builds-clients',
      comment: 'One place per service knows the SDK and the environment.',
      severity: 'error',
      from: { path: '^services/', pathNot: [TESTS, ...WIRING] },
      to: { path: PACKAGE('@aws-sdk', '@smithy') },
    },
    room('infra-sees-names-and-routes', 'The stack follows from descriptions and route tables.', '^infra/', [
      '^infra/',
      '^contracts/(services|subscriptions)\\.ts$',
      '^platform/(service-description|log)\\.ts$',
      '^policy/load\\.ts$',
      '^services/[^/]+/(service|routes)\\.ts$',
      PACKAGE('aws-cdk-lib', 'constructs', 'cdk-nag', 'esbuild', 'typescript', 'yaml', 'zod'),
      '^(node:)?[a-z_/]+$',
    ]),
    {
      name: 'local-sees-the-template-only',
      comment: 'There is no second description of the system: what runs here was read from the template.',
      severity: 'error',
      from: { path: '^local/', pathNot: TESTS },
      to: { path: '^(services|policy)/' },
    },
    {
      name: 'importer-uses-the-front-door',
      comment: 'A file is registered through the API like everything else: no way around its checks.',
      severity: 'error',
      from: { path: '^importer/', pathNot: TESTS },
      to: { path: '^(platform|policy|services|infra|local|demo|test|bench|tools)/', pathNot: PURE_PLATFORM },
    },
    {
      name: 'demo-is-an-outsider',
      comment: 'The main job goes through the same doors as people and upstream systems.',
      severity: 'error',
      from: { path: '^demo/' },
      to: { path: '^(platform|policy|services|infra|test|bench)/', pathNot: PURE_PLATFORM },
    },
    room(
      'bench-measures-what-is-deployed',
      'It drives services through their own doors and engines through local/; tests are no part of what is measured.',
      '^bench/',
      [
        '^bench/',
        '^(contracts|platform|policy|services|infra)/',
        '^local/(engines/[^/]+|region|local-region)\\.ts$',
        '^tools/audit-export/',
        PACKAGE('@aws-sdk', '@types/aws-lambda', 'esbuild'),
        '^(node:)?[a-z_/]+$',
      ],
    ),
    {
      name: 'console-imports-contracts-only',
      comment: 'The page knows the API and nothing behind it.',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: '^(platform|policy|services|infra|local|importer|demo|test|bench|tools)/' },
    },
    {
      name: 'nothing-imports-what-surrounds-it',
      comment: 'Product code knows nothing of how it is deployed, run, measured or tested.',
      severity: 'error',
      from: { path: '^(contracts|platform|policy|services)/', pathNot: TESTS },
      to: { path: '^(infra|local|importer|demo|console|test|bench|tools|examples)/' },
    },
    {
      name: 'no-full-zod-in-functions',
      comment: 'The full zod makes every bundle twice as large.',
      severity: 'error',
      from: { path: '^(contracts|platform|services)/', pathNot: TESTS },
      to: { path: '^node_modules/zod/(index|v4/classic|v3)' },
    },
    {
      name: 'no-development-packages-in-functions',
      comment: 'What a function loads is a dependency, not a tool.',
      severity: 'error',
      from: { path: '^(contracts|platform|services)/', pathNot: [TESTS, '^platform/[^/]*test[^/]*/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'names-have-a-meaning',
      comment: 'No utils, common, helpers: a shared thing has a meaning, and the meaning is its file name.',
      severity: 'error',
      from: {},
      to: { path: '(^|/)(utils?|common|helpers?|shared|misc)(/|\\.[cm]?tsx?$)', pathNot: '^node_modules/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(cdk\\.out|dist|\\.local)/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
  },
};
