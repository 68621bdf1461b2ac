import { describe, expect, test } from 'vitest';
import { addDays, calendarDate } from '../../platform/calendar.ts';
import { dueKey } from '../../platform/due-work.ts';
import type { MemoryStore } from '../../platform/store/memory-store.ts';
import type { Store } from '../../platform/store/store.ts';
import { crashingStore, crashPoints } from '../../test/support/crashing-store.ts';
import { PEOPLE } from './sample-items.ts';
import { SampleService } from './sample-runtime.ts';

const WATERMARK = { pk: 'JOB#flag-overdue', sk: 'WATERMARK' };
const ASSETS = ['ASSETA', 'ASSETB', 'ASSETC', 'ASSETD', 'ASSETE'];
/** Five items, one in every shard, all due 2026-04-12, with the job run on the day they were approved. */
async function fiveItems(): Promise<SampleService> {
  const service = new SampleService().morningOf('2026-01-12');
  for (const asset of ASSETS) await service.approved(asset);
  await service.flag();
  return service;
}
const flagTypes = async (service: SampleService, asset: string) =>
  (await service.events(asset)).map(({ type }) => type).filter((type) => /due-soon|overdue|escalated/.test(type));

const word = (name: string) => `panhuo.revitalization.item-${name}.v1`;

describe('the job of every morning', () => {
  test('flags every item whose day it is, and a second run of the day changes nothing', async () => {
    const service = (await fiveItems()).morningOf('2026-03-13');
    expect(await service.flag()).toMatchObject({ found: 5, done: 5, to: '2026-03-13' });
    const before = new Map(service.table.items);
    expect(await service.flag()).toMatchObject({ found: 0, done: 0 });
    expect(new Map(service.table.items)).toEqual(before);
    for (const asset of ASSETS) expect(await flagTypes(service, asset)).toEqual([word('due-soon')]);
  });

  test('looks at nothing that is not due', async () => {
    const service = (await fiveItems()).morningOf('2026-03-12');
    expect(await service.flag()).toMatchObject({ from: '2026-01-12', found: 0, done: 0 });
  });

  test('catches up after missed days: every level once, each with its own event, in order', async () => {
    const service = (await fiveItems()).morningOf('2026-04-30');
    expect(await service.flag()).toMatchObject({ from: '2026-01-12', found: 5, done: 30 });
    for (const asset of ASSETS) {
      expect(await flagTypes(service, asset)).toEqual([
        ...['due-soon', 'due-soon', 'due-soon', 'overdue', 'escalated', 'escalated'].map(word),
      ]);
    }
    expect(await service.flag()).toMatchObject({ done: 0 });
  });

  test('is as of the day in Shanghai', async () => {
    const service = await fiveItems();
    service.now = '2026-03-12T15:59:59.999Z';
    expect(await service.flag()).toMatchObject({ done: 0 });
    service.now = '2026-03-12T16:00:00.000Z';
    expect(await service.flag()).toMatchObject({ to: '2026-03-13', done: 5 });
  });

  test('one shard that fails fails the run; the watermark stays and the next run does the rest', async () => {
    const service = (await fiveItems()).morningOf('2026-03-13');
    const days: (string | undefined)[] = [];
    let failing = true;
    const store: Store = Object.assign(Object.create(service.table) as MemoryStore, {
      async queryByDue(key: string, range: { limit: number }) {
        if (failing && key === dueKey(calendarDate('2026-03-13'), 1)) throw new Error('throttled');
        return service.table.queryByDue(key, range);
      },
    });
    const mark = async () => (await service.table.read([WATERMARK]))[0]?.day as string;
    await expect(service.flag(store)).rejects.toThrow(AggregateError);
    days.push(await mark());
    failing = false;
    const rest = await service.flag(store);
    expect(rest.from).toBe('2026-01-12');
    expect(rest.done).toBeGreaterThan(0);
    expect(rest.done).toBeLessThan(5);
    days.push(await mark());
    expect(days).toEqual(['2026-01-12', '2026-03-13']);
    for (const asset of ASSETS) expect(await flagTypes(service, asset)).toEqual([word('due-soon')]);
  });

  test('a suspended or written-off item leaves the index, a resumed one comes back', async () => {
    const service = await fiveItems();
    await service.post(PEOPLE.county, 'ASSETA', 'suspensions', { reason: '诉讼' });
    expect(await service.itemRow('ASSETA')).not.toHaveProperty('dueKey');
    service.morningOf('2026-04-13');
    expect(await service.flag()).toMatchObject({ done: 20 });
    await service.post(PEOPLE.county, 'ASSETA', 'resumptions', { reason: '结案' });
    expect(await service.flag()).toMatchObject({ done: 0 });
    service.morningOf('2026-04-14');
    expect(await service.flag()).toMatchObject({ found: 1, done: 5 });
  });

  test('an extension takes the item to its new date', async () => {
    const service = await fiveItems();
    service.morningOf('2026-04-20');
    await service.flag();
    await service.post(PEOPLE.head, 'ASSETB', 'extensions', { dueDate: '2026-06-30', reason: '手续' });
    await service.post(PEOPLE.industry, 'ASSETB', 'extension-steps', { verdict: 'approved' });
    expect((await service.itemRow('ASSETB')).dueKey).toMatch(/^due#2026-05-31#/);
    service.morningOf('2026-05-31');
    await service.flag();
    expect((await service.item('ASSETB')).deadline?.flagged).toEqual(['due-soon-30']);
  });

  test('finds what is due when the clock had been ahead and was set back', async () => {
    const service = new SampleService().morningOf('2027-12-01');
    await service.flag();
    service.morningOf('2026-01-12');
    for (const asset of ASSETS) await service.approved(asset);
    service.morningOf('2026-04-13');
    expect(await service.flag()).toMatchObject({ done: 25 });
    service.morningOf('2026-04-27');
    expect(await service.flag()).toMatchObject({ from: '2026-04-13', done: 5 });
  });

  test('finds what became due before it first ran', async () => {
    const service = new SampleService().morningOf('2026-01-12');
    await service.approved('ASSETA');
    service.morningOf('2026-04-13');
    expect(await service.flag()).toMatchObject({ done: 5 });
  });

  test('crashed anywhere and run again, it leaves what an undisturbed run leaves', async () => {
    const ready = async () => {
      const service = new SampleService().morningOf('2026-01-12');
      await service.approved('ASSETA');
      await service.approved('ASSETB');
      await service.table.write([{ kind: 'put', row: { ...WATERMARK, day: '2026-03-01' } }]);
      return service.morningOf('2026-04-13');
    };
    const template = await ready();
    const undisturbed = await ready();
    const points = await crashPoints(
      (store) => undisturbed.flag(store),
      () => undisturbed.table,
    );
    const flaggedOf = async (service: SampleService) => [
      (await service.item('ASSETA')).deadline?.flagged,
      (await service.item('ASSETB')).deadline?.flagged,
      (await service.events('ASSETA')).length,
    ];
    const expected = await flaggedOf(undisturbed);
    // Empty days are alike: it is enough to crash on the first of them and wherever something is read or written.
    const calls: string[] = [];
    const noting = crashingStore(template.table, (_call, name) => {
      calls.push(name);
      return undefined;
    });
    await template.flag(noting);
    const telling = points.filter(([call]) => call < 6 || calls[call] !== 'queryByDue');
    expect(telling.length).toBeGreaterThan(20);
    for (const [call, when] of telling) {
      const service = await ready();
      await service.flag(crashingStore(service.table, (at) => (at === call ? when : undefined))).catch(() => undefined);
      await service.flag();
      expect(await flaggedOf(service)).toEqual(expected);
      const day = (await service.table.read([WATERMARK]))[0]?.day;
      expect(day).toBe('2026-04-13');
    }
  });

  test('reads follow what is due, not what exists', async () => {
    const reads = async (others: number): Promise<number> => {
      const service = new SampleService().morningOf('2026-01-12');
      await service.approved('ASSETA', { dueDate: '2026-02-12' });
      for (let number = 0; number < others; number += 1)
        await service.approved(`LATER${number}`, { difficulty: 'hard' });
      service.morningOf('2026-01-12');
      await service.flag();
      service.morningOf('2026-01-13');
      let calls = 0;
      const store = crashingStore(service.table, () => {
        calls += 1;
        return undefined;
      });
      expect(await service.flag(store)).toMatchObject({ found: 1, done: 1 });
      return calls;
    };
    expect(await reads(40)).toBe(await reads(4));
  });

  test('whatever the outages, each level of each item is flagged once', async () => {
    const service = await fiveItems();
    let day = calendarDate('2026-01-12');
    for (const gap of [3, 40, 17, 1, 1, 22, 8, 90]) {
      day = addDays(day, gap);
      service.morningOf(day);
      await service.flag();
    }
    for (const asset of ASSETS) {
      expect(new Set((await service.item(asset)).deadline?.flagged).size).toBe(7);
      expect(await flagTypes(service, asset)).toHaveLength(7);
    }
  });
});
