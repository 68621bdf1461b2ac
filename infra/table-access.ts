import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { LambdaDescription } from '../platform/service-description.ts';
import { EVENT_KEY_PATTERN, TABLE_INDEXES } from './names.ts';

const READ_ACTIONS = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem'];
const WRITE_ACTIONS = ['dynamodb:PutItem', 'dynamodb:UpdateItem'];

/** Every action that could change or remove an item that already exists, whether or not a role holds it today. */
const CHANGING_ACTIONS = [
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:PartiQLUpdate',
  'dynamodb:PartiQLDelete',
];

/**
 * Commands are decided behind HTTP, the queue and the jobs. Everything that forwards or projects only reads events, so it
 * may not even put one: a forged event would otherwise look like a decision.
 */
function maySealEvents(lambda: LambdaDescription): boolean {
  if (typeof lambda.trigger === 'object') return lambda.sendsTo === undefined;
  return lambda.trigger === 'http' || lambda.trigger === 'queue';
}

/** The ARNs of a service's two tables. */
export interface TableArns {
  readonly books: string;
  readonly views: string;
}

/** Forwards or waits for nobody: relays and sweepers know events only. */
const readsViews = (lambda: LambdaDescription): boolean => lambda.sendsTo === undefined;

/**
 * What one function may do with its service's tables. Only the projection writes read models, and only it may delete rows.
 * Each statement list ends with the denial that keeps event items as they were written (correctness.md, audit trail).
 * A put cannot be told from an overwrite by IAM: puts of event items carry `attribute_not_exists` in the commit itself.
 */
export function tableStatements({ books, views }: TableArns, lambda: LambdaDescription): PolicyStatement[] {
  const projects = lambda.trigger === 'states-stream';
  const denied = [
    ...CHANGING_ACTIONS,
    ...(maySealEvents(lambda) ? [] : ['dynamodb:PutItem', 'dynamodb:PartiQLInsert']),
  ];
  return [
    new PolicyStatement({ actions: [...READ_ACTIONS, ...WRITE_ACTIONS], resources: [books] }),
    new PolicyStatement({
      actions: ['dynamodb:Query'],
      resources: [
        books,
        ...TABLE_INDEXES.map((index) => `${books}/index/${index.name}`),
        ...(readsViews(lambda) ? [views] : []),
      ],
    }),
    ...(readsViews(lambda) ? [viewsStatement(views, projects)] : []),
    new PolicyStatement({
      effect: Effect.DENY,
      actions: denied,
      resources: projects ? [books, views] : [books],
      conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': [EVENT_KEY_PATTERN] } },
    }),
  ];
}

const viewsStatement = (views: string, projects: boolean): PolicyStatement =>
  new PolicyStatement({
    actions: [...READ_ACTIONS, ...(projects ? [...WRITE_ACTIONS, 'dynamodb:DeleteItem'] : [])],
    resources: [views],
  });

/** What Lambda's poller does on behalf of a function that reads the table's stream. */
export function streamStatement(streamArn: string): PolicyStatement {
  return new PolicyStatement({
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
    resources: [streamArn],
  });
}
