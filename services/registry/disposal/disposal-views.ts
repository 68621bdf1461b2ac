/** What routes answer about disposals, and the totals of their proceeds. */
import { openStep } from '../../../platform/approval.ts';
import type { Contribution, Projection } from '../../../platform/projection.ts';
import type { StateItem } from '../../../platform/store/store.ts';
import { lineage } from '../../../platform/unit-path.ts';
import { type Disposal, leftFen } from '../domain/disposal/disposal-case.ts';

export const ALL_PROCEEDS = 'ALL';

/** Earmarked, spent and left per unit and everything above it (SX-09: followed until they are spent). */
export const proceedsProjection: Projection<Disposal> = {
  name: 'proceeds',
  aggregate: 'disposal',
  contributions(disposal): readonly Contribution[] {
    if (disposal.status !== 'executed') return [];
    const left = leftFen(disposal);
    const add = {
      openCases: left > 0 ? 1 : 0,
      earmarkedFen: disposal.result?.soldFen ?? 0,
      spentFen: disposal.spentFen,
      leftFen: left,
    };
    return lineage(disposal.unitPath).map((row) => ({ row, breakdown: ALL_PROCEEDS, add }));
  },
};

const idOf = (aggregate: string): string => aggregate.slice('disposal/'.length);

export function disposalView({ aggregate, state, version }: StateItem<Disposal>) {
  const { approval, approvedOn: _approvedOn, proposers: _proposers, spentFen, ...facts } = state;
  const earmarkedFen = state.status === 'executed' ? (state.result?.soldFen ?? 0) : 0;
  return {
    id: idOf(aggregate),
    ...facts,
    ...(state.status === 'proposed' ? { nextStep: openStep(approval)?.id } : {}),
    ...{ earmarkedFen, spentFen, leftFen: leftFen(state) },
    version,
  };
}

/** What anybody may read; undefined while nothing has been published. */
export function disposalNotice({ aggregate, state }: StateItem<Disposal>) {
  const { assetId, unitPath, mode, result, publicity, executedOn } = state;
  const published = state.status === 'published' || state.status === 'executed';
  if (!published || !result || !publicity) return undefined;
  return { id: idOf(aggregate), assetId, unitPath, mode, ...result, ...publicity, executedOn };
}
