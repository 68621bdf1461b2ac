/** The registry's aggregates as they lie in its table: rule, keys, index entries and contract words together. */
import { handsIn } from '../../platform/approval.ts';
import type { AggregateKind } from '../../platform/command.ts';
import type { Policy } from '../../policy/policy.ts';
import { assetClaims, listedUnder } from './assets/asset-claims.ts';
import {
  type AssetCommand,
  type AssetEvent,
  type AssetRefs,
  type AssetRefusal,
  decideAsset,
  evolveAsset,
} from './domain/asset.ts';
import { type AssetRecord, assetOf, recordOf } from './domain/asset-record.ts';
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
} from './domain/units/unit.ts';
import { handsInDispute } from './domain/value/valuation-dispute.ts';
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

/** Its state item keeps the record of an asset; rules, claims and index entries see the whole of it. */
export const assetKind: AggregateKind<AssetRecord, AssetCommand, AssetEvent, AssetRefs, Policy, AssetRefusal> = {
  name: 'asset',
  key: assetKey,
  // A duplicate has left the ledgers; the card that stands for it is in them.
  indexes(record, id) {
    const asset = assetOf(record);
    const index = listedUnder(asset) === undefined ? duplicateIndex : assetIndex;
    return index(asset.unitPath, id, nextFlagOn(asset));
  },
  side: (event, after, id, before) => assetClaims(event, assetOf(after), id, before && assetOf(before)),
  actors(record) {
    const asset = assetOf(record);
    const { handover, finding, clearance } = asset;
    // All may be under way at once, and a hand in one is no hand in the other.
    return [
      ...(handover?.approval.status === 'open' ? handsIn(handover.approval).map(handIn) : []),
      ...(finding?.status === 'declared' ? [declarer(finding.declaredBy ?? '')] : []),
      ...handsInDispute(asset),
      ...(clearance?.disputedBy === undefined ? [] : [disputer(clearance.disputedBy)]),
    ];
  },
  decide: (record, command, refs, context) => decideAsset(record && assetOf(record), command, refs, context),
  evolve: (record, event) => recordOf(evolveAsset(record && assetOf(record), event)),
  ...assetWords,
};
