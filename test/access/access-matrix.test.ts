/**
 * Every allowed cell is in access-matrix.csv, which people review. A change of any access table or route shows there.
 * UPDATE_ACCESS_MATRIX=1 npx vitest run test/access writes the file anew.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROLE_IDS } from '../../contracts/roles.ts';
import { SERVICE_NAMES } from '../../contracts/services.ts';
import { authorize } from '../../platform/authorization.ts';
import { auditAccess } from '../../services/audit/access.ts';
import { routes as auditRoutes } from '../../services/audit/routes.ts';
import { distributionAccess } from '../../services/distribution/access.ts';
import { routes as distributionRoutes } from '../../services/distribution/routes.ts';
import { registryAccess } from '../../services/registry/access.ts';
import { routes as registryRoutes } from '../../services/registry/routes.ts';
import { revitalizationAccess } from '../../services/revitalization/access.ts';
import { routes as revitalizationRoutes } from '../../services/revitalization/routes.ts';
import { accessMatrix, type Service } from './access-matrix.ts';

const FILE = join(import.meta.dirname, 'access-matrix.csv');
const services: readonly Service[] = [
  { name: 'registry', access: registryAccess, routes: registryRoutes },
  { name: 'revitalization', access: revitalizationAccess, routes: revitalizationRoutes },
  { name: 'distribution', access: distributionAccess, routes: distributionRoutes },
  { name: 'audit', access: auditAccess, routes: auditRoutes },
];

test('the matrix is the one that was reviewed', () => {
  const matrix = accessMatrix(services);
  if (process.env.UPDATE_ACCESS_MATRIX === '1' || !existsSync(FILE)) writeFileSync(FILE, matrix);
  expect(matrix).toBe(readFileSync(FILE, 'utf8'));
});

test('every service is in it', () => {
  expect(services.map(({ name }) => name)).toEqual(SERVICE_NAMES);
});

describe.each(services)('$name', ({ access, routes }) => {
  test('has a row for the action of every route, and a route for every row', () => {
    const used = new Set(routes.map((route) => route.action));
    expect([...used].filter((action) => !Object.hasOwn(access, action))).toEqual([]);
    expect(Object.keys(access).filter((action) => !used.has(action))).toEqual([]);
  });

  test('names every route once', () => {
    const names = routes.map((route) => `${route.method} ${route.path}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test('lets nobody do anything whose token names no role, or no unit, or no unit that can be', () => {
    const units = ['', '/', '653127', 'x/../653127/'];
    for (const [action, rules] of Object.entries(access)) {
      expect(authorize(access, action, { sub: 'x', roles: [], unit: '653127/' }, '653127/').allow).toBe(false);
      expect(authorize(access, action, { sub: 'x', roles: ['emperor'], unit: '653127/' }, undefined).allow).toBe(false);
      for (const role of ROLE_IDS) {
        if (rules.some((rule) => rule.scope === 'anywhere' && rule.roles.includes(role))) continue;
        for (const unit of units) {
          expect(authorize(access, action, { sub: 'x', roles: [role], unit }, '653127/653127100/').allow).toBe(false);
        }
      }
    }
  });

  test('lets auditors and inspectors change no business record', () => {
    const mayChange = routes.filter((route) => route.method !== 'GET').map((route) => route.action);
    const findings = /^(finding|evidence)\./;
    for (const role of ['auditor', 'discipline-inspection'] as const) {
      const changing = mayChange.filter((action) => access[action]?.some((rule) => rule.roles.includes(role)));
      expect(changing.filter((action) => !findings.test(action))).toEqual([]);
    }
  });
});
