/** The function behind a service's queue. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { variable } from '../aws/environment.ts';
import type { Clock } from '../clock.ts';
import { consumeMessage, type Reaction } from '../consume.ts';
import { functionLog, type Log } from '../log.ts';
import type { Store } from '../store/store.ts';

type Consuming = { readonly store: Store; readonly clock: Clock };

export function consumeFunction<Runtime extends Consuming>(reactions: readonly Reaction<Runtime>[], runtime: Runtime) {
  const log = functionLog(variable('SERVICE'));
  return (event: SQSEvent): Promise<SQSBatchResponse> => consumeBatch(runtime, reactions, event.Records, log);
}

/**
 * Handles a batch: groups side by side, the messages of a group one after another. After a failure the later messages of its group
 * wait, so that an aggregate's events never overtake one another; other groups go on.
 */
export async function consumeBatch<Runtime extends Consuming>(
  runtime: Runtime,
  reactions: readonly Reaction<Runtime>[],
  records: readonly Message[],
  log: Log,
): Promise<SQSBatchResponse> {
  const groups = Map.groupBy(records, (record) => record.attributes.MessageGroupId ?? record.messageId);
  const failed = new Set(
    (await Promise.all([...groups.values()].map((group) => consumeGroup(runtime, reactions, group, log)))).flat(),
  );
  const batchItemFailures = records
    .filter((record) => failed.has(record))
    .map(({ messageId }) => ({ itemIdentifier: messageId }));
  return { batchItemFailures };
}

type Message = Pick<SQSRecord, 'messageId' | 'body' | 'attributes'>;

/** Gives back what has to come again: the message that failed, and those behind it. */
async function consumeGroup<Runtime extends Consuming>(
  runtime: Runtime,
  reactions: readonly Reaction<Runtime>[],
  group: readonly Message[],
  log: Log,
): Promise<readonly Message[]> {
  for (const [place, { body, messageId }] of group.entries()) {
    try {
      const result = await consumeMessage(runtime, reactions, body);
      if (result.kind === 'done') log.info('message.done', { type: result.type });
      else log.warn('message.quarantined', { reason: result.reason, quarantineId: result.id });
    } catch (error) {
      log.error('message.retry', error, { messageId });
      return group.slice(place);
    }
  }
  return [];
}
