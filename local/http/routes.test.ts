import { expect, test } from 'vitest';
import type { FunctionModel, RouteModel } from '../template/model.ts';
import { RouteTable } from './routes.ts';

const target = { name: 'f' } as FunctionModel;
const route = (routeKey: string): RouteModel => ({
  logicalId: routeKey,
  routeKey,
  function: target,
  timeoutMs: 1000,
  authorizer: undefined,
  scopes: [],
});
const table = new RouteTable(
  [
    'ANY /{proxy+}',
    'GET /assets/{assetId}',
    'GET /assets/{proxy+}',
    'ANY /assets/{assetId}',
    'GET /assets/export',
    'POST /assets/{assetId}/plans/{planId}',
  ].map(route),
);

test.each([
  ['GET', '/assets/export', 'GET /assets/export', {}],
  ['GET', '/assets/7', 'GET /assets/{assetId}', { assetId: '7' }],
  ['DELETE', '/assets/7', 'ANY /assets/{assetId}', { assetId: '7' }],
  ['GET', '/assets/7/more', 'GET /assets/{proxy+}', { proxy: '7/more' }],
  ['POST', '/assets/a%2Fb/plans/%E7%9B%98', 'POST /assets/{assetId}/plans/{planId}', { assetId: 'a/b', planId: '盘' }],
  ['PUT', '/elsewhere', 'ANY /{proxy+}', { proxy: 'elsewhere' }],
])('%s %s goes to %s', (method, path, routeKey, pathParameters) => {
  expect(table.find(method, path)).toMatchObject({ route: { routeKey }, pathParameters });
});

test('nothing fits, unless there is a default', () => {
  const small = new RouteTable([route('GET /assets')]);
  expect(small.find('POST', '/assets')).toBeUndefined();
  expect(small.find('GET', '/assets/')).toBeUndefined();
  expect(small.find('GET', '/')).toBeUndefined();
  expect(new RouteTable([route('$default')]).find('GET', '/x')?.route.routeKey).toBe('$default');
});
