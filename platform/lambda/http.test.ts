import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { defineRoutes } from '../http/route.ts';
import { requestEvent } from '../http/sample-request.ts';
import { httpFunction } from './http.ts';

beforeEach(() => {
  vi.stubEnv('SERVICE', 'registry');
  for (const name of ['OIDC_ISSUER', 'OIDC_JWKS_URI']) vi.stubEnv(name, 'https://issuer.example/jwks');
  vi.stubEnv('OIDC_AUDIENCE', 'panhuo');
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const notice = (answer: () => Promise<{ body: unknown }>) =>
  defineRoutes<object>()({
    method: 'GET',
    path: '/public/notices',
    operationId: 'notices',
    summary: { zh: '公示', en: 'Notices' },
    action: 'notice.read',
    kind: 'query',
    public: true,
    successStatus: 200,
    response: z.strictObject({ ready: z.boolean() }),
    problems: [],
    handle: answer,
  });

const ask = async (answer: () => Promise<{ body: unknown }>) => {
  const endsMs = Date.now() + 200;
  const context = { getRemainingTimeInMillis: () => endsMs - Date.now() } as Context;
  const event = requestEvent({ method: 'GET', path: '/public/notices', headers: {}, requestId: 'r-1' });
  const { statusCode, body } = await httpFunction([notice(answer)], {}, {})(event, context);
  return { statusCode, body: JSON.parse(body ?? '') as unknown };
};

test('a request is answered by its route', async () => {
  expect(await ask(async () => ({ body: { ready: true } }))).toMatchObject({ statusCode: 200, body: { ready: true } });
});

test('a request that takes longer than its function may is answered as busy before the function is ended', async () => {
  const answer = await ask(() => new Promise(() => undefined));
  expect(answer).toMatchObject({ statusCode: 503, body: { type: 'urn:panhuo:problem:busy' } });
});
