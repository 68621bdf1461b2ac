import { type FauxqsServer, startFauxqs } from 'fauxqs';
import type { QueueModel } from '../template/model.ts';
import { LOCAL_ACCOUNT } from '../template/resources.ts';
import { type AwsJsonClient, awsJsonClient } from './aws-json.ts';
import { LOOPBACK } from './ports.ts';

/** Messages of one queue. `inFlight` were received and neither deleted nor given back. */
export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** The queues of a region on a local engine. */
export interface SqsEngine {
  readonly endpoint: string;
  readonly client: AwsJsonClient;
  /** Creates the queues; one kept from an earlier run takes today's attributes and keeps its messages. */
  createQueues(queues: readonly QueueModel[]): Promise<void>;
  /**
   * Makes messages that a stopped process had received visible again. Their receivers are gone, and to wait for the rest of
   * the visibility timeout (minutes) would only look like a hang.
   */
  releaseInFlight(queues: readonly QueueModel[]): Promise<void>;
  depth(queue: QueueModel): Promise<QueueDepth>;
  /** Moves every message of a dead-letter queue back to its source queue, and says how many. */
  redrive(deadLetters: QueueModel, source: QueueModel): Promise<number>;
  stop(): Promise<void>;
}

/** The engine knows one partition; dead-letter targets must be written as it writes them. */
const ENGINE_ARN_PREFIX = 'arn:aws:sqs';

/**
 * Starts SQS. With a data directory messages survive a restart and even a crash (each change goes to SQLite at once, about
 * six times slower); without one they live as long as the process.
 * Known difference from SQS: a receive returns at most one message of each FIFO group.
 */
export async function startSqs(dataDirectory: string | undefined, awsRegion: string): Promise<SqsEngine> {
  const server = await startFauxqs({
    port: 0,
    logger: false,
    defaultRegion: awsRegion,
    ...(dataDirectory === undefined ? {} : { dataDir: dataDirectory }),
  });
  const endpoint = `http://${LOOPBACK}:${server.port}`;
  const client = awsJsonClient({ endpoint, target: 'AmazonSQS', service: 'sqs', awsRegion });
  return {
    endpoint,
    client,
    createQueues: (queues) => createQueues(server, client, queues, awsRegion),
    releaseInFlight: (queues) => releaseInFlight(server, client, queues),
    depth: (queue) => readDepth(client, queue),
    redrive: (deadLetters, source) => redrive(server, client, deadLetters, source),
    async stop() {
      client.close();
      await server.stop();
    },
  };
}

async function createQueues(
  server: FauxqsServer,
  client: AwsJsonClient,
  queues: readonly QueueModel[],
  awsRegion: string,
): Promise<void> {
  for (const queue of queues) {
    const attributes: Record<string, string> = { ...queue.attributes };
    if (queue.redrive !== undefined) {
      const { deadLetterArn, maxReceiveCount } = queue.redrive;
      const deadLetters = queues.find(({ arn }) => arn === deadLetterArn);
      if (deadLetters === undefined) throw new Error(`dead-letter queue ${deadLetterArn} is not in this stack`);
      attributes.RedrivePolicy = JSON.stringify({
        deadLetterTargetArn: `${ENGINE_ARN_PREFIX}:${awsRegion}:${LOCAL_ACCOUNT}:${deadLetters.name}`,
        maxReceiveCount,
      });
    }
    if (server.inspectQueue(queue.name) === undefined) {
      server.createQueue(queue.name, { attributes });
    } else {
      const { FifoQueue: _fixedAtCreation, ...changeable } = attributes;
      await client.call('SetQueueAttributes', { QueueUrl: queue.url, Attributes: changeable });
    }
  }
}

async function releaseInFlight(
  server: FauxqsServer,
  client: AwsJsonClient,
  queues: readonly QueueModel[],
): Promise<void> {
  for (const queue of queues) {
    for (const { receiptHandle } of server.inspectQueue(queue.name)?.messages.inflight ?? []) {
      await client.call('ChangeMessageVisibility', {
        QueueUrl: queue.url,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: 0,
      });
    }
  }
}

async function readDepth(client: AwsJsonClient, queue: QueueModel): Promise<QueueDepth> {
  const { Attributes } = await client.call<{ Attributes: Record<string, string> }>('GetQueueAttributes', {
    QueueUrl: queue.url,
    AttributeNames: ['All'],
  });
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
  };
}

interface DeadLetter {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly Attributes?: Record<string, string>;
  readonly MessageAttributes?: Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;
}

async function redrive(
  server: FauxqsServer,
  client: AwsJsonClient,
  deadLetters: QueueModel,
  source: QueueModel,
): Promise<number> {
  const { visible } = await readDepth(client, deadLetters);
  let moved = 0;
  // Bounded by what was there at the start: a message that fails again at once must not be driven round for ever.
  while (moved < visible) {
    const { Messages = [] } = await client.call<{ Messages?: DeadLetter[] }>('ReceiveMessage', {
      QueueUrl: deadLetters.url,
      MaxNumberOfMessages: Math.min(10, visible - moved),
      AttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    if (Messages.length === 0) break;
    for (const message of Messages) {
      const groupId = message.Attributes?.MessageGroupId;
      server.sendMessage(source.name, message.Body, {
        ...(message.MessageAttributes === undefined ? {} : { messageAttributes: message.MessageAttributes }),
        ...(groupId === undefined ? {} : { messageGroupId: groupId }),
        // The queue would drop the original deduplication id when it was first sent within five minutes.
        ...(source.fifo
          ? { messageDeduplicationId: `redrive-${message.MessageId}-${message.ReceiptHandle}`.slice(0, 128) }
          : {}),
      });
      await client.call('DeleteMessage', { QueueUrl: deadLetters.url, ReceiptHandle: message.ReceiptHandle });
      moved += 1;
    }
  }
  return moved;
}
