/** The registry's aggregates as they lie in its table: rule, keys, index entries and contract words together. */
import { handsIn } from '../../platform/approval.ts';
import type { AggregateKind } from '../../platform/command.ts';
import type { Policy } from '../../policy/policy.ts';
import { assetClaims, listedUnder } from './asset-claims.ts';
import {
  type Asset,
  type AssetCommand,
  type AssetEvent,
  type AssetRefs,
  type AssetRefusal,
  decideAsset,
  evolveAsset,
} from './domain/asset.ts';
import { nextFlagOn } from './domain/due.ts';
import { declarer } from './domain/finding.ts';
import { handIn } from './domain/handover.ts';
import { disputer } from './domain/title.ts';
import {
  decideUnit,
  evolveUnit,
  type Unit,
  type UnitCommand,
  type UnitEvent,
  type UnitRefusal,
} from './domain/unit.ts';
import { handsInDispute } from './domain/valuation-dispute.ts';
import { assetIndex, assetKey, duplicateIndex, unitIndex, unitKey } from './keys.ts';
import { assetWords, unitWords } from './mapper.ts';

export const unitKind: AggregateKind<Unit, UnitCommand, UnitEvent, Unit | undefined, Policy, UnitRefusal> = {
  name: 'unit',
  key: unitKey,
  indexes: (unit) => unitIndex(unit.path, unit.code),
  decide: decideUnit,
  evolve: evolveUnit,
  ...unitWords,
};

export const assetKind: AggregateKind<Asset, AssetCommand, AssetEvent, AssetRefs, Policy, AssetRefusal> = {
  name: 'asset',
  key: assetKey,
  // A duplicate has left the ledgers; the card that stands for it is in them.
  indexes(asset, id) {
    const index = listedUnder(asset) === undefined ? duplicateIndex : assetIndex;
    return index(asset.unitPath, id, nextFlagOn(asset));
  },
  side: assetClaims,
  actors(asset) {
    const { handover, finding, clearance } = asset;
    // All may be under way at once, and a hand in one is no hand in the other.
    return [
      ...(handover?.approval.status === 'open' ? handsIn(handover.approval).map(handIn) : []),
      ...(finding?.status === 'declared' ? [declarer(finding.declaredBy)] : []),
      ...handsInDispute(asset),
      ...(clearance?.disputedBy === undefined ? [] : [disputer(clearance.disputedBy)]),
    ];
  },
  decide: decideAsset,
  evolve: evolveAsset,
  ...assetWords,
};
