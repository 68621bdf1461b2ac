/** Mergers under random units, holdings and orders of delivery: nothing is lost, nothing is counted twice (ZC-03, ZC-05). */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { TOWNSHIP } from '../sample-registry.ts';
import { MergerDesk, NEW_VILLAGE } from './merger-desk.ts';

const CODES = ['653127100201', '653127100202', '653127100203', '653127100204'] as const;
const amount = fc.integer({ min: 1, max: 90_000_000_00 });
const village = fc.record({
  members: fc.integer({ min: 1, max: 3_000 }),
  assets: fc.array(amount, { maxLength: 6 }),
  claims: fc.array(amount, { maxLength: 3 }),
  debts: fc.array(amount, { maxLength: 3 }),
  /** Whether it has a group below it that holds the first asset. */
  group: fc.boolean(),
});
const sum = (amounts: readonly number[]): number => amounts.reduce((all, one) => all + one, 0);

test('ZC-05 the county’s totals stay, and the successor’s are the sum of the old ones, to the fen', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(village, { minLength: 2, maxLength: 4 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 2 }),
      async (villages, intoFirst, deliveries) => {
        const desk = await new MergerDesk().open();
        const paths = CODES.slice(0, villages.length).map((code) => `${TOWNSHIP}${code}/`);
        for (const [index, { assets, claims, debts, group }] of villages.entries()) {
          const path = paths[index] ?? '';
          const code = CODES[index] ?? '';
          if (index > 1) await desk.unit(code, 'village', '653127100');
          if (group) await desk.unit(`G${index}`, 'household-group', code);
          for (const [at, fen] of assets.entries())
            await desk.asset(group && at === 0 ? `${path}G${index}/` : path, fen);
          for (const fen of claims) await desk.obligation(path, 'claim', fen);
          for (const fen of debts) await desk.obligation(path, 'debt', fen);
        }
        await desk.registry.project();
        const before = (await desk.worth('653127')).inBooks;
        const successorPath = intoFirst ? (paths[0] ?? '') : NEW_VILLAGE;
        const units = villages.map(({ members }, index) => ({ unitPath: paths[index], memberCount: members }));
        const mergerId = await desk.approved({ successorPath, units });
        await desk.execute(mergerId);
        await desk.carryOut(deliveries);
        const merger = await desk.merger(mergerId);
        expect(merger.status).toBe('complete');
        expect((await desk.worth('653127')).inBooks).toEqual(before);
        const successor = await desk.worth(successorPath.split('/').at(-2) ?? '');
        const parts = ['assets', 'claims', 'debts'] as const;
        for (const part of parts) {
          const all = villages.flatMap((one) => one[part]);
          expect(successor.inBooks[part]).toEqual({ count: all.length, amountFen: sum(all) });
        }
        for (const [index, one] of villages.entries()) {
          const old = await desk.worth(CODES[index] ?? '');
          const gone = !(intoFirst && index === 0);
          if (gone) expect(parts.map((part) => old.inBooks[part].count)).toEqual([0, 0, 0]);
          const distinct = merger.mode === 'distinct';
          const own = one.group ? one.assets.slice(1) : one.assets;
          expect(old.keptOwnership.assets.amountFen).toBe(distinct ? sum(own) : 0);
          for (const part of ['claims', 'debts'] as const)
            expect(old.keptOwnership[part].amountFen).toBe(distinct ? sum(one[part]) : 0);
        }
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);
