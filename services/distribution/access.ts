/** Who may do what in the distribution of income (catalogue, "Whose hands"). Reviewed by hand; a route cannot name an action that is not here. */
import type { AccessRule, AccessTable } from '../../platform/authorization.ts';

const readers: readonly AccessRule[] = [
  { roles: ['village-accountant', 'village-head', 'township-officer'], scope: 'tree' },
  { roles: ['industry-department', 'finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' },
  { roles: ['auditor', 'discipline-inspection', 'county-it'], scope: 'county' },
];
/** The village proposes; nobody above it does so in its place (MG-16, SX-04). */
const villages: readonly AccessRule[] = [{ roles: ['village-accountant', 'village-head'], scope: 'tree' }];
/** Whoever keeps the books: the village's accountant, or the township where it keeps them for its villages. */
const bookkeepers: readonly AccessRule[] = [{ roles: ['village-accountant', 'township-officer'], scope: 'tree' }];

export const distributionAccess = {
  'receipt.enter': [
    ...bookkeepers,
    { roles: ['finance-bureau'], scope: 'county' },
    { roles: ['upstream-system'], scope: 'tree' },
  ],
  'pool.read': readers,
  'plan.draft': villages,
  'plan.propose': villages,
  'plan.record-vote': villages,
  'plan.step': [
    { roles: ['village-head', 'township-officer'], scope: 'tree' },
    { roles: ['industry-department', 'finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' },
  ],
  'plan.publish': [{ roles: ['village-accountant', 'village-head', 'township-officer'], scope: 'tree' }],
  'plan.object': [{ roles: ['village-accountant', 'village-head', 'township-officer'], scope: 'tree' }],
  'plan.answer-objection': [
    { roles: ['township-officer'], scope: 'tree' },
    { roles: ['agriculture-bureau'], scope: 'county' },
  ],
  'plan.withdraw': [
    { roles: ['village-head', 'township-officer'], scope: 'tree' },
    { roles: ['agriculture-bureau'], scope: 'county' },
  ],
  'plan.read': readers,
  'line.pay': bookkeepers,
  'line.return': bookkeepers,
  'notice.read': [],
  'evidence.file': [{ roles: ['village-accountant', 'village-head', 'township-officer'], scope: 'tree' }],
  'evidence.read': readers,
  'quarantine.read': [{ roles: ['county-it', 'auditor'], scope: 'county' }],
} as const satisfies AccessTable;
