/** The authorization matrix of every service, worked out by asking the one decision: roles × routes × where somebody stands × where the matter lies. */
import type { Role } from '../../contracts/roles.ts';
import { ROLE_IDS } from '../../contracts/roles.ts';
import { type AccessTable, authorize } from '../../platform/authorization.ts';

export interface Service {
  readonly name: string;
  readonly access: AccessTable;
  readonly routes: readonly {
    readonly method: string;
    readonly path: string;
    readonly action: string;
    readonly public?: true;
  }[];
}

/** Where a person may stand. */
const STANDINGS = {
  county: '653127/',
  department: '653127/JTJ/',
  township: '653127/653127100/',
  village: '653127/653127100/653127100201/',
} as const;
/** Where the matter may lie, seen from there. */
const MATTERS = {
  county: '653127/',
  department: '653127/JTJ/',
  township: '653127/653127100/',
  village: '653127/653127100/653127100201/',
  'neighbouring-village': '653127/653127100/653127100202/',
  'other-township': '653127/653127101/',
  'alike-code': '653127/6531271001/',
  'other-county': '513223/513223100/',
} as const;

const HEADER = [
  'service',
  'route',
  'action',
  'roles',
  ...Object.keys(STANDINGS).map((standing) => `from ${standing}`),
].join(',');

/** One line per route and group of roles that may do the same there; each cell says what somebody who stands there may do it to. */
export function accessMatrix(services: readonly Service[]): string {
  const lines = services.flatMap(({ name, access, routes }) =>
    routes.flatMap((route) => {
      const place = `${name},${route.method} ${route.path},${route.action}`;
      if (route.public) return [`${place},everyone without a token,all,all,all,all`];
      const cells = ROLE_IDS.map((role) => ({ role, cells: cellsOf(access, route.action, role) }));
      const groups = Map.groupBy(
        cells.filter((row) => /[^-,]/.test(row.cells)),
        (row) => row.cells,
      );
      return [...groups].map(([reach, rows]) => `${place},${rows.map(({ role }) => role).join(' ')},${reach}`);
    }),
  );
  return `${[HEADER, ...lines].join('\n')}\n`;
}

function cellsOf(access: AccessTable, action: string, role: Role): string {
  const cells = Object.values(STANDINGS).map((unit) => {
    const allowed = Object.entries(MATTERS).filter(([, matter]) => may(access, action, role, unit, matter));
    return reach(
      unit,
      allowed.map(([name]) => name),
    );
  });
  return cells.join(',');
}

/** A word where the matters are what a word says, otherwise the matters themselves. */
function reach(unit: string, allowed: readonly string[]): string {
  const those = (holds: (matter: string) => boolean): string =>
    Object.entries(MATTERS)
      .filter(([, matter]) => holds(matter))
      .map(([name]) => name)
      .join(' ');
  const matters = allowed.join(' ');
  if (matters === '') return '-';
  if (matters === those((matter) => matter.startsWith(unit))) return 'own and below';
  if (matters === those((matter) => matter === unit)) return 'own';
  if (matters === those((matter) => matter.startsWith(STANDINGS.county))) return 'whole county';
  return matters === those(() => true) ? 'all' : matters;
}

/** Whether somebody of this role who stands there may do this to that. */
export const may = (access: AccessTable, action: string, role: Role, unit: string, matter: string): boolean =>
  authorize(access, action, { sub: 'someone', roles: [role], unit }, matter).allow;
