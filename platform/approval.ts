/**
 * A chain of approvals walked step by step (catalogue: "Nobody approves what they proposed, and nobody takes two steps of one
 * chain"). Which steps, by whom and at which level is policy; this file only walks. It is part of the state of whatever is
 * being approved, so a step is one command, one event and one transaction like everything else.
 */
import type { Actor } from './decider.ts';
import { isWithin, lineage } from './unit-path.ts';

export type StepLevel = 'village' | 'township' | 'department' | 'county';

/** One step as the policy pack states it; the proposal itself is not a step. */
export interface ChainStep {
  readonly id: string;
  readonly role: string;
  readonly level: StepLevel;
}

/** A chain of a policy pack, with other steps for some kinds of holders. */
export interface Chain {
  readonly steps: readonly ChainStep[];
  readonly variants?: readonly { readonly holderKinds: readonly string[]; readonly steps: readonly ChainStep[] }[];
}

/** The chain's steps for this kind of holder, its own variant where the pack has one; only what a running case needs of each. */
export function stepsFor(chain: Chain, holderKind: string): ChainStep[] {
  const variant = chain.variants?.find(({ holderKinds }) => holderKinds.includes(holderKind));
  return (variant ?? chain).steps.map(({ id, role, level }) => ({ id, role, level }));
}

export type Verdict = 'approved' | 'returned' | 'refused';

/**
 * Where a proposal stands: what the steps to come need to know. What was said at each step already taken, and when, its event says.
 */
export type Approval = OpenApproval | EndedApproval;

interface OpenApproval {
  readonly status: 'open';
  readonly proposedBy: string;
  /** Still to be taken, the open one first. Copied from the policy when it is proposed, so a later pack does not change a running case. */
  readonly steps: readonly ChainStep[];
  /** Whoever has taken a step so far; absent before the first. */
  readonly takenBy?: readonly string[] | undefined;
}
interface EndedApproval {
  readonly status: Verdict;
  readonly proposedBy: string;
}

export type ApprovalRefusal = 'wrong-state' | 'own-proposal' | 'second-step' | 'not-your-step';

export function openApproval(steps: readonly ChainStep[], proposedBy: string): Approval {
  return steps.length === 0 ? { status: 'approved', proposedBy } : { status: 'open', proposedBy, steps };
}

/** Everyone who may take no step that is still open: the proposer and whoever took one since it was proposed. */
export function handsIn(approval: Approval): string[] {
  const takenBy = approval.status === 'open' ? approval.takenBy : undefined;
  return [...new Set([approval.proposedBy, ...(takenBy ?? [])])];
}

/** The steps still to be taken, in their order; none once it has ended. */
export const stepsLeft = (approval: Approval): readonly ChainStep[] =>
  approval.status === 'open' ? approval.steps : [];

/** The step now open, or undefined when nothing is. */
export const openStep = (approval: Approval): ChainStep | undefined => stepsLeft(approval)[0];

/** Whether the step now open is the last of its chain. */
export const isLastStep = (approval: Approval): boolean => stepsLeft(approval).length === 1;

/** How many levels of the unit tree stand above a step's own: a township's officer acts from the second segment of the path. */
const DEPTH: Record<StepLevel, number> = { county: 1, department: 1, township: 2, village: 3 };

/**
 * Why this actor may not take the open step, or undefined when they may. The unit must lie at the step's level on the line of
 * the matter's own unit: a neighbouring township's officer has no say, and a village's accountant cannot act as the township.
 */
export function refusalToStep(approval: Approval, actor: Actor, unitPath: string): ApprovalRefusal | undefined {
  const step = openStep(approval);
  if (!step) return 'wrong-state';
  if (approval.proposedBy === actor.sub) return 'own-proposal';
  if (handsIn(approval).includes(actor.sub)) return 'second-step';
  if (!actor.roles.includes(step.role)) return 'not-your-step';
  return standsAt(step.level, actor.unit, unitPath) ? undefined : 'not-your-step';
}

/** A department acts for its whole county; every other level only for the units below it. */
function standsAt(level: StepLevel, actorUnit: string, unitPath: string): boolean {
  const line = lineage(actorUnit);
  if (level === 'department') return line.length <= 2 && line[0] === lineage(unitPath)[0];
  return line.length === DEPTH[level] && isWithin(unitPath, actorUnit);
}

/** The approval after a step. The caller has asked {@link refusalToStep} first. */
export function takeStep(approval: Approval, verdict: Verdict, by: string): Approval {
  if (approval.status !== 'open') throw new Error('no step is open');
  const { proposedBy, steps, takenBy = [] } = approval;
  if (verdict !== 'approved' || steps.length === 1) return { status: verdict, proposedBy };
  return { status: 'open', proposedBy, steps: steps.slice(1), takenBy: [...takenBy, by] };
}
