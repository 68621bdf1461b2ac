/** Who may do what with revitalization items (catalogue, "Whose hands"). Reviewed by hand; a route cannot name an action that is not here. */
import type { AccessRule, AccessTable } from '../../platform/authorization.ts';

const readers: readonly AccessRule[] = [
  { roles: ['village-accountant', 'village-head', 'township-officer'], scope: 'tree' },
  { roles: ['industry-department', 'finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' },
  { roles: ['auditor', 'discipline-inspection', 'county-it'], scope: 'county' },
];
/** Who holds the asset makes the plan and does the work (ZC-11). */
const holders: readonly AccessRule[] = [
  {
    roles: ['village-accountant', 'village-head', 'township-officer', 'industry-department', 'finance-bureau'],
    scope: 'tree',
  },
];
/** Whom a chain may name; whose step it is, the chain says. */
const approvers: readonly AccessRule[] = [
  { roles: ['village-accountant', 'village-head', 'township-officer'], scope: 'tree' },
  { roles: ['industry-department', 'finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' },
];
/** Stopping the clock and opening a closed case is for those who supervise, never for the holder. */
const supervisors: readonly AccessRule[] = [
  { roles: ['industry-department', 'finance-bureau', 'agriculture-bureau', 'county-government'], scope: 'county' },
];

export const revitalizationAccess = {
  'item.read': readers,
  'item.plan': holders,
  'item.step-plan': approvers,
  'item.work': holders,
  'item.name-responsible': holders,
  'item.step-completion': approvers,
  'item.request-extension': holders,
  'item.step-extension': approvers,
  'item.supervise': supervisors,
  'evidence.file': holders,
  'evidence.read': readers,
  'quarantine.read': [{ roles: ['county-it', 'auditor'], scope: 'county' }],
} as const satisfies AccessTable;
