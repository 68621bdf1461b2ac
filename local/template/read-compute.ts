import { join } from 'node:path';
import { asBoolean, asInteger, asList, asRecord, asText, type Json, optional, TemplateError } from './json.ts';
import type {
  FunctionModel,
  QueueModel,
  QueueSourceModel,
  ScheduleModel,
  StreamSourceModel,
  TableModel,
} from './model.ts';
import { textList } from './read-data.ts';
import type { Resource, TemplateResources } from './resources.ts';

const DEFAULT_FUNCTION_TIMEOUT_SECONDS = 3;
const DEFAULT_FUNCTION_MEMORY_MB = 128;
/** What Lambda does with an asynchronous invocation that fails, when the template does not say. */
const DEFAULT_ASYNC_RETRY_ATTEMPTS = 2;
const DEFAULT_QUEUE_BATCH_SIZE = 10;
const DEFAULT_STREAM_BATCH_SIZE = 100;

/** The functions of the template with their bundles' directories. */
export function readFunctions(resources: TemplateResources, assetPaths: ReadonlyMap<string, string>): FunctionModel[] {
  const asyncConfigs = resources.ofType('AWS::Lambda::EventInvokeConfig');
  return resources.ofType('AWS::Lambda::Function').map(({ logicalId, path, properties }) => {
    if (properties.PackageType === 'Image') throw new TemplateError(path, 'container images are not supported');
    const name = asText(resources.reference(logicalId, path), path);
    const [module = '', exportName = ''] = asText(properties.Handler ?? 'index.handler', `${path}.Handler`).split('.');
    const directory = readCode(properties.Code, `${path}.Code`, assetPaths);
    const runtime = asText(properties.Runtime ?? '', `${path}.Runtime`);
    if (directory !== undefined && !runtime.startsWith('nodejs')) {
      throw new TemplateError(`${path}.Runtime`, `${runtime} is not a Node.js runtime`);
    }
    const config = asyncConfigs.find((candidate) => candidate.properties.FunctionName === name);
    const environment = asRecord(asRecord(properties.Environment ?? {}, path).Variables ?? {}, path);
    return {
      logicalId,
      name,
      arn: asText(resources.attribute(logicalId, 'Arn', path), path),
      directory,
      module,
      exportName,
      environment: Object.fromEntries(
        Object.entries(environment).map(([key, value]) => [key, asText(value, `${path}.Environment.${key}`)]),
      ),
      timeoutMs: (optional(properties.Timeout, path, asInteger) ?? DEFAULT_FUNCTION_TIMEOUT_SECONDS) * 1000,
      memoryMb: optional(properties.MemorySize, path, asInteger) ?? DEFAULT_FUNCTION_MEMORY_MB,
      reservedConcurrency: optional(properties.ReservedConcurrentExecutions, path, asInteger),
      maximumRetryAttempts:
        optional(config?.properties.MaximumRetryAttempts, path, asInteger) ?? DEFAULT_ASYNC_RETRY_ATTEMPTS,
      onFailureArn:
        onFailureArn(config?.properties.DestinationConfig, path) ??
        optional(properties.DeadLetterConfig, path, (value) => asText(asRecord(value, path).TargetArn, path)),
    };
  });
}

function readCode(code: Json | undefined, path: string, assetPaths: ReadonlyMap<string, string>): string | undefined {
  const record = asRecord(code, path);
  if (record.ZipFile !== undefined) return undefined;
  const key = asText(record.S3Key, `${path}.S3Key`);
  const directory = assetPaths.get(key);
  if (directory === undefined) throw new TemplateError(path, `no asset is published as ${key}`);
  return join(directory);
}

function onFailureArn(destination: Json | undefined, path: string): string | undefined {
  const config = optional(destination, path, asRecord);
  if (config?.OnSuccess !== undefined) throw new TemplateError(path, 'on-success destinations are not supported');
  const onFailure = optional(config?.OnFailure, `${path}.OnFailure`, asRecord);
  return optional(onFailure?.Destination, `${path}.OnFailure.Destination`, asText);
}

/** A function by its name or ARN; a version or alias at the end of the ARN stands for the function. */
export function findFunction(functions: readonly FunctionModel[], nameOrArn: string, path: string): FunctionModel {
  const found = functions.find(
    ({ name, arn }) => nameOrArn === name || nameOrArn === arn || nameOrArn.startsWith(`${arn}:`),
  );
  if (found === undefined) throw new TemplateError(path, `no function ${nameOrArn} in this stack`);
  if (found.directory === undefined) throw new TemplateError(path, `${found.name} has inline code and cannot run here`);
  return found;
}

/** The event source mappings of the template, apart by what they read. */
export function readEventSources(
  resources: TemplateResources,
  functions: readonly FunctionModel[],
  queues: readonly QueueModel[],
  tables: readonly TableModel[],
): { queueSources: QueueSourceModel[]; streamSources: StreamSourceModel[] } {
  const queueSources: QueueSourceModel[] = [];
  const streamSources: StreamSourceModel[] = [];
  for (const resource of resources.ofType('AWS::Lambda::EventSourceMapping')) {
    const { path, properties } = resource;
    if (properties.Enabled !== undefined && !asBoolean(properties.Enabled, path)) continue;
    const source = asText(properties.EventSourceArn, `${path}.EventSourceArn`);
    const target = findFunction(functions, asText(properties.FunctionName, path), `${path}.FunctionName`);
    const queue = queues.find(({ arn }) => arn === source);
    const table = tables.find(({ streamArn }) => streamArn === source);
    if (queue !== undefined) queueSources.push(readQueueSource(resource, target, queue));
    else if (table !== undefined) streamSources.push(readStreamSource(resource, target, table, queues));
    else throw new TemplateError(`${path}.EventSourceArn`, `no queue or table stream of this stack is ${source}`);
  }
  return { queueSources, streamSources };
}

function commonSettings({ path, properties }: Resource) {
  const criteria = optional(properties.FilterCriteria, `${path}.FilterCriteria`, asRecord);
  const responseTypes = textList(properties.FunctionResponseTypes, `${path}.FunctionResponseTypes`);
  return {
    batchingWindowMs: (optional(properties.MaximumBatchingWindowInSeconds, path, asInteger) ?? 0) * 1000,
    filters: asList(criteria?.Filters ?? [], path).map((filter) =>
      asText(asRecord(filter, path).Pattern, `${path}.FilterCriteria.Pattern`),
    ),
    reportsItemFailures: responseTypes.includes('ReportBatchItemFailures'),
  };
}

function readQueueSource(resource: Resource, target: FunctionModel, queue: QueueModel): QueueSourceModel {
  const { logicalId, path, properties } = resource;
  const common = commonSettings(resource);
  if (queue.fifo && common.batchingWindowMs > 0) throw new TemplateError(path, 'FIFO queues have no batching window');
  if (queue.visibilityTimeoutSeconds * 1000 < target.timeoutMs) {
    throw new TemplateError(
      path,
      `the visibility timeout of ${queue.name} is shorter than the timeout of ${target.name}`,
    );
  }
  const scaling = optional(properties.ScalingConfig, path, asRecord);
  return {
    ...common,
    logicalId,
    function: target,
    queue,
    batchSize: optional(properties.BatchSize, path, asInteger) ?? DEFAULT_QUEUE_BATCH_SIZE,
    maximumConcurrency: optional(scaling?.MaximumConcurrency, path, asInteger),
  };
}

function readStreamSource(
  resource: Resource,
  target: FunctionModel,
  table: TableModel,
  queues: readonly QueueModel[],
): StreamSourceModel {
  const { logicalId, path, properties } = resource;
  if (table.streamViewType === undefined) throw new TemplateError(path, `table ${table.name} has no stream`);
  const startingPosition = asText(properties.StartingPosition, `${path}.StartingPosition`);
  if (startingPosition !== 'TRIM_HORIZON' && startingPosition !== 'LATEST') {
    throw new TemplateError(path, `starting position ${startingPosition} is not supported`);
  }
  const failureArn = onFailureArn(properties.DestinationConfig, `${path}.DestinationConfig`);
  const onFailureQueue = queues.find(({ arn }) => arn === failureArn);
  if (failureArn !== undefined && onFailureQueue === undefined) {
    throw new TemplateError(path, `on-failure destination ${failureArn} is not a queue of this stack`);
  }
  if (onFailureQueue?.fifo) throw new TemplateError(path, 'an on-failure destination must be a standard queue');
  const retries = optional(properties.MaximumRetryAttempts, path, asInteger);
  const age = optional(properties.MaximumRecordAgeInSeconds, path, asInteger);
  return {
    ...commonSettings(resource),
    logicalId,
    function: target,
    table,
    batchSize: optional(properties.BatchSize, path, asInteger) ?? DEFAULT_STREAM_BATCH_SIZE,
    startingPosition,
    bisectsOnError: optional(properties.BisectBatchOnFunctionError, path, asBoolean) ?? false,
    maximumRetryAttempts: retries === -1 ? undefined : retries,
    maximumRecordAgeSeconds: age === -1 ? undefined : age,
    onFailureQueue,
  };
}

/** The schedules of the template. */
export function readSchedules(resources: TemplateResources, functions: readonly FunctionModel[]): ScheduleModel[] {
  return resources.ofType('AWS::Scheduler::Schedule').map(({ logicalId, path, properties }) => {
    const target = asRecord(properties.Target, `${path}.Target`);
    for (const name of Object.keys(target)) {
      // A failed delivery (as against a failed run) cannot happen on one machine, so its retry policy has no effect.
      if (!['Arn', 'RoleArn', 'Input', 'RetryPolicy', 'DeadLetterConfig'].includes(name)) {
        throw new TemplateError(`${path}.Target.${name}`, 'this property of a schedule target is not supported');
      }
    }
    return {
      logicalId,
      name: asText(resources.reference(logicalId, path), path),
      arn: asText(resources.attribute(logicalId, 'Arn', path), path),
      expression: asText(properties.ScheduleExpression, `${path}.ScheduleExpression`),
      timeZone: optional(properties.ScheduleExpressionTimezone, path, asText) ?? 'UTC',
      enabled: properties.State !== 'DISABLED',
      startDate: optional(properties.StartDate, path, asText),
      endDate: optional(properties.EndDate, path, asText),
      function: findFunction(functions, asText(target.Arn, path), `${path}.Target.Arn`),
      input: optional(target.Input, `${path}.Target.Input`, asText),
    };
  });
}
