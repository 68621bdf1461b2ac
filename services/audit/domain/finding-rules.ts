/**
 * What may be done with a finding, and by whom. Nobody verifies their own rectification; verifying and closing are two steps of one
 * chain, so two people take them (catalogue, "Whose hands").
 */
import { compareDates, isCalendarDate } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import { isWithin, lineage } from '../../../platform/unit-path.ts';
import type { EvidenceFact, Finding, FindingCommand, FindingEvent } from './finding.ts';

export type FindingRefusal =
  | 'already-exists'
  | 'not-found'
  | 'wrong-state'
  | 'outside-your-unit'
  | 'invalid-request'
  | 'reason-required'
  | 'evidence-missing'
  | 'evidence-not-verified'
  | 'own-proposal'
  | 'second-step';

/** A document a rectification refers to, as it lies in the table. */
export interface FiledDocument extends EvidenceFact {
  readonly verified: boolean;
  readonly unitPath: string;
}

/** Documents in the order of the request; undefined where none of that id and kind was filed. */
export type FindingRefs = readonly (FiledDocument | undefined)[];

type Context = DecisionContext<unknown>;
type Result = Decision<FindingEvent, FindingRefusal>;
type Of<Type extends FindingCommand['type']> = Extract<FindingCommand, { type: Type }>;

export function decideFinding(
  state: Finding | undefined,
  command: FindingCommand,
  documents: FindingRefs,
  context: Context,
): Result {
  if (command.type === 'open') {
    if (state) return refuse('already-exists');
    const { type: _type, ...found } = command;
    return accept({ type: 'finding-opened', ...found, openedOn: context.today });
  }
  if (!state) return refuse('not-found');
  switch (command.type) {
    case 'assign':
      return assign(state, command, context);
    case 'rectify':
      return rectify(state, command, documents, context);
    case 'verify':
      return verify(state, command, context);
    case 'close':
      return close(state, command, context);
    case 'refer':
      return refer(state, command, context);
  }
}

/** Also assigns anew: the first unit named may turn out not to be the responsible one. */
function assign(state: Finding, { unitPath, dueDate, instruction }: Of<'assign'>, { actor, today }: Context): Result {
  if (state.status !== 'opened' && state.status !== 'assigned') return refuse('wrong-state');
  const county = lineage(state.unitPath)[0] ?? '';
  if (!isWithin(unitPath, county)) return refuse('outside-your-unit');
  if (!isCalendarDate(dueDate) || compareDates(dueDate, today) < 0)
    return refuse('invalid-request', '整改期限不能早于今天', 'the due date lies in the past');
  return accept({ type: 'finding-assigned', unitPath, dueDate, instruction, by: actor.sub });
}

/** Words or verified documents, put forward by the unit it is assigned to or one above it. */
function rectify(state: Finding, { text }: Of<'rectify'>, documents: FindingRefs, { actor, today }: Context): Result {
  const { assignment } = state;
  if (state.status !== 'assigned' || !assignment) return refuse('wrong-state');
  if (!isWithin(assignment.unitPath, actor.unit)) return refuse('outside-your-unit');
  const evidence: EvidenceFact[] = [];
  for (const document of documents) {
    if (!document?.verified || !isWithin(document.unitPath, assignment.unitPath))
      return refuse('evidence-not-verified');
    evidence.push({ kind: document.kind, evidenceId: document.evidenceId, sha256: document.sha256 });
  }
  if (text === undefined && evidence.length === 0) return refuse('evidence-missing');
  return accept({ type: 'finding-rectified', on: today, text, evidence, by: actor.sub });
}

function verify(state: Finding, { verdict, reason }: Of<'verify'>, { actor, today }: Context): Result {
  if (state.status !== 'rectified') return refuse('wrong-state');
  if (state.rectifiedBy.includes(actor.sub)) return refuse('own-proposal');
  const guard = { actorMustNotBeListed: actor.sub, code: 'own-proposal' } as const;
  if (verdict === 'verified')
    return accept({ type: 'finding-verified', on: today, reason, by: actor.sub } as const, guard);
  if (reason === undefined) return refuse('reason-required');
  return accept({ type: 'finding-returned', on: today, reason, by: actor.sub } as const, guard);
}

function close(state: Finding, { note }: Of<'close'>, { actor, today }: Context): Result {
  if (state.status !== 'verified') return refuse('wrong-state');
  if (state.rectifiedBy.includes(actor.sub)) return refuse('own-proposal');
  if (state.verifiedBy === actor.sub) return refuse('second-step');
  const guard = { actorMustNotBeListed: actor.sub, code: 'second-step' } as const;
  return accept({ type: 'finding-closed', on: today, note, by: actor.sub } as const, guard);
}

/** MG-22: from any state but the ends, with the facts that the case file begins with. */
function refer(state: Finding, { reason }: Of<'refer'>, { actor, today }: Context): Result {
  if (state.status === 'closed' || state.status === 'referred') return refuse('wrong-state');
  const { kind, clauses, unitPath, cause, rectification } = state;
  const evidence = rectification?.evidence ?? [];
  return accept({
    type: 'finding-referred',
    on: today,
    reason,
    kind,
    clauses,
    unitPath,
    cause,
    evidence,
    by: actor.sub,
  });
}
