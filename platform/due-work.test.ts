import { describe, expect, test } from 'vitest';
import { addDays, calendarDate } from './calendar.ts';
import { DUE_SHARDS, dueIndex, LOOK_BACK_DAYS, runDueWork } from './due-work.ts';
import { MemoryStore } from './store/memory-store.ts';
import type { Key } from './store/store.ts';

const DAY = calendarDate('2026-03-10');
const JOB = 'sample';

/** A table with one row per id, each due on a day; `work` takes rows out of the index. */
class Waiting {
  readonly store = new MemoryStore();
  readonly seen: string[] = [];

  async put(id: string, day: string): Promise<void> {
    await this.store.write([
      { kind: 'put', row: { pk: `ROW#${id}`, sk: 'STATE', ...dueIndex(calendarDate(day), id) } },
    ]);
  }
  run(today: string, failing?: string) {
    return runDueWork(this.store, JOB, calendarDate(today), async (keys: readonly Key[]) => {
      for (const { pk } of keys) {
        if (pk === failing) throw new Error('no');
        this.seen.push(pk);
        await this.store.write([{ kind: 'put', row: { pk, sk: 'STATE' } }]);
      }
      return keys.length;
    });
  }
}

describe('work that falls due', () => {
  test('is found on its day, in every shard, page by page, and never before', async () => {
    const waiting = new Waiting();
    const ids = Array.from({ length: 450 }, (_, number) => `ID${String(number).padStart(3, '0')}`);
    for (const id of ids) await waiting.put(id, DAY);
    expect(new Set(ids.map((id) => dueIndex(DAY, id).dueKey)).size).toBe(DUE_SHARDS);
    expect(await waiting.run(addDays(DAY, -1))).toMatchObject({ found: 0 });
    expect(await waiting.run(DAY)).toEqual({ from: addDays(DAY, -1), to: DAY, found: 450, done: 450 });
    expect(new Set(waiting.seen).size).toBe(450);
    expect(await waiting.run(DAY)).toMatchObject({ found: 0 });
  });

  test('of missed days is caught up', async () => {
    const waiting = new Waiting();
    await waiting.run(DAY);
    for (let days = 1; days <= 60; days += 1) await waiting.put(`ID${days}`, addDays(DAY, days));
    expect(await waiting.run(addDays(DAY, 40))).toMatchObject({ from: DAY, done: 40 });
    expect(await waiting.run(addDays(DAY, 70))).toMatchObject({ from: addDays(DAY, 40), done: 20 });
  });

  test('that is put off to a later day of the same run is met there again', async () => {
    const waiting = new Waiting();
    await waiting.run(DAY);
    await waiting.put('IDA', addDays(DAY, 9));
    const met: string[] = [];
    await runDueWork(waiting.store, JOB, addDays(DAY, 40), async () => {
      met.push('met');
      if (met.length === 1) await waiting.put('IDA', addDays(DAY, 11));
      else await waiting.store.write([{ kind: 'put', row: { pk: 'ROW#IDA', sk: 'STATE' } }]);
      return 1;
    });
    expect(met).toHaveLength(2);
  });

  test('is tried again from the same day when a part of it fails, and what went well is not lost', async () => {
    const waiting = new Waiting();
    await waiting.run(DAY);
    for (const id of ['IDA', 'IDB', 'IDC', 'IDD']) await waiting.put(id, addDays(DAY, 2));
    await expect(waiting.run(addDays(DAY, 2), 'ROW#IDB')).rejects.toThrow('1 shards of sample failed');
    expect(waiting.seen).toEqual(expect.arrayContaining(['ROW#IDA', 'ROW#IDC', 'ROW#IDD']));
    expect(await waiting.run(addDays(DAY, 3))).toMatchObject({ from: DAY, done: 1 });
  });

  test('before the first run, or from before a clock that was ahead, is looked for some way back', async () => {
    const waiting = new Waiting();
    await waiting.put('IDA', addDays(DAY, 0 - LOOK_BACK_DAYS));
    expect(await waiting.run(DAY)).toMatchObject({ from: addDays(DAY, 0 - LOOK_BACK_DAYS), done: 1 });
    await waiting.run(addDays(DAY, 900));
    await waiting.put('IDB', addDays(DAY, 5));
    expect(await waiting.run(addDays(DAY, 30))).toMatchObject({ done: 1 });
    expect(await waiting.run(addDays(DAY, 31))).toMatchObject({ from: addDays(DAY, 30) });
  });
});
