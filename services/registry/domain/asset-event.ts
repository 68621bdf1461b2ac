/** Events of an asset in short and in full: a card is recorded without what goes without saying, and every reader has all of it. */
import type { AssetEvent } from './asset.ts';
import type { CardEvent } from './card.ts';
import { inFull, inShort, type ShortFields, USUAL_HOLDER } from './card-in-short.ts';
import type { UnitKind } from './units/unit.ts';

type Registered = Extract<CardEvent, { type: 'asset-registered' }>;
type Corrected = Extract<CardEvent, { type: 'asset-corrected' }>;
interface ShortCard extends ShortFields {
  readonly use?: Registered['use'] | undefined;
}
type ShortRegistered = Omit<Registered, keyof ShortFields | 'holderKind'> &
  ShortCard & {
    /** Absent: a village. */
    readonly holderKind?: UnitKind | undefined;
  };
type ShortCorrected = Omit<Corrected, keyof ShortFields> & ShortCard;

/** An event of an asset as its contract has it. */
export type ShortAssetEvent = Exclude<AssetEvent, CardEvent> | ShortRegistered | ShortCorrected;

export function eventInShort(event: AssetEvent): ShortAssetEvent {
  if (event.type === 'asset-corrected') return inShort(event) as ShortCorrected;
  if (event.type !== 'asset-registered') return event;
  const { holderKind, ...card } = inShort(event) as Omit<ShortRegistered, 'holderKind'> &
    Pick<Registered, 'holderKind'>;
  return holderKind === USUAL_HOLDER ? card : { ...card, holderKind };
}

export function eventInFull(event: ShortAssetEvent): AssetEvent {
  if (event.type === 'asset-corrected') return inFull(event) as Corrected;
  if (event.type !== 'asset-registered') return event;
  return inFull({ ...event, holderKind: event.holderKind ?? USUAL_HOLDER }) as Registered;
}
