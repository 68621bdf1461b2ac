/** The registry's read models: ledgers whose totals are read in one get, and the views of states that routes answer with. */
import type { Contribution, Projection } from '../../platform/projection.ts';
import type { StateItem } from '../../platform/store/store.ts';
import { lineage } from '../../platform/unit-path.ts';
import { disputeView, valueView } from './assets/value-views.ts';
import type { Asset } from './domain/asset.ts';
import { type AssetRecord, assetOf } from './domain/asset-record.ts';
import { handoverSteps } from './domain/handover.ts';
import { openDuties } from './domain/outside-registration.ts';
import type { Unit } from './domain/units/unit.ts';
import { netParts } from './ledgers/ledger-net.ts';
import { ledgerParts, PARTS } from './ledgers/ledger-parts.ts';

export const ALL_CLASSES = 'ALL';
/** Row of what a merged collective still owns inside its successor (ZC-05). */
export const heldForRow = (unitCode: string): string => `held-for/${unitCode}`;

/** Rows of the households of a unit, a breakdown each (MG-05). */
export const householdsRow = (unitPath: string): string => `households/${unitPath}`;

/** Totals per unit and everything above it: so the county's total is the sum of its parts by construction (MG-05, SX-12). */
export const ledgerProjection: Projection<AssetRecord> = {
  name: 'ledger',
  aggregate: 'asset',
  contributions: (record) => ledgerContributions(assetOf(record)),
};

/** What an asset counts for in the ledgers. */
export function ledgerContributions(asset: Asset): readonly Contribution[] {
  const { unitPath, heldFor, householdCode, originalFen, use } = asset;
  if (use === 'disposed' || asset.duplicateOf !== undefined) return [];
  const value = { count: 1, originalFen };
  const all = { ...value, titledCount: asset.title === 'titled' ? 1 : 0, idleCount: use === 'idle' ? 1 : 0 };
  const net = netParts(asset);
  const decades = net.find(({ breakdown }) => breakdown === PARTS)?.add;
  const every = [
    { breakdown: ALL_CLASSES, add: all },
    { breakdown: PARTS, add: { ...ledgerParts(asset), ...decades } },
    ...net.filter(({ breakdown }) => breakdown !== PARTS),
  ];
  const kept = heldFor === undefined ? [] : [{ breakdown: ALL_CLASSES, add: value }, ...net];
  return [
    ...lineage(unitPath).flatMap((row) => every.map((part) => ({ row, ...part }))),
    ...kept.map((part) => ({ row: heldForRow(heldFor ?? ''), ...part })),
    ...(householdCode === undefined ? [] : [{ row: householdsRow(unitPath), breakdown: householdCode, add: value }]),
  ];
}

export const unitView = ({ state, version }: StateItem<Unit>) => ({ ...state, version });

/** A card with its value at the end of the month that holds `asOf`. */
export function assetView(id: string, { state, version }: StateItem<Asset>, asOf: string) {
  const { path: _path, externalUnitPath: _register, ...matters } = state;
  const {
    depreciation: _plan,
    opening: _opening,
    valueChanges: _changes,
    appraisedFen: _appraised,
    ...shown
  } = matters;
  const { dispute, finding, handover, clearance, itemVersion: _itemVersion, ...card } = shown;
  return {
    id,
    ...card,
    ...(finding ? { finding: findingView(finding) } : {}),
    ...(handover ? { handover: handoverView(handover) } : {}),
    ...(clearance ? { clearance: clearanceView(clearance) } : {}),
    value: valueView(state, asOf),
    ...(dispute ? { dispute: disputeView(dispute) } : {}),
    version,
  };
}

function findingView({ declaredBy: _declaredBy, ...finding }: NonNullable<Asset['finding']>) {
  return finding;
}

function handoverView({ approval, ...handover }: NonNullable<Asset['handover']>) {
  const { toUnitPath, confirmed, posted, postingDueDate, postingOverdue } = handover;
  const status = { status: approval.status, nextStep: handoverSteps({ approval })[0]?.id };
  return { toUnitPath, ...status, confirmed, posted, postingDueDate, postingOverdue };
}

function clearanceView({ disputedBy: _disputedBy, ...clearance }: NonNullable<Asset['clearance']>) {
  return clearance;
}

/** A line of the list of unclear titles. */
export function clearanceRow({ aggregate, state, version }: StateItem<Asset>) {
  const { name, unitPath, originalFen, clearance } = state;
  return {
    id: assetIdOf(aggregate),
    name,
    class: state.class,
    unitPath,
    originalFen,
    ...(clearance ? { clearance: clearanceView(clearance) } : {}),
    version,
  };
}

const assetIdOf = (aggregate: string): string => aggregate.slice('asset/'.length);

/** A line of the list of declarations that wait for their review. */
export function openDeclaration({ aggregate, state, version }: StateItem<Asset>) {
  const { code, name, unitPath, finding: declared } = state;
  const { finding, outOfUseSince, declaredOn } = declared ?? {};
  return { id: assetIdOf(aggregate), code, name, unitPath, finding, outOfUseSince, declaredOn, version };
}

/** A line of the list of open duties to register outside. */
export function openDutyRow({ aggregate, state, version }: StateItem<Asset>) {
  const { name, unitPath } = state;
  return { id: assetIdOf(aggregate), name, unitPath, duties: [...openDuties(state)], version };
}

export function ledgerRow({ aggregate, state, version }: StateItem<Asset>) {
  const { code, name, subType, department, unitPath, originalFen, title, use, externalCode, externalRegister } = state;
  const line = { id: assetIdOf(aggregate), code, name, class: state.class, subType, department, unitPath, originalFen };
  return { ...line, title, use, externalCode, externalRegister, version };
}
