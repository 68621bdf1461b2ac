/**
 * What a proposed plan goes through (SX-04, MG-16): the meeting votes, the township examines or approves, the county department files, the
 * plan is published with time to object, and only then is it paid. The last step commits the total on the pool's account.
 */
import { isLastStep, openStep, refusalToStep } from '../../../platform/approval.ts';
import { calendarDate, compareDates } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import { drafters, type EvidenceFact, objectionsTo, type Plan, type PlanCommand, type PlanEvent } from './plan.ts';
import { publicityFrom } from './publicity.ts';
import { voteRefusal } from './quorum.ts';

/** The document without which no vote is recorded: the signed minutes of the meeting. */
export const VOTE_MINUTES = 'meeting-minutes';
/** Objections to one plan; beyond that it should be withdrawn and proposed anew. */
export const OBJECTIONS_MAX = 200;

/** The documents of a command as they were found. */
export type EvidenceFound =
  | { readonly kind: 'complete'; readonly facts: readonly EvidenceFact[] }
  | {
      readonly kind: 'incomplete';
      readonly code: 'evidence-missing' | 'evidence-not-verified';
      readonly missing: string;
    };
/** Looks the documents up among those of a unit: only the plan, once it is read, says whose they must be. */
export type EvidenceOf = (unitPath: string) => EvidenceFound;

export type ProcedureRefusal =
  | 'not-found'
  | 'wrong-state'
  | 'invalid-request'
  | 'evidence-missing'
  | 'evidence-not-verified'
  | 'quorum-not-reached'
  | 'vote-not-passed'
  | 'own-proposal'
  | 'second-step'
  | 'not-your-step'
  | 'reason-required'
  | 'insufficient-balance';

type Context = DecisionContext<Policy>;
type Result = Decision<PlanEvent, ProcedureRefusal>;
type Command<T extends PlanCommand['type']> = Extract<PlanCommand, { type: T }>;

/** RCEO art. 27–28, village organization law art. 22 and 26: the rule is the pack's, the counts are whole people. */
export function vote(
  state: Plan,
  command: Command<'vote'>,
  evidenceOf: EvidenceOf | undefined,
  { policy, actor, today }: Context,
): Result {
  // What a government allocates is put to no meeting.
  if (state.status !== 'proposed' || state.allocatedBy !== undefined) return refuse('wrong-state');
  const { heldOn, entitledCount, presentCount, favourCount } = command;
  if (favourCount > presentCount || presentCount > entitledCount) return refuse('invalid-request');
  // A meeting decides what has been proposed, not what is still being written.
  if (compareDates(calendarDate(heldOn), today) > 0 || heldOn < (state.proposedOn ?? '')) {
    return refuse(
      'invalid-request',
      '会议日期须在方案提出之日至今天之间',
      'the meeting was held between proposal and today',
    );
  }
  const evidence = evidenceOf?.(state.unitPath);
  if (evidence?.kind !== 'complete') {
    const { code, missing } = evidence ?? { code: 'evidence-missing', missing: VOTE_MINUTES };
    return refuse(code, `材料：${missing}`, `document: ${missing}`);
  }
  const { rules, distributionRule } = policy.quorum;
  const rule = rules.find(({ id }) => id === distributionRule);
  if (!rule) throw new Error(`the pack has no quorum rule ${distributionRule}`);
  const no = voteRefusal(rule, command);
  if (no) {
    const counts = `${entitledCount}/${presentCount}/${favourCount}`;
    return refuse(
      no,
      `${rule.name.zh}：应到/实到/赞成 ${counts}`,
      `${rule.name.en}: entitled/present/in favour ${counts}`,
    );
  }
  return accept({
    type: 'plan-voted',
    rule: rule.id,
    heldOn,
    entitledCount,
    presentCount,
    favourCount,
    evidence: evidence.facts,
    recordedBy: actor.sub,
  });
}

/** One step of the pack's chain. Whoever drafted or proposed takes none; the last approval commits the total. */
export function step(state: Plan, command: Command<'step'>, { actor, now }: Context): Result {
  const { approval, unitPath } = state;
  const ready = state.allocatedBy === undefined ? 'voted' : 'proposed';
  if (state.status !== ready || !approval) return refuse('wrong-state');
  if (drafters(state).includes(actor.sub)) return refuse('own-proposal');
  const wrong = refusalToStep(approval, actor, unitPath);
  if (wrong) return refuse(wrong);
  const { verdict, reason } = command;
  if (verdict !== 'approved' && reason === undefined) return refuse('reason-required');
  const taken = { step: openStep(approval)?.id ?? '', by: actor.sub, at: now, reason };
  const guard = { actorMustNotBeListed: actor.sub, code: 'second-step' } as const;
  return verdict === 'approved' && isLastStep(approval)
    ? accept({ type: 'plan-approved', ...taken, unitPath, committedFen: state.totalFen }, guard)
    : accept({ type: 'plan-step-taken', ...taken, verdict }, guard);
}

export function publish(state: Plan, { policy, today, holidays }: Context): Result {
  if (state.status !== 'approved' || !state.seal) return refuse('wrong-state');
  const { unitPath, title, totalFen, lineCount, seal } = state;
  return accept({
    type: 'plan-published',
    unitPath,
    title,
    totalFen,
    lineCount,
    hash: seal.hash,
    ...publicityFrom(today, policy.distribution.publicity, holidays),
  });
}

export function object(state: Plan, { text }: Command<'object'>, { today }: Context): Result {
  const { publicity } = state;
  const { count } = objectionsTo(state);
  if (state.status !== 'published' || !publicity) return refuse('wrong-state');
  if (today > publicity.objectionsUntil) {
    return refuse('wrong-state', '异议期已过', 'the time to object is over');
  }
  if (count >= OBJECTIONS_MAX) return refuse('wrong-state');
  return accept({ type: 'plan-objection-recorded', number: count + 1, text, receivedOn: today });
}

/** An objection that is upheld stops the plan for good: it can only be withdrawn. */
export function answer(state: Plan, command: Command<'answer'>, { today }: Context): Result {
  const { number, verdict } = command;
  const { count, unanswered } = objectionsTo(state);
  if (number < 1 || number > count) return refuse('not-found');
  if (!unanswered.includes(number)) return refuse('wrong-state');
  return accept({ type: 'plan-objection-answered', number, verdict, answer: command.answer, answeredOn: today });
}

/** Gives up a plan of which nothing has been paid; what was committed is free again. The account refuses when something was. */
export function withdraw(state: Plan, { reason }: Command<'withdraw'>, { today }: Context): Result {
  const { status, unitPath, totalFen } = state;
  if (status === 'withdrawn' || status === 'returned' || status === 'refused') return refuse('wrong-state');
  const releasedFen = status === 'approved' || status === 'published' ? totalFen : 0;
  return accept({ type: 'plan-withdrawn', unitPath, reason, withdrawnOn: today, releasedFen });
}
