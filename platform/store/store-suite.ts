/** What every make of store must do, as a function that registers tests: memory-store.test.ts and dynamo-store.int.test.ts call it. */
import { describe, expect, test } from 'vitest';
import {
  type Commit,
  type EventItem,
  InvalidPositionError,
  type Key,
  type Page,
  type QueryRange,
  type Row,
  type StateItem,
  type Store,
  VIEW_PREFIX,
} from './store.ts';

const HASH = 'h'.repeat(43);

interface Wish {
  readonly event?: string;
  readonly requestHash?: string;
  readonly aggregate?: string;
  readonly version?: number;
  readonly recordedAt?: string;
  readonly hourKey?: string;
}

export function eventOf({
  event = 'one',
  requestHash = HASH,
  aggregate = 'thing/a',
  version = 1,
  recordedAt = '2026-05-01T02:00:00.000Z',
  hourKey = '2026-05-01T02#0',
}: Wish): EventItem {
  return {
    pk: `EVT#person:wang#${event}`,
    sk: 'EVT',
    id: event,
    type: 'panhuo.registry.thing-made.v1',
    aggregate,
    version,
    versionKey: String(version).padStart(9, '0'),
    recordedAt,
    hourKey,
    actor: 'wang',
    correlationId: 'c',
    causationId: 'c',
    requestHash,
    hash: HASH,
    data: { size: version, absent: undefined },
  };
}

export function stateOf(id: string, version: number, more: Partial<StateItem> = {}): StateItem {
  return {
    pk: `THING#${id}`,
    sk: 'STATE',
    aggregate: `thing/${id}`,
    version,
    lastHash: HASH,
    changedAt: '2026-05-01T02:00:00.000Z',
    state: { size: version },
    ...more,
  };
}

export const commitOf = (wish: Wish & Partial<Omit<Commit, 'event'>> = {}): Commit => ({
  state: stateOf('a', wish.version ?? 1),
  expectedVersion: (wish.version ?? 1) - 1,
  side: [],
  ...wish,
  event: eventOf(wish),
});

const account: Key = { pk: 'POOL#1', sk: 'ACCOUNT' };

/** Registers the suite. @param fresh gives an empty store */
export function storeSuite(name: string, fresh: () => Promise<Store>): void {
  const one = async (store: Store, key: Key): Promise<Row | undefined> => (await store.read([key]))[0];
  const stateKey: Key = { pk: 'THING#a', sk: 'STATE' };
  const eventKey = (event: string): Key => ({ pk: `EVT#person:wang#${event}`, sk: 'EVT' });
  const unchanged = async (store: Store, work: () => Promise<unknown>): Promise<void> => {
    const keys = [stateKey, account, eventKey('one'), eventKey('two'), { pk: 'LINE#1', sk: 'ROW' }];
    const before = await store.read(keys);
    await work();
    expect(await store.read(keys)).toEqual(before);
  };

  describe(`${name}: commit`, () => {
    test('puts event, state and side writes together', async () => {
      const store = await fresh();
      const outcome = await store.commit(
        commitOf({
          side: [
            { kind: 'add', key: account, add: { balanceFen: 500, receipts: 1 }, refusal: 'insufficient-balance' },
            { kind: 'create', key: { pk: 'LINE#1', sk: 'ROW' }, item: { paid: true }, refusal: 'line-already-paid' },
          ],
        }),
      );
      expect(outcome).toEqual({ kind: 'committed' });
      const [event, state, pool, line] = await store.read([
        eventKey('one'),
        stateKey,
        account,
        { pk: 'LINE#1', sk: 'ROW' },
      ]);
      expect(event).toEqual({ ...eventOf({}), data: { size: 1 } });
      expect(Object.keys(event?.data as object)).toEqual(['size']);
      expect(state).toEqual(stateOf('a', 1));
      expect(pool).toEqual({ ...account, balanceFen: 500, receipts: 1 });
      expect(line).toEqual({ pk: 'LINE#1', sk: 'ROW', paid: true });
    });

    test('answers a version conflict, for a new state as well, and changes nothing', async () => {
      const store = await fresh();
      await store.commit(commitOf());
      await unchanged(store, async () => {
        expect(await store.commit(commitOf({ event: 'two' }))).toEqual({ kind: 'conflict' });
        expect(await store.commit(commitOf({ event: 'two', version: 3 }))).toEqual({ kind: 'conflict' });
      });
      expect(await store.commit(commitOf({ event: 'two', version: 2 }))).toEqual({ kind: 'committed' });
    });

    test('answers a conflict when the state to be changed does not exist', async () => {
      const store = await fresh();
      expect(await store.commit(commitOf({ version: 2 }))).toEqual({ kind: 'conflict' });
      expect(await one(store, eventKey('one'))).toBeUndefined();
    });

    test('gives back the first event when the cause comes again, whatever else is wrong', async () => {
      const store = await fresh();
      await store.commit(commitOf());
      const again = commitOf({
        requestHash: 'x'.repeat(43),
        version: 9,
        guard: { actorMustNotBeListed: 'wang', code: 'own-proposal' },
        side: [
          {
            kind: 'add',
            key: account,
            add: { balanceFen: -1 },
            atLeast: { attribute: 'balanceFen', value: 1 },
            refusal: 'r',
          },
        ],
      });
      await unchanged(store, async () => {
        expect(await store.commit(again)).toEqual({ kind: 'duplicate', event: { ...eventOf({}), data: { size: 1 } } });
      });
    });

    test('refuses the actor whom the state lists', async () => {
      const store = await fresh();
      await store.commit(commitOf({ state: stateOf('a', 1, { actors: ['wang', 'li'] }) }));
      const by = (sub: string, event: string): Commit =>
        commitOf({ event, version: 2, guard: { actorMustNotBeListed: sub, code: 'own-proposal' } });
      await unchanged(store, async () => {
        expect(await store.commit(by('li', 'two'))).toEqual({ kind: 'refused', code: 'own-proposal' });
      });
      expect(await store.commit(by('l', 'two'))).toEqual({ kind: 'committed' });
    });

    test('lets anyone through a guard where the state lists nobody', async () => {
      const store = await fresh();
      await store.commit(commitOf());
      const guard = { actorMustNotBeListed: 'wang', code: 'own-proposal' };
      expect(await store.commit(commitOf({ event: 'two', version: 2, guard }))).toEqual({ kind: 'committed' });
    });

    test('tells a conflict before a guard and a guard before a side write', async () => {
      const store = await fresh();
      await store.commit(commitOf({ state: stateOf('a', 1, { actors: ['wang'] }) }));
      const guard = { actorMustNotBeListed: 'wang', code: 'own-proposal' };
      const side = [
        {
          kind: 'add',
          key: account,
          add: { balanceFen: -1 },
          atLeast: { attribute: 'balanceFen', value: 1 },
          refusal: 'insufficient-balance',
        },
      ] as const;
      await unchanged(store, async () => {
        expect(await store.commit(commitOf({ event: 'two', version: 3, guard, side }))).toEqual({ kind: 'conflict' });
        expect(await store.commit(commitOf({ event: 'two', version: 2, guard, side }))).toEqual({
          kind: 'refused',
          code: 'own-proposal',
        });
        expect(await store.commit(commitOf({ event: 'two', version: 2, side }))).toEqual({
          kind: 'refused',
          code: 'insufficient-balance',
        });
      });
    });

    test('holds a floor exactly, and refuses where the counter does not exist', async () => {
      const store = await fresh();
      const pay = (event: string, version: number, fen: number): Commit =>
        commitOf({
          event,
          version,
          side: [
            {
              kind: 'add',
              key: account,
              add: { balanceFen: -fen },
              atLeast: { attribute: 'balanceFen', value: fen },
              refusal: 'insufficient-balance',
            },
          ],
        });
      expect(await store.commit(pay('one', 1, 0))).toEqual({ kind: 'refused', code: 'insufficient-balance' });
      await store.commit(commitOf({ side: [{ kind: 'add', key: account, add: { balanceFen: 700 }, refusal: 'r' }] }));
      expect(await store.commit(pay('two', 2, 701))).toEqual({ kind: 'refused', code: 'insufficient-balance' });
      expect(await store.commit(pay('two', 2, 700))).toEqual({ kind: 'committed' });
      expect(await one(store, account)).toEqual({ ...account, balanceFen: 0 });
    });

    test('refuses to create what exists, naming the first side write that says no', async () => {
      const store = await fresh();
      const line = { pk: 'LINE#1', sk: 'ROW' };
      const create = { kind: 'create', key: line, item: {}, refusal: 'line-already-paid' } as const;
      const floor = {
        kind: 'add',
        key: account,
        add: { n: -1 },
        atLeast: { attribute: 'n', value: 1 },
        refusal: 'insufficient-balance',
      } as const;
      await store.commit(commitOf({ side: [create] }));
      await unchanged(store, async () => {
        expect(await store.commit(commitOf({ event: 'two', version: 2, side: [create, floor] }))).toEqual({
          kind: 'refused',
          code: 'line-already-paid',
        });
        expect(await store.commit(commitOf({ event: 'two', version: 2, side: [floor, create] }))).toEqual({
          kind: 'refused',
          code: 'insufficient-balance',
        });
      });
    });

    test('a name has one owner at a time, who may give it back', async () => {
      const store = await fresh();
      const side = (kind: 'claim' | 'release', owner: string) =>
        [{ kind, key: { pk: 'NAME#x', sk: 'CLAIM' }, owner, refusal: 'taken' }] as const;
      const run = (version: number, kind: 'claim' | 'release', owner: string) =>
        store.commit(commitOf({ event: `name-${version}-${owner}`, version, side: side(kind, owner) }));
      const [done, taken] = [{ kind: 'committed' }, { kind: 'refused', code: 'taken' }];
      expect(await run(1, 'release', 'a')).toEqual(taken);
      expect(await run(1, 'claim', 'a')).toEqual(done);
      expect(await run(2, 'claim', 'a')).toEqual(done);
      await unchanged(store, async () => {
        expect(await run(3, 'claim', 'b')).toEqual(taken);
        expect(await run(3, 'release', 'b')).toEqual(taken);
      });
      expect(await run(3, 'release', 'a')).toEqual(done);
      expect(await run(4, 'claim', 'b')).toEqual(done);
      expect(await run(5, 'claim', 'a')).toEqual(taken);
    });

    test('takes a hundred items and one item once', async () => {
      const store = await fresh();
      const lines = (count: number) =>
        Array.from({ length: count }, (_, n) => ({
          kind: 'create' as const,
          key: { pk: `LINE#${n}`, sk: 'ROW' },
          item: {},
          refusal: 'r',
        }));
      await expect(store.commit(commitOf({ side: lines(99) }))).rejects.toThrow();
      await expect(store.commit(commitOf({ side: [...lines(1), ...lines(1)] }))).rejects.toThrow();
      expect(await one(store, stateKey)).toBeUndefined();
      expect(await store.commit(commitOf({ side: lines(98) }))).toEqual({ kind: 'committed' });
    });

    test('lets one of two commits on the same version through', async () => {
      const store = await fresh();
      await store.commit(commitOf());
      const outcomes = await Promise.all(
        ['two', 'three'].map((event) => store.commit(commitOf({ event, version: 2 }))),
      );
      expect(outcomes.map((outcome) => outcome.kind).toSorted()).toEqual(['committed', 'conflict']);
    });
  });

  describe(`${name}: several commits together`, () => {
    const line = (n: number, version = 1): Commit =>
      commitOf({ event: `e${n}-${version}`, aggregate: `thing/${n}`, version, state: stateOf(String(n), version) });

    test('all take effect', async () => {
      const store = await fresh();
      expect(await store.commitTogether([line(1), line(2), line(3)])).toBe(true);
      expect(await store.read([1, 2, 3].map((n) => ({ pk: `THING#${n}`, sk: 'STATE' })))).toEqual(
        [1, 2, 3].map((n) => stateOf(String(n), 1)),
      );
    });

    test.each([
      ['a cause that came before', () => line(2)],
      ['a version that is not the present one', () => ({ ...line(2, 3), event: line(9).event })],
      [
        'an account below its floor',
        () =>
          ({
            ...line(9),
            side: [{ kind: 'add', key: account, add: { n: -1 }, atLeast: { attribute: 'n', value: 1 }, refusal: 'r' }],
          }) as Commit,
      ],
    ])('none does beside %s', async (_what, wrong) => {
      const store = await fresh();
      await store.commit(line(2));
      expect(await store.commitTogether([line(1), wrong()])).toBe(false);
      expect(await store.read([line(1).event, line(1).state, line(9).state])).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    });

    test('at most a hundred writes', async () => {
      const store = await fresh();
      await expect(store.commitTogether(Array.from({ length: 51 }, (_, n) => line(n)))).rejects.toThrow();
      expect(await store.commitTogether(Array.from({ length: 50 }, (_, n) => line(n)))).toBe(true);
    });
  });

  describe(`${name}: read and write`, () => {
    const row = (n: number): Row => ({ pk: 'LIST#1', sk: `ROW#${n}`, n });

    test('reads no key, one and many, in the order asked, the same key twice', async () => {
      const store = await fresh();
      await store.write([1, 2, 3].map((n) => ({ kind: 'put', row: row(n) })));
      const at = (n: number): Key => ({ pk: 'LIST#1', sk: `ROW#${n}` });
      expect(await store.read([])).toEqual([]);
      expect(await store.read([at(2)])).toEqual([row(2)]);
      expect(await store.read([at(9)])).toEqual([undefined]);
      expect(await store.read([at(3), at(9), at(1), at(3)])).toEqual([row(3), undefined, row(1), row(3)]);
      await expect(store.read(Array.from({ length: 101 }, (_, n) => at(n)))).rejects.toThrow(RangeError);
    });

    test('rows of read models and of the books are read, written, refused and listed together', async () => {
      const store = await fresh();
      const view = { pk: `${VIEW_PREFIX}LIST#1`, sk: 'ROW#1', n: 1 };
      await store.write([
        { kind: 'put', row: row(1) },
        { kind: 'put', row: view },
        { kind: 'add', key: { pk: `${VIEW_PREFIX}TOTAL#1`, sk: 'ALL' }, add: { n: 3 } },
      ]);
      expect(await store.read([view, row(2), row(1)])).toEqual([view, undefined, row(1)]);
      expect((await store.queryPartition(view.pk, '', { limit: 9 })).rows).toEqual([view]);
      expect((await store.queryPartition(`${VIEW_PREFIX}TOTAL#1`, '', { limit: 9 })).rows).toMatchObject([{ n: 3 }]);
      const refused = { kind: 'delete', key: row(1), onlyIf: { attribute: 'n', equals: 2 } } as const;
      expect(await store.write([{ kind: 'delete', key: view }, refused])).toBe(false);
      expect(await one(store, view)).toEqual(view);
      expect(await store.write([{ kind: 'delete', key: view }])).toBe(true);
      expect(await one(store, view)).toBeUndefined();
    });

    test('writes nothing when any condition fails', async () => {
      const store = await fresh();
      expect(await store.write([])).toBe(true);
      expect(await store.write([{ kind: 'put', row: row(1), onlyIf: { absent: true } }])).toBe(true);
      const both = [
        { kind: 'put', row: row(2) },
        { kind: 'add', key: account, add: { n: 1 } },
        { kind: 'put', row: row(1), onlyIf: { absent: true } },
      ] as const;
      expect(await store.write(both)).toBe(false);
      expect(await store.read([row(2), account])).toEqual([undefined, undefined]);
    });

    test('knows absent and equals, and a missing attribute equals nothing', async () => {
      const store = await fresh();
      const put = (n: number, equals: string | number) =>
        store.write([{ kind: 'put', row: { ...row(1), n }, onlyIf: { attribute: 'n', equals } }]);
      expect(await put(1, 1)).toBe(false);
      await store.write([{ kind: 'put', row: row(1) }]);
      expect(await put(2, '1')).toBe(false);
      expect(await put(2, 1)).toBe(true);
      const remove = (equals: number) =>
        store.write([{ kind: 'delete', key: row(1), onlyIf: { attribute: 'n', equals } }]);
      expect(await remove(1)).toBe(false);
      expect(await remove(2)).toBe(true);
      expect(await one(store, row(1))).toBeUndefined();
    });

    test('adds to several counters of an item, making it when absent', async () => {
      const store = await fresh();
      await store.write([{ kind: 'add', key: account, add: { count: 1, originalFen: 100 } }]);
      await store.write([{ kind: 'add', key: account, add: { count: -3, originalFen: 50 } }]);
      expect(await one(store, account)).toEqual({ ...account, count: -2, originalFen: 150 });
    });

    test('takes at most a hundred writes, each row once', async () => {
      const store = await fresh();
      const many = (count: number) => Array.from({ length: count }, (_, n) => ({ kind: 'put' as const, row: row(n) }));
      await expect(store.write(many(101))).rejects.toThrow(RangeError);
      await expect(store.write([...many(1), ...many(1)])).rejects.toThrow();
      expect(await store.write(many(100))).toBe(true);
    });
  });

  describe(`${name}: queries`, () => {
    const pages = async (
      ask: (range: QueryRange) => Promise<Page<Key>>,
      limit: number,
      descending = false,
    ): Promise<Key[][]> => {
      const found: Key[][] = [];
      let after: QueryRange['after'];
      do {
        // A position travels as JSON inside a cursor.
        const page: Page<Key> = await ask({ limit, after: after && JSON.parse(JSON.stringify(after)), descending });
        if (page.rows.length > 0) found.push([...page.rows]);
        after = page.next;
      } while (after);
      return found;
    };
    const shuffled = [4, 0, 6, 2, 5, 1, 3];

    test('pages through a partition in order, both ways, by prefix', async () => {
      const store = await fresh();
      await store.write([
        ...shuffled.map((n) => ({ kind: 'put' as const, row: { pk: 'LIST#1', sk: `ROW#${n}`, n } })),
        { kind: 'put', row: { pk: 'LIST#1', sk: 'META' } },
        { kind: 'put', row: { pk: 'LIST#2', sk: 'ROW#0' } },
      ]);
      const all = (descending: boolean) =>
        pages((range) => store.queryPartition('LIST#1', 'ROW#', range), 3, descending);
      const numbers = (found: Key[][]) => found.map((page) => page.map((row) => (row as Row).n));
      expect(numbers(await all(false))).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
      expect(numbers(await all(true))).toEqual([[6, 5, 4], [3, 2, 1], [0]]);
      expect((await pages((range) => store.queryPartition('LIST#1', '', range), 10)).flat()).toHaveLength(8);
    });

    test('lists states by unit path, and a state that moved in its new place only', async () => {
      const store = await fresh();
      const put = (n: number, unit: string, version = 1) =>
        store.commit(
          commitOf({
            event: `e${n}-${version}`,
            aggregate: `thing/${n}`,
            version,
            state: stateOf(String(n), version, { unitKey: 'things#t', unitSort: `${unit}#${n}` }),
          }),
        );
      for (const n of shuffled) await put(n, n < 5 ? 't/a/' : 't/b/');
      await put(0, 't/b/', 2);
      const ids = async (prefix: string) =>
        (await pages((range) => store.queryByUnit('things#t', prefix, range), 2)).map((page) =>
          page.map((row) => row.pk),
        );
      expect(await ids('t/a/')).toEqual([
        ['THING#1', 'THING#2'],
        ['THING#3', 'THING#4'],
      ]);
      expect((await ids('t/')).flat()).toEqual([1, 2, 3, 4, 0, 5, 6].map((n) => `THING#${n}`));
      expect(await ids('u/')).toEqual([]);
      const [first] = (await store.queryByUnit('things#t', '', { limit: 1 })).rows;
      expect(first).toMatchObject({ version: 1, state: { size: 1 } });
    });

    test('gives keys of what is due, and of events by hour', async () => {
      const store = await fresh();
      for (const n of shuffled) {
        await store.commit(
          commitOf({
            event: `e${n}`,
            aggregate: `thing/${n}`,
            recordedAt: `2026-05-01T02:0${n}:00.000Z`,
            state: stateOf(String(n), 1, n % 2 === 0 ? { dueKey: 'due#2026-06-01#0', dueSort: `s${n}` } : {}),
          }),
        );
      }
      const due = await pages((range) => store.queryByDue('due#2026-06-01#0', range), 2);
      expect(due.map((page) => page.map((row) => row.pk))).toEqual([
        ['THING#0', 'THING#2'],
        ['THING#4', 'THING#6'],
      ]);
      expect(due[0]?.[0]).toEqual({ pk: 'THING#0', sk: 'STATE', dueKey: 'due#2026-06-01#0', dueSort: 's0' });
      const hour = (from?: string) =>
        pages((range) => store.queryByHour('2026-05-01T02#0', { ...range, ...(from ? { from } : {}) }), 3);
      expect((await hour()).map((page) => page.map((row) => row.pk.at(-1)))).toEqual([
        ['0', '1', '2'],
        ['3', '4', '5'],
        ['6'],
      ]);
      expect((await hour('2026-05-01T02:04:00.000Z')).flat().map((row) => row.pk.at(-1))).toEqual(['4', '5', '6']);
    });

    test('gives the life of an aggregate in the order of its versions', async () => {
      const store = await fresh();
      for (let version = 1; version <= 11; version += 1)
        await store.commit(commitOf({ event: `e${version}`, version }));
      await store.commit(commitOf({ event: 'other', aggregate: 'thing/b', state: stateOf('b', 1) }));
      const life = await pages((range) => store.queryByAggregate('thing/a', range), 4);
      expect(life.map((page) => page.map((row) => (row as Row).version))).toEqual([
        [1, 2, 3, 4],
        [5, 6, 7, 8],
        [9, 10, 11],
      ]);
    });

    test('refuses a position that is made up or of another query', async () => {
      const store = await fresh();
      await store.write(shuffled.map((n) => ({ kind: 'put' as const, row: { pk: 'LIST#1', sk: `ROW#${n}` } })));
      await store.commit(commitOf({ state: stateOf('a', 1, { unitKey: 'things#t', unitSort: 't/#a' }) }));
      const wrong = [
        { pk: 'LIST#2', sk: 'ROW#1' },
        { pk: 'LIST#1' },
        { pk: 'LIST#1', sk: 'ROW#1', more: 'x' },
        { somewhere: 'else' },
      ];
      for (const after of wrong) {
        await expect(store.queryPartition('LIST#1', '', { limit: 2, after })).rejects.toThrow(InvalidPositionError);
      }
      const after = { pk: 'THING#a', sk: 'STATE', unitKey: 'things#other', unitSort: 't/#a' };
      await expect(store.queryByUnit('things#t', '', { limit: 2, after })).rejects.toThrow(InvalidPositionError);
    });
  });
}
