/** Audit's domain events and the versions of their contracts. A new event does not compile without a row, nor a row that does not fit. */
import type * as findings from '../../contracts/audit/findings.ts';
import { type Contracts, contractWords } from '../../platform/contract-words.ts';
import type { FindingEvent } from './domain/finding.ts';

type Published = Contracts<'audit', typeof findings>;

export const findingWords = contractWords<FindingEvent, Published>('audit', {
  'finding-opened': 1,
  'finding-assigned': 1,
  'finding-rectified': 1,
  'finding-returned': 1,
  'finding-verified': 1,
  'finding-closed': 1,
  'finding-referred': 1,
});
