/** The checklist of a stepwise reform in one village (FC-01): each step of the pack with its evidence and the day it was done. */
import { accept, type Decision, type DecisionContext, refuse } from '../../../../platform/decider.ts';
import { holderKindOf } from '../../../../platform/holder-kind.ts';
import type { Policy } from '../../../../policy/policy.ts';
import { documentsOf } from '../filed-documents.ts';
import type { EvidenceFact, EvidenceFiled } from '../finding.ts';
import type { Unit } from '../units/unit.ts';

export interface DoneStep {
  readonly doneOn: string;
  /** Ids of the documents; their content is in the events. */
  readonly evidenceIds: readonly string[];
}

export interface Checklist {
  readonly unitPath: string;
  readonly checklist: string;
  /** Copied from the pack when it is opened, so that a later pack does not change it. */
  readonly steps: readonly string[];
  readonly inOrder: boolean;
  readonly dueDate?: string | undefined;
  readonly done: Readonly<Record<string, DoneStep>>;
}

export type ChecklistCommand =
  | { readonly type: 'open'; readonly unitPath: string; readonly checklist: string }
  | { readonly type: 'record-step'; readonly step: string; readonly doneOn: string }
  | { readonly type: 'reopen-step'; readonly step: string; readonly reason: string };

export type ChecklistEvent =
  | {
      readonly type: 'checklist-opened';
      readonly unitPath: string;
      readonly checklist: string;
      readonly steps: readonly string[];
      readonly inOrder: boolean;
      readonly dueDate?: string | undefined;
    }
  | {
      readonly type: 'checklist-step-done';
      readonly unitPath: string;
      readonly checklist: string;
      readonly step: string;
      readonly doneOn: string;
      readonly evidence: readonly EvidenceFact[];
    }
  | {
      readonly type: 'checklist-step-reopened';
      readonly unitPath: string;
      readonly checklist: string;
      readonly step: string;
      readonly reason: string;
    };

export type ChecklistRefusal =
  | 'already-exists'
  | 'not-found'
  | 'unknown-unit'
  | 'unit-closed'
  | 'not-in-policy'
  | 'wrong-state'
  | 'date-in-future'
  | 'step-out-of-order'
  | 'evidence-missing'
  | 'evidence-not-verified';

export interface ChecklistRefs {
  readonly unit?: Unit | undefined;
  readonly evidence?: EvidenceFiled | undefined;
}

type Result = Decision<ChecklistEvent, ChecklistRefusal>;
type Command<T extends ChecklistCommand['type']> = Extract<ChecklistCommand, { type: T }>;

/** One checklist of each kind per village. */
export const checklistId = (unitCode: string, checklist: string): string => `${unitCode}-${checklist}`;

/** Whether a stepwise reform is the business of this unit. */
export const mayHaveChecklist = ({ kind, status }: Unit): boolean =>
  status === 'active' && holderKindOf(kind) === 'village-collective';

export function decideChecklist(
  state: Checklist | undefined,
  command: ChecklistCommand,
  { unit, evidence }: ChecklistRefs,
  { policy, today }: DecisionContext<Policy>,
): Result {
  if (command.type === 'open') return open(state, command, unit, policy);
  if (!state) return refuse('not-found');
  if (!state.steps.includes(command.step)) return refuse('not-in-policy');
  return command.type === 'record-step' ? recordStep(state, command, evidence, today) : reopenStep(state, command);
}

function open(
  state: Checklist | undefined,
  { unitPath, checklist }: Command<'open'>,
  unit: Unit | undefined,
  { checklists }: Policy,
): Result {
  if (state) return refuse('already-exists');
  if (!unit || unit.path !== unitPath) return refuse('unknown-unit');
  if (unit.status === 'closed') return refuse('unit-closed');
  const known = checklists.find(({ id }) => id === checklist);
  if (!known || !mayHaveChecklist(unit)) return refuse('not-in-policy');
  const { steps, inOrder = false, dueDate } = known;
  return accept({ type: 'checklist-opened', unitPath, checklist, steps: steps.map(({ id }) => id), inOrder, dueDate });
}

/** What stands above a step and is not done yet, where the pack asks for the order. */
const before = ({ steps, done, inOrder }: Checklist, step: string): string | undefined =>
  inOrder ? steps.slice(0, steps.indexOf(step)).find((earlier) => done[earlier] === undefined) : undefined;

function recordStep(
  state: Checklist,
  { step, doneOn }: Command<'record-step'>,
  evidence: EvidenceFiled | undefined,
  today: string,
): Result {
  const { unitPath, checklist, done } = state;
  if (done[step] !== undefined) return refuse('wrong-state', '该步骤已完成', 'this step is done');
  const missing = before(state, step);
  if (missing !== undefined) return refuse('step-out-of-order', `须先完成 ${missing}`, `${missing} comes first`);
  if (doneOn > today) return refuse('date-in-future');
  const filed = documentsOf(evidence, unitPath);
  if (filed.kind === 'refused') return filed;
  return accept({ type: 'checklist-step-done', unitPath, checklist, step, doneOn, evidence: filed.facts });
}

/** Where the order counts, a step is not opened again under one that rests on it. */
function reopenStep(state: Checklist, { step, reason }: Command<'reopen-step'>): Result {
  const { unitPath, checklist, steps, done, inOrder } = state;
  if (done[step] === undefined) return refuse('wrong-state', '该步骤尚未完成', 'this step is not done');
  const later = steps.slice(steps.indexOf(step) + 1).some((next) => done[next] !== undefined);
  if (inOrder && later) return refuse('step-out-of-order', '其后的步骤已完成', 'a step after it is done');
  return accept({ type: 'checklist-step-reopened', unitPath, checklist, step, reason });
}

export function evolveChecklist(state: Checklist | undefined, event: ChecklistEvent): Checklist {
  if (event.type === 'checklist-opened') {
    const { unitPath, checklist, steps, inOrder, dueDate } = event;
    return { unitPath, checklist, steps, inOrder, dueDate, done: {} };
  }
  if (!state) throw new Error(`${event.type} before checklist-opened`);
  if (event.type === 'checklist-step-done') {
    const evidenceIds = event.evidence.map(({ evidenceId }) => evidenceId);
    return { ...state, done: { ...state.done, [event.step]: { doneOn: event.doneOn, evidenceIds } } };
  }
  const { [event.step]: _reopened, ...done } = state.done;
  return { ...state, done };
}
