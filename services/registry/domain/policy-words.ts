/** How the registry's units read in the words of a policy pack. */
import type { Chain, ChainStep, HolderKind } from '../../../policy/policy.ts';
import type { UnitKind } from './unit.ts';

const HOLDERS: Readonly<Record<UnitKind, HolderKind>> = {
  county: 'county-body',
  department: 'county-body',
  company: 'state-owned-company',
  township: 'township',
  village: 'village-collective',
  'village-collective': 'village-collective',
  'household-group': 'village-collective',
};

export const holderKindOf = (kind: UnitKind): HolderKind => HOLDERS[kind];

/** The chain's steps for this kind of holder: its own variant where the pack has one. */
export function stepsFor(chain: Chain, holder: HolderKind): readonly ChainStep[] {
  return chain.variants?.find((variant) => variant.holderKinds.includes(holder))?.steps ?? chain.steps;
}
