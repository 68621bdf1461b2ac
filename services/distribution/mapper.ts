/** The distribution service’s domain events and the versions of their contracts. A new event does not compile without a row, nor a row that does not fit. */
import type * as plans from '../../contracts/distribution/plans.ts';
import type * as pools from '../../contracts/distribution/pools.ts';
import type * as receipts from '../../contracts/distribution/receipts.ts';
import { type Contracts, contractWords } from '../../platform/contract-words.ts';
import type { PaymentEvent } from './domain/payment.ts';
import type { PlanEvent } from './domain/plan.ts';
import type { PoolEvent } from './domain/pool.ts';
import type { ReceiptEvent } from './domain/receipt.ts';

type Published = Contracts<'distribution', typeof plans | typeof pools | typeof receipts>;

export const poolWords = contractWords<PoolEvent, Published>('distribution', {
  'pool-opened': 1,
  'pool-merged': 1,
  'pool-led-on': 1,
  'pool-moved': 1,
});

export const receiptWords = contractWords<ReceiptEvent, Published>('distribution', {
  'income-received': 1,
  'income-parked-warning': 1,
  'income-parked': 1,
  'income-distributed': 1,
  'income-check-moved': 1,
});

export const planWords = contractWords<PlanEvent, Published>('distribution', {
  'plan-drafted': 1,
  'plan-revised': 1,
  'plan-lines-added': 1,
  'plan-proposed': 1,
  'plan-voted': 1,
  'plan-step-taken': 1,
  'plan-approved': 1,
  'plan-published': 1,
  'plan-objection-recorded': 1,
  'plan-objection-answered': 1,
  'plan-withdrawn': 1,
  'plan-moved': 1,
});

export const paymentWords = contractWords<PaymentEvent, Published>('distribution', {
  'line-paid': 1,
  'line-bounced': 1,
  'line-reissued': 1,
  'line-reversed': 1,
  'line-cancellation-proposed': 1,
  'line-cancellation-refused': 1,
  'line-cancelled': 1,
});
