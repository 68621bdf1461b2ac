/** The functions behind a table's stream: the relay of event items and the projection of states. */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { serviceQueues, tableStore } from '../aws/clients.ts';
import { serviceName, variable } from '../aws/environment.ts';
import { functionLog, type Log } from '../log.ts';
import { type ProjectedState, type Projection, project } from '../projection.ts';
import { relayBatch } from '../relay.ts';
import type { EventItem, Store } from '../store/store.ts';

type Image = Parameters<typeof unmarshall>[0];

const newImages = <Item>(records: readonly DynamoDBRecord[], sortKey: string): Item[] =>
  records
    .flatMap((record) => (record.dynamodb?.NewImage ? [unmarshall(record.dynamodb.NewImage as Image)] : []))
    .filter((item) => item.sk === sortKey) as Item[];

/** Runs over a whole batch; when it fails, the stream delivers again from its first record. */
async function wholeBatch(
  event: DynamoDBStreamEvent,
  log: Log,
  work: () => Promise<void>,
): Promise<DynamoDBBatchResponse> {
  try {
    await work();
    return { batchItemFailures: [] };
  } catch (error) {
    log.error('relay.failed', error, { records: event.Records.length });
    return { batchItemFailures: [{ itemIdentifier: event.Records[0]?.dynamodb?.SequenceNumber ?? '' }] };
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
    wholeBatch(event, log, async () => {
      const events = newImages<EventItem>(event.Records, 'EVT');
      await relayBatch(runtime, events, Date.now());
      log.info('relay.sent', { events: events.length });
    });
}

/** The projections of a service, each over the same batch of states. */
export function projectFunction(projections: readonly Projection<never>[], store: Store = tableStore()) {
  const log = functionLog(variable('SERVICE'));
  return (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
    wholeBatch(event, log, async () => {
      const states = newImages<ProjectedState>(event.Records, 'STATE');
      for (const projection of projections) await project(store, projection, states);
      log.info('projection.done', { states: states.length });
    });
}
