/**
 * Who decides about a pool's income (MG-16): a collective by its own procedure; a county or a township government about what belongs to itself
 * (由县级人民政府统筹安排 / 可由乡镇人民政府统筹安排), without a meeting, and with purposes of its own in which weak villages come first.
 */
import { type ChainStep, stepsFor } from '../../../platform/approval.ts';
import type { Policy, Purpose } from '../../../policy/policy.ts';
import type { Plan } from './plan.ts';
import type { Pool } from './pool.ts';

/** The one step of a government's allocation. */
const ALLOCATION_STEP = 'government-allocation';

export interface Procedure {
  readonly steps: readonly ChainStep[];
  /** Role of the government that decides; absent where the members do. */
  readonly allocatedBy?: string | undefined;
}

/** Undefined where the pack says nothing of such a unit's income. */
export function procedureOf(holderKind: Pool['holderKind'], { distribution, chains }: Policy): Procedure | undefined {
  if (holderKind === 'village-collective') return { steps: stepsFor(chains.distribution, holderKind) };
  const rule = distribution.governmentLevelPools?.allocations.find((each) => each.holderKinds.includes(holderKind));
  if (!rule) return undefined;
  const { allocatedBy, level } = rule;
  return { steps: [{ id: ALLOCATION_STEP, role: allocatedBy, level }], allocatedBy };
}

/** What a plan's lines may be for. */
export const purposesOf = ({ allocatedBy }: Pick<Plan, 'allocatedBy'>, { distribution }: Policy): readonly Purpose[] =>
  allocatedBy === undefined ? distribution.purposes : (distribution.governmentLevelPools?.purposes ?? []);
