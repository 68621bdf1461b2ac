import { expect, test } from 'vitest';
import { MemoryStore } from './memory-store.ts';
import { commitOf, storeSuite } from './store-suite.ts';

storeSuite('memory', async () => new MemoryStore());

test('what was read cannot be changed behind the store’s back, nor what was written', async () => {
  const store = new MemoryStore();
  const row = { pk: 'A', sk: 'B', list: [{ n: 1 }] };
  await store.write([{ kind: 'put', row }]);
  (row.list[0] as { n: number }).n = 2;
  const [read] = await store.read([row]);
  expect(read?.list).toEqual([{ n: 1 }]);
  const list = read?.list as { n: number }[];
  expect(() => list.push({ n: 3 })).toThrow(TypeError);
});

test('a commit is shown to whoever watches, once it holds', async () => {
  const store = new MemoryStore();
  const seen: string[] = [];
  store.onCommit = (commit) => seen.push(`${commit.event.id}@${commit.state.version}`);
  await store.commit(commitOf());
  await store.commit(commitOf());
  await store.commit(commitOf({ event: 'two' }));
  expect(seen).toEqual(['one@1']);
});
