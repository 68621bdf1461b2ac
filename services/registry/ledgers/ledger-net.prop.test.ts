/** The net value of every class, and of what merged collectives keep inside their successors, under random histories. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWithin, unitCodeOf } from '../../../platform/unit-path.ts';
import { ledgerMove } from '../../../test/support/ledger-moves.ts';
import type { Asset } from '../domain/asset.ts';
import { valueAt } from '../domain/value/asset-value.ts';
import { monthText } from '../domain/value/depreciation.ts';
import { COUNTY, PEOPLE, TOWNSHIP } from '../sample-registry.ts';
import { HOLDERS, LedgerDesk } from './ledger-desk.ts';

const MONTHS = { min: 24_270, max: 24_500 };

test('MG-05 MG-06 net value by class and by merged collective is, in any month, the sum of the cards that it is of', async () => {
  let distinct = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(ledgerMove, { minLength: 10, maxLength: 25, size: 'max' }),
      fc.array(fc.integer(MONTHS), { minLength: 2, maxLength: 5 }),
      async (moves, months) => {
        const desk = await new LedgerDesk().open();
        for (const move of moves) await desk.make(move);
        await desk.registry.project();
        const cards = (await desk.assets())
          .map(({ asset }) => asset)
          .filter(({ use, duplicateOf }) => use !== 'disposed' && duplicateOf === undefined);
        for (const month of months.map(monthText)) {
          const worth = (some: readonly Asset[]) => ({
            count: some.length,
            originalFen: some.reduce((sum, card) => sum + card.originalFen, 0),
            netFen: some.reduce((sum, card) => sum + valueAt(card, month).netFen, 0),
          });
          for (const unitPath of [COUNTY, TOWNSHIP, ...HOLDERS]) {
            const below = cards.filter((card) => isWithin(card.unitPath, unitPath));
            const classes = [...new Set(below.map((card) => card.class))].toSorted();
            const query = { unitPath, month };
            const { body } = await desk.registry.request(PEOPLE.finance, 'GET /registry/ledger-totals', { query });
            expect(body).toMatchObject(worth(below));
            expect(body.byClass).toEqual(
              classes.map((name) => ({ class: name, ...worth(below.filter((card) => card.class === name)) })),
            );
          }
          for (const unitCode of HOLDERS.map(unitCodeOf)) {
            const kept = cards.filter((card) => card.heldFor === unitCode);
            distinct += kept.length;
            const sent = { params: { unitCode }, query: { month } };
            const answer = await desk.registry.request(
              PEOPLE.finance,
              'GET /registry/units/{unitCode}/net-worth',
              sent,
            );
            expect(answer.body.keptOwnership).toMatchObject({
              assets: { count: kept.length, amountFen: worth(kept).originalFen },
              assetsNetFen: worth(kept).netFen,
            });
          }
        }
      },
    ),
    { numRuns: 25 },
  );
  // The histories do what they are meant to.
  expect(distinct).toBeGreaterThan(0);
}, 60_000);
