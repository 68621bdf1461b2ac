/** The service's read models: progress per unit read in one get, and the views of states that routes answer with. */
import { type Approval, openStep } from '../../platform/approval.ts';
import type { Contribution, Projection } from '../../platform/projection.ts';
import type { StateItem } from '../../platform/store/store.ts';
import { lineage } from '../../platform/unit-path.ts';
import { type Closed, type Item, isRunning, OVERDUE_LEVEL } from './domain/item.ts';

export const ALL_ITEMS = 'ALL';

/** Flagged as overdue for its present due date, and not written off. */
const isOverdue = (item: Item): boolean =>
  (isRunning(item.status) || item.status === 'suspended') && (item.deadline?.flagged.includes(OVERDUE_LEVEL) ?? false);

/** Counts per state for every unit and everything above it, so a unit's figures are the sum of its parts by construction. */
export const progressProjection: Projection<Item> = {
  name: 'progress',
  aggregate: 'item',
  contributions(item): readonly Contribution[] {
    const add = {
      count: 1,
      [item.status]: 1,
      overdueCount: isOverdue(item) ? 1 : 0,
      earlierWriteOffs: item.round - 1,
    };
    return lineage(item.unitPath).map((row) => ({ row, breakdown: ALL_ITEMS, add }));
  },
};

const approvalView = (approval: Approval) => ({ status: approval.status, nextStep: openStep(approval)?.id });

export function itemView(id: string, { state, version }: StateItem<Item>) {
  const { assetVersion: _assetVersion, suspendedFrom: _from, ...known } = state;
  const { plan, deadline, extension, completion, closed, ...rest } = known;
  return {
    id,
    ...rest,
    ...(plan ? { plan: planView(plan) } : {}),
    ...(deadline ? { dueDate: deadline.dueDate, nextFlagOn: deadline.nextFlagOn } : {}),
    flagged: deadline?.flagged ?? [],
    ...(extension ? { extension: withApproval(extension) } : {}),
    ...(completion ? { completion: withApproval(completion) } : {}),
    ...(closed ? { closed: closedView(closed) } : {}),
    version,
  };
}

const closedView = ({ from: _from, ...closed }: Closed) => closed;

function withApproval<T extends { readonly approval: Approval }>({ approval, ...rest }: T) {
  return { ...rest, ...approvalView(approval) };
}
const planView = withApproval<NonNullable<Item['plan']>>;

export function itemRow({ aggregate, state, version }: StateItem<Item>) {
  const { name, unitPath, status, plan, deadline } = state;
  return {
    id: aggregate.slice('item/'.length),
    name,
    class: state.class,
    unitPath,
    status,
    measure: plan?.measure,
    dueDate: deadline?.dueDate,
    closedFor: state.closed?.reason,
    overdue: isOverdue(state),
    version,
  };
}
