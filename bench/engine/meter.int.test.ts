/** The meter against the real engine: every figure about units stands on these counts. */
import { expect, test } from 'vitest';
import { commitOf } from '../../platform/store/store-suite.ts';
import { nothingUsed, writeUnits } from './meter.ts';
import { withTable } from './table.ts';

process.env.AWS_ACCESS_KEY_ID ??= 'bench';
process.env.AWS_SECRET_ACCESS_KEY ??= 'bench';
process.env.AWS_REGION ??= 'cn-northwest-1';

test('counts calls, units of table and indexes, and puts; an imported item is there to be read', async () => {
  const there = { pk: 'ROW#1', sk: 'ROW', text: 'x'.repeat(5_000) };
  await withTable('things', [there], async ({ store, meter }) => {
    expect(await store.read([there])).toEqual([there]);
    expect(meter.take()).toMatchObject({ reads: 1, transactions: 0, readUnits: 2 });

    await store.commit(commitOf());
    const usage = meter.take();
    expect(usage).toMatchObject({ reads: 0, transactions: 1, tableWriteUnits: 4 });
    expect(writeUnits(usage)).toBe(usage.tableWriteUnits + usage.indexWriteUnits);
    expect([...usage.indexesTouched]).toEqual(expect.arrayContaining(['by-aggregate', 'by-hour']));
    expect(usage.puts.map(({ sk }) => sk)).toEqual(['EVT', 'STATE']);

    await store.write([{ kind: 'put', row: { pk: 'ROW#2', sk: 'ROW' } }]);
    expect(meter.take()).toMatchObject({ transactions: 1, tableWriteUnits: 1, indexWriteUnits: 0 });
    expect(meter.take()).toEqual(nothingUsed());
  });
});
