import { describe, expect, test } from 'vitest';
import type { Route } from './route.ts';
import { Router } from './router.ts';

const route = (method: string, path: string): Route<unknown> => ({ method, path }) as unknown as Route<unknown>;
const router = new Router([
  route('GET', '/registry/assets'),
  route('POST', '/registry/assets'),
  route('GET', '/registry/assets/{assetId}'),
  route('GET', '/registry/assets/summary'),
  route('GET', '/registry/assets/{assetId}/events'),
  route('PUT', '/registry/assets/summary/lines/{lineId}'),
  route('GET', '/registry/assets/{id}/lines/{lineNumber}'),
]);
const found = (method: string, path: string) => {
  const match = router.find(method, path);
  return match && [match.route.path, match.params];
};

describe('a request', () => {
  test('is led to the route of its method and path, with its parameters decoded', () => {
    expect(found('GET', '/registry/assets')).toEqual(['/registry/assets', {}]);
    expect(found('GET', '/registry/assets/A1')).toEqual(['/registry/assets/{assetId}', { assetId: 'A1' }]);
    expect(found('GET', '/registry/assets/%E6%9D%91%2F1/events')).toEqual([
      '/registry/assets/{assetId}/events',
      { assetId: '村/1' },
    ]);
  });

  test('prefers a literal segment, and takes the parameter where the literal leads nowhere', () => {
    expect(found('GET', '/registry/assets/summary')).toEqual(['/registry/assets/summary', {}]);
    expect(found('GET', '/registry/assets/summary/events')).toEqual([
      '/registry/assets/{assetId}/events',
      { assetId: 'summary' },
    ]);
    expect(found('GET', '/registry/assets/summary/lines/7')).toEqual([
      '/registry/assets/{id}/lines/{lineNumber}',
      { id: 'summary', lineNumber: '7' },
    ]);
  });

  test.each([
    ['DELETE', '/registry/assets'],
    ['GET', '/registry/asset'],
    ['GET', '/registry/assets/'],
    ['GET', '/registry/assets//events'],
    ['GET', '/registry/assets/A1/events/more'],
    ['GET', '/'],
    ['GET', ''],
  ])('%s %s has no route', (method, path) => {
    expect(found(method, path)).toBeUndefined();
  });

  test('with broken encoding stays what it is', () => {
    expect(found('GET', '/registry/assets/%E6%9')).toEqual(['/registry/assets/{assetId}', { assetId: '%E6%9' }]);
  });
});

test('two routes for one method and path are refused', () => {
  expect(() => new Router([route('GET', '/a/{b}'), route('GET', '/a/{c}')])).toThrow('GET /a/{c}');
});
