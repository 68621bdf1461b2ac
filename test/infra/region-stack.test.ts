import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, test } from 'vitest';
import { SERVICE_NAMES } from '../../contracts/services.ts';
import { type CloudFormationTemplate, field, pointsAt, resourcesOf, statements } from '../../infra/guards/template.ts';
import { services } from '../../infra/services.ts';
import { regionApp, stackName } from '../../infra/synthesize.ts';
import {
  fakeAssets,
  fixtureServices,
  regionFile,
  repositoryRoot,
  scratchFolder,
  synthesizeRegions,
} from './fixture-region.ts';

const makit = regionFile('653127');
const maoxian = regionFile('513223');

function templateOf(templates: ReadonlyMap<string, CloudFormationTemplate>, code: string): CloudFormationTemplate {
  const template = templates.get(code);
  if (template === undefined) throw new Error(`region ${code} was not synthesized`);
  return template;
}

const RESOURCES_MAX = 450;

/** The address of the function that a route's integration calls. */
function functionOf(template: CloudFormationTemplate, route: Readonly<Record<string, unknown>> | undefined): string {
  const integration = JSON.stringify(route?.Target).match(/"Ref":"(\w+)"/)?.[1];
  return JSON.stringify(template.Resources[integration ?? '']?.Properties?.IntegrationUri);
}

/** The fixture's template; tests only read it. */
const fixture = templateOf(synthesizeRegions(fixtureServices, [makit]), '653127');

describe('region stacks', () => {
  test('all four services are deployed', () => {
    expect(services.map((service) => service.description.name)).toEqual(SERVICE_NAMES);
  });

  test('two regions stand side by side and never name each other', () => {
    const templates = synthesizeRegions(fixtureServices, [makit, maoxian]);
    for (const [code, other] of [
      ['653127', maoxian],
      ['513223', makit],
    ] as const) {
      const text = JSON.stringify(templateOf(templates, code));
      expect(text).toContain(code);
      for (const word of [other.code, other.name, 'Fn::ImportValue', 'Fn::GetStackOutput'])
        expect(text).not.toContain(word);
    }
  });

  test('a region is the same whether it is synthesized alone or beside another', () => {
    const beside = templateOf(synthesizeRegions(fixtureServices, [maoxian, makit]), '653127');
    expect(beside).toEqual(fixture);
  });

  test('every row of every route table is led to its function, with a token or without, and no route leads nowhere', () => {
    const template = templateOf(synthesizeRegions(services, [makit]), '653127');
    const deployed = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(({ properties }) => {
      const [method = '', path = ''] = String(properties.RouteKey).split(' ');
      const pattern = new RegExp(`^${path.replace('{proxy+}', '.+')}$`);
      return { method, pattern, ledTo: functionOf(template, properties), authorization: properties.AuthorizationType };
    });
    const reached = new Set<object>();
    const declared = services.flatMap(({ description, routes }) => routes.map((route) => ({ description, route })));
    expect(declared.length).toBeGreaterThan(0);
    for (const { description, route } of declared) {
      const path = route.path.replace(/\{\w+\}/g, '1');
      const fitting = deployed.filter(({ method, pattern }) => method === route.method && pattern.test(path));
      const words = `${description.name}-${route.servedBy ?? 'http'}`.split('-');
      const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
      expect(fitting, route.path).toMatchObject([{ authorization: route.public === true ? 'NONE' : 'JWT' }]);
      expect(fitting[0]?.ledTo, route.path).toContain(`${name}Function`);
      for (const one of fitting) reached.add(one);
    }
    expect(deployed.filter((one) => !reached.has(one))).toEqual([]);
    // CloudFormation refuses a stack of more than 500 resources; what is left is for features to come.
    expect(Object.keys(template.Resources).length).toBeLessThan(RESOURCES_MAX);
  });

  test('a route leads to the function its table names, and only that one may touch evidence', () => {
    const integrationOf = (routeKey: string): string => {
      const route = resourcesOf(fixture, 'AWS::ApiGatewayV2::Route').find(
        ({ properties }) => properties.RouteKey === routeKey,
      );
      return functionOf(fixture, route?.properties);
    };
    expect(integrationOf('POST /registry/things')).toContain('RegistryHttpFunction');
    expect(integrationOf('POST /registry/evidence')).toContain('RegistryEvidenceFunction');

    const reaching = statements(fixture).filter(({ actions }) => actions.some((action) => action.startsWith('s3:')));
    const roles = reaching.filter(({ carrier }) => carrier === 'identity').map(({ logicalId }) => logicalId);
    expect(roles.length).toBeGreaterThan(0);
    expect(roles.filter((role) => !/^[A-Z][a-z]+EvidenceRole/.test(role))).toEqual([]);
  });

  test('a route served by no function of its service is refused at synthesis', () => {
    const [first, ...others] = fixtureServices;
    if (first === undefined) throw new Error('no fixture');
    const broken = { ...first, routes: [{ method: 'GET', path: '/registry/things', servedBy: 'upload' }] };
    expect(() => synthesizeRegions([broken, ...others], [makit])).toThrow('served by upload');
  });

  test('the recommended feature flags are on, but for the one that writes partitions into ARNs', () => {
    const read = (path: string): unknown => JSON.parse(readFileSync(join(repositoryRoot, path), 'utf8'));
    const recommended = read('node_modules/aws-cdk-lib/recommended-feature-flags.json') as Record<string, unknown>;
    expect(read('cdk.json')).toHaveProperty('context', {
      ...recommended,
      '@aws-cdk/core:enablePartitionLiterals': false,
    });
  });

  test('a route without a token needs the word public in its route table', () => {
    const open = resourcesOf(fixture, 'AWS::ApiGatewayV2::Route').filter(
      ({ properties }) => properties.AuthorizationType !== 'JWT',
    );
    expect(open.map(({ properties }) => properties.RouteKey).sort()).toEqual(
      SERVICE_NAMES.map((name) => `GET /${name}/notices`).sort(),
    );
  });

  test('a stack runs in AWS China: no partition, account or region is written into it', () => {
    const text = JSON.stringify(fixture);
    expect(text).not.toMatch(/arn:aws|amazonaws\.com\.cn|us-east-1/);
  });

  test('jobs keep the county’s time', () => {
    const schedules = resourcesOf(fixture, 'AWS::Scheduler::Schedule').map(({ properties }) => properties);
    expect(schedules.map((schedule) => schedule.ScheduleExpressionTimezone)).toEqual(
      schedules.map(() => 'Asia/Shanghai'),
    );
    expect(schedules.map((schedule) => schedule.ScheduleExpression)).toContain('cron(0 6 * * ? *)');
  });

  test('the relay sees inserted event items only, the projection states only', () => {
    const patternOf = (lambda: string): unknown => {
      const source = resourcesOf(fixture, 'AWS::Lambda::EventSourceMapping').find(({ properties }) =>
        pointsAt(properties.FunctionName)?.logicalId.startsWith(lambda),
      );
      const [filter] = field(source?.properties, 'FilterCriteria', 'Filters') as { Pattern: string }[];
      return JSON.parse(filter?.Pattern ?? 'null');
    };
    expect(patternOf('RegistryRelayFunction')).toEqual({
      eventName: ['INSERT'],
      dynamodb: { NewImage: { sk: { S: ['EVT'] } } },
    });
    expect(patternOf('RegistryProjectFunction')).toEqual({ dynamodb: { NewImage: { sk: { S: ['STATE'] } } } });
  });

  test('whoever only forwards or projects may not put an event item', () => {
    const deniedActions = (lambda: string): unknown => {
      const policy = resourcesOf(fixture, 'AWS::IAM::Policy').find(({ logicalId }) =>
        logicalId.startsWith(`Registry${lambda}Role`),
      );
      const statements = field(policy?.properties, 'PolicyDocument', 'Statement') as {
        Effect: string;
        Action: string[];
      }[];
      return statements.find((statement) => statement.Effect === 'Deny')?.Action;
    };
    for (const lambda of ['Relay', 'Project', 'Sweep']) expect(deniedActions(lambda)).toContain('dynamodb:PutItem');
    for (const lambda of ['Http', 'Consume', 'FlagOverdue']) {
      expect(deniedActions(lambda)).toContain('dynamodb:UpdateItem');
      expect(deniedActions(lambda)).not.toContain('dynamodb:PutItem');
    }
  });

  test('nothing listens to read models, and only the projection writes them', () => {
    const views = resourcesOf(fixture, 'AWS::DynamoDB::Table').filter(({ logicalId }) => /ViewTable/.test(logicalId));
    expect(views).toHaveLength(fixtureServices.length);
    for (const { properties } of views) {
      expect(properties).not.toHaveProperty('StreamSpecification');
      expect(properties).not.toHaveProperty('GlobalSecondaryIndexes');
    }
    const writing = statements(fixture).filter(
      ({ effect, actions, resources }) =>
        effect === 'Allow' &&
        actions.some((action) => /^dynamodb:(Put|Update|Delete)Item$/.test(action)) &&
        JSON.stringify(resources).includes('ViewTable'),
    );
    expect(writing).toHaveLength(fixtureServices.length);
    expect(writing.filter(({ logicalId }) => !/^[A-Z][a-z]+ProjectRole/.test(logicalId))).toEqual([]);
  });

  test('a route that HTTP does not know is refused at synthesis', () => {
    const [first, ...others] = fixtureServices;
    if (first === undefined) throw new Error('no fixture');
    const broken = { ...first, routes: [{ method: 'FETCH', path: '/registry/things' }] };
    expect(() => synthesizeRegions([broken, ...others], [makit])).toThrow('FETCH /registry/things');
  });

  test('a collection of two functions, or open in part, is refused at synthesis', () => {
    const [first, ...others] = fixtureServices;
    if (first === undefined) throw new Error('no fixture');
    const withRoute = (route: object) => {
      const routes = [
        { method: 'GET', path: '/registry/things' },
        { method: 'GET', path: '/registry/things/{id}', ...route },
      ];
      return () => synthesizeRegions([{ ...first, routes }, ...others], [makit]);
    };
    expect(withRoute({ servedBy: 'evidence' })).toThrow('/registry/things of registry is served by http and evidence');
    expect(withRoute({ public: true })).toThrow('/registry/things of registry is public in part');
  });

  test('one finding of the rule pack or of a guard stops synthesis', () => {
    const app = regionApp({
      repositoryRoot,
      outputDirectory: scratchFolder('panhuo-synth-'),
      services: fixtureServices,
      regions: [{ region: makit, assets: fakeAssets(fixtureServices) }],
    });
    new Queue(app.node.findChild(stackName('653127')), 'Unguarded', { enforceSSL: true });
    expect(() => app.synth()).toThrow(/AwsSolutions-SQS3[\s\S]*has no dead-letter queue/);
  });
});
