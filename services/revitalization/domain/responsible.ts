/** Who answers for an item (责任主体): it follows the asset to another holder, and a successor is named on record (MG-23). */
import { accept, type Decision, refuse } from '../../../platform/decider.ts';
import { isWithin, lineage } from '../../../platform/unit-path.ts';
import { type Item, type ItemEvent, isEnded } from './item.ts';
import type { ItemCommand } from './item-commands.ts';
import { responsibleUnitOf } from './plan-terms.ts';

type NameResponsible = Extract<ItemCommand, { type: 'name-responsible' }>;
type ResponsibleNamed = Extract<ItemEvent, { type: 'item-responsible-named' }>;

/**
 * The responsible body after the asset went to another unit: the new holder, where it was on the old holder's line and is not on the
 * new one's; undefined where it stays. A department or company elsewhere that does the work goes on doing it.
 */
export function responsibleAfterMove({ plan, unitPath: from }: Item, to: string): string | undefined {
  if (!plan) return undefined;
  const unitPath = responsibleUnitOf(plan, from);
  const ofOldHolder = isWithin(unitPath, from) || isWithin(from, unitPath);
  return ofOldHolder && !isWithin(to, unitPath) && !isWithin(unitPath, to) ? to : undefined;
}

/** Another body or person takes an open item over; its measure and its due date stay. */
export function decideResponsible(
  state: Item,
  { responsible }: NameResponsible,
): Decision<ResponsibleNamed, 'wrong-state' | 'unknown-unit'> {
  if (!state.plan || isEnded(state.status)) return refuse('wrong-state');
  if (lineage(responsible.unitPath)[0] !== lineage(state.unitPath)[0])
    return refuse('unknown-unit', '责任主体不在本县', 'the responsible body is not of this county');
  return accept({ type: 'item-responsible-named', measure: state.plan.measure, responsible });
}
