/**
 * Votes against a rule of the policy pack, in whole numbers: 20 of 30 are two thirds, and no rounding says otherwise.
 * 农村集体经济组织法 art. 27–28 count against everybody entitled, 村民委员会组织法 art. 22 and 26 against those present.
 */
import type { Fraction, QuorumRule } from '../../../policy/policy.ts';

export interface Count {
  readonly entitledCount: number;
  readonly presentCount: number;
  readonly favourCount: number;
}

export type VoteRefusal = 'quorum-not-reached' | 'vote-not-passed';

/** Why the meeting did not decide, or undefined when it did. */
export function voteRefusal(rule: QuorumRule, count: Count): VoteRefusal | undefined {
  const { entitledCount, presentCount, favourCount } = count;
  if (!reaches(presentCount, entitledCount, rule.presentFraction)) return 'quorum-not-reached';
  const whole = rule.favourFraction.of === 'all' ? entitledCount : presentCount;
  return reaches(favourCount, whole, rule.favourFraction) ? undefined : 'vote-not-passed';
}

function reaches(part: number, whole: number, { numerator, denominator, strictlyMore }: Fraction<'all' | 'present'>) {
  const [left, right] = [BigInt(part) * BigInt(denominator), BigInt(whole) * BigInt(numerator)];
  return strictlyMore ? left > right : left >= right;
}
