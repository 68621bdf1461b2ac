/** The distribution service's aggregates as they lie in its table: rule, keys, index entries, contract words and money together. */
import { handsIn } from '../../platform/approval.ts';
import type { AggregateKind } from '../../platform/command.ts';
import type { Policy } from '../../policy/policy.ts';
import {
  evolvePayment,
  type Payment,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentRefs,
  type PaymentRefusal,
} from './domain/payment.ts';
import { decidePayment } from './domain/payment-rules.ts';
import { drafters, evolvePlan, type Plan, type PlanCommand, type PlanEvent } from './domain/plan.ts';
import { pieces } from './domain/plan-lines.ts';
import { decidePlan, type PlanRefs, type PlanRefusal } from './domain/plan-rules.ts';
import {
  decidePool,
  evolvePool,
  type Pool,
  type PoolCommand,
  type PoolEvent,
  type PoolRefs,
  type PoolRefusal,
  poolIdOf,
} from './domain/pool.ts';
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
  mergedRowKey,
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
import { cancelled, committed, ledOn, paid, received, returned, withdrawn } from './money.ts';

export const poolKind: AggregateKind<Pool, PoolCommand, PoolEvent, PoolRefs | undefined, Policy, PoolRefusal> = {
  name: 'pool',
  key: poolKey,
  indexes: (pool, id) => checkIndex(pool.checkOn, id, id),
  decide: decidePool,
  evolve: evolvePool,
  ...poolWords,
  side(event, state, id) {
    if (event.type === 'pool-led-on') {
      const { unitPath, successorUnitPath, amountFen, on } = event;
      return ledOn(unitPath, successorUnitPath, amountFen, on, state.transferCount ?? 1);
    }
    if (event.type !== 'pool-merged') return [];
    const { unitPath, successorUnitPath, mode, transferredFen, mergedOn } = event;
    const key = mergedRowKey(poolIdOf(successorUnitPath), id);
    const row = { kind: 'create', key, item: { poolId: id, mode, mergedOn }, refusal: 'wrong-state' } as const;
    return transferredFen === 0 ? [row] : [row, ...ledOn(unitPath, successorUnitPath, transferredFen, mergedOn, 1)];
  },
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
  actors: (plan) => (plan.approval?.status === 'open' ? [...drafters(plan), ...handsIn(plan.approval)] : []),
  decide: decidePlan,
  evolve: evolvePlan,
  ...planWords,
  side(event, state, id) {
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
          key: pieceKey(id, piece.firstNumber, state.linesSet),
          item: { ...piece },
          refusal: 'wrong-state',
        }));
      case 'plan-moved': {
        // The public finds the notice where the unit is now; the one at its old path stays.
        if (!state.publicity) return [];
        const key = noticeKey(event.unitPath, state.publicity.publishedOn, id);
        return [{ kind: 'create', key, item: { planId: id }, refusal: 'wrong-state' }];
      }
      default:
        return [];
    }
  },
};

export const paymentKind: AggregateKind<Payment, PaymentCommand, PaymentEvent, PaymentRefs, Policy, PaymentRefusal> = {
  name: 'plan-line',
  key: paymentKey,
  indexes: (payment, id) => checkIndex(payment.checkOn, poolIdOf(payment.unitPath), id),
  actors: ({ cancellation }) => (cancellation ? [cancellation.proposedBy] : []),
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
      case 'line-cancelled':
        return cancelled(unitPath, planId, amountFen);
      case 'line-cancellation-proposed':
      case 'line-cancellation-refused':
        return [];
    }
  },
};
