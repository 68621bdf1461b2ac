/**
 * A revitalization item: one idle asset on the list, from its finding to its write-off (销号). This file holds its words and how events
 * change it; the rules are in item-rules.ts and the files it names. An asset that is found idle again, or whose write-off did not
 * hold, goes through another round of the same item.
 */
import {
  type Approval,
  type ChainStep,
  isLastStep,
  openApproval,
  takeStep,
  type Verdict,
} from '../../../platform/approval.ts';
import type { UnitKind } from '../../../platform/holder-kind.ts';
import type { CardEnd, EndEvent } from './card-fate.ts';
import {
  type Deadline,
  deadlineOf,
  dueSoonLevel,
  escalationLevel,
  metDeadline,
  OVERDUE_LEVEL,
  type SetDeadline,
  withFlag,
} from './deadline.ts';
import { ofHolder, type Plan, type PlanTerms, type Responsible, responsibleUnitOf } from './plan-terms.ts';

export type FindingKind = 'idle' | 'low-efficiency' | 'over-standard';

export type ItemStatus =
  | 'listed'
  | 'planned'
  | 'returned'
  | 'approved'
  | 'in-progress'
  | 'completion-reported'
  | 'verified'
  | 'written-off'
  | 'suspended'
  | 'closed';

/** What the list says of the asset and of who is responsible for its kind (MX-06). */
export interface ListedAsset {
  readonly assetId: string;
  /** Version of the asset card that this is known from; older news of the card changes nothing. */
  readonly assetVersion: number;
  readonly unitPath: string;
  readonly holderKind: UnitKind;
  readonly name: string;
  readonly class: string;
  readonly subType?: string | undefined;
  readonly originalFen: number;
  readonly finding: FindingKind;
  readonly confirmedOn: string;
}

export interface EvidenceFact {
  readonly kind: string;
  readonly evidenceId: string;
  readonly sha256: string;
}

export interface Report {
  readonly summary: string;
  readonly evidence: readonly EvidenceFact[];
  readonly reportedOn: string;
}

/**
 * How an item stands: what the rules, the lists and the totals need. What was written at each turn — why a measure was chosen, what a
 * report says and which documents it names, why more time was asked for — stays in its events (item-records.ts reads it from there).
 */
export interface Item extends ListedAsset {
  /** Absent where the pack names none for its class. */
  readonly leadDepartments?: readonly string[] | undefined;
  readonly supportingDepartments?: readonly string[] | undefined;
  readonly round: number;
  readonly status: ItemStatus;
  readonly suspendedFrom?: ItemStatus | undefined;
  readonly plan?: Plan | undefined;
  readonly deadline?: Deadline | undefined;
  /** Extensions granted in this round; absent before the first. */
  readonly extensionCount?: number | undefined;
  /** An extension that has been asked for. */
  readonly extension?: { readonly dueDate: string; readonly approval: Approval } | undefined;
  /** The approval of the completion that has been reported. */
  readonly completion?: Approval | undefined;
  /** The last time something was sent back, and why. */
  readonly lastReturn?: { readonly step: string; readonly reason: string } | undefined;
  readonly writtenOffOn?: string | undefined;
  /** Its asset is gone. */
  readonly closed?: Closed | undefined;
}

/** An item whose asset is gone. */
export interface Closed extends CardEnd {
  readonly on: string;
  /** Where it goes on should the verdict be taken back. */
  readonly from: ItemStatus;
}

interface Flagged {
  readonly unitPath: string;
  readonly dueDate: string;
  readonly flaggedOn: string;
  readonly nextFlagOn?: string | undefined;
}
interface StepTaken {
  readonly step: string;
  readonly by: string;
  readonly at: string;
  readonly reason?: string | undefined;
}

export type ItemEvent =
  | ({
      readonly type: 'item-listed';
      readonly leadDepartments: readonly string[];
      readonly supportingDepartments: readonly string[];
      readonly round: number;
    } & ListedAsset)
  | {
      readonly type: 'item-finding-repeated';
      readonly assetVersion: number;
      readonly finding: FindingKind;
      readonly confirmedOn: string;
    }
  | ({ readonly type: 'item-planned'; readonly proposedBy: string; readonly steps: readonly ChainStep[] } & PlanTerms)
  | ({
      readonly type: 'plan-step-taken';
      readonly verdict: Verdict;
      readonly declarations?: readonly string[] | undefined;
      /** Set by the step that completes the chain. */
      readonly deadline?: SetDeadline | undefined;
    } & StepTaken)
  | { readonly type: 'item-started'; readonly startedOn: string }
  | ({
      readonly type: 'completion-reported';
      readonly reportedBy: string;
      readonly steps: readonly ChainStep[];
    } & Report)
  | ({ readonly type: 'completion-step-taken'; readonly verdict: 'approved' | 'returned' } & StepTaken)
  | {
      readonly type: 'item-written-off';
      readonly assetId: string;
      readonly unitPath: string;
      readonly measure: string;
      readonly writtenOffOn: string;
    }
  | {
      readonly type: 'extension-requested';
      readonly dueDate: string;
      readonly reason: string;
      readonly requestedBy: string;
      readonly steps: readonly ChainStep[];
    }
  | ({
      readonly type: 'extension-step-taken';
      readonly verdict: Verdict;
      /** Set by the step that grants it. */
      readonly deadline?: SetDeadline | undefined;
    } & StepTaken)
  | { readonly type: 'item-suspended'; readonly reason: string; readonly suspendedOn: string }
  | {
      readonly type: 'item-resumed';
      readonly reason: string;
      readonly resumedOn: string;
      readonly nextFlagOn?: string | undefined;
    }
  | {
      readonly type: 'item-reopened';
      readonly assetId: string;
      readonly unitPath: string;
      readonly reason: string;
      readonly reopenedOn: string;
    }
  | {
      readonly type: 'item-moved';
      readonly assetVersion: number;
      readonly fromUnitPath: string;
      readonly unitPath: string;
      readonly holderKind: UnitKind;
      /** The responsible body from now on, where it was one of the old holder. */
      readonly responsibleUnitPath?: string | undefined;
    }
  | { readonly type: 'item-responsible-named'; readonly measure: string; readonly responsible: Responsible }
  | EndEvent
  | ({ readonly type: 'item-due-soon'; readonly daysBefore: number; readonly daysLeft: number } & Flagged)
  | ({ readonly type: 'item-overdue'; readonly daysLate: number } & Flagged)
  | ({ readonly type: 'item-escalated'; readonly level: string; readonly daysLate: number } & Flagged);

type Event<T extends ItemEvent['type']> = Extract<ItemEvent, { type: T }>;

/** Where time runs against the item: from approval until it is written off. */
export const isRunning = (status: ItemStatus): boolean =>
  status === 'approved' || status === 'in-progress' || status === 'completion-reported' || status === 'verified';

/** Where nothing is left to be done. */
export const isEnded = (status: ItemStatus): boolean => status === 'written-off' || status === 'closed';

/** The approval somebody may take a step of now, if any. */
export function approvalUnderWay(item: Item): Approval | undefined {
  if (item.status === 'planned') return item.plan?.proposal?.approval;
  if (item.status === 'completion-reported' || item.status === 'verified') return item.completion;
  return isRunning(item.status) ? item.extension?.approval : undefined;
}

/** The next state. Total over events that `decide` can have made; anything else is a broken invariant. */
export function evolveItem(state: Item | undefined, event: ItemEvent): Item {
  if (event.type === 'item-listed') {
    const { type: _type, leadDepartments, supportingDepartments, ...listed } = event;
    return {
      ...listed,
      ...(leadDepartments.length === 0 ? {} : { leadDepartments }),
      ...(supportingDepartments.length === 0 ? {} : { supportingDepartments }),
      status: 'listed',
    };
  }
  if (!state) throw new Error(`${event.type} before item-listed`);
  switch (event.type) {
    case 'item-finding-repeated': {
      const { type: _type, ...known } = event;
      return { ...state, ...known };
    }
    case 'item-planned': {
      const { menu, measure, responsible, deadlineDays, dueDate, proposedBy, steps } = event;
      const proposal = { deadlineDays, dueDate, approval: openApproval(steps, proposedBy) };
      const plan = { menu, measure, responsible: ofHolder(responsible, state.unitPath), proposal };
      return { ...state, status: 'planned', plan, lastReturn: undefined };
    }
    case 'plan-step-taken':
      return afterPlanStep(state, event);
    case 'item-started':
      return { ...state, status: 'in-progress' };
    case 'completion-reported': {
      const completion = openApproval(event.steps, event.reportedBy);
      return { ...state, status: 'completion-reported', completion, lastReturn: undefined };
    }
    case 'completion-step-taken':
      return afterCompletionStep(state, event);
    case 'item-written-off':
      return writtenOff(state, event.writtenOffOn);
    case 'extension-requested': {
      const { dueDate, steps, requestedBy } = event;
      return { ...state, extension: { dueDate, approval: openApproval(steps, requestedBy) } };
    }
    case 'extension-step-taken':
      return afterExtensionStep(state, event);
    case 'item-suspended':
      return { ...state, status: 'suspended', suspendedFrom: state.status };
    case 'item-resumed': {
      const status = present(state.suspendedFrom, event);
      const deadline = state.deadline && { ...state.deadline, nextFlagOn: event.nextFlagOn };
      return { ...state, status, suspendedFrom: undefined, deadline };
    }
    case 'item-reopened':
      return anotherRound(state);
    case 'item-moved': {
      const { assetVersion, unitPath, holderKind, responsibleUnitPath } = event;
      const moved = { ...state, assetVersion, unitPath, holderKind };
      if (!state.plan) return moved;
      const { person } = state.plan.responsible;
      const stays = { unitPath: responsibleUnitOf(state.plan, state.unitPath), person };
      const responsible = responsibleUnitPath === undefined ? stays : { unitPath: responsibleUnitPath };
      return { ...moved, plan: { ...state.plan, responsible: ofHolder(responsible, unitPath) } };
    }
    case 'item-responsible-named': {
      const responsible = ofHolder(event.responsible, state.unitPath);
      return { ...state, plan: { ...present(state.plan, event), responsible } };
    }
    case 'item-closed': {
      const { reason, successors, disposalId, closedOn } = event;
      const closed = { reason, successors, disposalId, on: closedOn, from: state.status };
      return { ...state, status: 'closed', closed };
    }
    case 'item-restored': {
      const deadline = state.deadline && { ...state.deadline, nextFlagOn: event.nextFlagOn };
      return { ...state, status: present(state.closed, event).from, closed: undefined, deadline };
    }
    case 'item-due-soon':
      return afterFlag(state, event, dueSoonLevel(event.daysBefore));
    case 'item-overdue':
      return afterFlag(state, event, OVERDUE_LEVEL);
    case 'item-escalated':
      return afterFlag(state, event, escalationLevel(event.level));
  }
}

function present<T>(value: T | undefined, event: ItemEvent): T {
  if (value === undefined) throw new Error(`${event.type} without what it is about`);
  return value;
}

function afterPlanStep(state: Item, event: Event<'plan-step-taken'>): Item {
  const { proposal, ...plan } = present(state.plan, event);
  const { approval, ...dates } = present(proposal, event);
  const examined = { ...plan, proposal: { ...dates, approval: takeStep(approval, event.verdict, event.by) } };
  if (event.verdict === 'approved') {
    return event.deadline
      ? { ...state, status: 'approved', plan, deadline: deadlineOf(event.deadline) }
      : { ...state, plan: examined };
  }
  const lastReturn = { step: event.step, reason: event.reason ?? '' };
  // A returned plan is there to be mended; a refused one is gone.
  if (event.verdict === 'returned') return { ...state, status: 'returned', plan: examined, lastReturn };
  return { ...state, status: 'listed', plan: undefined, lastReturn };
}

function afterCompletionStep(state: Item, event: Event<'completion-step-taken'>): Item {
  const completion = present(state.completion, event);
  if (event.verdict === 'returned') {
    const lastReturn = { step: event.step, reason: event.reason ?? '' };
    return { ...state, status: 'in-progress', completion: undefined, lastReturn };
  }
  const walked = takeStep(completion, 'approved', event.by);
  return { ...state, status: isLastStep(walked) ? 'verified' : 'completion-reported', completion: walked };
}

/** Nothing is left to be approved or flagged; the plan says what it was written off for. */
function writtenOff(state: Item, writtenOffOn: string): Item {
  const deadline = state.deadline && metDeadline(state.deadline);
  return { ...state, status: 'written-off', writtenOffOn, deadline, completion: undefined, extension: undefined };
}

function afterExtensionStep(state: Item, event: Event<'extension-step-taken'>): Item {
  const extension = present(state.extension, event);
  if (event.verdict !== 'approved') {
    return { ...state, extension: undefined, lastReturn: { step: event.step, reason: event.reason ?? '' } };
  }
  if (!event.deadline) {
    return { ...state, extension: { ...extension, approval: takeStep(extension.approval, 'approved', event.by) } };
  }
  const extensionCount = (state.extensionCount ?? 0) + 1;
  return { ...state, extension: undefined, extensionCount, deadline: deadlineOf(event.deadline) };
}

function anotherRound(state: Item): Item {
  return {
    ...state,
    round: state.round + 1,
    status: 'listed',
    plan: undefined,
    deadline: undefined,
    extensionCount: undefined,
    extension: undefined,
    completion: undefined,
    lastReturn: undefined,
    writtenOffOn: undefined,
  };
}

function afterFlag(
  state: Item,
  event: Event<'item-due-soon' | 'item-overdue' | 'item-escalated'>,
  level: string,
): Item {
  return { ...state, deadline: withFlag(present(state.deadline, event), { level }, event.nextFlagOn) };
}
