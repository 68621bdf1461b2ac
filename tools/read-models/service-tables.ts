/** The two tables of a service as a rebuild reads and clears them: by scan, which no function of the service ever does. */
import { BatchWriteCommand, type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { AggregatesSince } from '../../platform/read-model.ts';
import type { ServiceTables } from '../../platform/store/dynamo-store.ts';
import type { Key } from '../../platform/store/store.ts';

const BATCH_WRITES_MAX = 25;
const ROW_OF_A_READ_MODEL = /^VIEW#(?:CONTRIBUTION|TOTAL|ROWS)#(?<name>[^#]+)#(?<generation>\d+)#/;

/** The aggregates of one name, from the states that lie in the books. */
export const aggregatesOf = (client: DynamoDBDocumentClient, { books }: ServiceTables, name: string): AggregatesSince =>
  async function* since(instant) {
    const input = {
      TableName: books,
      ConsistentRead: true,
      ProjectionExpression: '#a',
      FilterExpression: `sk = :state AND begins_with(#a, :name)${instant === undefined ? '' : ' AND changedAt >= :since'}`,
      ExpressionAttributeNames: { '#a': 'aggregate' },
      ExpressionAttributeValues: {
        ':state': 'STATE',
        ':name': `${name}/`,
        ...(instant === undefined ? {} : { ':since': instant }),
      },
    };
    for await (const page of paginateScan({ client }, input)) {
      for (const item of page.Items ?? []) yield item.aggregate as string;
    }
  };

/** Removes the rows of all generations of a read model before the one given. Gives how many. */
export async function removeGenerationsBefore(
  client: DynamoDBDocumentClient,
  { views }: ServiceTables,
  readModel: string,
  generation: number,
): Promise<number> {
  let removed = 0;
  for await (const page of paginateScan({ client }, { TableName: views, ProjectionExpression: 'pk, sk' })) {
    const old = ((page.Items ?? []) as Key[]).filter(({ pk }) => {
      const row = ROW_OF_A_READ_MODEL.exec(pk)?.groups;
      return row?.name === readModel && Number(row.generation) < generation;
    });
    for (let from = 0; from < old.length; from += BATCH_WRITES_MAX)
      await deleteAll(client, views, old.slice(from, from + BATCH_WRITES_MAX));
    removed += old.length;
  }
  return removed;
}

async function deleteAll(client: DynamoDBDocumentClient, table: string, keys: readonly Key[]): Promise<void> {
  let waiting: NonNullable<BatchWriteCommand['input']['RequestItems']> = {
    [table]: keys.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } })),
  };
  while (Object.keys(waiting).length > 0) {
    const answer = await client.send(new BatchWriteCommand({ RequestItems: waiting }));
    waiting = answer.UnprocessedItems ?? {};
  }
}
