/** What can be asked of an item, what a decision looks at besides, and what it can answer no with. */
import type { ApprovalRefusal, Verdict } from '../../../platform/approval.ts';
import type { UnitKind } from '../../../platform/holder-kind.ts';
import type { CardFate } from './card-fate.ts';
import type { EvidenceFact, ListedAsset } from './item.ts';
import type { ConditionRecord, MeasureReason, Responsible } from './plan-terms.ts';

interface Step<V extends Verdict> {
  readonly verdict: V;
  readonly reason?: string | undefined;
}

export type ItemCommand =
  | { readonly type: 'list'; readonly asset: ListedAsset }
  | {
      readonly type: 'move';
      readonly assetVersion: number;
      readonly unitPath: string;
      readonly holderKind: UnitKind;
    }
  | {
      readonly type: 'plan';
      readonly measure: string;
      readonly earlierMeasures: readonly MeasureReason[];
      readonly conditions: readonly ConditionRecord[];
      readonly responsible: Responsible;
      readonly difficulty: string;
      readonly dueDate?: string | undefined;
    }
  | ({ readonly type: 'step-plan'; readonly declarations?: readonly string[] | undefined } & Step<Verdict>)
  | { readonly type: 'start' }
  | { readonly type: 'report-completion'; readonly summary: string }
  | ({ readonly type: 'step-completion' } & Step<'approved' | 'returned'>)
  | { readonly type: 'request-extension'; readonly dueDate: string; readonly reason: string }
  | ({ readonly type: 'step-extension' } & Step<Verdict>)
  | { readonly type: 'suspend'; readonly reason: string }
  | { readonly type: 'resume'; readonly reason: string }
  | { readonly type: 'reopen'; readonly reason: string }
  | { readonly type: 'name-responsible'; readonly responsible: Responsible }
  /** Brings the item in line with what is known of its card's end. */
  | { readonly type: 'follow-card' }
  | { readonly type: 'flag'; readonly level: string; readonly dueDate: string };

/** The documents a report refers to, as they were found. */
export type EvidenceFiled =
  | { readonly kind: 'verified'; readonly documents: readonly (EvidenceFact & { readonly unitPath: string })[] }
  | { readonly kind: 'unverified'; readonly evidenceId: string };

/** Where an asset has gone, and the version of its card that says so. */
export interface AssetPlace {
  readonly assetVersion: number;
  readonly unitPath: string;
  readonly holderKind: UnitKind;
}

export interface ItemRefs {
  /** The asset changed hands before it was listed, or before that was heard of. */
  readonly moved?: AssetPlace | undefined;
  /** What is known of the end of its card. */
  readonly fate?: CardFate | undefined;
  readonly evidence?: EvidenceFiled | undefined;
}

export type ItemRefusal =
  | ApprovalRefusal
  | 'not-found'
  | 'stale-version'
  | 'unknown-unit'
  | 'reason-required'
  | 'measure-not-allowed'
  | 'earlier-measures-unexplained'
  | 'condition-unmet'
  | 'declaration-missing'
  | 'not-in-policy'
  | 'deadline-too-early'
  | 'deadline-too-late'
  | 'extension-limit'
  | 'evidence-missing'
  | 'evidence-not-verified';
