/** Who may do what in the distribution of income (catalogue, "Whose hands"). Reviewed by hand; a route cannot name an action that is not here. */
import type { AccessRule, AccessTable } from '../../platform/authorization.ts';

const readers: readonly AccessRule[] = [
  { roles: ['village-accountant', 'village-head', 'township-officer'], scope: 'tree' },
  { roles: ['industry-department', 'finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' },
  { roles: ['auditor', 'discipline-inspection', 'county-it'], scope: 'county' },
];
const villages: readonly AccessRule[] = [{ roles: ['village-accountant', 'village-head'], scope: 'tree' }];
/** Departments and the county itself, for income of their own alone (MG-16, last sentence). */
const countyUnits: readonly AccessRule[] = [
  { roles: ['industry-department', 'finance-bureau', 'county-government'], scope: 'own' },
];
/** Whoever's income it is. */
const drafters: readonly AccessRule[] = [...villages, { roles: ['township-officer'], scope: 'own' }, ...countyUnits];
/** Who makes it known: also the township for its villages. */
const publishers: readonly AccessRule[] = [
  { roles: ['village-accountant', 'village-head', 'township-officer'], scope: 'tree' },
  ...countyUnits,
];
/** Whoever keeps the books: the village's accountant, the township where it keeps them for its villages, a department its own. */
const bookkeepers: readonly AccessRule[] = [
  { roles: ['village-accountant', 'township-officer'], scope: 'tree' },
  ...countyUnits,
];

export const distributionAccess = {
  'receipt.enter': [
    ...bookkeepers,
    { roles: ['finance-bureau'], scope: 'county' },
    { roles: ['upstream-system'], scope: 'tree' },
  ],
  'pool.read': readers,
  'plan.draft': drafters,
  'plan.propose': drafters,
  'plan.record-vote': villages,
  'plan.step': [
    { roles: ['village-head', 'township-officer'], scope: 'tree' },
    { roles: ['industry-department', 'finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' },
  ],
  'plan.publish': publishers,
  'plan.object': publishers,
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
  'line.propose-cancellation': bookkeepers,
  /** Whoever examines and files plans decides that a line of one is not paid. */
  'line.decide-cancellation': [
    { roles: ['township-officer'], scope: 'tree' },
    { roles: ['agriculture-bureau'], scope: 'county' },
  ],
  'notice.read': [],
  'evidence.file': [{ roles: ['village-accountant', 'village-head', 'township-officer'], scope: 'tree' }],
  'evidence.read': readers,
  'quarantine.read': [{ roles: ['county-it', 'auditor'], scope: 'county' }],
} as const satisfies AccessTable;
