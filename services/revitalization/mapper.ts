/** The revitalization service’s domain events and the versions of their contracts. A new event does not compile without a row, nor a row that does not fit. */
import type * as itemEvents from '../../contracts/revitalization/item-events.ts';
import { type Contracts, contractWords } from '../../platform/contract-words.ts';
import type { ItemEvent } from './domain/item.ts';

type Published = Contracts<'revitalization', typeof itemEvents>;

export const itemWords = contractWords<ItemEvent, Published>('revitalization', {
  'item-listed': 1,
  'item-finding-repeated': 1,
  'item-planned': 1,
  'plan-step-taken': 1,
  'item-started': 1,
  'completion-reported': 1,
  'completion-step-taken': 1,
  'item-written-off': 1,
  'extension-requested': 1,
  'extension-step-taken': 1,
  'item-suspended': 1,
  'item-resumed': 1,
  'item-reopened': 1,
  'item-moved': 1,
  'item-responsible-named': 1,
  'item-closed': 1,
  'item-restored': 1,
  'item-due-soon': 1,
  'item-overdue': 1,
  'item-escalated': 1,
});
