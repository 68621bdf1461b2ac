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

/** Holders, and the county's offices that title and decide. */
const titleExaminers: readonly AccessRule[] = [
  ...holders,
  { roles: ['agriculture-bureau', 'county-government'], scope: 'county' },
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
  'disposal.propose': holders,
  'disposal.read': readers,
  'disposal.step': [
    { roles: ['village-head', 'township-officer'], scope: 'tree' },
    { roles: ['industry-department', 'finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' },
  ],
  'disposal.settle': holders,
  'disposal.object': titleExaminers,
  'disposal.answer-objection': supervisors,
  'notice.read': [],
  'checklist.keep': holders,
  'checklist.reopen': supervisors,
  'checklist.read': readers,
  'figures.submit': holders,
  'figures.read': readers,
  'asset.register': [...holders, { roles: ['upstream-system'], scope: 'tree' }],
  'asset.correct': holders,
  'asset.read': readers,
  'asset.attach-document': holders,
  // Whoever keeps the books of one village does not decide alone that a card of theirs was one too many.
  'asset.decide-duplicate': [
    { roles: ['township-officer'], scope: 'tree' },
    { roles: ['industry-department', 'finance-bureau', 'agriculture-bureau'], scope: 'county' },
  ],
  'asset.declare-idle': holders,
  'asset.review-finding': [{ roles: ['industry-department'], scope: 'county' }],
  'asset.propose-handover': holders,
  'asset.step-handover': [
    { roles: ['village-head', 'township-officer'], scope: 'tree' },
    { roles: ['industry-department', 'finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' },
  ],
  'asset.settle-handover': holders,
  'title.examine': titleExaminers,
  'title.dispute': titleExaminers,
  'title.decide': [{ roles: ['county-government'], scope: 'county' }],
  'title.certify': [{ roles: ['finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' }],
  'registration.record': holders,
  'custody.assign': holders,
  'custody.report-damage': holders,
  'custody.record-repair': holders,
  'use.change': holders,
  'use.report-loss': holders,
  'value.record': holders,
  'value.dispute': titleExaminers,
  'value.set': [
    { roles: ['township-officer'], scope: 'tree' },
    { roles: ['industry-department', 'finance-bureau', 'agriculture-bureau'], scope: 'county' },
  ],
  'value.step': [
    { roles: ['township-officer'], scope: 'tree' },
    { roles: ['industry-department', 'finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' },
  ],
  'value.publish': supervisors,
  'asset.split-and-merge': holders,
  'inventory.open': supervisors,
  'inventory.count': holders,
  'inventory.step': [
    { roles: ['township-officer'], scope: 'tree' },
    { roles: ['finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' },
  ],
  'inventory.read': readers,
  'ledger.check': readers,
  'ledger.post-outside': [
    { roles: ['township-officer', 'upstream-system'], scope: 'tree' },
    { roles: ['industry-department', 'finance-bureau'], scope: 'county' },
  ],
  'asset.read-unrouted': [{ roles: ['county-it', 'agriculture-bureau', 'county-government'], scope: 'county' }],
  'evidence.file': titleExaminers,
  'evidence.read': readers,
  'quarantine.read': [{ roles: ['county-it', 'auditor'], scope: 'county' }],
} as const satisfies AccessTable;
