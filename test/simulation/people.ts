/** Who acts in a run, and where. Some carry every role, so that the rules against doing two things alone are put to the test. */
import type { Role } from '../../contracts/roles.ts';
import type { Actor } from '../../platform/decider.ts';

export const COUNTY = '653127/';
export const TOWNSHIPS = ['653127/653127100/', '653127/653127101/'] as const;
export const VILLAGES = [
  '653127/653127100/653127100201/',
  '653127/653127100/653127100202/',
  '653127/653127101/653127101201/',
] as const;

const person = (sub: string, unit: string, ...roles: Role[]): Actor => ({ sub, roles, unit });

export const CLERKS: readonly Actor[] = [
  ...VILLAGES.map((unit, n) => person(`clerk-${n}`, unit, 'village-accountant')),
  person('county-clerk', COUNTY, 'finance-bureau', 'village-accountant'),
];
/** Those who take steps; the jack of all trades may also have proposed. */
export const APPROVERS: readonly Actor[] = [
  person('officer-0', TOWNSHIPS[0], 'township-officer'),
  person('officer-1', TOWNSHIPS[1], 'township-officer'),
  person('industry', COUNTY, 'industry-department'),
  person('finance', COUNTY, 'finance-bureau'),
  person('government', COUNTY, 'county-government'),
  person(
    'jack',
    COUNTY,
    'industry-department',
    'finance-bureau',
    'county-government',
    'township-officer',
    'village-accountant',
  ),
];
export const JACK: Actor = APPROVERS[APPROVERS.length - 1] ?? person('jack', COUNTY);
