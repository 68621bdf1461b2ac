/**
 * What of each resource type has an effect here and what has none. A property in neither list is an error, so that a
 * template never behaves differently on one machine than in the cloud without anybody being told.
 */
interface SupportedType {
  /** Properties that are honoured. */
  readonly honoured: readonly string[];
  /** Properties without effect on what the functions see: protection, cost, permissions, observation. */
  readonly withoutEffect: readonly string[];
}

export const SUPPORTED_TYPES: Readonly<Record<string, SupportedType>> = {
  'AWS::DynamoDB::Table': {
    honoured: [
      'TableName',
      'KeySchema',
      'AttributeDefinitions',
      'GlobalSecondaryIndexes',
      'LocalSecondaryIndexes',
      'StreamSpecification',
    ],
    // TTL: the local engine never expires an item; AWS promises only "within days", so nothing may rely on the moment.
    withoutEffect: [
      'BillingMode',
      'ProvisionedThroughput',
      'OnDemandThroughput',
      'WarmThroughput',
      'PointInTimeRecoverySpecification',
      'SSESpecification',
      'DeletionProtectionEnabled',
      'ContributorInsightsSpecification',
      'ResourcePolicy',
      'TableClass',
      'TimeToLiveSpecification',
      'Tags',
    ],
  },
  'AWS::SQS::Queue': {
    honoured: [
      'QueueName',
      'FifoQueue',
      'ContentBasedDeduplication',
      'VisibilityTimeout',
      'DelaySeconds',
      'MaximumMessageSize',
      'MessageRetentionPeriod',
      'ReceiveMessageWaitTimeSeconds',
      'RedrivePolicy',
    ],
    // DeduplicationScope: the local queue removes duplicates per queue; the same id in two groups of one queue counts twice
    // only in the cloud. Event ids are unique, so the difference cannot show.
    withoutEffect: [
      'DeduplicationScope',
      'FifoThroughputLimit',
      'KmsMasterKeyId',
      'KmsDataKeyReusePeriodSeconds',
      'SqsManagedSseEnabled',
      'RedriveAllowPolicy',
      'Tags',
    ],
  },
  'AWS::S3::Bucket': {
    honoured: [
      'BucketName',
      'VersioningConfiguration',
      'ObjectLockEnabled',
      'ObjectLockConfiguration',
      'CorsConfiguration',
    ],
    withoutEffect: [
      'BucketEncryption',
      'LifecycleConfiguration',
      'LoggingConfiguration',
      'MetricsConfigurations',
      'OwnershipControls',
      'PublicAccessBlockConfiguration',
      'Tags',
    ],
  },
  'AWS::Lambda::Function': {
    honoured: [
      'FunctionName',
      'Code',
      'Handler',
      'Runtime',
      'Environment',
      'Timeout',
      'MemorySize',
      'DeadLetterConfig',
      'ReservedConcurrentExecutions',
      'PackageType',
    ],
    withoutEffect: [
      'Role',
      'Architectures',
      'Description',
      'TracingConfig',
      'LoggingConfig',
      'KmsKeyArn',
      'EphemeralStorage',
      'RecursiveLoop',
      'RuntimeManagementConfig',
      'Tags',
    ],
  },
  'AWS::Lambda::Alias': { honoured: ['FunctionName', 'Name', 'FunctionVersion'], withoutEffect: ['Description'] },
  'AWS::Lambda::Version': { honoured: ['FunctionName'], withoutEffect: ['Description', 'CodeSha256'] },
  'AWS::Lambda::EventInvokeConfig': {
    honoured: ['FunctionName', 'Qualifier', 'MaximumRetryAttempts', 'DestinationConfig'],
    // Local retries follow each other within seconds, so no event grows old.
    withoutEffect: ['MaximumEventAgeInSeconds'],
  },
  'AWS::Lambda::EventSourceMapping': {
    honoured: [
      'FunctionName',
      'EventSourceArn',
      'BatchSize',
      'MaximumBatchingWindowInSeconds',
      'Enabled',
      'StartingPosition',
      'FilterCriteria',
      'FunctionResponseTypes',
      'BisectBatchOnFunctionError',
      'MaximumRetryAttempts',
      'MaximumRecordAgeInSeconds',
      'DestinationConfig',
      'ScalingConfig',
    ],
    // ParallelizationFactor keeps the order of one partition key, and one sequential reader keeps it too.
    withoutEffect: ['ParallelizationFactor', 'MetricsConfig', 'LoggingConfig', 'KmsKeyArn', 'Tags'],
  },
  'AWS::ApiGatewayV2::Api': {
    honoured: ['Name', 'ProtocolType', 'CorsConfiguration'],
    withoutEffect: ['Description', 'DisableExecuteApiEndpoint', 'IpAddressType', 'Tags'],
  },
  'AWS::ApiGatewayV2::Stage': {
    honoured: ['ApiId', 'StageName', 'AutoDeploy'],
    // Throttling is the cloud's guard against strangers; one machine serves one person.
    withoutEffect: ['AccessLogSettings', 'DefaultRouteSettings', 'RouteSettings', 'Description', 'Tags'],
  },
  'AWS::ApiGatewayV2::Route': {
    honoured: ['ApiId', 'RouteKey', 'Target', 'AuthorizationType', 'AuthorizerId', 'AuthorizationScopes'],
    withoutEffect: ['OperationName'],
  },
  'AWS::ApiGatewayV2::Integration': {
    honoured: [
      'ApiId',
      'IntegrationType',
      'IntegrationUri',
      'IntegrationMethod',
      'PayloadFormatVersion',
      'TimeoutInMillis',
    ],
    withoutEffect: ['ConnectionType', 'Description', 'CredentialsArn'],
  },
  'AWS::ApiGatewayV2::Authorizer': {
    honoured: ['ApiId', 'Name', 'AuthorizerType', 'IdentitySource', 'JwtConfiguration'],
    withoutEffect: [],
  },
  'AWS::Scheduler::Schedule': {
    honoured: [
      'Name',
      'GroupName',
      'ScheduleExpression',
      'ScheduleExpressionTimezone',
      'StartDate',
      'EndDate',
      'State',
      'Target',
    ],
    withoutEffect: ['Description', 'FlexibleTimeWindow', 'KmsKeyArn'],
  },
};

/**
 * Types that exist for permission, observation or protection in the cloud. Nothing on one machine runs from them, and
 * every value they give (`Ref`, attributes) is a name only.
 */
export const TYPES_WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'AWS::ApiGatewayV2::ApiMapping',
  'AWS::ApiGatewayV2::DomainName',
  'AWS::Backup::BackupPlan',
  'AWS::Backup::BackupSelection',
  'AWS::Backup::BackupVault',
  'AWS::Budgets::Budget',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::DynamoDB::ResourcePolicy',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::QueryDefinition',
  'AWS::Logs::ResourcePolicy',
  'AWS::Logs::SubscriptionFilter',
  'AWS::Oam::Link',
  'AWS::ResourceGroups::Group',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SSM::Parameter',
  'AWS::Scheduler::ScheduleGroup',
  'AWS::WAFv2::WebACL',
  'AWS::WAFv2::WebACLAssociation',
  'AWS::XRay::SamplingRule',
  'Custom::LogRetention',
  'Custom::S3AutoDeleteObjects',
]);
