import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule, type Function as LambdaFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ServiceName } from '../contracts/services.ts';
import { SUBSCRIPTIONS, subscribersOf } from '../contracts/subscriptions.ts';
import type { LambdaDescription, ServiceDescription } from '../platform/service-description.ts';
import { ALARM_PERIOD, type AlarmDesk } from './alarm-desk.ts';
import type { EvidenceBucket } from './evidence-bucket.ts';
import { JobSchedule } from './job-schedule.ts';
import {
  constructId,
  EVENT_SORT_KEY,
  queueUrlVariable,
  resourceName,
  STATE_SORT_KEY,
  TABLE_INDEXES,
  TABLE_KEYS,
} from './names.ts';
import type { AssetDirectories } from './region-assets.ts';
import type { RegionFile } from './region-file.ts';
import { ServiceFunction } from './service-function.ts';
import { deadLetterQueue, type ServiceQueue } from './service-queue.ts';
import { streamStatement, tableStatements } from './table-access.ts';

/** Records a stream function takes at once; a relay sends them on in groups of ten. */
const STREAM_BATCH_RECORDS = 100;
/** A FIFO source hands over ten messages at most. */
const QUEUE_BATCH_MESSAGES = 10;
/** Tries on one batch before it is split to the failing record and set aside; the sweeper finds what was set aside. */
const STREAM_RETRIES = 10;
/** A stream keeps records for a day; lag beyond this leaves time to act before any is lost. */
const STREAM_LAG_ALARM_MS = 15 * 60_000;

const EVERY_TABLE = {
  partitionKey: { name: TABLE_KEYS.partition, type: AttributeType.STRING },
  sortKey: { name: TABLE_KEYS.sort, type: AttributeType.STRING },
  billingMode: BillingMode.PAY_PER_REQUEST,
  encryption: TableEncryption.AWS_MANAGED,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  deletionProtection: true,
  removalPolicy: RemovalPolicy.RETAIN,
} satisfies Partial<TableProps>;

/** Who hears anything at all of this service: the only queues its relay and sweeper may write to. */
function listenersOf(service: ServiceName): ReadonlySet<ServiceName> {
  const types = Object.keys(SUBSCRIPTIONS).filter((type) => type.startsWith(`panhuo.${service}.`));
  return new Set([...types, `panhuo.${service}.`].flatMap((type) => subscribersOf(type)));
}

/** What the services of one region share. */
export interface RegionParts {
  readonly region: RegionFile;
  readonly desk: AlarmDesk;
  readonly evidence: EvidenceBucket;
  readonly queues: ReadonlyMap<ServiceName, ServiceQueue>;
  readonly assets: AssetDirectories;
}

/**
 * One service: its table, its functions and what wakes them. Everything follows from the service's own description, so
 * that all services are guarded in the same way.
 */
export class ServiceConstruct extends Construct {
  /** Events, states and all that decisions rest on. */
  readonly table: Table;
  /** Rows of read models, which nothing listens to. */
  readonly viewTable: Table;
  /** Functions that answer requests, by name. */
  readonly httpFunctions: ReadonlyMap<string, LambdaFunction>;
  readonly #parts: RegionParts;
  readonly #description: ServiceDescription;
  readonly #streamFailures: Queue;

  constructor(scope: Construct, id: string, props: { description: ServiceDescription; parts: RegionParts }) {
    super(scope, id);
    this.#parts = props.parts;
    this.#description = props.description;
    const { name } = props.description;
    const { region, desk } = props.parts;

    this.table = new Table(this, 'Table', {
      ...EVERY_TABLE,
      tableName: resourceName(region.code, name),
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: TABLE_KEYS.timeToLive,
    });
    this.viewTable = new Table(this, 'ViewTable', {
      ...EVERY_TABLE,
      tableName: resourceName(region.code, name, 'views'),
    });
    for (const index of TABLE_INDEXES) {
      this.table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: { name: index.partition, type: AttributeType.STRING },
        sortKey: { name: index.sort, type: AttributeType.STRING },
        projectionType: index.projection === 'all' ? ProjectionType.ALL : ProjectionType.KEYS_ONLY,
      });
    }

    this.#streamFailures = deadLetterQueue(this, 'StreamFailures', {
      regionCode: region.code,
      name: `${name}-stream-failures`,
      desk,
      impact: `Changes of ${name} did not reach their subscribers or read models.`,
      runbook: 'stream-failures',
    });

    const functions = Object.entries(props.description.lambdas).map(([lambda, description]) => ({
      lambda,
      description,
      lambdaFunction: this.#addFunction(lambda, description),
    }));
    const answering = functions.filter(({ description }) => description.trigger === 'http');
    if (answering.length === 0) throw new Error(`the service ${name} has no function for HTTP`);
    this.httpFunctions = new Map(answering.map(({ lambda, lambdaFunction }) => [lambda, lambdaFunction]));
  }

  #addFunction(lambda: string, description: LambdaDescription): LambdaFunction {
    const { region, desk, assets, evidence } = this.#parts;
    const { name } = this.#description;
    const assetDirectory = assets.get(`${name}/${lambda}`);
    if (assetDirectory === undefined) throw new Error(`there is no bundle for ${name}/${lambda}`);
    const made = new ServiceFunction(this, constructId(lambda), {
      regionCode: region.code,
      service: name,
      lambda,
      description,
      assetDirectory,
      environment: this.#environmentOf(description),
      statements: this.#statementsOf(description),
      logRetentionDays: region.retentionDays.logs,
      desk,
    });
    if (description.evidence !== undefined) evidence.acknowledgePrefixes(made.role);
    this.#wake(lambda, made, description);
    return made.function;
  }

  #environmentOf(description: LambdaDescription): Record<string, string> {
    const { region, evidence, queues } = this.#parts;
    const environment: Record<string, string> = {
      TABLE_NAME: this.table.tableName,
      VIEW_TABLE_NAME: this.viewTable.tableName,
    };
    if (description.trigger === 'http') {
      environment.OIDC_ISSUER = region.oidc.issuer;
      environment.OIDC_AUDIENCE = region.oidc.audience;
      environment.OIDC_JWKS_URI =
        region.oidc.jwksUri ?? `${region.oidc.issuer.replace(/\/$/, '')}/.well-known/jwks.json`;
    }
    if (description.sendsTo === 'subscribers') {
      for (const [service, { queue }] of queues) environment[queueUrlVariable(service)] = queue.queueUrl;
    }
    if (description.evidence !== undefined) {
      environment.EVIDENCE_BUCKET = evidence.bucket.bucketName;
      environment.EVIDENCE_RETENTION_DAYS = String(region.retentionDays.evidence);
    }
    return environment;
  }

  #statementsOf(description: LambdaDescription): PolicyStatement[] {
    const { evidence } = this.#parts;
    const statements = tableStatements({ books: this.table.tableArn, views: this.viewTable.tableArn }, description);
    if (description.trigger === 'events-stream' || description.trigger === 'states-stream') {
      statements.push(
        streamStatement(this.#streamArn()),
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.#streamFailures.queueArn] }),
      );
    }
    if (description.trigger === 'queue') {
      statements.push(
        new PolicyStatement({
          actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
          resources: [this.#queueOf(this.#description.name).queue.queueArn],
        }),
      );
    }
    if (description.sendsTo === 'subscribers') {
      const listeners = [...listenersOf(this.#description.name)];
      const resources = listeners.map((service) => this.#queueOf(service).queue.queueArn);
      statements.push(new PolicyStatement({ actions: ['sqs:SendMessage'], resources }));
    }
    if (description.evidence !== undefined) statements.push(...evidence.statements());
    return statements;
  }

  #wake(lambda: string, made: ServiceFunction, { trigger, sendsTo }: LambdaDescription): void {
    const lambdaFunction = made.function;
    const { region, desk } = this.#parts;
    const { name } = this.#description;
    if (typeof trigger === 'object') {
      new JobSchedule(this, `${constructId(lambda)}Schedule`, {
        regionCode: region.code,
        name: `${name}-${lambda}`,
        trigger,
        lambdaFunction,
        desk,
      });
      if (sendsTo === 'subscribers') {
        made.alarmOnLogCode('sweep.resent', {
          name: `${name}-lost-events`,
          impact: `The sweeper of ${name} found events that the relay had not sent; it has sent them again.`,
          runbook: 'lost-events',
        });
      }
    } else if (trigger === 'queue') {
      lambdaFunction.addEventSourceMapping('Queue', {
        eventSourceArn: this.#queueOf(this.#description.name).queue.queueArn,
        batchSize: QUEUE_BATCH_MESSAGES,
        reportBatchItemFailures: true,
      });
      made.alarmOnLogCode('message.quarantined', {
        name: `${name}-quarantined-messages`,
        impact: `A message for ${name} can never take effect; the system that sent it believes it was delivered.`,
        runbook: 'quarantined-messages',
      });
    } else if (trigger === 'events-stream') {
      // An event item is only ever inserted; anything else in its place would be a breach, not news.
      this.#readStream(lambda, lambdaFunction, {
        eventName: FilterRule.isEqual('INSERT'),
        dynamodb: { NewImage: { sk: { S: FilterRule.isEqual(EVENT_SORT_KEY) } } },
      });
    } else if (trigger === 'states-stream') {
      this.#readStream(lambda, lambdaFunction, {
        dynamodb: { NewImage: { sk: { S: FilterRule.isEqual(STATE_SORT_KEY) } } },
      });
    }
  }

  #readStream(lambda: string, lambdaFunction: LambdaFunction, filter: Record<string, unknown>): void {
    lambdaFunction.addEventSourceMapping('Stream', {
      eventSourceArn: this.#streamArn(),
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: STREAM_BATCH_RECORDS,
      retryAttempts: STREAM_RETRIES,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      onFailure: new SqsDlq(this.#streamFailures),
      filters: [FilterCriteria.filter(filter)],
    });
    this.#parts.desk.raise({
      name: `${this.#description.name}-${lambda}-lag`,
      metric: lambdaFunction.metric('IteratorAge', { period: ALARM_PERIOD, statistic: 'Maximum' }),
      threshold: STREAM_LAG_ALARM_MS,
      impact: `${this.#description.name}/${lambda} is behind: other services and lists show an older state.`,
      runbook: 'stream-lag',
    });
  }

  #queueOf(service: ServiceName): ServiceQueue {
    const queue = this.#parts.queues.get(service);
    if (queue === undefined) throw new Error(`the region has no queue for ${service}`);
    return queue;
  }

  #streamArn(): string {
    const arn = this.table.tableStreamArn;
    if (arn === undefined) throw new Error(`the table of ${this.#description.name} has no stream`);
    return arn;
  }
}
