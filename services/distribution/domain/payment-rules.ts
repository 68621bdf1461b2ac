/** What may be done to the payment of one line. Pure: everything looked at is an argument. */
import { addDays } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import { decideCancellation } from './cancellation.ts';
import { notPayable, owedFen } from './payable.ts';
import type { Payment, PaymentCommand, PaymentEvent, PaymentRefs, PaymentRefusal } from './payment.ts';
import type { Plan } from './plan.ts';
import type { PlanLine } from './plan-lines.ts';

type Context = DecisionContext<Policy>;
type Result = Decision<PaymentEvent, PaymentRefusal>;

/** @param refs the plan as it stands now, when the actor may know of it: its unit may have been merged since the line was paid */
export function decidePayment(
  state: Payment | undefined,
  command: PaymentCommand,
  { plan, line }: PaymentRefs,
  context: Context,
): Result {
  if (!plan) return refuse('not-found');
  if (command.type === 'pay') {
    return pay(state, command.voucher, command.planId, plan, line, context);
  }
  if (command.type === 'propose-cancellation' || command.type === 'decide-cancellation') {
    return decideCancellation(state, command, plan, line, context);
  }
  if (!state) return refuse('not-found');
  const { planId, number, amountFen } = state;
  const moved = { planId, number, unitPath: plan.unitPath, amountFen, on: context.today };
  if (command.type === 'reissue') {
    if (state.status === 'paid') return refuse('line-already-paid');
    return state.status === 'bounced' && !state.cancellation
      ? accept({ type: 'line-reissued', ...moved, voucher: command.voucher })
      : refuse('wrong-state');
  }
  if (state.status !== 'paid') return refuse('wrong-state');
  const back = { ...moved, reason: command.reason, checkOn: addDays(context.today, 1) };
  return command.type === 'bounce'
    ? accept({ type: 'line-bounced', ...back })
    : accept({ type: 'line-reversed', ...back });
}

function pay(
  state: Payment | undefined,
  voucher: string,
  planId: string,
  plan: Plan,
  line: PlanLine | undefined,
  context: Context,
): Result {
  if (!line) return refuse('not-found');
  if (state?.status === 'paid') return refuse('line-already-paid');
  if (state && state.status !== 'unpaid')
    return refuse('wrong-state', `该笔现状：${state.status}`, `the line is ${state.status}`);
  if (state?.cancellation) return refuse('wrong-state', '该笔撤销待批', 'its cancellation is being decided');
  const wrong = notPayable(plan, context.today);
  if (wrong) return wrong;
  const { unitPath } = plan;
  const { number } = line;
  return accept({
    type: 'line-paid',
    planId,
    number,
    unitPath,
    amountFen: owedFen(plan, line),
    on: context.today,
    voucher,
  });
}
