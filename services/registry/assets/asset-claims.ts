/** What an event of an asset claims beside its card: an external code of its unit, a verdict on two cards that look alike, a place in a list that it leaves, that it is on its way. */
import type { SideWrite } from '../../../platform/store/store.ts';
import { unitCodeOf } from '../../../platform/unit-path.ts';
import type { Asset, AssetEvent } from '../domain/asset.ts';
import { receiverOf } from '../domain/handover.ts';
import { disposingKey, distinctKey, duplicatePairKey, externalCodeKey, incomingKey, leftKey } from '../keys.ts';

/** Only a card with an external code, a verdict, an asset that leaves a list, and the ends of a handover pay for these writes. */
export function assetClaims(
  event: AssetEvent,
  after: Asset,
  id: string,
  before: Asset | undefined,
): readonly SideWrite[] {
  return [...claimsOf(event, after, id, before), ...leaving(before, after, id), ...incoming(before, after, id)];
}

function claimsOf(event: AssetEvent, after: Asset, id: string, before: Asset | undefined): readonly SideWrite[] {
  switch (event.type) {
    case 'asset-registered':
    case 'asset-corrected':
      return externalCode(before, after, id);
    case 'asset-split':
    case 'asset-merged':
      return [
        // The thing has another card now: that one, or an import of it, may take the number.
        ...externalCode(before, undefined, id),
        // What a case is disposing of, or has sold before its card has heard of it, does not live on in other cards.
        { kind: 'claim', key: disposingKey(id), owner: id, refusal: 'open-business' },
      ];
    case 'duplicate-confirmed':
      // Of two people who each mark the other's card, one is refused: a pair has one loser.
      return [{ kind: 'claim', key: duplicatePairKey(id, event.duplicateOf), owner: id, refusal: 'wrong-state' }];
    case 'duplicate-dismissed':
      return [...distinct(event, id), ...takenBack(before, id)];
    default:
      return [];
  }
}

/** Told to the unit it is on its way to, so that a merger of that unit finds it. */
function incoming(before: Asset | undefined, after: Asset, id: string): SideWrite[] {
  const [from, to] = [before, after].map((asset) => {
    const path = asset && receiverOf(asset);
    return path === undefined ? undefined : unitCodeOf(path);
  });
  if (from === to) return [];
  const row = (unitCode: string | undefined, open: 1 | -1): SideWrite[] =>
    unitCode === undefined
      ? []
      : [{ kind: 'add', key: incomingKey(unitCode, id), add: { open }, refusal: 'wrong-state' }];
  return [...row(from, -1), ...row(to, 1)];
}

/** The unit in whose list a card stands; a duplicate stands in none. */
export const listedUnder = ({ unitPath, duplicateOf }: Asset): string | undefined =>
  duplicateOf === undefined ? unitPath : undefined;

/** In the transaction that takes it out of a list, so that no moment's ledger is ever without it. A second departure finds the place its own. */
function leaving(before: Asset | undefined, after: Asset, id: string): SideWrite[] {
  const from = before && listedUnder(before);
  if (from === undefined || from === listedUnder(after)) return [];
  return [{ kind: 'claim', key: leftKey(from, id), owner: id, refusal: 'wrong-state' }];
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

function externalCode(before: Asset | undefined, after: Asset | undefined, id: string): readonly SideWrite[] {
  const [old, next] = [before && claimOf(before), after && claimOf(after)];
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
