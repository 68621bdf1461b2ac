/** Who may do what in the registry (catalogue, "Whose hands"). Reviewed by hand; a route cannot name an action that is not here. */
import type { AccessRule, AccessTable } from '../../platform/authorization.ts';

const readers: readonly AccessRule[] = [
  { roles: ['village-accountant', 'village-head', 'township-officer'], scope: 'tree' },
  { roles: ['industry-department', 'finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' },
  { roles: ['auditor', 'discipline-inspection', 'county-it'], scope: 'county' },
];
const holders: readonly AccessRule[] = [
  {
    roles: ['village-accountant', 'village-head', 'township-officer', 'industry-department', 'finance-bureau'],
    scope: 'tree',
  },
];

export const registryAccess = {
  'unit.register': [{ roles: ['finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' }],
  'unit.read': readers,
  'asset.register': [...holders, { roles: ['upstream-system'], scope: 'tree' }],
  'asset.correct': holders,
  'asset.read': readers,
  'asset.declare-idle': holders,
  'asset.review-finding': [{ roles: ['industry-department'], scope: 'county' }],
  'asset.propose-handover': holders,
  'asset.step-handover': [
    { roles: ['village-head', 'township-officer'], scope: 'tree' },
    { roles: ['industry-department', 'finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' },
  ],
  'asset.settle-handover': holders,
  'evidence.file': holders,
  'evidence.read': readers,
  'quarantine.read': [{ roles: ['county-it', 'auditor'], scope: 'county' }],
} as const satisfies AccessTable;
