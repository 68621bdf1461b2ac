import { afterAll, beforeAll, expect, test } from 'vitest';
import { DynamoStore } from '../../platform/store/dynamo-store.ts';
import { startDynoxide, type TestEngine } from '../../test/support/dynoxide.ts';
import { PEOPLE, packOf } from './sample-items.ts';
import { SampleService } from './sample-runtime.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine.stop());

test('on DynamoDB the job finds what is due, flags it once, and leaves suspended and written-off items alone', async () => {
  const store = new DynamoStore(engine.client, await engine.createTables());
  const service = new SampleService(packOf('makit'), store).morningOf('2026-01-12');
  const assets = ['ASSETA', 'ASSETB', 'ASSETC', 'ASSETD'];
  for (const asset of assets) await service.approved(asset);
  await service.flag();
  await service.post(PEOPLE.county, 'ASSETA', 'suspensions', { reason: '诉讼' });
  await service.file('E1');
  await service.post(PEOPLE.head, 'ASSETB', 'starts');
  const evidence = [{ kind: 'acceptance-record', evidenceId: 'E1' }];
  await service.post(PEOPLE.head, 'ASSETB', 'completion-reports', { summary: '完成', evidence });
  await service.post(PEOPLE.township, 'ASSETB', 'completion-steps', { verdict: 'approved' });
  await service.post(PEOPLE.industry, 'ASSETB', 'completion-steps', { verdict: 'approved' });
  expect((await service.item('ASSETB')).status).toBe('written-off');

  service.morningOf('2026-04-13');
  expect(await service.flag()).toMatchObject({ from: '2026-01-12', found: 2, done: 10 });
  expect(await service.flag()).toMatchObject({ found: 0, done: 0 });
  const flagged = await Promise.all(
    assets.map(async (asset) => (await service.item(asset)).deadline?.flagged?.length ?? 0),
  );
  expect(flagged).toEqual([0, 0, 5, 5]);

  await service.post(PEOPLE.county, 'ASSETA', 'resumptions', { reason: '结案' });
  service.morningOf('2026-04-14');
  expect(await service.flag()).toMatchObject({ found: 1, done: 5 });
}, 60_000);
