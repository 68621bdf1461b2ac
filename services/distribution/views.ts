/** The service's read models: totals per unit, and the views of states that routes answer with. */
import { openStep } from '../../platform/approval.ts';
import type { Contribution, Projection } from '../../platform/projection.ts';
import type { Row, StateItem } from '../../platform/store/store.ts';
import { lineage } from '../../platform/unit-path.ts';
import type { Payment } from './domain/payment.ts';
import { lineAmountFen, objectionsTo, type Plan } from './domain/plan.ts';
import type { PlanLine } from './domain/plan-lines.ts';
import { accountOf, type Pool } from './domain/pool.ts';
import type { Receipt } from './domain/receipt.ts';

/** The one breakdown of these totals. */
export const WHOLE = 'ALL';

const upTheTree = (unitPath: string, add: Readonly<Record<string, number>>): Contribution[] =>
  lineage(unitPath).map((row) => ({ row, breakdown: WHOLE, add }));

/** Income per unit and everything above it. */
export const incomeProjection: Projection<Receipt> = {
  name: 'income',
  aggregate: 'receipt',
  contributions: ({ unitPath, amountFen }) => upTheTree(unitPath, { receiptCount: 1, receivedFen: amountFen }),
};

/** What has been paid and has not come back, per unit and everything above it. */
export const paymentProjection: Projection<Payment> = {
  name: 'payments',
  aggregate: 'plan-line',
  contributions: ({ unitPath, amountFen, status }) =>
    status === 'paid' ? upTheTree(unitPath, { paidLineCount: 1, distributedFen: amountFen }) : [],
};

export const idOf = ({ aggregate }: Pick<StateItem, 'aggregate'>): string =>
  aggregate.slice(aggregate.indexOf('/') + 1);

export function poolView(
  id: string,
  { state: { unitPath, merged }, version }: StateItem<Pool>,
  account: Row | undefined,
  predecessors: readonly Row[],
) {
  return {
    id,
    unitPath,
    ...accountOf(account),
    ...(merged ? { merged: { into: merged.into, mode: merged.mode, on: merged.on } } : {}),
    predecessors: predecessors.map(({ poolId, mode, mergedOn }) => ({ poolId, mode, mergedOn })),
    version,
  };
}

export function receiptView(item: StateItem<Receipt>) {
  const { checkOn: _checkOn, flagged: _flagged, ...receipt } = item.state;
  return { id: idOf(item), ...receipt, version: item.version };
}

/** A meeting decides first; a government allocates without one. */
const isUnderApproval = ({ status, allocatedBy }: Pick<Plan, 'status' | 'allocatedBy'>): boolean =>
  status === (allocatedBy === undefined ? 'voted' : 'proposed');

export function planView(item: StateItem<Plan>, funds: Row | undefined) {
  const {
    draftedBy: _draftedBy,
    revisedBy: _revisedBy,
    linesSet: _set,
    objections: _objections,
    ...known
  } = item.state;
  const { linesHash, proposedOn: _proposedOn, approval, seal, ...plan } = known;
  const { count: objectionCount, unanswered, upheld: objectionUpheld } = objectionsTo(item.state);
  const counter = (name: string): number => Number(funds?.[name] ?? 0);
  return {
    id: idOf(item),
    ...plan,
    seal: seal && { lineCount: plan.lineCount, linesHash, ...seal },
    ...{ objectionCount, unanswered, objectionUpheld },
    nextStep: isUnderApproval(plan) && approval ? openStep(approval)?.id : undefined,
    paidFen: counter('paidFen') - counter('returnedFen'),
    committedFen: counter('committedFen'),
    cancelledFen: counter('cancelledFen'),
    version: item.version,
  };
}

export function planRow(item: StateItem<Plan>) {
  const { unitPath, title, totalFen, status, lineCount } = item.state;
  return { id: idOf(item), unitPath, title, totalFen, status, lineCount, version: item.version };
}

const cancellationView = (payment: Payment | undefined) =>
  payment?.cancellation && { reason: payment.cancellation.reason, proposedOn: payment.cancellation.proposedOn };

export function lineView(plan: Plan, line: PlanLine, payment: StateItem<Payment> | undefined) {
  return {
    ...line,
    amountFen: lineAmountFen(plan, line),
    payment: payment?.state.status ?? 'unpaid',
    cancellation: cancellationView(payment?.state),
    version: payment?.version,
  };
}

/** A line for everybody: no weight, no version; the code is the register's, never a name. */
export function noticeLineView(plan: Plan, line: PlanLine, payment: StateItem<Payment> | undefined) {
  const { number, to, code, purpose } = line;
  return {
    number,
    to,
    code,
    purpose,
    amountFen: lineAmountFen(plan, line),
    payment: payment?.state.status ?? 'unpaid',
  };
}

/** What the public reads of a plan; undefined for one that was never published. */
export function noticeView(item: StateItem<Plan>) {
  const { unitPath, title, totalFen, reserves, status, lineCount, seal, publicity } = item.state;
  if (!publicity || !seal) return undefined;
  return {
    planId: idOf(item),
    unitPath,
    title,
    totalFen,
    reserves,
    lineCount,
    hash: seal.hash,
    status: status === 'withdrawn' ? 'withdrawn' : 'published',
    ...publicity,
  };
}
