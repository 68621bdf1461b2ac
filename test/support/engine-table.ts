/** The tables of a service on a real engine: its store, and everything in its books. */
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { DynamoStore } from '../../platform/store/dynamo-store.ts';
import type { Row, Store } from '../../platform/store/store.ts';
import type { TestEngine } from './dynoxide.ts';

export interface EngineTable {
  readonly store: Store;
  /** Every item of the books, in no order. */
  items(): Promise<readonly Row[]>;
}

/** Makes tables of its own on the engine. */
export async function engineTable(engine: TestEngine): Promise<EngineTable> {
  const { client } = engine;
  const tables = await engine.createTables();
  return {
    store: new DynamoStore(client, tables),
    async items() {
      const rows: Row[] = [];
      for await (const page of paginateScan({ client }, { TableName: tables.books, ConsistentRead: true }))
        rows.push(...((page.Items ?? []) as Row[]));
      return rows;
    },
  };
}
