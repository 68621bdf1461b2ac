/** What may be done to a revitalization item. Pure: everything looked at is an argument. */
import { addDays } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import { isGone } from './card-fate.ts';
import { decideCompletionStep, decideReport } from './completion.ts';
import { decideExtension, decideExtensionStep } from './extension.ts';
import { type Item, type ItemEvent, isEnded, type ListedAsset } from './item.ts';
import type { ItemCommand, ItemRefs, ItemRefusal } from './item-commands.ts';
import { decideFate } from './item-end.ts';
import { decideFlag, nextFlagOn } from './overdue.ts';
import { decidePlan, decidePlanStep } from './plan.ts';
import { decideResponsible, responsibleAfterMove } from './responsible.ts';

type Context = DecisionContext<Policy>;
type Result = Decision<ItemEvent, ItemRefusal>;

/** Decides any command on one item. */
export function decideItem(state: Item | undefined, command: ItemCommand, refs: ItemRefs, context: Context): Result {
  if (command.type === 'list') return list(state, command.asset, refs, context);
  if (!state) return refuse('not-found');
  switch (command.type) {
    case 'move':
      return move(state, command);
    case 'plan':
      return decidePlan(state, command, context);
    case 'step-plan':
      return decidePlanStep(state, command, context);
    case 'start':
      return state.status === 'approved'
        ? accept({ type: 'item-started', startedOn: context.today })
        : refuse('wrong-state');
    case 'report-completion':
      return decideReport(state, command, refs.evidence, context);
    case 'step-completion':
      return decideCompletionStep(state, command, context);
    case 'request-extension':
      return decideExtension(state, command, context);
    case 'step-extension':
      return decideExtensionStep(state, command, context);
    case 'suspend':
      return state.status === 'suspended' || isEnded(state.status)
        ? refuse('wrong-state')
        : accept({ type: 'item-suspended', reason: command.reason, suspendedOn: context.today });
    case 'resume':
      return resume(state, command.reason, context);
    case 'reopen':
      return reopen(state, command.reason, refs, context);
    case 'name-responsible':
      return decideResponsible(state, command);
    case 'follow-card':
      return decideFate(state, refs.fate, context);
    case 'flag':
      return decideFlag(state, command, context);
  }
}

/**
 * Puts a confirmed finding on the list (ZC-07). An asset has one item: a finding after a write-off begins another round, a finding
 * while the item is open is kept beside it. Of an asset that is gone by now only an item that was never listed is, so that its end is on
 * record too.
 */
function list(state: Item | undefined, asset: ListedAsset, { moved, fate }: ItemRefs, { policy }: Context): Result {
  if (state && isEnded(state.status) && isGone(fate, asset.assetVersion)) return refuse('stale-version');
  if (state && !isEnded(state.status)) {
    const { finding, confirmedOn } = asset;
    // Where the asset lies is known from its moves alone; one that is still on its way must not look like old news.
    return accept({ type: 'item-finding-repeated', assetVersion: state.assetVersion, finding, confirmedOn });
  }
  // News of a finding and of a change of hands may come in any order: the latest says where the asset is.
  const { assetVersion, unitPath, holderKind } = [asset, state, moved].reduce<
    Pick<ListedAsset, 'assetVersion' | 'unitPath' | 'holderKind'>
  >((latest, place) => (place && place.assetVersion > latest.assetVersion ? place : latest), asset);
  const departments = policy.responsibleDepartments.find(({ classes }) => classes.includes(asset.class));
  return accept({
    type: 'item-listed',
    ...asset,
    assetVersion,
    unitPath,
    holderKind,
    leadDepartments: departments?.lead ?? [],
    supportingDepartments: departments?.supporting ?? [],
    round: (state?.round ?? 0) + 1,
  });
}

/** The asset has changed hands: the item goes with it, whatever its state; its due date stays. News older than what is known changes nothing. */
function move(state: Item, command: Extract<ItemCommand, { type: 'move' }>): Result {
  const { assetVersion, unitPath, holderKind } = command;
  if (assetVersion <= state.assetVersion) return refuse('stale-version');
  const responsibleUnitPath = responsibleAfterMove(state, unitPath);
  return accept({
    type: 'item-moved',
    assetVersion,
    fromUnitPath: state.unitPath,
    unitPath,
    holderKind,
    responsibleUnitPath,
  });
}

/** The due date stays as it was: time lost is asked for as an extension. What was not flagged meanwhile is flagged from tomorrow. */
function resume(state: Item, reason: string, { today }: Context): Result {
  if (state.status !== 'suspended') return refuse('wrong-state');
  const next = nextFlagOn(state.deadline, addDays(today, 1));
  return accept({ type: 'item-resumed', reason, resumedOn: today, nextFlagOn: next });
}

/** A write-off that did not hold: the asset goes back on the list and needs another plan. Not one that is gone. */
function reopen(state: Item, reason: string, { fate }: ItemRefs, { today }: Context): Result {
  if (state.status !== 'written-off') return refuse('wrong-state');
  if (fate?.ended) return refuse('wrong-state', '该资产已不复存在', 'the asset is gone');
  const { assetId, unitPath } = state;
  return accept({ type: 'item-reopened', assetId, unitPath, reason, reopenedOn: today });
}
