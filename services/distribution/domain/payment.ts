/**
 * The payment of one line: paid once, re-issued when the bank sent it back, reversed when it was wrong, never edited. Its money moves on
 * the accounts of pool and plan in the same transaction.
 */
import { addDays } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import { lineAmountFen, type Plan } from './plan.ts';
import type { PlanLine } from './plan-lines.ts';

export interface Payment {
  readonly planId: string;
  readonly number: number;
  readonly unitPath: string;
  readonly amountFen: number;
  readonly status: 'paid' | 'bounced' | 'reversed';
  /** Day on which the daily job looks whether older money is outstanding again; only while the money is back in the pool. */
  readonly checkOn?: string | undefined;
}

export type PaymentCommand =
  | { readonly type: 'pay'; readonly planId: string; readonly voucher: string }
  | { readonly type: 'bounce'; readonly reason: string }
  | { readonly type: 'reissue'; readonly voucher: string }
  | { readonly type: 'reverse'; readonly reason: string };

interface Moved {
  readonly planId: string;
  readonly number: number;
  readonly unitPath: string;
  readonly amountFen: number;
  readonly on: string;
}

export type PaymentEvent =
  | ({ readonly type: 'line-paid'; readonly voucher: string } & Moved)
  | ({ readonly type: 'line-reissued'; readonly voucher: string } & Moved)
  | ({ readonly type: 'line-bounced'; readonly reason: string; readonly checkOn: string } & Moved)
  | ({ readonly type: 'line-reversed'; readonly reason: string; readonly checkOn: string } & Moved);

export interface PaymentRefs {
  readonly plan?: Plan | undefined;
  readonly line?: PlanLine | undefined;
}

export type PaymentRefusal =
  | 'not-found'
  | 'wrong-state'
  | 'publicity-not-over'
  | 'objection-unanswered'
  | 'line-already-paid'
  | 'insufficient-balance';

type Context = DecisionContext<Policy>;
type Result = Decision<PaymentEvent, PaymentRefusal>;

export function decidePayment(
  state: Payment | undefined,
  command: PaymentCommand,
  { plan, line }: PaymentRefs,
  context: Context,
): Result {
  if (command.type === 'pay') return pay(state, command, plan, line, context);
  if (!state) return refuse('not-found');
  const { planId, number, unitPath, amountFen } = state;
  const moved = { planId, number, unitPath, amountFen, on: context.today };
  if (command.type === 'reissue') {
    if (state.status === 'paid') return refuse('line-already-paid');
    return state.status === 'bounced'
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
  { planId, voucher }: Extract<PaymentCommand, { type: 'pay' }>,
  plan: Plan | undefined,
  line: PlanLine | undefined,
  { today }: Context,
): Result {
  if (!plan || !line) return refuse('not-found');
  if (state?.status === 'paid') return refuse('line-already-paid');
  if (state) return refuse('wrong-state', `该笔现状：${state.status}`, `the line is ${state.status}`);
  if (plan.status !== 'published' || !plan.publicity) return refuse('wrong-state');
  if (today <= plan.publicity.until) {
    return refuse('publicity-not-over', `公示至 ${plan.publicity.until}`, `it is public until ${plan.publicity.until}`);
  }
  if (plan.unanswered.length > 0) return refuse('objection-unanswered');
  if (plan.objectionUpheld)
    return refuse('wrong-state', '异议成立，方案须撤回', 'an objection was upheld: withdraw the plan');
  const amountFen = lineAmountFen(plan, line);
  if (amountFen === undefined) throw new Error('a published plan has a line without an amount');
  const { unitPath } = plan;
  return accept({ type: 'line-paid', planId, number: line.number, unitPath, amountFen, on: today, voucher });
}

export function evolvePayment(state: Payment | undefined, event: PaymentEvent): Payment {
  const { planId, number, unitPath, amountFen } = event;
  const payment = { planId, number, unitPath, amountFen };
  switch (event.type) {
    case 'line-paid':
      return { ...payment, status: 'paid' };
    case 'line-reissued':
      if (state?.status !== 'bounced') throw new Error('a line was re-issued that had not bounced');
      return { ...payment, status: 'paid' };
    case 'line-bounced':
      return { ...payment, status: 'bounced', checkOn: event.checkOn };
    case 'line-reversed':
      return { ...payment, status: 'reversed', checkOn: event.checkOn };
  }
}
