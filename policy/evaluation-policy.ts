/** Tables of points by which townships and villages are evaluated. Types only; see policy.ts for `source`. */
import type { CalendarDate } from '../platform/calendar.ts';
import type { Named, Text } from './policy-words.ts';

export type EvaluatedParty = 'township' | 'village';

/** Points for each occurrence, at most `atMost` of them (no limit of its own when absent). */
export interface CountedPart extends Named {
  readonly pointsEach: number;
  readonly atMost?: number;
}

interface ItemBase extends Named {
  readonly party: EvaluatedParty;
  /** The most the item can give. */
  readonly points: number;
  /** The standard, in the words of the document; absent where the document leaves it blank. */
  readonly standard?: Text;
}

/**
 * counted         the parts add up to the points exactly when all are there
 * capped          the parts are counted and cut off at the points
 * tiered          one tier is chosen; a tier with `pointsFrom` gives a range
 * all-or-nothing  the points when the condition holds (for `minimumCount`: at least so many), else none
 * judged          0 to the points by judgement; `zeroedBy` an upheld complaint (FC-07)
 */
export type EvaluationItem =
  | (ItemBase & { readonly kind: 'counted'; readonly parts: readonly CountedPart[] })
  | (ItemBase & { readonly kind: 'capped'; readonly parts: readonly CountedPart[] })
  | (ItemBase & {
      readonly kind: 'tiered';
      readonly tiers: readonly (Named & { readonly points: number; readonly pointsFrom?: number })[];
    })
  | (ItemBase & { readonly kind: 'all-or-nothing'; readonly minimumCount?: number })
  | (ItemBase & { readonly kind: 'judged'; readonly zeroedBy?: 'upheld-complaint' });

export interface EvaluationTable extends Named {
  /** What all items add up to. */
  readonly totalPoints: number;
  readonly partyPoints: readonly { readonly party: EvaluatedParty; readonly points: number }[];
  readonly items: readonly EvaluationItem[];
  /** Whoever misses this day loses eligibility for awards (FC-06, 一票否决). */
  readonly eligibilityDeadline?: CalendarDate;
  readonly source: string;
}

/** A yearly evaluation (MG-19). */
export interface EvaluationCycle extends Named {
  /** 1–12. */
  readonly month: number;
  readonly by: EvaluatedParty | 'county';
  readonly source: string;
}
