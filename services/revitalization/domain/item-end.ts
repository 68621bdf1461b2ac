/**
 * The end of an item whose asset is gone: disposed of, split, merged into another card, struck as a duplicate. It is an end of its own
 * (ZC-07: an item is written off when its measure is done, and here nothing was done).
 */
import { addDays } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import type { CardFate, EndEvent } from './card-fate.ts';
import { type Item, isEnded, isRunning } from './item.ts';
import { nextFlagOn } from './overdue.ts';

type Context = DecisionContext<Policy>;

/**
 * Brings an item in line with what is known of its card. A write-off stands: what was done was done; and where disposing of it was the very measure
 * approved, the item goes on to be reported and verified like any other.
 * Refused as `stale-version` when nothing follows from it.
 */
export function decideFate(
  state: Item,
  fate: CardFate | undefined,
  { policy, today }: Context,
): Decision<EndEvent, 'stale-version'> {
  const { assetId, unitPath } = state;
  if (!fate) return refuse('stale-version');
  const { assetVersion, ended } = fate;
  if (ended) {
    if (isEnded(state.status) || (ended.reason === 'disposed' && isPlannedDisposal(state, policy)))
      return refuse('stale-version');
    return accept({ type: 'item-closed', assetId, unitPath, assetVersion, ...ended, closedOn: today });
  }
  if (state.closed?.reason !== 'duplicate') return refuse('stale-version');
  const next = nextFlagOn(state.deadline, addDays(today, 1));
  return accept({ type: 'item-restored', assetId, unitPath, assetVersion, restoredOn: today, nextFlagOn: next });
}

/** MX-08, SX-08: to auction, transfer or scrap it was approved as its measure, and time runs for it. */
function isPlannedDisposal({ plan, status, suspendedFrom }: Item, { measureMenus }: Policy): boolean {
  if (!plan || !isRunning(status === 'suspended' ? (suspendedFrom ?? status) : status)) return false;
  const menu = measureMenus.find(({ id }) => id === plan.menu);
  return menu?.measures.find(({ id }) => id === plan.measure)?.disposes === true;
}
