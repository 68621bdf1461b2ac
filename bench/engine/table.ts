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
import { VIEW_PREFIX } from '../../platform/store/store.ts';
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

/** The shapes the stack gives a service's tables, as DescribeTable would answer; without a stream, which no unit depends on. */
function tableShapes(name: string) {
  const shape = (TableName: string, indexes: readonly (typeof TABLE_INDEXES)[number][]) => ({
    Table: {
      TableName,
      KeySchema: keySchema(TABLE_KEYS.partition, TABLE_KEYS.sort),
      AttributeDefinitions: [
        ...new Set([TABLE_KEYS.partition, TABLE_KEYS.sort, ...indexes.flatMap((i) => [i.partition, i.sort])]),
      ].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      ...(indexes.length === 0
        ? {}
        : {
            GlobalSecondaryIndexes: indexes.map((index) => ({
              IndexName: index.name,
              KeySchema: keySchema(index.partition, index.sort),
              Projection: { ProjectionType: index.projection === 'all' ? 'ALL' : 'KEYS_ONLY' },
            })),
          }),
    },
  });
  return [shape(name, TABLE_INDEXES), shape(viewTableOf(name), [])];
}

/** The table that holds a service's read models. */
export const viewTableOf = (name: string): string => `${name}-views`;

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
          store: new DynamoStore(client, { books: name, views: viewTableOf(name) }),
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
  for (const [name, items] of Object.entries(contents)) await writeExport(source, name, items);
  writeFileSync(schema, JSON.stringify(Object.keys(contents).flatMap(tableShapes)));
  const program = findDynamoDbProgram();
  const options = ['import', '--source', source, '--schema', schema, '--output', database, '--force'];
  await promisify(execFile)(program, options, { timeout: IMPORT_TIMEOUT_MS });
  rmSync(source, { recursive: true });
  return database;
}

/** Writes items of one service into the export folders of its two tables. */
async function writeExport(source: string, name: string, items: Items): Promise<void> {
  const books = new ExportFolder(join(source, name, 'data'));
  const views = new ExportFolder(join(source, viewTableOf(name), 'data'));
  for await (const item of items) ('pk' in item && String(item.pk).startsWith(VIEW_PREFIX) ? views : books).add(item);
  books.flush();
  views.flush();
}

/** DynamoDB's export format: one item a line. */
class ExportFolder {
  readonly #folder: string;
  #lines: string[] = [];
  #file = 0;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  add(item: object): void {
    this.#lines.push(JSON.stringify({ Item: marshall(item, { removeUndefinedValues: true }) }));
    if (this.#lines.length === LINES_PER_FILE) this.flush();
  }

  flush(): void {
    writeFileSync(join(this.#folder, `${String(this.#file).padStart(5, '0')}.json`), this.#lines.join('\n'));
    this.#lines = [];
    this.#file += 1;
  }
}
