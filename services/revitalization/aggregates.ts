/** The revitalization item as it lies in its table: rule, keys, index entries and contract words together. */
import { handsIn } from '../../platform/approval.ts';
import type { AggregateKind } from '../../platform/command.ts';
import type { Policy } from '../../policy/policy.ts';
import { approvalUnderWay, evolveItem, type Item, type ItemEvent, isRunning } from './domain/item.ts';
import type { ItemCommand, ItemRefs, ItemRefusal } from './domain/item-commands.ts';
import { decideItem } from './domain/item-rules.ts';
import { itemIndex, itemKey } from './keys.ts';
import { itemWords } from './mapper.ts';

export const itemKind: AggregateKind<Item, ItemCommand, ItemEvent, ItemRefs, Policy, ItemRefusal> = {
  name: 'item',
  key: itemKey,
  indexes: (item, id) => itemIndex(item.unitPath, id, isRunning(item.status) ? item.deadline?.nextFlagOn : undefined),
  actors(item) {
    const approval = approvalUnderWay(item);
    return approval?.status === 'open' ? handsIn(approval) : [];
  },
  decide: decideItem,
  evolve: evolveItem,
  ...itemWords,
};
