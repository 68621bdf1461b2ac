/** The functions behind a table's stream: the relay of event items and the projection of states. */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { serviceQueues, tableStore } from '../aws/clients.ts';
import { serviceName, variable } from '../aws/environment.ts';
import { functionLog, type Log, type LogCode } from '../log.ts';
import { type ProjectedState, type Projection, project } from '../projection.ts';
import { relayBatch } from '../relay.ts';
import { projectRows, type RowProjection } from '../row-projection.ts';
import type { EventItem, Store } from '../store/store.ts';

type Image = Parameters<typeof unmarshall>[0];

const newImages = <Item>(records: readonly DynamoDBRecord[], sortKey: string): Item[] =>
  records
    .flatMap((record) => (record.dynamodb?.NewImage ? [unmarshall(record.dynamodb.NewImage as Image)] : []))
    .filter((item) => item.sk === sortKey) as Item[];

/**
 * Runs over a whole batch. When it fails the error goes on to the stream, which halves the batch until the record that cannot be handled
 * stands alone and is set aside; naming the first record as failed would send the same batch round and round and set all of it aside.
 */
export async function wholeBatch(
  records: readonly DynamoDBRecord[],
  log: Log,
  failed: LogCode,
  work: () => Promise<void>,
): Promise<DynamoDBBatchResponse> {
  try {
    await work();
    return { batchItemFailures: [] };
  } catch (error) {
    log.error(failed, error, { records: records.length });
    throw error;
  }
}

/** The relay of a service. */
export function relayFunction() {
  const runtime = {
    region: variable('REGION_CODE'),
    service: serviceName(),
    store: tableStore(),
    queues: serviceQueues(),
  };
  const log = functionLog(runtime.service);
  return (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
    wholeBatch(event.Records, log, 'relay.failed', async () => {
      const events = newImages<EventItem>(event.Records, 'EVT');
      await relayBatch(runtime, events, Date.now());
      log.info('relay.sent', { events: events.length });
    });
}

/** The projections of a service, those that count and those that keep rows, each over the same batch of states. */
export function projectFunction(
  projections: readonly (Projection<never> | RowProjection<never, object>)[],
  store: Store = tableStore(),
) {
  const log = functionLog(variable('SERVICE'));
  return (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
    wholeBatch(event.Records, log, 'projection.failed', async () => {
      const states = newImages<ProjectedState>(event.Records, 'STATE');
      // Each projection has rows of its own.
      await Promise.all(
        projections.map((projection) =>
          'rows' in projection ? projectRows(store, projection, states) : project(store, projection, states),
        ),
      );
      log.info('projection.done', { states: states.length });
    });
}
