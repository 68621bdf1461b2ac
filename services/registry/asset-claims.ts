/** What an event of an asset claims beside its card: an external code of its unit, a verdict on two cards that look alike. */
import type { SideWrite } from '../../platform/store/store.ts';
import type { Asset, AssetEvent } from './domain/asset.ts';
import { distinctKey, duplicatePairKey, externalCodeKey } from './keys.ts';

/** Only a card with an external code, and only a verdict, pays for these writes. */
export function assetClaims(
  event: AssetEvent,
  after: Asset,
  id: string,
  before: Asset | undefined,
): readonly SideWrite[] {
  switch (event.type) {
    case 'asset-registered':
    case 'asset-corrected':
      return externalCode(before, after, id);
    case 'duplicate-confirmed':
      // Of two people who each mark the other's card, one is refused: a pair has one loser.
      return [{ kind: 'claim', key: duplicatePairKey(id, event.duplicateOf), owner: id, refusal: 'wrong-state' }];
    case 'duplicate-dismissed':
      return [...distinct(event, id), ...takenBack(before, id)];
    default:
      return [];
  }
}

const distinct = (
  { fingerprint, others }: Extract<AssetEvent, { type: 'duplicate-dismissed' }>,
  id: string,
): SideWrite[] =>
  [...new Set([id, ...others])].map((assetId) => ({
    kind: 'add',
    key: distinctKey(fingerprint, assetId),
    add: { decided: 1 },
    refusal: 'wrong-state',
  }));

const takenBack = (before: Asset | undefined, id: string): SideWrite[] =>
  before?.duplicateOf === undefined
    ? []
    : [{ kind: 'release', key: duplicatePairKey(id, before.duplicateOf), owner: id, refusal: 'wrong-state' }];

function externalCode(before: Asset | undefined, after: Asset, id: string): readonly SideWrite[] {
  const [old, next] = [before && claimOf(before), claimOf(after)];
  if (old?.pk === next?.pk) return [];
  const refusal = 'external-code-taken';
  return [
    ...(old ? [{ kind: 'release', key: old, owner: id, refusal } as const] : []),
    ...(next ? [{ kind: 'claim', key: next, owner: id, refusal } as const] : []),
  ];
}

const claimOf = ({ externalCode: code, externalRegister, externalUnitPath }: Asset) =>
  code === undefined || externalUnitPath === undefined
    ? undefined
    : externalCodeKey(externalUnitPath, externalRegister, code);
