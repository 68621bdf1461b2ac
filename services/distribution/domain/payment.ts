/**
 * The payment of one line: paid once, re-issued when the bank sent it back, reversed when it was wrong, never edited; and cancelled when it
 * will never be paid. Its money moves on the accounts of pool and plan in the same transaction. The rules are in payment-rules.ts and cancellation.ts.
 */
import type { Plan } from './plan.ts';
import type { PlanLine } from './plan-lines.ts';

export interface Cancellation {
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedOn: string;
}

export interface Payment {
  readonly planId: string;
  readonly number: number;
  readonly unitPath: string;
  readonly amountFen: number;
  /** `unpaid` only where a cancellation was proposed. */
  readonly status: 'unpaid' | 'paid' | 'bounced' | 'reversed' | 'cancelled';
  /** Proposed and not decided yet. */
  readonly cancellation?: Cancellation | undefined;
  /** Day on which the daily job looks whether older money is outstanding again; only while the money is back in the pool. */
  readonly checkOn?: string | undefined;
}

export type PaymentCommand =
  | { readonly type: 'pay'; readonly planId: string; readonly voucher: string }
  | { readonly type: 'bounce'; readonly reason: string }
  | { readonly type: 'reissue'; readonly voucher: string }
  | { readonly type: 'reverse'; readonly reason: string }
  | { readonly type: 'propose-cancellation'; readonly planId: string; readonly reason: string }
  | {
      readonly type: 'decide-cancellation';
      readonly verdict: 'approved' | 'refused';
      readonly reason?: string | undefined;
    };

/** What every event of a line says. */
export interface OfLine {
  readonly planId: string;
  readonly number: number;
  readonly unitPath: string;
  readonly amountFen: number;
  readonly on: string;
}

export type CancellationEvent =
  | ({ readonly type: 'line-cancellation-proposed'; readonly reason: string; readonly proposedBy: string } & OfLine)
  | ({ readonly type: 'line-cancellation-refused'; readonly reason: string; readonly refusedBy: string } & OfLine)
  | ({
      readonly type: 'line-cancelled';
      readonly reason: string;
      readonly proposedBy: string;
      readonly approvedBy: string;
      readonly checkOn: string;
    } & OfLine);

export type PaymentEvent =
  | ({ readonly type: 'line-paid'; readonly voucher: string } & OfLine)
  | ({ readonly type: 'line-reissued'; readonly voucher: string } & OfLine)
  | ({ readonly type: 'line-bounced'; readonly reason: string; readonly checkOn: string } & OfLine)
  | ({ readonly type: 'line-reversed'; readonly reason: string; readonly checkOn: string } & OfLine)
  | CancellationEvent;

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
  | 'own-proposal'
  | 'reason-required'
  | 'insufficient-balance';

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
    case 'line-cancellation-proposed':
    case 'line-cancellation-refused':
    case 'line-cancelled':
      return evolveCancellation(state, event);
  }
}

function evolveCancellation(state: Payment | undefined, event: CancellationEvent): Payment {
  const { planId, number, unitPath, amountFen, reason } = event;
  const payment = { planId, number, unitPath, amountFen };
  const { status = 'unpaid', checkOn } = state ?? {};
  switch (event.type) {
    case 'line-cancellation-proposed': {
      const cancellation = { reason, proposedBy: event.proposedBy, proposedOn: event.on };
      return { ...payment, status, checkOn, cancellation };
    }
    case 'line-cancellation-refused':
      return { ...payment, status, checkOn };
    case 'line-cancelled':
      return { ...payment, status: 'cancelled', checkOn: event.checkOn };
  }
}
