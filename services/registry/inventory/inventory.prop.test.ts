import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balances, type Movements, type Sum } from '../domain/inventory/inventory-figures.ts';
import { PEOPLE, VILLAGE } from '../sample-registry.ts';
import { InventoryDesk, OFFICER, SECOND_FINANCE } from './inventory-desk.ts';

const finding = fc.record({
  fen: fc.integer({ min: 0, max: 1_000_000 }),
  result: fc.constantFrom('present', 'missing', 'duplicate'),
  /** Whether the entry is proposed, and a loss documented. */
  entry: fc.boolean(),
});
const year = fc.record({
  /** Cards registered before this count. */
  registered: fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 3 }),
  findings: fc.array(finding, { minLength: 4, maxLength: 4 }),
  surplus: fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 2 }),
});

describe('inventories one after another', () => {
  test('ZC-01 MG-18 opening + increases − decreases = closing, to the fen; each opens with what the one before closed with, and closes with what the cards say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(year, { minLength: 1, maxLength: 3 }), async (years) => {
        const desk = await new InventoryDesk().open();
        const evidenceId = await desk.registry.fileDocument('stop-use-statement');
        let closing: Sum | undefined;
        let registered = 0;
        for (const [place, { registered: cards, findings, surplus }] of years.entries()) {
          for (const fen of cards) {
            registered += 1;
            await desk.asset(VILLAGE, fen, { name: `资产 ${registered}` });
          }
          const campaignId = await desk.campaign(VILLAGE, { asOf: `2026-05-0${place + 1}` });
          const countId = `${campaignId}-653127100201`;
          const { rows } = await desk.get(PEOPLE.accountant, 'inventory-counts/{countId}/lines', { countId });
          const book = (rows as { assetId: string; fen: number; lost?: true }[]).filter((row) => !row.lost);
          const lines = book.map(({ assetId }, index) => {
            const { result = 'present', entry = false } = findings[index % findings.length] ?? {};
            const [first] = book;
            // The first card is there, so that others can be its duplicates.
            if (index === 0 || result === 'present') return { assetId, result: 'present' };
            if (result === 'missing')
              return {
                assetId,
                result,
                reason: '不见',
                entry: entry ? 'write-down' : 'none',
                evidence: [{ kind: 'stop-use-statement', evidenceId }],
              };
            return {
              assetId,
              result,
              duplicateOf: first?.assetId,
              reason: '重复',
              entry: entry ? 'mark-duplicate' : 'none',
            };
          });
          if (lines.length > 0) await desk.record(countId, lines);
          for (const [index, amountFen] of surplus.entries()) {
            const entry = index === 0 ? 'register' : 'none';
            const thing = {
              name: `账外 ${place} ${index}`,
              class: 'village-collective',
              amountFen,
              reason: '未入账',
              entry,
            };
            await desk.post(PEOPLE.accountant, 'inventory-counts/{countId}/surpluses', {
              params: { countId },
              body: thing,
            });
          }
          const submitted = await desk.on(countId, 'submissions', PEOPLE.accountant, { bookReasons: [] });
          expect(submitted.status).toBe(200);
          await desk.approve(countId, [OFFICER, SECOND_FINANCE]);
          const count = await desk.count(campaignId);
          expect(count.status).toBe('closed');
          await desk.close(campaignId);
          expect(balances(count as unknown as Movements)).toBe(true);
          if (closing) expect(count.opening).toEqual(closing);
          closing = count.closing;
          const present = await desk.get(PEOPLE.accountant, 'assets', undefined, { unitPath: VILLAGE, limit: '200' });
          const kept = (present.rows as { originalFen: number; use: string }[]).filter(({ use }) => use !== 'lost');
          expect(closing).toEqual({ count: kept.length, fen: kept.reduce((fen, row) => fen + row.originalFen, 0) });
        }
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});
