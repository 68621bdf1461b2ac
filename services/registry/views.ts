/** The registry's read models: ledgers whose totals are read in one get, and the views of states that routes answer with. */
import { openStep } from '../../platform/approval.ts';
import type { Contribution, Projection } from '../../platform/projection.ts';
import type { StateItem } from '../../platform/store/store.ts';
import { lineage } from '../../platform/unit-path.ts';
import type { Asset } from './domain/asset.ts';
import type { Unit } from './domain/unit.ts';

export const ALL_CLASSES = 'ALL';
/** Row of what a merged collective still owns inside its successor (ZC-05). */
export const heldForRow = (unitCode: string): string => `held-for/${unitCode}`;
export const classBreakdown = (assetClass: string): string => `CLASS#${assetClass}`;

/** Totals per unit and everything above it: so the county's total is the sum of its parts by construction (MG-05, SX-12). */
export const ledgerProjection: Projection<Asset> = {
  name: 'ledger',
  aggregate: 'asset',
  contributions(asset): readonly Contribution[] {
    if (asset.use === 'disposed') return [];
    const value = { count: 1, originalFen: asset.originalFen };
    const all = { ...value, titledCount: asset.title === 'titled' ? 1 : 0, idleCount: asset.use === 'idle' ? 1 : 0 };
    const distinct = asset.heldFor === undefined ? [] : [heldForRow(asset.heldFor)];
    const kept = distinct.map((row) => ({ row, breakdown: ALL_CLASSES, add: value }));
    const counted = lineage(asset.unitPath).flatMap((row) => [
      { row, breakdown: ALL_CLASSES, add: all },
      { row, breakdown: classBreakdown(asset.class), add: value },
    ]);
    return [...counted, ...kept];
  },
};

export const unitView = ({ state, version }: StateItem<Unit>) => ({ ...state, version });

export function assetView(id: string, { state, version }: StateItem<Asset>) {
  const { finding, handover, itemVersion: _itemVersion, ...card } = state;
  return {
    id,
    ...card,
    ...(finding ? { finding: findingView(finding) } : {}),
    ...(handover ? { handover: handoverView(handover) } : {}),
    version,
  };
}

function findingView({ declaredBy: _declaredBy, ...finding }: NonNullable<Asset['finding']>) {
  return finding;
}

function handoverView({ toUnitPath, approval, confirmed, posted, postingDueDate }: NonNullable<Asset['handover']>) {
  return { toUnitPath, status: approval.status, nextStep: openStep(approval)?.id, confirmed, posted, postingDueDate };
}

export function ledgerRow({ aggregate, state, version }: StateItem<Asset>) {
  const { name, unitPath, originalFen, title, use } = state;
  return { id: aggregate.slice('asset/'.length), name, class: state.class, unitPath, originalFen, title, use, version };
}
