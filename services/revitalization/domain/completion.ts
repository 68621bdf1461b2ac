/** From the work to the write-off (ZC-07): started, reported with evidence, verified and written off by others, each item on its own. */
import { isLastStep, openStep, refusalToStep, stepsFor } from '../../../platform/approval.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import { holderKindOf } from '../../../platform/holder-kind.ts';
import type { Policy } from '../../../policy/policy.ts';
import type { Item, ItemEvent } from './item.ts';
import type { EvidenceFiled, ItemCommand, ItemRefusal } from './item-commands.ts';

type Context = DecisionContext<Policy>;
type Result = Decision<ItemEvent, ItemRefusal>;

export function decideReport(
  state: Item,
  command: Extract<ItemCommand, { type: 'report-completion' }>,
  evidence: EvidenceFiled | undefined,
  { policy, actor, today }: Context,
): Result {
  if (state.status !== 'in-progress') return refuse('wrong-state');
  if (evidence?.kind === 'unverified') return notVerified(evidence.evidenceId);
  const documents = evidence?.documents ?? [];
  if (documents.length === 0) return refuse('evidence-missing');
  // Another unit's document answers like one that is not there: nobody learns what others have filed.
  const foreign = documents.find((document) => document.unitPath !== state.unitPath);
  if (foreign) return notVerified(foreign.evidenceId);
  return accept({
    type: 'completion-reported',
    summary: command.summary,
    evidence: documents.map(({ kind, evidenceId, sha256 }) => ({ kind, evidenceId, sha256 })),
    reportedOn: today,
    reportedBy: actor.sub,
    steps: stepsFor(policy.chains['write-off'], holderKindOf(state.holderKind)),
  });
}

const notVerified = (evidenceId: string) =>
  refuse('evidence-not-verified', `材料 ${evidenceId} 未核验`, `document ${evidenceId} is not verified`);

/** One step after the report: those before the last verify, the last writes off. Nobody verifies their own report. */
export function decideCompletionStep(
  state: Item,
  command: Extract<ItemCommand, { type: 'step-completion' }>,
  { actor, now, today }: Context,
): Result {
  const { completion, plan } = state;
  if ((state.status !== 'completion-reported' && state.status !== 'verified') || !completion || !plan) {
    return refuse('wrong-state');
  }
  const wrong = refusalToStep(completion, actor, state.unitPath);
  if (wrong) return refuse(wrong);
  const { verdict, reason } = command;
  if (verdict !== 'approved' && reason === undefined) return refuse('reason-required');
  const guard = { actorMustNotBeListed: actor.sub, code: 'second-step' } as const;
  if (verdict === 'approved' && isLastStep(completion)) {
    const { assetId, unitPath } = state;
    return accept({ type: 'item-written-off', assetId, unitPath, measure: plan.measure, writtenOffOn: today }, guard);
  }
  const step = openStep(completion)?.id ?? '';
  return accept({ type: 'completion-step-taken', step, verdict, by: actor.sub, at: now, reason }, guard);
}
