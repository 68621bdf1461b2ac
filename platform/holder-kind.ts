/** How organization units read in the words of a policy pack: which kind of holder each is. */

const HOLDERS = {
  county: 'county-body',
  department: 'county-body',
  company: 'state-owned-company',
  township: 'township',
  village: 'village-collective',
  'village-collective': 'village-collective',
  'household-group': 'village-collective',
} as const;

/** Kinds of organization units that hold assets. */
export type UnitKind = keyof typeof HOLDERS;

/** The pack's word for a holder of this kind. */
export const holderKindOf = (kind: UnitKind): (typeof HOLDERS)[UnitKind] => HOLDERS[kind];
