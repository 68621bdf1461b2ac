/** The value of a card and the dispute of it, as routes answer them. */
import { openStep } from '../../../platform/approval.ts';
import type { Asset } from '../domain/asset.ts';
import { monthOf, scheduleOf, valueAt } from '../domain/value/asset-value.ts';
import type { ValuationDispute } from '../domain/value/valuation-dispute.ts';
import { basisOf } from '../domain/value/value-basis.ts';

/** The value at the end of the month that holds a day. */
export function valueView(asset: Asset, asOf: string) {
  const basis = basisOf(asset, asOf);
  return { ...valueAt(asset, monthOf(asOf)), ...(basis ? { basis } : {}) };
}

export function scheduleView(id: string, asset: Asset) {
  const { depreciation, valueChanges = [] } = asset;
  return { id, ...(depreciation ? { plan: depreciation } : {}), changes: [...valueChanges], rows: scheduleOf(asset) };
}

/** Names stay inside; the steps are told by their ids. */
export function disputeView(dispute: ValuationDispute) {
  const { status, openedOn, appraisedFen, approval, publicity, objectionCount, unanswered } = dispute;
  const nextStep = approval && openStep(approval)?.id;
  return { status, openedOn, appraisedFen, nextStep, ...publicity, objectionCount, unanswered };
}
