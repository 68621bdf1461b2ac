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
 * Handles a batch in order. After a failure the later messages of the same group wait, so that an aggregate's events never overtake
 * one another; other groups go on.
 */
export async function consumeBatch<Runtime extends Consuming>(
  runtime: Runtime,
  reactions: readonly Reaction<Runtime>[],
  records: readonly Pick<SQSRecord, 'messageId' | 'body' | 'attributes'>[],
  log: Log,
): Promise<SQSBatchResponse> {
  const held = new Set<string>();
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const record of records) {
    const group = record.attributes.MessageGroupId ?? record.messageId;
    if (held.has(group)) {
      batchItemFailures.push({ itemIdentifier: record.messageId });
      continue;
    }
    try {
      const result = await consumeMessage(runtime, reactions, record.body);
      if (result.kind === 'done') log.info('message.done', { type: result.type });
      else log.warn('message.quarantined', { reason: result.reason, quarantineId: result.id });
    } catch (error) {
      held.add(group);
      batchItemFailures.push({ itemIdentifier: record.messageId });
      log.error('message.retry', error, { messageId: record.messageId });
    }
  }
  return { batchItemFailures };
}
