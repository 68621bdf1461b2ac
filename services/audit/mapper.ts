/** Audit's domain words and the contract's words for them. A new event does not compile without a row that fits it. */
import {
  findingAssigned,
  findingClosed,
  findingOpened,
  findingRectified,
  findingReferred,
  findingReturned,
  findingVerified,
} from '../../contracts/audit/findings.ts';
import { type AllTrue, type Conforming, contractWords } from '../../platform/contract-words.ts';
import type { FindingEvent } from './domain/finding.ts';

const findingContracts = {
  'finding-opened': findingOpened,
  'finding-assigned': findingAssigned,
  'finding-rectified': findingRectified,
  'finding-returned': findingReturned,
  'finding-verified': findingVerified,
  'finding-closed': findingClosed,
  'finding-referred': findingReferred,
} as const;

/** Imported by nobody: the compiler holds it. @public */
export type AuditWordsConform = AllTrue<Conforming<FindingEvent, typeof findingContracts>>;

export const findingWords = contractWords<FindingEvent>(findingContracts);
