import {
  asBoolean,
  asInteger,
  asList,
  asRecord,
  asText,
  isRecord,
  type Json,
  optional,
  TemplateError,
} from './json.ts';
import type { BucketModel, CorsRule, IndexModel, KeyModel, QueueModel, TableModel } from './model.ts';
import type { Resource, TemplateResources } from './resources.ts';

/** SQS waits this long before a received message is given again, when the template does not say. */
const DEFAULT_VISIBILITY_TIMEOUT_SECONDS = 30;

/** The tables of the template. */
export function readTables(resources: TemplateResources): TableModel[] {
  return resources.ofType('AWS::DynamoDB::Table').map(({ logicalId, path, properties }) => ({
    logicalId,
    name: asText(resources.reference(logicalId, path), path),
    arn: asText(resources.attribute(logicalId, 'Arn', path), path),
    streamArn: asText(resources.attribute(logicalId, 'StreamArn', path), path),
    keySchema: readKeys(properties.KeySchema, `${path}.KeySchema`),
    attributes: asList(properties.AttributeDefinitions, `${path}.AttributeDefinitions`).map((entry) => {
      const attribute = asRecord(entry, path);
      return {
        AttributeName: asText(attribute.AttributeName, path),
        AttributeType: asText(attribute.AttributeType, path),
      };
    }),
    globalIndexes: readIndexes(properties.GlobalSecondaryIndexes, `${path}.GlobalSecondaryIndexes`),
    localIndexes: readIndexes(properties.LocalSecondaryIndexes, `${path}.LocalSecondaryIndexes`),
    streamViewType: optional(properties.StreamSpecification, `${path}.StreamSpecification`, (value, at) =>
      asText(asRecord(value, at).StreamViewType, at),
    ),
  }));
}

function readKeys(value: Json | undefined, path: string): KeyModel[] {
  return asList(value, path).map((entry) => {
    const key = asRecord(entry, path);
    const KeyType = asText(key.KeyType, path);
    if (KeyType !== 'HASH' && KeyType !== 'RANGE') throw new TemplateError(path, `unknown key type ${KeyType}`);
    return { AttributeName: asText(key.AttributeName, path), KeyType };
  });
}

function readIndexes(value: Json | undefined, path: string): IndexModel[] {
  return asList(value ?? [], path).map((entry, position) => {
    const at = `${path}[${position}]`;
    const index = asRecord(entry, at);
    const projection = asRecord(index.Projection, at);
    const nonKey = optional(projection.NonKeyAttributes, at, asList)?.map((name) => asText(name, at));
    return {
      IndexName: asText(index.IndexName, at),
      KeySchema: readKeys(index.KeySchema, `${at}.KeySchema`),
      Projection: {
        ProjectionType: asText(projection.ProjectionType, at),
        ...(nonKey === undefined ? {} : { NonKeyAttributes: nonKey }),
      },
    };
  });
}

const QUEUE_ATTRIBUTES = [
  'VisibilityTimeout',
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'ContentBasedDeduplication',
] as const;

/** The queues of the template. */
export function readQueues(resources: TemplateResources): QueueModel[] {
  return resources.ofType('AWS::SQS::Queue').map(({ logicalId, path, properties }) => {
    const name = asText(resources.attribute(logicalId, 'QueueName', path), path);
    const fifo = optional(properties.FifoQueue, `${path}.FifoQueue`, asBoolean) ?? false;
    if (fifo !== name.endsWith('.fifo')) throw new TemplateError(path, `queue name ${name} and FifoQueue disagree`);
    const attributes: Record<string, string> = fifo ? { FifoQueue: 'true' } : {};
    for (const attribute of QUEUE_ATTRIBUTES) {
      const value = properties[attribute];
      if (value !== undefined) attributes[attribute] = asText(value, `${path}.${attribute}`);
    }
    return {
      logicalId,
      name,
      arn: asText(resources.attribute(logicalId, 'Arn', path), path),
      url: asText(resources.reference(logicalId, path), path),
      fifo,
      visibilityTimeoutSeconds:
        optional(properties.VisibilityTimeout, path, asInteger) ?? DEFAULT_VISIBILITY_TIMEOUT_SECONDS,
      attributes,
      redrive: optional(properties.RedrivePolicy, `${path}.RedrivePolicy`, (value, at) => {
        const policy = asRecord(value, at);
        return {
          deadLetterArn: asText(policy.deadLetterTargetArn, `${at}.deadLetterTargetArn`),
          maxReceiveCount: asInteger(policy.maxReceiveCount, `${at}.maxReceiveCount`),
        };
      }),
    };
  });
}

const DAYS_PER_YEAR = 365;

/** The buckets of the template. */
export function readBuckets(resources: TemplateResources): BucketModel[] {
  return resources.ofType('AWS::S3::Bucket').map((resource) => ({
    logicalId: resource.logicalId,
    name: resources.bucketName(resource.logicalId),
    versioned: optional(resource.properties.VersioningConfiguration, resource.path, asRecord)?.Status === 'Enabled',
    objectLock: resource.properties.ObjectLockEnabled === true,
    retentionDays: readRetentionDays(resource),
    corsRules: readBucketCors(resource),
  }));
}

function readRetentionDays({ path, properties }: Resource): number | undefined {
  const lock = optional(properties.ObjectLockConfiguration, `${path}.ObjectLockConfiguration`, asRecord);
  const rule = optional(lock?.Rule, `${path}.ObjectLockConfiguration.Rule`, asRecord);
  const retention = optional(rule?.DefaultRetention, `${path}.ObjectLockConfiguration`, asRecord);
  if (retention === undefined) return undefined;
  const days = optional(retention.Days, path, asInteger);
  const years = optional(retention.Years, path, asInteger);
  if (days === undefined && years === undefined) throw new TemplateError(path, 'retention without days or years');
  return days ?? (years ?? 0) * DAYS_PER_YEAR;
}

function readBucketCors({ path, properties }: Resource): CorsRule[] {
  const cors = optional(properties.CorsConfiguration, `${path}.CorsConfiguration`, asRecord);
  return asList(cors?.CorsRules ?? [], `${path}.CorsConfiguration`).map((entry, position) => {
    const at = `${path}.CorsConfiguration.CorsRules[${position}]`;
    const rule = asRecord(entry, at);
    return {
      allowedOrigins: textList(rule.AllowedOrigins, at),
      allowedMethods: textList(rule.AllowedMethods, at),
      allowedHeaders: textList(rule.AllowedHeaders, at),
      exposedHeaders: textList(rule.ExposedHeaders, at),
      maxAgeSeconds: optional(rule.MaxAge, at, asInteger),
    };
  });
}

/** A list of texts; nothing counts as an empty list. Throws TemplateError. */
export function textList(value: Json | undefined, path: string): string[] {
  if (value === undefined || value === null) return [];
  if (isRecord(value)) throw new TemplateError(path, 'expected a list of texts');
  return asList(value, path).map((entry) => asText(entry, path));
}
