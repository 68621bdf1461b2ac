/** The distribution service's aggregates as they lie in its table: rule, keys, index entries, contract words and money together. */
import { handsIn } from '../../platform/approval.ts';
import type { AggregateKind } from '../../platform/command.ts';
import type { Policy } from '../../policy/policy.ts';
import {
  decidePayment,
  evolvePayment,
  type Payment,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentRefs,
  type PaymentRefusal,
} from './domain/payment.ts';
import { evolvePlan, type Plan, type PlanCommand, type PlanEvent } from './domain/plan.ts';
import { pieces } from './domain/plan-lines.ts';
import { decidePlan, type PlanRefs, type PlanRefusal } from './domain/plan-rules.ts';
import { decidePool, evolvePool, type OpenPool, type Pool, type PoolEvent, poolIdOf } from './domain/pool.ts';
import {
  decideReceipt,
  evolveReceipt,
  type Receipt,
  type ReceiptCommand,
  type ReceiptEvent,
  type ReceiptRefusal,
} from './domain/receipt.ts';
import {
  checkIndex,
  noticeKey,
  paymentKey,
  pieceKey,
  planIndex,
  planKey,
  poolKey,
  receiptKey,
  receiptRowKey,
} from './keys.ts';
import { paymentWords, planWords, poolWords, receiptWords } from './mapper.ts';
import { committed, paid, received, returned, withdrawn } from './money.ts';

export const poolKind: AggregateKind<Pool, OpenPool, PoolEvent, undefined, Policy, 'already-exists'> = {
  name: 'pool',
  key: poolKey,
  indexes: () => ({}),
  decide: decidePool,
  evolve: evolvePool,
  ...poolWords,
};

export const receiptKind: AggregateKind<
  Receipt,
  ReceiptCommand,
  ReceiptEvent,
  Pool | undefined,
  Policy,
  ReceiptRefusal
> = {
  name: 'receipt',
  key: receiptKey,
  indexes: (receipt, id) => checkIndex(receipt.checkOn, poolIdOf(receipt.unitPath), id),
  decide: decideReceipt,
  evolve: evolveReceipt,
  ...receiptWords,
  side(event, _state, id) {
    if (event.type !== 'income-received') return [];
    const { unitPath, receivedOn, amountFen } = event;
    const key = receiptRowKey(poolIdOf(unitPath), receivedOn, id);
    return [
      received(unitPath, amountFen),
      { kind: 'create', key, item: { receiptId: id, amountFen }, refusal: 'already-exists' },
    ];
  },
};

export const planKind: AggregateKind<Plan, PlanCommand, PlanEvent, PlanRefs, Policy, PlanRefusal> = {
  name: 'plan',
  key: planKey,
  indexes: (plan, id) => planIndex(plan.unitPath, id),
  actors: (plan) => (plan.approval?.status === 'open' ? [plan.draftedBy, ...handsIn(plan.approval)] : []),
  decide: decidePlan,
  evolve: evolvePlan,
  ...planWords,
  side(event, _state, id) {
    switch (event.type) {
      case 'plan-approved':
        return committed(event.unitPath, id, event.committedFen);
      case 'plan-withdrawn':
        return event.releasedFen === 0 ? [] : withdrawn(event.unitPath, id, event.releasedFen);
      case 'plan-published': {
        const key = noticeKey(event.unitPath, event.publishedOn, id);
        return [{ kind: 'create', key, item: { planId: id }, refusal: 'wrong-state' }];
      }
      case 'plan-lines-added':
        return pieces(event.lines, event.firstNumber).map((piece) => ({
          kind: 'create',
          key: pieceKey(id, piece.firstNumber),
          item: { ...piece },
          refusal: 'wrong-state',
        }));
      default:
        return [];
    }
  },
};

export const paymentKind: AggregateKind<Payment, PaymentCommand, PaymentEvent, PaymentRefs, Policy, PaymentRefusal> = {
  name: 'plan-line',
  key: paymentKey,
  indexes: (payment, id) => checkIndex(payment.checkOn, poolIdOf(payment.unitPath), id),
  decide: decidePayment,
  evolve: evolvePayment,
  ...paymentWords,
  side({ type, unitPath, planId, amountFen }) {
    switch (type) {
      case 'line-paid':
      case 'line-reissued':
        return paid(unitPath, planId, amountFen);
      case 'line-bounced':
        return returned(unitPath, planId, amountFen, 'still-owed');
      case 'line-reversed':
        return returned(unitPath, planId, amountFen, 'free-again');
    }
  },
};
