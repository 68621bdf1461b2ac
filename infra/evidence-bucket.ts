import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  HttpMethods,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledgements.ts';
import { EVIDENCE_PREFIX, QUARANTINE_PREFIX } from './names.ts';
import type { RegionFile } from './region-file.ts';

/** An upload that nobody confirmed is litter after this time. */
const QUARANTINE_DAYS = 2;

const GUARDED = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  encryption: BucketEncryption.S3_MANAGED,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  removalPolicy: RemovalPolicy.RETAIN,
} as const;

/**
 * Documents behind the records. Uploads land in `quarantine/` and vanish after two days; checked ones are copied to a
 * content-addressed key under `evidence/` with an object lock, which is set per object so that quarantine stays erasable.
 */
export class EvidenceBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, region: Pick<RegionFile, 'retentionDays' | 'consoleOrigins'>) {
    super(scope, id);
    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...GUARDED,
      lifecycleRules: [{ expiration: Duration.days(region.retentionDays.accessLogs) }],
    });
    this.bucket = new Bucket(this, 'Documents', {
      ...GUARDED,
      versioned: true,
      objectLockEnabled: true,
      // The CDK's own class does not fit its own interface under exactOptionalPropertyTypes.
      serverAccessLogsBucket: accessLogs as IBucket,
      serverAccessLogsPrefix: 'documents/',
      lifecycleRules: [
        {
          id: 'forget-quarantine',
          prefix: QUARANTINE_PREFIX,
          expiration: Duration.days(QUARANTINE_DAYS),
          noncurrentVersionExpiration: Duration.days(1),
        },
        { id: 'abort-half-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      ...(region.consoleOrigins === undefined
        ? {}
        : {
            cors: [
              {
                allowedOrigins: [...region.consoleOrigins],
                allowedMethods: [HttpMethods.PUT, HttpMethods.POST, HttpMethods.GET],
                allowedHeaders: [
                  'content-type',
                  'content-length',
                  'x-amz-checksum-sha256',
                  'x-amz-sdk-checksum-algorithm',
                ],
              },
            ],
          }),
    });
  }

  /** What a function that handles evidence may do: sign uploads, look at them, copy them to their content's key and lock them. */
  statements(): PolicyStatement[] {
    return [
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [this.bucket.arnForObjects(`${QUARANTINE_PREFIX}*`)],
      }),
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject', 's3:PutObjectRetention'],
        resources: [this.bucket.arnForObjects(`${EVIDENCE_PREFIX}*`)],
      }),
      // Without it S3 answers 403 where the truth is "no such object".
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }),
    ];
  }

  /** Accepts the stars of `statements()` at a role: they stand for object keys below the two prefixes. */
  acknowledgePrefixes(role: Role): void {
    const bucketId = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket);
    for (const prefix of [QUARANTINE_PREFIX, EVIDENCE_PREFIX]) {
      acknowledge(
        role,
        `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/${prefix}*]`,
        'Object keys are made at run time; the star is held to one prefix of one bucket.',
      );
    }
  }
}
