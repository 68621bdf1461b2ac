/**
 * What the registry says of the end of a card, and which of two pieces of news stands: they may come in any order, before the finding that puts the
 * asset on the list, or after it.
 */

export type EndReason = 'disposed' | 'split' | 'merged' | 'duplicate';

export interface CardEnd {
  readonly reason: EndReason;
  /** The cards that stand for the asset now. */
  readonly successors: readonly string[];
  readonly disposalId?: string | undefined;
}

/** The latest that is known of a card's end; without `ended`, a verdict of duplicate has been taken back. */
export interface CardFate {
  readonly assetVersion: number;
  readonly ended?: CardEnd | undefined;
}

export type EndEvent =
  | ({
      readonly type: 'item-closed';
      readonly assetId: string;
      readonly unitPath: string;
      readonly assetVersion: number;
      readonly closedOn: string;
    } & CardEnd)
  | {
      readonly type: 'item-restored';
      readonly assetId: string;
      readonly unitPath: string;
      readonly assetVersion: number;
      readonly restoredOn: string;
      readonly nextFlagOn?: string | undefined;
    };

/** Only a verdict of duplicate can be taken back. */
const isFinal = ({ ended }: CardFate): boolean => ended !== undefined && ended.reason !== 'duplicate';

/** Of two pieces of news of one card the one that stands, whatever order they came in. */
export function laterFate(known: CardFate | undefined, news: CardFate): CardFate {
  if (!known) return news;
  if (isFinal(known) !== isFinal(news)) return isFinal(known) ? known : news;
  return known.assetVersion >= news.assetVersion ? known : news;
}

/** The card is gone. A finding later than a verdict of duplicate says that the verdict has been taken back, which will be heard of. */
export const isGone = (fate: CardFate | undefined, assetVersion = 0): boolean =>
  fate?.ended !== undefined && (isFinal(fate) || fate.assetVersion > assetVersion);
