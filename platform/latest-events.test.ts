import { describe, expect, test } from 'vitest';
import { latestEvents } from './latest-events.ts';
import { MemoryStore } from './store/memory-store.ts';
import { BusyError, type QueryRange, type Store } from './store/store.ts';

type Of<Type> = { readonly type: Type; readonly text: string };
type Told = Of<'planned'> | Of<'noted'> | Of<'reported'>;
const words = {
  fromContract: (type: string, data: Readonly<Record<string, unknown>>): Told =>
    ({ ...data, type: type.split('.')[2] }) as Told,
};

/** A life of these events, version by version. */
async function lived(...types: readonly Told['type'][]): Promise<MemoryStore> {
  const store = new MemoryStore();
  for (const [index, type] of types.entries()) {
    const version = index + 1;
    const key = { pk: `EVT#test#${version}`, sk: 'EVT' as const };
    await store.write([
      {
        kind: 'put',
        row: {
          ...key,
          aggregate: 'case/1',
          version,
          versionKey: String(version).padStart(9, '0'),
          type: `panhuo.registry.${type}.v1`,
          data: { text: `${type} at ${version}` },
        },
      },
    ]);
  }
  return store;
}
const at = (version: number) => ({ aggregate: 'case/1', version });

/** A store whose index shows the life only from the n-th look on, and counts the looks. */
function lagging(store: MemoryStore, shownFrom: number) {
  const seen = { looks: 0 };
  const behind: Store = Object.assign(Object.create(store) as MemoryStore, {
    async queryByAggregate(aggregate: string, range: QueryRange) {
      seen.looks += 1;
      const page = await store.queryByAggregate(aggregate, range);
      return seen.looks < shownFrom ? { rows: page.rows.slice(1) } : page;
    },
  });
  return { store: behind, seen };
}

describe('the latest events of a life', () => {
  test('are the last of each type asked for, and nothing else', async () => {
    const store = await lived('planned', 'noted', 'planned', 'noted');
    expect(await latestEvents(store, at(4), words, ['planned', 'reported'])).toEqual({
      planned: { type: 'planned', text: 'planned at 3' },
    });
  });

  test('end with the version of the state, so that what came since is not told with it', async () => {
    const store = await lived('planned', 'planned');
    expect(await latestEvents(store, at(1), words, ['planned'])).toEqual({
      planned: { type: 'planned', text: 'planned at 1' },
    });
  });

  test('are found behind any number of others', async () => {
    const store = await lived('planned', ...Array.from({ length: 80 }, () => 'noted' as const));
    expect((await latestEvents(store, at(81), words, ['planned'])).planned?.text).toBe('planned at 1');
  });

  test('are not looked for when nothing is asked', async () => {
    const { store, seen } = lagging(await lived('planned'), 1);
    expect(await latestEvents(store, at(1), words, [])).toEqual({});
    expect(seen.looks).toBe(0);
  });

  test('are waited for while the index is behind', async () => {
    const { store, seen } = lagging(await lived('noted', 'planned'), 3);
    expect((await latestEvents(store, at(2), words, ['planned'])).planned?.text).toBe('planned at 2');
    expect(seen.looks).toBe(3);
  });

  test('are given up when the index stays behind: an older one in their place would be wrong', async () => {
    const { store } = lagging(await lived('planned', 'planned'), 100);
    await expect(latestEvents(store, at(2), words, ['planned'])).rejects.toThrow(BusyError);
  });
});
