/** The distribution service's domain words and the contract's words for them. A new event does not compile without a row that fits it. */
import {
  lineBounced,
  linePaid,
  lineReissued,
  lineReversed,
  planApproved,
  planDrafted,
  planLinesAdded,
  planObjectionAnswered,
  planObjectionRecorded,
  planProposed,
  planPublished,
  planStepTaken,
  planVoted,
  planWithdrawn,
} from '../../contracts/distribution/plans.ts';
import {
  incomeCheckMoved,
  incomeDistributed,
  incomeParked,
  incomeParkedWarning,
  incomeReceived,
  poolOpened,
} from '../../contracts/distribution/receipts.ts';
import { type AllTrue, type Conforming, contractWords } from '../../platform/contract-words.ts';
import type { PaymentEvent } from './domain/payment.ts';
import type { PlanEvent } from './domain/plan.ts';
import type { PoolEvent } from './domain/pool.ts';
import type { ReceiptEvent } from './domain/receipt.ts';

const poolContracts = { 'pool-opened': poolOpened } as const;
const receiptContracts = {
  'income-received': incomeReceived,
  'income-parked-warning': incomeParkedWarning,
  'income-parked': incomeParked,
  'income-distributed': incomeDistributed,
  'income-check-moved': incomeCheckMoved,
} as const;
const planContracts = {
  'plan-drafted': planDrafted,
  'plan-lines-added': planLinesAdded,
  'plan-proposed': planProposed,
  'plan-voted': planVoted,
  'plan-step-taken': planStepTaken,
  'plan-approved': planApproved,
  'plan-published': planPublished,
  'plan-objection-recorded': planObjectionRecorded,
  'plan-objection-answered': planObjectionAnswered,
  'plan-withdrawn': planWithdrawn,
} as const;
const paymentContracts = {
  'line-paid': linePaid,
  'line-bounced': lineBounced,
  'line-reissued': lineReissued,
  'line-reversed': lineReversed,
} as const;

/** Imported by nobody: the compiler holds it. @public */
export type DistributionWordsConform = AllTrue<
  Conforming<PoolEvent, typeof poolContracts> &
    Conforming<ReceiptEvent, typeof receiptContracts> &
    Conforming<PlanEvent, typeof planContracts> &
    Conforming<PaymentEvent, typeof paymentContracts>
>;

export const poolWords = contractWords<PoolEvent>(poolContracts);
export const receiptWords = contractWords<ReceiptEvent>(receiptContracts);
export const planWords = contractWords<PlanEvent>(planContracts);
export const paymentWords = contractWords<PaymentEvent>(paymentContracts);
