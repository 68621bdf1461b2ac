import type { TableModel } from '../template/model.ts';
import { type AwsJsonClient, awsJsonClient, EngineError } from './aws-json.ts';
import { startDynamoDbProcess } from './dynamodb-process.ts';

/** The tables of a region on a local engine. */
export interface DynamoDbEngine {
  readonly endpoint: string;
  readonly client: AwsJsonClient;
  readonly streams: AwsJsonClient;
  /** The engine's own stream ARN of each table that has a stream, by table name. */
  readonly streamArns: Map<string, string>;
  stop(): Promise<void>;
}

/** A table in the data directory has another shape than the template says. The message says what to do. */
export class TableShapeError extends Error {
  override readonly name = 'TableShapeError';
}

/**
 * Starts DynamoDB: the engine given in AWS_ENDPOINT_URL_DYNAMODB, else our own on `databasePath`.
 * Our own keeps its stream records in the same file, so that a stream goes on where it stood after a restart. It does not
 * know TransactionConflict, throttling or the expiry of items.
 */
export async function startDynamoDb(databasePath: string, awsRegion: string): Promise<DynamoDbEngine> {
  const given = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  const own = given === undefined || given === '' ? await startDynamoDbProcess(databasePath) : undefined;
  const endpoint = own?.endpoint ?? given ?? '';
  const client = awsJsonClient({ endpoint, target: 'DynamoDB_20120810', service: 'dynamodb', awsRegion });
  const streams = awsJsonClient({ endpoint, target: 'DynamoDBStreams_20120810', service: 'dynamodb', awsRegion });
  return {
    endpoint,
    client,
    streams,
    streamArns: new Map(),
    async stop() {
      client.close();
      streams.close();
      await own?.stop();
    },
  };
}

interface TableDescription {
  readonly LatestStreamArn?: string;
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  readonly GlobalSecondaryIndexes?: readonly {
    readonly IndexName: string;
    readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  }[];
}

/**
 * Creates the tables that do not exist yet and adds indexes that the template has since gained.
 * Throws TableShapeError when a table was kept from a template with other keys.
 */
export async function createTables(engine: DynamoDbEngine, tables: readonly TableModel[]): Promise<void> {
  for (const table of tables) {
    await createTable(engine, table);
    const { Table } = await engine.client.call<{ Table: TableDescription }>('DescribeTable', { TableName: table.name });
    await matchShape(engine, table, Table);
    if (table.streamViewType !== undefined) {
      if (Table.LatestStreamArn === undefined) throw changedShape(table.name, 'it has no stream');
      engine.streamArns.set(table.name, Table.LatestStreamArn);
    }
  }
}

async function createTable(engine: DynamoDbEngine, table: TableModel): Promise<void> {
  try {
    await engine.client.call('CreateTable', {
      TableName: table.name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: table.keySchema,
      AttributeDefinitions: table.attributes,
      ...(table.globalIndexes.length === 0 ? {} : { GlobalSecondaryIndexes: table.globalIndexes }),
      ...(table.localIndexes.length === 0 ? {} : { LocalSecondaryIndexes: table.localIndexes }),
      ...(table.streamViewType === undefined
        ? {}
        : { StreamSpecification: { StreamEnabled: true, StreamViewType: table.streamViewType } }),
    });
  } catch (error) {
    if (!(error instanceof EngineError && error.type === 'ResourceInUseException')) throw error;
  }
}

async function matchShape(engine: DynamoDbEngine, table: TableModel, found: TableDescription): Promise<void> {
  if (keyText(found.KeySchema) !== keyText(table.keySchema)) throw changedShape(table.name, 'its keys differ');
  for (const index of table.globalIndexes) {
    const existing = found.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index.IndexName);
    if (existing === undefined) {
      await engine.client.call('UpdateTable', {
        TableName: table.name,
        AttributeDefinitions: table.attributes,
        GlobalSecondaryIndexUpdates: [{ Create: index }],
      });
    } else if (keyText(existing.KeySchema) !== keyText(index.KeySchema)) {
      throw changedShape(table.name, `index ${index.IndexName} differs`);
    }
  }
}

const keyText = (keys: TableDescription['KeySchema']): string =>
  keys.map(({ AttributeName, KeyType }) => `${KeyType}:${AttributeName}`).join(',');

const changedShape = (table: string, what: string): TableShapeError =>
  new TableShapeError(
    `table ${table} was made from an older template: ${what}; remove the data directory or choose another with --data`,
  );
