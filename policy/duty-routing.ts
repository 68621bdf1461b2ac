/** Which department supervises an asset (MG-20). Pure: the pack's duties and the asset's words decide. */
import type { DutyRoute, Policy } from './policy.ts';

export interface RoutedAsset {
  readonly name: string;
  /** Id of the pack's sub-type. */
  readonly subType?: string;
  /** Ids of the pack's funding sources. */
  readonly funding: readonly string[];
  /** Id of the pack's department that implemented the project. */
  readonly implementedBy?: string;
}

/** What made a duty fit, strongest first: a park's own projects, a fund's projects, a named thing, a kind of thing. */
const STRENGTH = { implementer: 3, funding: 2, keyword: 1, subType: 0 } as const;

interface Fit {
  readonly strength: number;
  readonly wordLength: number;
}

/**
 * The duties that fit the asset, the supervising one first. Funding and implementer go before words because the document
 * gives them for whole projects; a longer word goes before a shorter one ("农村幸福大院" before "幸福大院"), then the earlier
 * number. Empty when the pack routes nothing: the industry department of the asset class is responsible then.
 */
export function routeDuties(policy: Pick<Policy, 'dutyRouting'>, asset: RoutedAsset): readonly DutyRoute[] {
  return policy.dutyRouting
    .flatMap((route) => {
      const fit = fitOf(route, asset);
      return fit === undefined ? [] : [{ route, fit }];
    })
    .sort(
      (a, b) =>
        b.fit.strength - a.fit.strength || b.fit.wordLength - a.fit.wordLength || a.route.number - b.route.number,
    )
    .map(({ route }) => route);
}

function fitOf(route: DutyRoute, asset: RoutedAsset): Fit | undefined {
  let wordLength = 0;
  for (const word of route.keywords) {
    if (word.length > wordLength && asset.name.includes(word)) wordLength = word.length;
  }
  if (route.implementedBy !== undefined) {
    if (route.implementedBy !== asset.implementedBy) return undefined;
    return { strength: STRENGTH.implementer, wordLength };
  }
  if (route.funding.some((id) => asset.funding.includes(id))) return { strength: STRENGTH.funding, wordLength };
  if (wordLength > 0) return { strength: STRENGTH.keyword, wordLength };
  if (asset.subType !== undefined && route.subTypes.includes(asset.subType)) {
    return { strength: STRENGTH.subType, wordLength };
  }
  return undefined;
}
