import { afterAll, beforeAll } from 'vitest';
import { startDynoxide, type TestEngine } from '../../test/support/dynoxide.ts';
import { DynamoStore } from './dynamo-store.ts';
import { storeSuite } from './store-suite.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine.stop());

storeSuite('DynamoDB', async () => new DynamoStore(engine.client, await engine.createTable()));
