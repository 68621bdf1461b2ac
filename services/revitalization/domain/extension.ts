/** Extensions: asked for with a reason, granted through the pack's chain, counted and bounded by the pack. */
import { isLastStep, openStep, refusalToStep, stepsFor } from '../../../platform/approval.ts';
import { calendarDate, daysBetween } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import { holderKindOf } from '../../../platform/holder-kind.ts';
import type { Policy } from '../../../policy/policy.ts';
import type { Item, ItemEvent } from './item.ts';
import type { ItemCommand, ItemRefusal } from './item-commands.ts';
import { newDeadline } from './overdue.ts';

type Context = DecisionContext<Policy>;
type Result = Decision<ItemEvent, ItemRefusal>;

/** While work is still to be done; a reported completion stands or is returned first. */
const mayBeExtended = ({ status }: Item): boolean => status === 'approved' || status === 'in-progress';

export function decideExtension(
  state: Item,
  command: Extract<ItemCommand, { type: 'request-extension' }>,
  { policy, actor, today }: Context,
): Result {
  const { deadline } = state;
  if (!mayBeExtended(state) || state.extension || !deadline) return refuse('wrong-state');
  const { maximumTimes, longestDays } = policy.extension;
  if ((state.extensionCount ?? 0) >= maximumTimes) {
    return refuse('extension-limit', `最多延期 ${maximumTimes} 次`, `${maximumTimes} extensions at most`);
  }
  const dueDate = calendarDate(command.dueDate);
  if (dueDate <= deadline.dueDate || dueDate <= today) return refuse('deadline-too-early');
  if (daysBetween(calendarDate(deadline.dueDate), dueDate) > longestDays) {
    return refuse('extension-limit', `一次最多延期 ${longestDays} 天`, `${longestDays} days at most at once`);
  }
  return accept({
    type: 'extension-requested',
    dueDate,
    reason: command.reason,
    requestedBy: actor.sub,
    steps: stepsFor(policy.chains[policy.extension.chain], holderKindOf(state.holderKind)),
  });
}

export function decideExtensionStep(
  state: Item,
  command: Extract<ItemCommand, { type: 'step-extension' }>,
  { policy, actor, now, today }: Context,
): Result {
  const { extension } = state;
  if (!mayBeExtended(state) || !extension) return refuse('wrong-state');
  const wrong = refusalToStep(extension.approval, actor, state.unitPath);
  if (wrong) return refuse(wrong);
  const { verdict, reason } = command;
  if (verdict !== 'approved' && reason === undefined) return refuse('reason-required');
  const { approval } = extension;
  const grants = verdict === 'approved' && isLastStep(approval);
  return accept(
    {
      type: 'extension-step-taken',
      step: openStep(approval)?.id ?? '',
      verdict,
      by: actor.sub,
      at: now,
      reason,
      deadline: grants ? newDeadline(extension.dueDate, policy.overdue, today) : undefined,
    },
    { actorMustNotBeListed: actor.sub, code: 'second-step' },
  );
}
