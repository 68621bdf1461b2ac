/**
 * MG-16 (严禁“一发了之”“一股了之”“一分了之”) and SX-04 (不平均分配): what counts as a flat split.
 *
 * Judged by the money each household gets from the whole plan, because that is what reaches it: its lines are added up, whatever their
 * purposes and weights. A plan is flat when there are two households or more and the same sum goes to at least the pack's share of
 * them (all of them when the pack names no share). "The same" allows one fen of difference, which is all that splitting an equal
 * share by largest remainder can make; so equal weights are caught although the amounts differ, and so is a plan that hides behind one odd
 * line. Money for works, posts and the collective itself is not judged: nobody is handed it.
 */
import type { Policy } from '../../../policy/policy.ts';

const ALL_BASIS_POINTS = 10_000;

export interface FlatSplit {
  readonly householdCount: number;
  /** Households that get the same sum, to the fen or one fen more. */
  readonly sameCount: number;
  /** The smaller of the (at most two) sums. */
  readonly sumFen: number;
}

type Rule = Pick<Policy['distribution'], 'forbidEqualSplit' | 'flatFromBasisPoints'>;

/** What makes the plan flat, or undefined when it is not, or when the pack does not mind (FC-09: equal shares, equal sums). */
export function flatSplit(perHouseholdFen: ReadonlyMap<string, number>, rule: Rule): FlatSplit | undefined {
  const householdCount = perHouseholdFen.size;
  if (!rule.forbidEqualSplit || householdCount < 2) return undefined;
  const households = new Map<number, number>();
  for (const sumFen of perHouseholdFen.values()) households.set(sumFen, (households.get(sumFen) ?? 0) + 1);
  let most: FlatSplit = { householdCount, sameCount: 0, sumFen: 0 };
  for (const [sumFen, count] of households) {
    const sameCount = count + (households.get(sumFen + 1) ?? 0);
    if (sameCount > most.sameCount) most = { householdCount, sameCount, sumFen };
  }
  const fromBasisPoints = rule.flatFromBasisPoints ?? ALL_BASIS_POINTS;
  return most.sameCount * ALL_BASIS_POINTS >= householdCount * fromBasisPoints ? most : undefined;
}
