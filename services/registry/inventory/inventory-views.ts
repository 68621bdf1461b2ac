/** Views of campaigns and counts. */
import { openStep } from '../../../platform/approval.ts';
import type { Row, StateItem } from '../../../platform/store/store.ts';
import { bookComparisons, bookOf, type Count, thingsFound } from '../domain/inventory/count-state.ts';
import type { Campaign } from '../domain/inventory/inventory-campaign.ts';
import { NOTHING } from '../domain/inventory/inventory-figures.ts';
import { campaignSums } from './inventory-aggregates.ts';

/** @param sums the row of what its counts have come to so far */
export function campaignView({ aggregate, state, version }: StateItem<Campaign>, sums: Row | undefined) {
  const { unitPath, kind, asOf, reportDueDate, reportOverdue, status, withdrawal } = state;
  const { opened, closed, refused, ...movements } = campaignSums(sums);
  return {
    id: aggregate.slice('campaign/'.length),
    unitPath,
    kind,
    asOf,
    ...(reportDueDate === undefined ? {} : { reportDueDate }),
    ...(reportOverdue ? { reportOverdue } : {}),
    status,
    units: { opened, closed, refused },
    ...(withdrawal ? { withdrawal } : {}),
    ...movements,
    version,
  };
}

export function countView({ aggregate, state, version }: StateItem<Count>) {
  const { campaignId, unitPath, asOf, status, previousCountId, carriedFrom, ledger, cards, lost, counted } = state;
  const { missing, duplicates, differing, surplus, bookReasons = [], approval, openEntries, endedBecause } = state;
  const { opening = NOTHING, increases, decreases, closing } = state;
  const nextStep = status === 'submitted' && approval ? openStep(approval)?.id : undefined;
  let reasons = 0;
  const books = bookComparisons(state).map((comparison) => {
    const { difference } = comparison;
    const differs = difference.count !== 0 || difference.fen !== 0;
    const reason = differs ? bookReasons[reasons++] : undefined;
    return { ...comparison, ...(reason === undefined ? {} : { reason }) };
  });
  return {
    id: aggregate.slice('count/'.length),
    campaignId,
    unitPath,
    asOf,
    status,
    ...(previousCountId === undefined ? {} : { previousCountId }),
    ...(carriedFrom === undefined ? {} : { carriedFrom }),
    ...(ledger === undefined ? {} : { ledger }),
    cards,
    lost,
    book: bookOf(state),
    counted,
    missing,
    duplicates,
    differing,
    surplus,
    books: ledger === undefined ? [] : books,
    things: thingsFound(state),
    ...(nextStep === undefined ? {} : { nextStep }),
    ...(endedBecause === undefined ? {} : { endedBecause }),
    openEntries,
    opening,
    increases,
    decreases,
    closing,
    version,
  };
}

export const taskView = ({ aggregate, state }: StateItem<Count>) => ({
  unitPath: state.unitPath,
  countId: aggregate.slice('count/'.length),
  status: state.status,
  book: bookOf(state),
  counted: state.counted,
});
