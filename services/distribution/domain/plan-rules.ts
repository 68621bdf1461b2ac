/** Decides any command on one distribution plan. Pure: everything looked at is an argument. */
import { type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import type { Plan, PlanCommand, PlanEvent } from './plan.ts';
import { addLines, type DraftRefusal, draft, propose } from './plan-draft.ts';
import type { PlanLine } from './plan-lines.ts';
import {
  answer,
  type EvidenceFound,
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
  readonly evidence?: EvidenceFound | undefined;
}

export type PlanRefusal = DraftRefusal | ProcedureRefusal;

export function decidePlan(
  state: Plan | undefined,
  command: PlanCommand,
  refs: PlanRefs,
  context: DecisionContext<Policy>,
): Decision<PlanEvent, PlanRefusal> {
  if (command.type === 'draft') return state ? refuse('already-exists') : draft(command, refs.pool, context);
  if (!state) return refuse('not-found');
  switch (command.type) {
    case 'add-lines':
      return addLines(state, command, context);
    case 'propose':
      return propose(state, command, refs.pool, refs.account ?? accountOf(undefined), refs.lines ?? [], context);
    case 'vote':
      return vote(state, command, refs.evidence, context);
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
  }
}
