/** Arbitrary moves of ledgers: what becomes of cards, for properties of everything that is read from them. */
import fc from 'fast-check';
import { CLASSES, HOLDERS, type LedgerMove, MOVES } from '../../services/registry/ledgers/ledger-desk.ts';

export const ledgerMove: fc.Arbitrary<LedgerMove> = fc.record({
  what: fc.constantFrom(...MOVES),
  asset: fc.nat({ max: 20 }),
  other: fc.nat({ max: 20 }),
  unit: fc.constantFrom(...HOLDERS),
  class: fc.constantFrom(...CLASSES),
  originalFen: fc.integer({ min: 0, max: 5_000_000 }),
  acceptedOn: fc.constantFrom('2024-03-31', '2025-12-01', '2026-03-01'),
  distinct: fc.boolean(),
});
