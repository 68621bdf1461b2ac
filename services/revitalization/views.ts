/** The service's read models: progress per unit read in one get, and the views of states that routes answer with. */
import { type Approval, openStep } from '../../platform/approval.ts';
import type { Contribution, Projection } from '../../platform/projection.ts';
import type { StateItem } from '../../platform/store/store.ts';
import { lineage } from '../../platform/unit-path.ts';
import { isFlaggedOverdue } from './domain/deadline.ts';
import { type Closed, type Item, isRunning } from './domain/item.ts';
import { responsibleUnitOf } from './domain/plan-terms.ts';
import type { ItemRecords } from './item-records.ts';

export const ALL_ITEMS = 'ALL';

/** Flagged as overdue for its present due date, and not written off. */
const isOverdue = (item: Item): boolean =>
  (isRunning(item.status) || item.status === 'suspended') && isFlaggedOverdue(item.deadline);

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
/** An approval the state keeps no longer, because it went through. */
const WENT_THROUGH = { status: 'approved' } as const;

/** An item as its state stands, with what was written in the records it refers to. */
export function itemView(id: string, { state, version }: StateItem<Item>, records: ItemRecords) {
  const { assetVersion: _assetVersion, suspendedFrom: _from, ...known } = state;
  const { plan: _plan, extension, completion: _completion, closed, deadline, ...rest } = known;
  const plan = planView(state, records['item-planned']);
  const completion = completionView(state, records['completion-reported']);
  const reason = records['extension-requested']?.reason;
  return {
    id,
    ...rest,
    leadDepartments: state.leadDepartments ?? [],
    supportingDepartments: state.supportingDepartments ?? [],
    extensionCount: state.extensionCount ?? 0,
    ...(plan ? { plan } : {}),
    ...(deadline ? { dueDate: deadline.dueDate, nextFlagOn: deadline.nextFlagOn } : {}),
    flagged: deadline?.flagged ?? [],
    ...(extension ? { extension: { dueDate: extension.dueDate, reason, ...approvalView(extension.approval) } } : {}),
    ...(completion ? { completion } : {}),
    ...(closed ? { closed: closedView(closed) } : {}),
    version,
  };
}

const closedView = ({ from: _from, ...closed }: Closed) => closed;

function planView({ plan, unitPath: holder }: Item, record: ItemRecords['item-planned']) {
  if (!plan || !record) return undefined;
  const { type: _type, proposedBy: _proposedBy, steps: _steps, ...terms } = record;
  const stands = plan.proposal ? approvalView(plan.proposal.approval) : WENT_THROUGH;
  const responsible = { unitPath: responsibleUnitOf(plan, holder), person: plan.responsible.person };
  return { ...terms, responsible, ...stands };
}

function completionView({ completion }: Item, record: ItemRecords['completion-reported']) {
  if (!record) return undefined;
  const { summary, evidence, reportedOn } = record;
  return { summary, evidence, reportedOn, ...(completion ? approvalView(completion) : WENT_THROUGH) };
}

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
