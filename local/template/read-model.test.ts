import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixtureTemplate, writeAssembly } from '../fixtures/assembly.ts';
import { readStack } from './assembly.ts';
import { resolve } from './intrinsics.ts';
import type { Json, JsonRecord } from './json.ts';
import type { RegionModel } from './model.ts';
import { readModel } from './read-model.ts';
import { TemplateResources } from './resources.ts';

/** `${Name}`, as `Fn::Sub` takes it. */
const sub = (name: string): string => `\${${name}}`;
const ADDRESSES = { sqs: 'http://127.0.0.1:1', api: 'http://127.0.0.1:2' };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'panhuo-template-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function modelOf(change: (resources: Record<string, JsonRecord>) => void = () => undefined): RegionModel {
  const template = fixtureTemplate();
  change(template.Resources as Record<string, JsonRecord>);
  return readModel(readStack(writeAssembly(directory, template), '990101'), ADDRESSES);
}

/** Changes one property of one resource. */
const setProperty = (logicalId: string, name: string, value: Json) => (resources: Record<string, JsonRecord>) => {
  const resource = resources[logicalId];
  if (resource === undefined) throw new Error(`no ${logicalId} in the fixture`);
  resource.Properties = { ...(resource.Properties as JsonRecord), [name]: value };
};

describe('a template', () => {
  test('gives names, addresses and ARNs of this machine', () => {
    const model = modelOf();
    expect(model.tables[0]).toMatchObject({
      name: 'fixture-registry',
      arn: 'arn:aws-cn:dynamodb:cn-northwest-1:000000000000:table/fixture-registry',
    });
    const http = model.functions.find(({ name }) => name === 'fixture-http');
    expect(http?.directory).toBe(join(directory, 'asset.http'));
    expect(http?.environment).toMatchObject({
      TABLE_NAME: 'fixture-registry',
      EVIDENCE_BUCKET: 'fixture-990101-bucket',
    });
    const relay = model.functions.find(({ name }) => name === 'fixture-relay');
    expect(relay?.environment.QUEUE_URL).toBe('http://127.0.0.1:1/000000000000/fixture-registry.fifo');
    expect(model.api?.routes.find(({ routeKey }) => routeKey === 'GET /public/{proxy+}')?.authorizer).toBeUndefined();
    expect(model.streamSources[0]).toMatchObject({ bisectsOnError: true, maximumRetryAttempts: 1, batchSize: 100 });
    expect(model.functions.find(({ name }) => name === 'fixture-job')?.maximumRetryAttempts).toBe(1);
  });

  test.each<[string, (resources: Record<string, JsonRecord>) => void, RegExp]>([
    ['an unknown resource type', (r) => (r.Cache = { Type: 'AWS::ElastiCache::CacheCluster' }), /AWS::ElastiCache/],
    ['an unknown property', setProperty('HttpFunction', 'VpcConfig', {}), /HttpFunction\.VpcConfig.*not supported/],
    [
      'an unknown function',
      setProperty('Table', 'TableName', { 'Fn::If': ['a', 'b', 'c'] }),
      /Fn::If is not supported/,
    ],
    [
      'an attribute nobody gives',
      setProperty('Table', 'TableName', { 'Fn::GetAtt': ['Queue', 'Depth'] }),
      /attribute Depth/,
    ],
    ['an unknown reference', setProperty('Table', 'TableName', { Ref: 'Nowhere' }), /no resource Nowhere/],
    ['an import nobody exports', setProperty('Table', 'TableName', { 'Fn::ImportValue': 'x' }), /exports "x"/],
    ['an asset that is missing', setProperty('JobFunction', 'Code', { S3Key: 'gone.zip' }), /published as gone\.zip/],
    ['another runtime', setProperty('JobFunction', 'Runtime', 'python3.13'), /python3\.13 is not a Node\.js runtime/],
    ['a tumbling window', setProperty('RelaySource', 'TumblingWindowInSeconds', 5), /TumblingWindowInSeconds/],
    [
      'a FIFO destination, which Lambda refuses too',
      setProperty('RelaySource', 'DestinationConfig', {
        OnFailure: { Destination: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } },
      }),
      /must be a standard queue/,
    ],
    [
      'a visibility timeout below the function timeout',
      setProperty('Queue', 'VisibilityTimeout', 1),
      /shorter than the timeout/,
    ],
    ['an authorizer that is no JWT authorizer', setProperty('Authorizer', 'AuthorizerType', 'REQUEST'), /only JWT/],
    ['a condition', (r) => (r.Queue = { ...r.Queue, Condition: 'Sometimes' }), /conditional resources/],
  ])('with %s is refused by name', (_what, change, message) => {
    expect(() => modelOf(change)).toThrow(message);
  });

  test('is found by region code as a word, and an assembly without it says what there is', () => {
    const other = mkdtempSync(join(tmpdir(), 'panhuo-template-'));
    try {
      writeAssembly(other, fixtureTemplate(), 'Panhuo-653127');
      expect(readStack(other, '653127').name).toBe('Panhuo-653127');
      expect(readStack(other, '111111').name).toBe('Panhuo-653127');
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });
});

describe('intrinsic functions', () => {
  const template: JsonRecord = {
    Parameters: { Stage: { Type: 'String', Default: 'prod' } },
    Mappings: { Zones: { cn: { name: 'zone-a' } } },
    Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } } },
  };
  const resources = new TemplateResources('S', 'us-east-1', template, ADDRESSES, new Map([['Shared', 'value']]));

  test.each<[Json, Json]>([
    [{ Ref: 'Stage' }, 'prod'],
    [
      { 'Fn::Sub': [sub('AWS::Partition'), sub('Queue'), sub('Queue.Arn'), sub('!literal')].join('/') },
      `aws/http://127.0.0.1:1/000000000000/jobs/arn:aws:sqs:us-east-1:000000000000:jobs/${sub('literal')}`,
    ],
    [{ 'Fn::Sub': [`${sub('Name')}@${sub('AWS::URLSuffix')}`, { Name: { Ref: 'Stage' } }] }, 'prod@amazonaws.com'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['-', 'a-b-c'] }] }, 'b'],
    [{ 'Fn::FindInMap': ['Zones', 'cn', 'name'] }, 'zone-a'],
    [{ 'Fn::ImportValue': 'Shared' }, 'value'],
    [{ Kept: [1, { Ref: 'AWS::NoValue' }], Gone: { Ref: 'AWS::NoValue' } }, { Kept: [1] }],
  ])('%j', (value, expected) => {
    expect(resolve(value, 'test', resources)).toEqual(expected);
  });
});
