import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDynoxide, type TestEngine } from '../../test/support/dynoxide.ts';
import { DynamoStore } from './dynamo-store.ts';
import { storeSuite } from './store-suite.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine.stop());

test('rows of read models lie in the table nobody listens to, all else in the books', async () => {
  const tables = await engine.createTables();
  const store = new DynamoStore(engine.client, tables);
  const keys = ['VIEW#ROWS#1', 'UNIT#1', 'VIEW#TOTAL#1'].map((pk) => ({ pk, sk: 'S' }));
  await store.write(keys.map((row) => ({ kind: 'put', row })));
  const partitions = async (TableName: string) =>
    (await engine.client.send(new ScanCommand({ TableName }))).Items?.map(({ pk }) => pk as string).sort();
  expect(await partitions(tables.views)).toEqual(['VIEW#ROWS#1', 'VIEW#TOTAL#1']);
  expect(await partitions(tables.books)).toEqual(['UNIT#1']);
});

storeSuite('DynamoDB', async () => new DynamoStore(engine.client, await engine.createTables()));
