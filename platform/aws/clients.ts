/** The AWS clients. Endpoints, region and credentials come from the SDK's own environment variables. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { SqsQueues } from '../queue.ts';
import { DynamoStore } from '../store/dynamo-store.ts';
import { queueUrls, variable } from './environment.ts';

export function tableStore(): DynamoStore {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return new DynamoStore(client, { books: variable('TABLE_NAME'), views: variable('VIEW_TABLE_NAME') });
}

export const serviceQueues = (): SqsQueues => new SqsQueues(new SQSClient({}), queueUrls());
