/**
 * A line that will never be paid — the household is gone or refuses, the works will not be built — gives its money back to the pool. What was
 * approved for somebody is not taken away by one hand: whoever keeps the books proposes it with the reason, and whoever examines or
 * files plans decides. The documents name no procedure of their own for it.
 */
import { addDays } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import { notPayable, owedFen } from './payable.ts';
import type { CancellationEvent, Payment, PaymentCommand, PaymentRefusal } from './payment.ts';
import type { Plan } from './plan.ts';
import type { PlanLine } from './plan-lines.ts';

type Command<T extends PaymentCommand['type']> = Extract<PaymentCommand, { type: T }>;
type Context = DecisionContext<Policy>;
type Result = Decision<CancellationEvent, PaymentRefusal>;

export function decideCancellation(
  state: Payment | undefined,
  command: Command<'propose-cancellation' | 'decide-cancellation'>,
  plan: Plan,
  line: PlanLine | undefined,
  context: Context,
): Result {
  return command.type === 'propose-cancellation'
    ? propose(state, command, plan, line, context)
    : decide(state, command, plan, context);
}

/** Of a line that is owed: not paid yet, or sent back by the bank. Once objections can stop the plan no more, like paying. */
function propose(
  state: Payment | undefined,
  { planId, reason }: Command<'propose-cancellation'>,
  plan: Plan,
  line: PlanLine | undefined,
  context: Context,
): Result {
  if (!line) return refuse('not-found');
  const wrong = notPayable(plan, context.today);
  if (wrong) return wrong;
  if (state?.status === 'paid') return refuse('line-already-paid');
  if (state && (state.cancellation || (state.status !== 'unpaid' && state.status !== 'bounced')))
    return refuse('wrong-state');
  return accept({
    type: 'line-cancellation-proposed',
    planId,
    number: line.number,
    unitPath: plan.unitPath,
    amountFen: owedFen(plan, line),
    on: context.today,
    reason,
    proposedBy: context.actor.sub,
  });
}

/** Somebody else decides; also the write itself refuses whoever proposed. A plan withdrawn meanwhile has nothing left to give back. */
function decide(
  state: Payment | undefined,
  { verdict, reason }: Command<'decide-cancellation'>,
  { unitPath }: Plan,
  { actor, today }: Context,
): Result {
  if (!state) return refuse('not-found');
  const { planId, number, amountFen, cancellation } = state;
  if (!cancellation) return refuse('wrong-state');
  if (cancellation.proposedBy === actor.sub) return refuse('own-proposal');
  const guard = { actorMustNotBeListed: actor.sub, code: 'own-proposal' } as const;
  const ofLine = { planId, number, unitPath, amountFen, on: today };
  if (verdict === 'refused') {
    if (reason === undefined) return refuse('reason-required');
    return accept({ type: 'line-cancellation-refused', ...ofLine, reason, refusedBy: actor.sub }, guard);
  }
  return accept(
    {
      type: 'line-cancelled',
      ...ofLine,
      reason: cancellation.reason,
      proposedBy: cancellation.proposedBy,
      approvedBy: actor.sub,
      checkOn: addDays(today, 1),
    },
    guard,
  );
}
