import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ChainStep, handsIn, isLastStep, openApproval, openStep, stepsLeft, takeStep } from './approval.ts';

const step = (index: number): ChainStep => ({ id: `step-${index}`, role: 'township-officer', level: 'township' });
const verdict = fc.constantFrom('approved', 'approved', 'approved', 'returned', 'refused' as const);

test('what is kept says the same as the whole record of who took which step how', () => {
  fc.assert(
    fc.property(fc.nat(5), fc.array(fc.tuple(verdict, fc.nat(9)), { maxLength: 8 }), (length, turns) => {
      const chain = Array.from({ length }, (_, index) => step(index));
      let approval = openApproval(chain, 'proposer');
      const record: { readonly by: string; readonly verdict: (typeof turns)[number][0] }[] = [];
      for (const [said, number] of turns) {
        const ended = record.find((taken) => taken.verdict !== 'approved');
        const isOpen = ended === undefined && record.length < chain.length;
        expect(approval.status).toBe(isOpen ? 'open' : (ended?.verdict ?? 'approved'));
        expect(stepsLeft(approval)).toEqual(isOpen ? chain.slice(record.length) : []);
        expect(openStep(approval)).toEqual(isOpen ? chain[record.length] : undefined);
        expect(isLastStep(approval)).toBe(isOpen && record.length === chain.length - 1);
        if (!isOpen) return;
        expect(handsIn(approval)).toEqual([...new Set(['proposer', ...record.map(({ by }) => by)])]);
        const by = `person-${number}`;
        approval = takeStep(approval, said, by);
        record.push({ by, verdict: said });
      }
    }),
  );
});
