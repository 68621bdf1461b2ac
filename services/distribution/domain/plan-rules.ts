/** Decides any command on one distribution plan. Pure: everything looked at is an argument. */
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import type { Plan, PlanCommand, PlanEvent } from './plan.ts';
import { addLines, type DraftRefusal, draft, propose, revise } from './plan-draft.ts';
import type { PlanLine } from './plan-lines.ts';
import {
  answer,
  type EvidenceOf,
  object,
  type ProcedureRefusal,
  publish,
  step,
  vote,
  withdraw,
} from './plan-procedure.ts';
import { type Account, accountOf, type Pool } from './pool.ts';

/** What a decision looks at beside the header. */
export interface PlanRefs {
  readonly pool?: Pool | undefined;
  /** For a proposal: the pool's money and every line. */
  readonly account?: Account | undefined;
  readonly lines?: readonly PlanLine[] | undefined;
  readonly evidenceOf?: EvidenceOf | undefined;
}

export type PlanRefusal = DraftRefusal | ProcedureRefusal;

/** What leads up to setting money aside; of a merged unit nothing is left to be set aside. */
const BEFORE_COMMITMENT: ReadonlySet<PlanCommand['type']> = new Set(['revise', 'add-lines', 'propose', 'vote', 'step']);

export function decidePlan(
  state: Plan | undefined,
  command: PlanCommand,
  refs: PlanRefs,
  context: DecisionContext<Policy>,
): Decision<PlanEvent, PlanRefusal> {
  if (command.type === 'draft') return state ? refuse('already-exists') : draft(command, refs.pool, context);
  if (!state) return refuse('not-found');
  if (state.unitMerged && BEFORE_COMMITMENT.has(command.type))
    return refuse('unit-closed', '单位已撤并，收益已划入合并后的单位', 'the unit was merged and its income led on');
  switch (command.type) {
    case 'revise':
      return revise(state, command, context);
    case 'add-lines':
      return addLines(state, command, context);
    case 'propose':
      return propose(state, command, refs.pool, refs.account ?? accountOf(undefined), refs.lines ?? [], context);
    case 'vote':
      return vote(state, command, refs.evidenceOf, context);
    case 'step':
      return step(state, command, context);
    case 'publish':
      return publish(state, context);
    case 'object':
      return object(state, command, context);
    case 'answer':
      return answer(state, command, context);
    case 'withdraw':
      return withdraw(state, command, context);
    case 'move':
      return move(state, command);
  }
}

/** The plan goes where its pool goes, whatever its state. */
function move(
  { unitPath: fromUnitPath }: Plan,
  { mergerId, mode, unitPath }: Extract<PlanCommand, { type: 'move' }>,
): Decision<PlanEvent, PlanRefusal> {
  return unitPath === fromUnitPath
    ? refuse('stale-version')
    : accept({ type: 'plan-moved', mergerId, mode, fromUnitPath, unitPath });
}
