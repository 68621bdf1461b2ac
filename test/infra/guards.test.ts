import { describe, expect, test } from 'vitest';
import { checkTemplate, GUARDS } from '../../infra/guards/guards.ts';
import type { CloudFormationTemplate } from '../../infra/guards/template.ts';
import { fixtureServices, regionFile, synthesizeRegions } from './fixture-region.ts';

const sound = synthesizeRegions(fixtureServices, [regionFile('653127')]).get('653127');
if (sound === undefined) throw new Error('the region was not synthesized');
const template: CloudFormationTemplate = sound;

const everyFileExists = { fileExists: () => true };

/** The sound template with one resource changed; `change` gets a copy of the properties. */
function planted(
  type: string,
  matches: (logicalId: string) => boolean,
  change: (properties: Record<string, unknown>) => void,
): { template: CloudFormationTemplate; logicalId: string } {
  const copy = structuredClone(template) as {
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  };
  const entry = Object.entries(copy.Resources).find(
    ([logicalId, resource]) => resource.Type === type && matches(logicalId),
  );
  if (entry === undefined) throw new Error(`the fixture has no ${type} to plant a fault in`);
  change(entry[1].Properties);
  return { template: copy, logicalId: entry[0] };
}

/** Adds one statement to the role policy of a function. */
function plantedStatement(role: string, statement: unknown): CloudFormationTemplate {
  return planted(
    'AWS::IAM::Policy',
    (id) => id.startsWith(role),
    (properties) => {
      const document = properties.PolicyDocument as { Statement: unknown[] };
      document.Statement.push(statement);
    },
  ).template;
}

const rulesBroken = (candidate: CloudFormationTemplate): string[] => [
  ...new Set(checkTemplate(candidate, everyFileExists).map((finding) => finding.rule)),
];

/** The CDK leaves repeated words out of an id, so this is RegistryQueue/Queue with its hash. */
const serviceQueue = (id: string): boolean => /^RegistryQueue[0-9A-F]{8}$/.test(id);
const anyone = (): boolean => true;
const streamSource = (id: string): boolean => id.startsWith('RegistryRelay');

describe('guards over the template', () => {
  test('a sound region breaks none of them', () => {
    expect(checkTemplate(template, everyFileExists)).toEqual([]);
  });

  test('every guard has a planted fault below that it catches', () => {
    expect(new Set(faults.map(([rule]) => rule))).toEqual(new Set(GUARDS.map((guard) => guard.name)));
  });

  const faults: readonly (readonly [rule: string, what: string, () => CloudFormationTemplate])[] = [
    [
      'visibility-covers-timeout',
      'a queue that hides messages for less than six runs',
      () =>
        planted('AWS::SQS::Queue', serviceQueue, (properties) => {
          properties.VisibilityTimeout = 179;
        }).template,
    ],
    [
      'dead-letters-are-watched',
      'a queue without dead letters',
      () =>
        planted('AWS::SQS::Queue', serviceQueue, (properties) => {
          delete properties.RedrivePolicy;
        }).template,
    ],
    [
      'dead-letters-are-watched',
      'dead letters that no alarm looks at',
      () =>
        planted(
          'AWS::CloudWatch::Alarm',
          (id) => id.startsWith('Alarmsregistrydeadletters'),
          (properties) => {
            properties.MetricName = 'ApproximateNumberOfMessagesNotVisible';
          },
        ).template,
    ],
    [
      'sources-report-partial-batches',
      'a queue source that fails whole batches',
      () =>
        planted(
          'AWS::Lambda::EventSourceMapping',
          (id) => id.startsWith('RegistryConsume'),
          (properties) => {
            delete properties.FunctionResponseTypes;
          },
        ).template,
    ],
    [
      'streams-isolate-failures',
      'a stream that does not bisect',
      () =>
        planted('AWS::Lambda::EventSourceMapping', streamSource, (properties) => {
          properties.BisectBatchOnFunctionError = false;
        }).template,
    ],
    [
      'streams-isolate-failures',
      'a stream without an on-failure destination',
      () =>
        planted('AWS::Lambda::EventSourceMapping', streamSource, (properties) => {
          delete properties.DestinationConfig;
        }).template,
    ],
    [
      'streams-isolate-failures',
      'a stream that retries without end',
      () =>
        planted('AWS::Lambda::EventSourceMapping', streamSource, (properties) => {
          properties.MaximumRetryAttempts = -1;
        }).template,
    ],
    [
      'no-wildcard-access',
      'an action with a star',
      () =>
        plantedStatement('RegistryHttpRole', {
          Effect: 'Allow',
          Action: 'sqs:*',
          Resource: { 'Fn::GetAtt': ['RegistryStreamFailures', 'Arn'] },
        }),
    ],
    [
      'no-wildcard-access',
      'a read on every table of the account',
      () => plantedStatement('RegistryHttpRole', { Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: '*' }),
    ],
    [
      'no-wildcard-access',
      'a whole bucket instead of a prefix',
      () =>
        plantedStatement('RegistryHttpRole', {
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['EvidenceDocuments', 'Arn'] }, '/*']] },
        }),
    ],
    [
      'no-managed-policies',
      'a role with a ready-made policy',
      () =>
        planted('AWS::IAM::Role', anyone, (properties) => {
          properties.ManagedPolicyArns = [{ Ref: 'SomebodysPolicy' }];
        }).template,
    ],
    [
      'event-items-are-immutable',
      'a role whose denial was taken away',
      () =>
        planted(
          'AWS::IAM::Policy',
          (id) => id.startsWith('RegistryHttpRole'),
          (properties) => {
            const document = properties.PolicyDocument as { Statement: { Effect: string }[] };
            document.Statement = document.Statement.filter((statement) => statement.Effect !== 'Deny');
          },
        ).template,
    ],
    [
      'event-items-are-immutable',
      'a denial of other keys',
      () =>
        planted(
          'AWS::IAM::Policy',
          (id) => id.startsWith('RegistryHttpRole'),
          (properties) => {
            const document = properties.PolicyDocument as { Statement: { Effect: string; Condition?: unknown }[] };
            for (const statement of document.Statement) {
              if (statement.Effect === 'Deny') {
                statement.Condition = { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['STATE#*'] } };
              }
            }
          },
        ).template,
    ],
    [
      'event-items-are-immutable',
      'a role that may write another service’s table',
      () => {
        const table = Object.keys(template.Resources).find((id) => id.startsWith('AuditTable'));
        return plantedStatement('RegistryHttpRole', {
          Effect: 'Allow',
          Action: 'dynamodb:DeleteItem',
          Resource: { 'Fn::GetAtt': [table, 'Arn'] },
        });
      },
    ],
    [
      'no-literal-partition',
      'an ARN that exists in one partition only',
      () =>
        planted('AWS::Lambda::Function', anyone, (properties) => {
          properties.Layers = ['arn:aws:lambda:us-east-1:1:layer:x:1'];
        }).template,
    ],
    [
      'alarms-name-runbooks',
      'an alarm without a runbook',
      () =>
        planted('AWS::CloudWatch::Alarm', anyone, (properties) => {
          properties.AlarmDescription = 'something is wrong';
        }).template,
    ],
    [
      'alarms-name-runbooks',
      'an alarm that tells nobody',
      () =>
        planted('AWS::CloudWatch::Alarm', anyone, (properties) => {
          properties.AlarmActions = [];
        }).template,
    ],
    [
      'functions-are-observable',
      'a function whose log never ends',
      () =>
        planted(
          'AWS::Logs::LogGroup',
          (id) => id.startsWith('RegistryHttpLog'),
          (properties) => {
            delete properties.RetentionInDays;
          },
        ).template,
    ],
    [
      'functions-are-observable',
      'a function that is not traced',
      () =>
        planted('AWS::Lambda::Function', anyone, (properties) => {
          properties.TracingConfig = { Mode: 'PassThrough' };
        }).template,
    ],
    [
      'functions-are-observable',
      'a function on another processor',
      () =>
        planted('AWS::Lambda::Function', anyone, (properties) => {
          properties.Architectures = ['x86_64'];
        }).template,
    ],
    [
      'tables-are-recoverable',
      'a table that can be deleted',
      () =>
        planted('AWS::DynamoDB::Table', anyone, (properties) => {
          properties.DeletionProtectionEnabled = false;
        }).template,
    ],
  ];

  test.each(faults)('%s catches %s', (rule, _what, plant) => {
    expect(rulesBroken(plant())).toEqual([rule]);
  });

  test('an alarm that names a runbook nobody wrote is caught', () => {
    const findings = checkTemplate(template, { fileExists: (path) => path !== 'docs/runbooks/lost-events.md' });
    expect(findings.map((finding) => finding.reason)).toContain(
      'names docs/runbooks/lost-events.md, which does not exist',
    );
    expect(findings).toHaveLength(fixtureServices.length);
  });
});
