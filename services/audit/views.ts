/** Audit's read models: counts of findings per unit, and the views of states that routes answer with. */
import type { Contribution, Projection } from '../../platform/projection.ts';
import type { StateItem } from '../../platform/store/store.ts';
import { lineage } from '../../platform/unit-path.ts';
import type { Finding } from './domain/finding.ts';

export const ALL_KINDS = 'ALL';
export const kindBreakdown = (kind: string): string => `KIND#${kind}`;
/** In the row of a unit: the counts of one unit directly below it. */
export const UNIT_PREFIX = 'UNIT#';

/** Counts per unit and everything above it: a unit's figure is the sum of its parts by construction. */
export const findingProjection: Projection<Finding> = {
  name: 'findings',
  aggregate: 'finding',
  contributions(finding): readonly Contribution[] {
    const add = {
      open: finding.status === 'closed' || finding.status === 'referred' ? 0 : 1,
      closed: finding.status === 'closed' ? 1 : 0,
      referred: finding.status === 'referred' ? 1 : 0,
    };
    const line = lineage(finding.unitPath);
    return line.flatMap((row, level) => {
      const below = line[level + 1];
      return [
        { row, breakdown: ALL_KINDS, add },
        { row, breakdown: kindBreakdown(finding.kind), add },
        ...(below === undefined ? [] : [{ row, breakdown: `${UNIT_PREFIX}${below}`, add }]),
      ];
    });
  },
};

export function findingView(id: string, { state, version }: StateItem<Finding>) {
  const { rectifiedBy: _rectifiedBy, verifiedBy: _verifiedBy, ...finding } = state;
  return { id, ...finding, version };
}

export const findingRow = (item: StateItem<Finding>) => findingView(item.aggregate.slice('finding/'.length), item);
