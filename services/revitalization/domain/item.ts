/**
 * A revitalization item: one idle asset on the list, from its finding to its write-off (销号). This file holds its words and how events
 * change it; the rules are in item-rules.ts and the files it names. An asset that is found idle again, or whose write-off did not
 * hold, goes through another round of the same item.
 */
import {
  type Approval,
  type ChainStep,
  openApproval,
  openStep,
  takeStep,
  type Verdict,
} from '../../../platform/approval.ts';
import type { UnitKind } from '../../../platform/holder-kind.ts';
import type { CardEnd, EndEvent } from './card-fate.ts';

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

export interface MeasureReason {
  readonly measure: string;
  readonly reason: string;
}
export interface ConditionRecord {
  readonly condition: string;
  readonly record: string;
}
/** 责任主体: a unit and the person in it who answers for the item. */
export interface Responsible {
  readonly unitPath: string;
  readonly person: string;
}

export interface PlanTerms {
  readonly menu: string;
  readonly measure: string;
  /** Why each earlier way of an ordered menu does not fit (ZC-08, MX-08). */
  readonly earlierMeasures: readonly MeasureReason[];
  /** What is on record for each condition of the measure. */
  readonly conditions: readonly ConditionRecord[];
  readonly responsible: Responsible;
  readonly difficulty: string;
  /** Calendar days from approval to the due date, by difficulty (ZC-07). */
  readonly deadlineDays: number;
  /** A due date earlier than the difficulty would give. */
  readonly dueDate?: string | undefined;
}

/**
 * When it must be done, and which levels have been flagged for this very date. The pack's levels are copied when the date is set, so a
 * later pack does not change a running case.
 */
export interface Deadline {
  readonly dueDate: string;
  readonly setOn: string;
  readonly dueSoonDays: readonly number[];
  readonly escalations: readonly { readonly level: string; readonly daysLate: number }[];
  readonly flagged: readonly string[];
  /** The next day on which something must be flagged; absent when nothing is left to flag. */
  readonly nextFlagOn?: string | undefined;
}
/** A deadline as an event sets it. */
export type SetDeadline = Omit<Deadline, 'flagged'>;

export interface EvidenceFact {
  readonly kind: string;
  readonly evidenceId: string;
  readonly sha256: string;
}

export interface Completion {
  readonly summary: string;
  readonly evidence: readonly EvidenceFact[];
  readonly reportedOn: string;
  readonly approval: Approval;
}
export interface ExtensionRequest {
  readonly dueDate: string;
  readonly reason: string;
  readonly approval: Approval;
}

export interface Item extends ListedAsset {
  readonly leadDepartments: readonly string[];
  readonly supportingDepartments: readonly string[];
  readonly round: number;
  readonly status: ItemStatus;
  readonly suspendedFrom?: ItemStatus | undefined;
  readonly plan?: Plan | undefined;
  readonly deadline?: Deadline | undefined;
  /** Extensions granted in this round. */
  readonly extensionCount: number;
  readonly extension?: ExtensionRequest | undefined;
  readonly completion?: Completion | undefined;
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

interface Plan extends Omit<PlanTerms, 'responsible'> {
  /** Without a person from the day the asset went to another holder until one is named. */
  readonly responsible: { readonly unitPath: string; readonly person?: string | undefined };
  readonly approval: Approval;
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
    } & Omit<Completion, 'approval'>)
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
  if (item.status === 'planned') return item.plan?.approval;
  if (item.status === 'completion-reported' || item.status === 'verified') return item.completion?.approval;
  return isRunning(item.status) ? item.extension?.approval : undefined;
}

export const dueSoonLevel = (daysBefore: number): string => `due-soon-${daysBefore}`;
export const OVERDUE_LEVEL = 'overdue';
export const escalationLevel = (level: string): string => `escalated-${level}`;

/** The next state. Total over events that `decide` can have made; anything else is a broken invariant. */
export function evolveItem(state: Item | undefined, event: ItemEvent): Item {
  if (event.type === 'item-listed') {
    const { type: _type, ...listed } = event;
    return { ...listed, status: 'listed', extensionCount: 0 };
  }
  if (!state) throw new Error(`${event.type} before item-listed`);
  switch (event.type) {
    case 'item-finding-repeated': {
      const { type: _type, ...known } = event;
      return { ...state, ...known };
    }
    case 'item-planned': {
      const { type: _type, proposedBy, steps, ...terms } = event;
      const plan = { ...terms, approval: openApproval(steps, proposedBy) };
      return { ...state, status: 'planned', plan, lastReturn: undefined };
    }
    case 'plan-step-taken':
      return afterPlanStep(state, event);
    case 'item-started':
      return { ...state, status: 'in-progress' };
    case 'completion-reported': {
      const { type: _type, reportedBy, steps, ...report } = event;
      const completion = { ...report, approval: openApproval(steps, reportedBy) };
      return { ...state, status: 'completion-reported', completion, lastReturn: undefined };
    }
    case 'completion-step-taken':
      return afterCompletionStep(state, event);
    case 'item-written-off':
      return { ...state, status: 'written-off', writtenOffOn: event.writtenOffOn, extension: undefined };
    case 'extension-requested': {
      const { dueDate, reason, steps, requestedBy } = event;
      return { ...state, extension: { dueDate, reason, approval: openApproval(steps, requestedBy) } };
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
      if (responsibleUnitPath === undefined) return moved;
      return { ...moved, plan: { ...present(state.plan, event), responsible: { unitPath: responsibleUnitPath } } };
    }
    case 'item-responsible-named':
      return { ...state, plan: { ...present(state.plan, event), responsible: event.responsible } };
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
  const plan = present(state.plan, event);
  const approval = takeStep(plan.approval, event.verdict, event.by, event.at);
  if (event.verdict === 'approved') {
    const deadline = event.deadline && { ...event.deadline, flagged: [] };
    return { ...state, status: deadline ? 'approved' : 'planned', plan: { ...plan, approval }, deadline };
  }
  const lastReturn = { step: event.step, reason: event.reason ?? '' };
  // A returned plan is there to be mended; a refused one is gone.
  if (event.verdict === 'returned') return { ...state, status: 'returned', plan: { ...plan, approval }, lastReturn };
  return { ...state, status: 'listed', plan: undefined, lastReturn };
}

function afterCompletionStep(state: Item, event: Event<'completion-step-taken'>): Item {
  const completion = present(state.completion, event);
  if (event.verdict === 'returned') {
    const lastReturn = { step: event.step, reason: event.reason ?? '' };
    return { ...state, status: 'in-progress', completion: undefined, lastReturn };
  }
  const approval = takeStep(completion.approval, 'approved', event.by, event.at);
  const status = isLastStep(approval) ? 'verified' : 'completion-reported';
  return { ...state, status, completion: { ...completion, approval } };
}

/** Whether the step now open is the last of its chain. */
export const isLastStep = (approval: Approval): boolean =>
  openStep(approval) !== undefined && approval.next === approval.steps.length - 1;

function afterExtensionStep(state: Item, event: Event<'extension-step-taken'>): Item {
  const extension = present(state.extension, event);
  if (event.verdict !== 'approved') {
    return { ...state, extension: undefined, lastReturn: { step: event.step, reason: event.reason ?? '' } };
  }
  if (!event.deadline) {
    return {
      ...state,
      extension: { ...extension, approval: takeStep(extension.approval, 'approved', event.by, event.at) },
    };
  }
  const deadline = { ...event.deadline, flagged: [] };
  return { ...state, extension: undefined, extensionCount: state.extensionCount + 1, deadline };
}

function anotherRound(state: Item): Item {
  return {
    ...state,
    round: state.round + 1,
    status: 'listed',
    plan: undefined,
    deadline: undefined,
    extensionCount: 0,
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
  const deadline = present(state.deadline, event);
  const { nextFlagOn } = event;
  return { ...state, deadline: { ...deadline, flagged: [...deadline.flagged, level], nextFlagOn } };
}
