/** The item's domain words and the contract's words for them. A new event does not compile without a row that fits it. */
import {
  completionReported,
  completionStepTaken,
  extensionRequested,
  extensionStepTaken,
  itemDueSoon,
  itemEscalated,
  itemFindingRepeated,
  itemListed,
  itemMoved,
  itemOverdue,
  itemPlanned,
  itemReopened,
  itemResumed,
  itemStarted,
  itemSuspended,
  itemWrittenOff,
  planStepTaken,
} from '../../contracts/revitalization/item-events.ts';
import { type AllTrue, type Conforming, contractWords } from '../../platform/contract-words.ts';
import type { ItemEvent } from './domain/item.ts';

const itemContracts = {
  'item-listed': itemListed,
  'item-finding-repeated': itemFindingRepeated,
  'item-planned': itemPlanned,
  'plan-step-taken': planStepTaken,
  'item-started': itemStarted,
  'completion-reported': completionReported,
  'completion-step-taken': completionStepTaken,
  'item-written-off': itemWrittenOff,
  'extension-requested': extensionRequested,
  'extension-step-taken': extensionStepTaken,
  'item-suspended': itemSuspended,
  'item-resumed': itemResumed,
  'item-reopened': itemReopened,
  'item-moved': itemMoved,
  'item-due-soon': itemDueSoon,
  'item-overdue': itemOverdue,
  'item-escalated': itemEscalated,
} as const;

/** Imported by nobody: the compiler holds it. @public */
export type ItemWordsConform = AllTrue<Conforming<ItemEvent, typeof itemContracts>>;

export const itemWords = contractWords<ItemEvent>(itemContracts);
