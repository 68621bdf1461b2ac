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

/** Per village: who keeps its money, and its head. */
export const TREASURERS: readonly Actor[] = VILLAGES.map((unit, n) => person(`clerk-${n}`, unit, 'village-accountant'));
export const HEADS: readonly Actor[] = VILLAGES.map((unit, n) => person(`head-${n}`, unit, 'village-head'));
export const AGRICULTURE: Actor = person('agriculture', COUNTY, 'agriculture-bureau');

export const CLERKS: readonly Actor[] = [
  ...TREASURERS,
  person('county-clerk', COUNTY, 'finance-bureau', 'village-accountant'),
];
export const OFFICERS: readonly Actor[] = TOWNSHIPS.map((unit, n) => person(`officer-${n}`, unit, 'township-officer'));
/** Those who take steps; the jack of all trades may also have proposed. */
export const APPROVERS: readonly Actor[] = [
  ...OFFICERS,
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
    'village-head',
    'agriculture-bureau',
  ),
];
export const JACK: Actor = APPROVERS[APPROVERS.length - 1] ?? person('jack', COUNTY);

/** Whoever holds an office over a unit. */
export const officeOf = (role: string, unitPath: string): Actor =>
  [...OFFICERS, ...APPROVERS, AGRICULTURE].find(
    (one) => one !== JACK && one.roles.includes(role) && (unitPath === '' || unitPath.startsWith(one.unit)),
  ) ?? JACK;

export const everybody: ReadonlyMap<string, Actor> = new Map(
  [...CLERKS, ...HEADS, ...APPROVERS, AGRICULTURE].map((one) => [one.sub, one]),
);
