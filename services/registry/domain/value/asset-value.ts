/**
 * What an asset is worth at the end of a month (MG-06). Everything that the value follows from lies on the card: the plan of its
 * depreciation as the policy of that day gave it, and each time the net value was set anew. So a later pack changes no value, and schedule, card and
 * ledger ask one file.
 */
import { addMonths, type CalendarDate, calendarDate } from '../../../../platform/calendar.ts';
import { fen } from '../../../../platform/fen.ts';
import type { Policy } from '../../../../policy/policy.ts';
import {
  type DepreciationFacts,
  type Month,
  type MonthlyValue,
  monthNumber,
  type NetLine,
  netLines,
  schedule,
  type ValueChange,
  valueAtEndOf,
} from './depreciation.ts';

/** How an asset is depreciated; absent where it is not. */
export interface DepreciationPlan {
  /** First month that is depreciated. */
  readonly firstMonth: Month;
  readonly lifeMonths: number;
  readonly residualFen: number;
}

/** What a card registers with besides what people say of it; decided by the policy of the day. */
export interface ValuePlan {
  readonly depreciation?: DepreciationPlan | undefined;
  /** Last day on which a final account that is due may be filed. */
  readonly finalAccountDueDate?: string | undefined;
}

/** Where the plan begins, for a card that takes over the value of others or whose original value was replaced since. */
export interface Opening {
  readonly netFen: number;
  readonly accumulatedFen: number;
}

export interface Valued {
  readonly originalFen: number;
  readonly depreciation?: DepreciationPlan | undefined;
  readonly opening?: Opening | undefined;
  /** In order of month, at most one a month. */
  readonly valueChanges?: readonly ValueChange[] | undefined;
}

export interface AssetValue {
  readonly month: Month;
  readonly originalFen: number;
  readonly accumulatedFen: number;
  readonly netFen: number;
}

/** The month that holds a calendar date. Its depreciation counts from its first day. */
export const monthOf = (date: string): Month => date.slice(0, 7);

/** The value at the end of a month, in whole fen. */
export function valueAt(asset: Valued, month: Month): AssetValue {
  const { originalFen, opening, valueChanges = [] } = asset;
  const before = opening?.accumulatedFen ?? 0;
  const facts = factsOf(asset);
  if (facts) {
    const { accumulatedFen, netFen } = valueAtEndOf(month, facts);
    return { month, originalFen, accumulatedFen: before + accumulatedFen, netFen };
  }
  const last = valueChanges.findLast((change) => change.month <= month);
  return { month, originalFen, accumulatedFen: before, netFen: last?.netFen ?? opening?.netFen ?? originalFen };
}

/** Every month of the plan; none when the asset is not depreciated. */
export function scheduleOf(asset: Valued): MonthlyValue[] {
  const facts = factsOf(asset);
  if (!facts) return [];
  const before = asset.opening?.accumulatedFen ?? 0;
  return schedule(facts).map((row) => ({ ...row, accumulatedFen: fen(before + row.accumulatedFen) }));
}

/** The net value of every month as straight lines (see {@link netLines}). */
export function netLinesOf(asset: Valued): NetLine[] {
  const facts = factsOf(asset);
  if (facts) return netLines(facts);
  const lines = (asset.valueChanges ?? []).map(({ month, netFen }) => ({ from: monthNumber(month), netFen }));
  const first = { from: Number.NEGATIVE_INFINITY, netFen: asset.opening?.netFen ?? asset.originalFen };
  return [first, ...lines].map(({ from, netFen }) => ({ from, constantFen: netFen, perMonthFen: 0 }));
}

function factsOf({ originalFen, depreciation, opening, valueChanges = [] }: Valued): DepreciationFacts | undefined {
  if (!depreciation) return undefined;
  const { firstMonth, lifeMonths, residualFen } = depreciation;
  return {
    originalFen: fen(opening?.netFen ?? originalFen),
    residualFen: fen(residualFen),
    lifeMonths,
    firstMonth,
    changes: valueChanges,
  };
}

/** Whether the plan has begun by this month, or there is none to wait for. */
export const hasBegun = ({ depreciation }: Valued, month: Month): boolean =>
  depreciation === undefined || monthNumber(month) >= monthNumber(depreciation.firstMonth);

/**
 * The net value set anew as of a month: what is left is spread over the months that remain. Before the plan has begun it is simply what the plan
 * begins with. A second change in one month replaces the first.
 */
export function withNet(
  asset: Valued,
  { month, kind, netFen }: { readonly month: Month; readonly kind: ValueChange['kind']; readonly netFen: number },
): Pick<Valued, 'opening' | 'valueChanges'> {
  const { opening, valueChanges = [] } = asset;
  if (!hasBegun(asset, month))
    return { opening: { netFen, accumulatedFen: opening?.accumulatedFen ?? 0 }, valueChanges: asset.valueChanges };
  // What it began with stays what it was, whatever becomes of the original value.
  const began = opening ?? { netFen: asset.originalFen, accumulatedFen: 0 };
  const changes = [...valueChanges.filter((change) => change.month < month), { month, kind, netFen: fen(netFen) }];
  return { opening: began, valueChanges: changes };
}

/** What a plan is made from. */
export interface PlannedCard {
  readonly class: string;
  readonly subType?: string | undefined;
  readonly originalFen: number;
  readonly acquiredOn?: string | undefined;
  readonly acceptedOn?: string | undefined;
  /** Id of the pack's depreciation rule, where class and sub-type do not say which. */
  readonly depreciationKind?: string | undefined;
  readonly buyBackUntil?: string | undefined;
}

const ALL_BASIS_POINTS = 10_000n;
const MONTHS_PER_YEAR = 12;

/**
 * The plan that the pack gives a card: its life by kind, sub-type or class, residual and start by the pack's rules. None for land, livestock,
 * equity, for what no rule names a life of, and while neither the day of acceptance nor of acquisition is known.
 */
export function planFor(policy: Policy, card: PlannedCard): DepreciationPlan | undefined {
  const { natures, exceptSubTypes, residualBasisPoints, startMonth } = policy.valuation.depreciation;
  const assetClass = policy.assetClasses.find(({ id }) => id === card.class);
  if (!assetClass || !natures.includes(assetClass.nature) || card.buyBackUntil !== undefined) return undefined;
  if (card.subType !== undefined && exceptSubTypes.includes(card.subType)) return undefined;
  const start = card.acceptedOn ?? card.acquiredOn;
  const named = [card.depreciationKind, card.subType, card.class];
  const rule = named.flatMap((name) => policy.depreciation.filter(({ classOrKind }) => classOrKind === name))[0];
  if (!rule || start === undefined) return undefined;
  return {
    firstMonth: monthOf(startMonth === 'same-month' ? start : addMonths(calendarDate(start), 1)),
    lifeMonths: rule.lifeYears * MONTHS_PER_YEAR,
    residualFen: Number((BigInt(card.originalFen) * BigInt(residualBasisPoints)) / ALL_BASIS_POINTS),
  };
}

/** The last day on which a final account that is due may be filed; undefined when none is, or the day of acceptance is not known. */
export function finalAccountDueDate(
  policy: Policy,
  {
    finalAccount,
    acceptedOn,
  }: { readonly finalAccount?: string | undefined; readonly acceptedOn?: string | undefined },
): CalendarDate | undefined {
  if (finalAccount !== 'due' || acceptedOn === undefined) return undefined;
  return addMonths(calendarDate(acceptedOn), policy.valuation.finalAccount.maximumMonths);
}
