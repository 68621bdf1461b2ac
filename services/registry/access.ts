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

/** Townships over their villages, the county's offices over all of it. */
const supervisors: readonly AccessRule[] = [
  { roles: ['township-officer'], scope: 'tree' },
  { roles: ['finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' },
];

export const registryAccess = {
  'unit.register': [{ roles: ['finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' }],
  'unit.read': readers,
  'unit.supervise': supervisors,
  'duty.read': readers,
  'duty.sign': [
    {
      roles: [
        'village-accountant',
        'village-head',
        'township-officer',
        'industry-department',
        'finance-bureau',
        'agriculture-bureau',
        'county-government',
      ],
      scope: 'tree',
    },
  ],
  'obligation.keep': holders,
  'obligation.read': readers,
  'merger.propose': supervisors,
  'merger.read': readers,
  'merger.step': [
    { roles: ['township-officer'], scope: 'tree' },
    { roles: ['industry-department', 'finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' },
  ],
  'merger.execute': [{ roles: ['finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' }],
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
