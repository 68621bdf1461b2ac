import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REFERENCE_DIRECTORY, referenceFiles } from './generate.ts';

test('the committed reference is what the code says (npm run reference)', async () => {
  const files = await referenceFiles();
  for (const [path, content] of files) {
    expect(readFileSync(join(REFERENCE_DIRECTORY, path), 'utf8'), path).toBe(content);
  }
  const events = [...files.keys()]
    .filter((path) => path.startsWith('events/'))
    .map((path) => path.slice('events/'.length));
  expect(readdirSync(join(REFERENCE_DIRECTORY, 'events')).sort()).toEqual(events.sort());
});

test('every route says which problems it may answer, and names an operation of its own', async () => {
  const openApi = (await referenceFiles()).get('openapi.yaml') ?? '';
  const operations = [...openApi.matchAll(/operationId: (\w+)/g)].map((match) => match[1]);
  expect(operations.length).toBeGreaterThan(10);
  expect(new Set(operations).size).toBe(operations.length);
});
