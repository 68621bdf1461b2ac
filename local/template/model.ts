/** What the template says runs, with every intrinsic resolved to the names and addresses of this machine. */
export interface RegionModel {
  readonly stackName: string;
  readonly awsRegion: string;
  readonly tables: readonly TableModel[];
  readonly queues: readonly QueueModel[];
  readonly buckets: readonly BucketModel[];
  readonly functions: readonly FunctionModel[];
  readonly queueSources: readonly QueueSourceModel[];
  readonly streamSources: readonly StreamSourceModel[];
  readonly schedules: readonly ScheduleModel[];
  readonly api: ApiModel | undefined;
}

export interface KeyModel {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

export interface IndexModel {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyModel[];
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
}

export interface TableModel {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly streamArn: string;
  readonly keySchema: readonly KeyModel[];
  readonly attributes: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  readonly globalIndexes: readonly IndexModel[];
  readonly localIndexes: readonly IndexModel[];
  readonly streamViewType: string | undefined;
}

export interface QueueModel {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly fifo: boolean;
  readonly visibilityTimeoutSeconds: number;
  /** SQS attributes as they are set, without the redrive policy. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly redrive: { readonly deadLetterArn: string; readonly maxReceiveCount: number } | undefined;
}

export interface CorsRule {
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly maxAgeSeconds: number | undefined;
}

export interface BucketModel {
  readonly logicalId: string;
  readonly name: string;
  readonly versioned: boolean;
  readonly objectLock: boolean;
  /** How long a version cannot be deleted after it was written; undefined without a default retention. */
  readonly retentionDays: number | undefined;
  readonly corsRules: readonly CorsRule[];
}

export interface FunctionModel {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** Absolute directory of the bundle; undefined for inline code, which only custom resources use and nothing runs here. */
  readonly directory: string | undefined;
  /** File name without extension and export of the handler, as `index` and `handler`. */
  readonly module: string;
  readonly exportName: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly reservedConcurrency: number | undefined;
  /** For asynchronous invocations (schedules). */
  readonly maximumRetryAttempts: number;
  readonly onFailureArn: string | undefined;
}

export interface QueueSourceModel {
  readonly logicalId: string;
  readonly function: FunctionModel;
  readonly queue: QueueModel;
  readonly batchSize: number;
  readonly batchingWindowMs: number;
  readonly maximumConcurrency: number | undefined;
  readonly filters: readonly string[];
  readonly reportsItemFailures: boolean;
}

export interface StreamSourceModel {
  readonly logicalId: string;
  readonly function: FunctionModel;
  readonly table: TableModel;
  readonly batchSize: number;
  readonly batchingWindowMs: number;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly filters: readonly string[];
  readonly reportsItemFailures: boolean;
  readonly bisectsOnError: boolean;
  /** undefined: tries until the record expires. */
  readonly maximumRetryAttempts: number | undefined;
  readonly maximumRecordAgeSeconds: number | undefined;
  readonly onFailureQueue: QueueModel | undefined;
}

export interface ScheduleModel {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly expression: string;
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly startDate: string | undefined;
  readonly endDate: string | undefined;
  readonly function: FunctionModel;
  readonly input: string | undefined;
}

export interface RouteModel {
  readonly logicalId: string;
  /** `GET /registry/assets/{assetId}` or `$default`. */
  readonly routeKey: string;
  readonly function: FunctionModel;
  readonly timeoutMs: number;
  readonly authorizer: AuthorizerModel | undefined;
  readonly scopes: readonly string[];
}

export interface AuthorizerModel {
  readonly logicalId: string;
  readonly issuer: string;
  readonly audiences: readonly string[];
}

export interface ApiModel {
  readonly logicalId: string;
  readonly routes: readonly RouteModel[];
  readonly cors: ApiCorsModel | undefined;
}

export interface ApiCorsModel extends CorsRule {
  readonly allowCredentials: boolean;
}
