/** Votes, reserves, purposes and publicity of a distribution of income. Types only; see policy.ts for `source`. */
import type { ChainRole, DayUnit, HolderKind, Named } from './policy-words.ts';

/** members 成员大会, representatives 成员代表大会, villagers 村民会议 or 村民代表会议, party 党员大会. */
export type Meeting = 'members' | 'representatives' | 'villagers' | 'party';

export interface Fraction<Of extends 'all' | 'present'> {
  readonly numerator: number;
  readonly denominator: number;
  /** What the fraction is of: everybody entitled, or those present. */
  readonly of: Of;
  /** True: more than the fraction (过半数); false: the fraction itself is enough (2/3 以上). */
  readonly strictlyMore: boolean;
}

export interface QuorumRule extends Named {
  readonly meeting: Meeting;
  readonly presentFraction: Fraction<'all'>;
  readonly favourFraction: Fraction<'all' | 'present'>;
  readonly source: string;
}

export interface Quorum {
  readonly rules: readonly QuorumRule[];
  /** Id of the rule that a distribution plan must pass before it is examined. */
  readonly distributionRule: string;
}

export interface Reserve extends Named {
  /** Least share of the pool in basis points (1/10,000); 0 where the law sets the order but no floor. */
  readonly floorBasisPoints: number;
  /** Taken in this order, from 1, before anything is distributed. */
  readonly order: number;
  readonly source: string;
}

export interface Purpose extends Named {
  /** 1 comes first; purposes of one rank stand side by side. */
  readonly rank: number;
  readonly source: string;
}

export interface PublicityRule {
  readonly days: number;
  readonly unit: DayUnit;
  /** Days from the start within which anybody may object, in the same unit; the whole period when absent. */
  readonly objectionDays?: number;
  readonly source: string;
}

export interface DistributionPolicy {
  /** Months from receipt by which money must be distributed. */
  readonly deadlineMonths: number;
  readonly deadlineSource: string;
  /** Days before that deadline on which a warning is given, most first. */
  readonly parkedWarningDays: readonly number[];
  readonly parkedWarningSource: string;
  readonly reserves: readonly Reserve[];
  readonly purposes: readonly Purpose[];
  /** True: a plan that hands every household the same sum is refused (一发了之、一股了之、一分了之). */
  readonly forbidEqualSplit: boolean;
  /** From this share of all households on, in basis points, the same sum for so many makes a plan flat; all of them when absent. */
  readonly flatFromBasisPoints?: number;
  readonly forbidEqualSplitSource: string;
  /** Of the approved plan, before payment. */
  readonly publicity: PublicityRule;
  /** Income of assets that belong to the county or a township, allocated by that government. */
  readonly governmentLevelPools?: {
    readonly allocations: readonly {
      readonly holderKinds: readonly HolderKind[];
      /** Who decides, and at which level of the tree. */
      readonly allocatedBy: ChainRole;
      readonly level: 'township' | 'county';
    }[];
    /** What it is for, weak villages first; instead of the purposes of village collectives. */
    readonly purposes: readonly Purpose[];
    readonly source: string;
  };
}
