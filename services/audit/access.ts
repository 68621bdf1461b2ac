/**
 * Who may do what in audit (catalogue, "Whose hands"; SX-03). Auditors and discipline inspection read everything in the region and run
 * findings; no action here touches a business record. Reviewed by hand; a route cannot name an action that is not here.
 */
import type { AccessRule, AccessTable } from '../../platform/authorization.ts';

const supervisors: readonly AccessRule[] = [{ roles: ['auditor', 'discipline-inspection'], scope: 'county' }];
const responsible: readonly AccessRule[] = [
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
];

export const auditAccess = {
  'trail.read': supervisors,
  'finding.read': [...supervisors, ...responsible],
  'finding.assign': supervisors,
  'finding.rectify': responsible,
  'finding.verify': supervisors,
  'finding.close': supervisors,
  'finding.refer': supervisors,
  'evidence.file': responsible,
  'evidence.read': [...supervisors, ...responsible],
  'quarantine.read': [{ roles: ['county-it', 'auditor'], scope: 'county' }],
} as const satisfies AccessTable;
