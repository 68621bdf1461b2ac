/**
 * A service's table on the local engine, filled before it starts. The engine's import takes an export folder, which is many times
 * quicker than writing item by item, so that histories of 10⁵ events are practical.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { TABLE_INDEXES, TABLE_KEYS } from '../../infra/names.ts';
import { findDynamoDbProgram, startDynamoDbProcess } from '../../local/engines/dynamodb-process.ts';
import { DynamoStore } from '../../platform/store/dynamo-store.ts';
import { Meter } from './meter.ts';

const IMPORT_TIMEOUT_MS = 240_000;
const LINES_PER_FILE = 20_000;

/** A running table with a metered store. */
export interface BenchTable {
  readonly name: string;
  readonly endpoint: string;
  readonly client: DynamoDBDocumentClient;
  readonly store: DynamoStore;
  readonly meter: Meter;
}

const keySchema = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' },
  { AttributeName: sort, KeyType: 'RANGE' },
];

/** The shape the stack gives every table, as DescribeTable would answer; without a stream, which no unit depends on. */
function tableShape(name: string) {
  const attributes = [TABLE_KEYS.partition, TABLE_KEYS.sort, ...TABLE_INDEXES.flatMap((i) => [i.partition, i.sort])];
  return {
    Table: {
      TableName: name,
      KeySchema: keySchema(TABLE_KEYS.partition, TABLE_KEYS.sort),
      AttributeDefinitions: [...new Set(attributes)].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: TABLE_INDEXES.map((index) => ({
        IndexName: index.name,
        KeySchema: keySchema(index.partition, index.sort),
        Projection: { ProjectionType: index.projection === 'all' ? 'ALL' : 'KEYS_ONLY' },
      })),
    },
  };
}

/** Runs work on tables that hold the given items, then stops the engine and removes its files. */
export async function withTables<Result>(
  contents: Readonly<Record<string, Items>>,
  work: (tables: Readonly<Record<string, BenchTable>>) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'panhuo-bench-'));
  try {
    const database = await fillDatabase(folder, contents);
    const engine = await startDynamoDbProcess(database);
    const clients: DynamoDBClient[] = [];
    try {
      const open = (name: string): BenchTable => {
        const plain = new DynamoDBClient({ endpoint: engine.endpoint });
        clients.push(plain);
        const client = DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } });
        return {
          name,
          endpoint: engine.endpoint,
          client,
          store: new DynamoStore(client, name),
          meter: new Meter(client),
        };
      };
      return await work(Object.fromEntries(Object.keys(contents).map((name) => [name, open(name)])));
    } finally {
      for (const client of clients) client.destroy();
      await engine.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs work on one table. */
export function withTable<Result>(
  name: string,
  items: Items,
  work: (table: BenchTable) => Promise<Result>,
): Promise<Result> {
  return withTables({ [name]: items }, async (tables) => {
    const table = tables[name];
    if (!table) throw new Error(`no table ${name}`);
    return work(table);
  });
}

/** What a table holds before it starts. */
export type Items = Iterable<object> | AsyncIterable<object>;

async function fillDatabase(folder: string, contents: Readonly<Record<string, Items>>): Promise<string> {
  const database = join(folder, 'table.db');
  const source = join(folder, 'export');
  const schema = join(folder, 'schema.json');
  for (const [name, items] of Object.entries(contents)) await writeExport(join(source, name, 'data'), items);
  writeFileSync(schema, JSON.stringify(Object.keys(contents).map(tableShape)));
  const program = findDynamoDbProgram();
  const options = ['import', '--source', source, '--schema', schema, '--output', database, '--force'];
  await promisify(execFile)(program, options, { timeout: IMPORT_TIMEOUT_MS });
  rmSync(source, { recursive: true });
  return database;
}

/** Writes DynamoDB's export format: one item a line. */
async function writeExport(folder: string, items: Items): Promise<void> {
  mkdirSync(folder, { recursive: true });
  let lines: string[] = [];
  let file = 0;
  const flush = (): void => {
    writeFileSync(join(folder, `${String(file).padStart(5, '0')}.json`), lines.join('\n'));
    lines = [];
    file += 1;
  };
  for await (const item of items) {
    lines.push(JSON.stringify({ Item: marshall(item, { removeUndefinedValues: true }) }));
    if (lines.length === LINES_PER_FILE) flush();
  }
  flush();
}
