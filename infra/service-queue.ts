import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ServiceDescription } from '../platform/service-description.ts';
import { acknowledge } from './acknowledgements.ts';
import { ALARM_PERIOD, type AlarmDesk, type Runbook } from './alarm-desk.ts';
import { resourceName, VISIBILITY_PER_TIMEOUT } from './names.ts';

/** Tries before a message is set aside; the consumer has already retried conflicts and throttling inside each try. */
const MAX_RECEIVES = 5;

/** The longest SQS keeps a message: what waits for a person must outlast a national holiday. */
export const DEAD_LETTER_RETENTION = Duration.days(14);

const GUARDED: Pick<QueueProps, 'encryption' | 'enforceSSL' | 'retentionPeriod' | 'removalPolicy'> = {
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  retentionPeriod: DEAD_LETTER_RETENTION,
  removalPolicy: RemovalPolicy.RETAIN,
};

/**
 * A queue for what could not be done: it keeps messages for two weeks and rings at the first one.
 * @param name unique within the region, e.g. `registry-stream-failures`.
 */
export function deadLetterQueue(
  scope: Construct,
  id: string,
  options: {
    readonly regionCode: string;
    readonly name: string;
    readonly fifo?: boolean;
    readonly desk: AlarmDesk;
    readonly impact: string;
    readonly runbook: Runbook;
  },
): Queue {
  const queue = new Queue(scope, id, {
    ...GUARDED,
    queueName: `${resourceName(options.regionCode, options.name)}${options.fifo ? '.fifo' : ''}`,
    ...(options.fifo ? { fifo: true } : {}),
  });
  // A redrive policy says so by itself; the rule does not look at streams' and schedules' failure destinations.
  if (!options.fifo) {
    acknowledge(
      queue,
      'AwsSolutions-SQS3',
      'This queue itself holds what failed elsewhere; our guard dead-letters-are-watched checks that an alarm rings.',
    );
  }
  options.desk.raise({
    name: options.name,
    metric: queue.metricApproximateNumberOfMessagesVisible({ period: ALARM_PERIOD, statistic: 'Maximum' }),
    threshold: 1,
    impact: options.impact,
    runbook: options.runbook,
  });
  return queue;
}

/** A service's one way in for events: a FIFO queue (group = aggregate, deduplication = event id) and its dead letters. */
export class ServiceQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(
    scope: Construct,
    id: string,
    props: { description: ServiceDescription; regionCode: string; desk: AlarmDesk },
  ) {
    super(scope, id);
    const { description, regionCode, desk } = props;
    const longestRunSeconds = Math.max(
      ...Object.values(description.lambdas)
        .filter((lambda) => lambda.trigger === 'queue')
        .map((lambda) => lambda.timeoutSeconds),
    );
    if (!Number.isFinite(longestRunSeconds))
      throw new Error(`the service ${description.name} has no function for its queue`);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters', {
      regionCode,
      name: `${description.name}-dead-letters`,
      fifo: true,
      desk,
      impact: `Events for ${description.name} could not be taken in; later ones of the same aggregate may have overtaken them.`,
      runbook: 'dead-letters',
    });
    this.queue = new Queue(this, 'Queue', {
      ...GUARDED,
      queueName: `${resourceName(regionCode, description.name)}.fifo`,
      fifo: true,
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      visibilityTimeout: Duration.seconds(longestRunSeconds * VISIBILITY_PER_TIMEOUT),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
  }
}
