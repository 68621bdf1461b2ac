/** Custody (SX-07, MG-13): who looks after the asset with which money, and damage that is reported and repaired within the term. */
import { addDays } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import { type DocumentRefusal, documentsOf } from './filed-documents.ts';
import type { EvidenceFact, EvidenceFiled } from './finding.ts';
import type { RegistrationsDue } from './outside-registration.ts';
import { overlaid, type Used, uncovered } from './use-state.ts';

/** A department with somebody responsible, or a keeper named by the village. */
export type Keeper =
  | { readonly kind: 'department'; readonly department: string; readonly person: string }
  | { readonly kind: 'village-keeper'; readonly person: string };

/** A public-welfare post; those of eligible households go first, others only with the reason why there was none (MG-13). */
export interface WelfarePost {
  readonly holder: string;
  readonly eligible: boolean;
  readonly reason?: string | undefined;
}

export interface Custody {
  readonly keeper: Keeper;
  readonly budgetFen: number;
  readonly post?: WelfarePost | undefined;
}

export interface CustodyPart {
  readonly custody?: Custody | undefined;
  readonly damage?: { readonly repairDueDate: string; readonly overdue?: true | undefined } | undefined;
}

export type CustodyCommand =
  | ({ readonly type: 'assign-custody' } & Custody)
  | { readonly type: 'report-damage'; readonly description: string }
  | { readonly type: 'record-repair'; readonly repairedOn: string; readonly costFen: number };

export type CustodyEvent =
  | ({ readonly type: 'custody-assigned'; readonly evidence?: readonly EvidenceFact[] | undefined } & Custody)
  | {
      readonly type: 'damage-reported';
      readonly description: string;
      readonly reportedOn: string;
      readonly repairDueDate: string;
      readonly registrationsDue?: RegistrationsDue | undefined;
    }
  | {
      readonly type: 'damage-repaired';
      readonly repairedOn: string;
      readonly costFen: number;
      readonly evidence: readonly EvidenceFact[];
    };

export type CustodyRefusal = DocumentRefusal | 'wrong-state' | 'not-in-policy' | 'reason-required' | 'date-in-future';

type Kept = Used & CustodyPart;
type Context = DecisionContext<Policy>;
type Result = Decision<CustodyEvent, CustodyRefusal>;
type Command<T extends CustodyCommand['type']> = Extract<CustodyCommand, { type: T }>;

export function decideCustody(
  state: Kept,
  command: CustodyCommand,
  evidence: EvidenceFiled | undefined,
  context: Context,
): Result {
  if (state.use === 'disposed' || state.use === 'lost') return refuse('wrong-state');
  switch (command.type) {
    case 'assign-custody':
      return assign(state, command, evidence, context);
    case 'report-damage': {
      if (state.damage) return refuse('wrong-state', '损坏已报告，尚未修复', 'a damage has been reported already');
      const repairDueDate = addDays(context.today, context.policy.custody.repairDays);
      return accept({ ...command, type: 'damage-reported', reportedOn: context.today, repairDueDate });
    }
    case 'record-repair':
      return repair(state, command, evidence, context);
  }
}

function assign(
  state: Kept,
  { keeper, budgetFen, post }: Command<'assign-custody'>,
  evidence: EvidenceFiled | undefined,
  { policy }: Context,
): Result {
  if (keeper.kind === 'department' && !policy.departments.some(({ id }) => id === keeper.department))
    return refuse('not-in-policy', `没有部门 ${keeper.department}`, `there is no department ${keeper.department}`);
  if (!post) return accept({ type: 'custody-assigned', keeper, budgetFen });
  if (!post.eligible && post.reason === undefined)
    return refuse('reason-required', '公益性岗位优先安排符合条件的农户', 'posts go first to eligible households');
  const documents = documentsOf(evidence, state.unitPath);
  if (documents.kind === 'refused') return documents;
  return accept({ type: 'custody-assigned', keeper, budgetFen, post, evidence: documents.facts });
}

function repair(
  state: Kept,
  { repairedOn, costFen }: Command<'record-repair'>,
  evidence: EvidenceFiled | undefined,
  { today }: Context,
): Result {
  if (!state.damage) return refuse('wrong-state', '没有待修复的损坏', 'there is no damage to repair');
  if (repairedOn > today) return refuse('date-in-future');
  const documents = documentsOf(evidence, state.unitPath);
  if (documents.kind === 'refused') return documents;
  return accept({ type: 'damage-repaired', repairedOn, costFen, evidence: documents.facts });
}

export function evolveCustody<Asset extends Kept>(state: Asset, event: CustodyEvent): Asset {
  switch (event.type) {
    case 'custody-assigned': {
      const { keeper, budgetFen, post } = event;
      return { ...state, custody: { keeper, budgetFen, ...(post ? { post } : {}) } };
    }
    case 'damage-reported':
      return { ...overlaid(state, 'damaged'), damage: { repairDueDate: event.repairDueDate } };
    case 'damage-repaired':
      return { ...uncovered(state), damage: undefined };
  }
}
