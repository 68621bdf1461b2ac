import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awsJsonClient } from './engines/aws-json.ts';
import { FIXTURE_AUDIENCE, FIXTURE_ISSUER, fixtureTemplate, writeAssembly } from './fixtures/assembly.ts';
import type { LocalRegion } from './local-region.ts';
import { startLocal } from './region.ts';

const REGION = '990101';
const START_TIMEOUT_MS = 30_000;

let assembly: string;
beforeAll(() => {
  assembly = writeAssembly(mkdtempSync(join(tmpdir(), 'panhuo-assembly-')), fixtureTemplate());
});
afterAll(() => rmSync(assembly, { recursive: true, force: true }));

const startFixture = (dataDirectory: string): Promise<LocalRegion> =>
  startLocal({ region: REGION, dataDirectory, port: 0, assemblyDirectory: assembly });

async function ask(region: LocalRegion, method: string, path: string, init: RequestInit = {}, person = 'county-it') {
  const headers = { authorization: `Bearer ${await region.token(person)}`, ...init.headers };
  return fetch(region.url + path, { ...init, method, headers });
}

/** The texts that the fixture's functions noted under a word, in the order of their ids. */
async function notes(region: LocalRegion, kind: string): Promise<string[]> {
  const client = dynamoOf(region);
  try {
    const { Items } = await client.call<{ Items: { text: { S: string } }[] }>('Query', {
      TableName: region.tableName('registry'),
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `NOTE#${kind}` } },
    });
    return Items.map(({ text }) => text.S);
  } finally {
    client.close();
  }
}

const dynamoOf = (region: LocalRegion) =>
  awsJsonClient({
    endpoint: region.endpoints.dynamodb,
    target: 'DynamoDB_20120810',
    service: 'dynamodb',
    awsRegion: region.model.awsRegion,
  });

describe('a running region', () => {
  let region: LocalRegion;
  beforeAll(async () => {
    region = await startFixture('temporary');
  }, START_TIMEOUT_MS);
  afterAll(() => region.stop());

  test('gives a function the event of payload format 2.0, its environment and the time left', async () => {
    const response = await ask(region, 'GET', '/items/a%2Fb?x=1&x=2&y=%E7%9B%98', {
      headers: { cookie: 'one=1; two=2', 'X-Thing': 'Abc' },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('set-cookie')).toBe('a=1');
    const { event, environment, remainingMs } = (await response.json()) as {
      event: Record<string, unknown> & { requestContext: Record<string, unknown>; headers: Record<string, string> };
      environment: Record<string, string>;
      remainingMs: number;
    };
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /items/{assetId}',
      rawPath: '/items/a%2Fb',
      rawQueryString: 'x=1&x=2&y=%E7%9B%98',
      queryStringParameters: { x: '1,2', y: '盘' },
      pathParameters: { assetId: 'a/b' },
      cookies: ['one=1', 'two=2'],
      isBase64Encoded: false,
      requestContext: { http: { method: 'GET', path: '/items/a%2Fb' }, stage: '$default' },
    });
    expect(event.headers['x-thing']).toBe('Abc');
    expect(event.requestContext.authorizer).toMatchObject({
      jwt: {
        claims: { sub: 'county-it', roles: '[county-it]', unit: '990101/', iss: FIXTURE_ISSUER, aud: FIXTURE_AUDIENCE },
      },
    });
    expect(environment).toMatchObject({
      TABLE_NAME: 'fixture-registry',
      EVIDENCE_BUCKET: 'fixture-990101-bucket',
      AWS_REGION: 'cn-northwest-1',
      LAMBDA_TASK_ROOT: join(assembly, 'asset.http'),
      OIDC_JWKS_URI: region.signIn.jwksUri,
      S3_FORCE_PATH_STYLE: 'true',
      PANHUO_CLOCK_OFFSET_MS: '0',
    });
    expect(environment.HOME).toBeUndefined();
    expect(remainingMs).toBeGreaterThan(0);
    expect(remainingMs).toBeLessThanOrEqual(2000);
  });

  test('hands bodies on as text or base64 by their type, and infers a plain result', async () => {
    const json = await ask(region, 'POST', '/echo', {
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    });
    expect(((await json.json()) as { event: object }).event).toMatchObject({ body: '{"a":1}', isBase64Encoded: false });
    const bytes = await ask(region, 'POST', '/echo', {
      body: Buffer.from([0, 255]),
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(((await bytes.json()) as { event: object }).event).toMatchObject({ body: 'AP8=', isBase64Encoded: true });
    expect(await (await ask(region, 'GET', '/inferred')).json()).toEqual({ plain: true });
  });

  test('answers for the gateway: 401, 403, 404, 413, 500, and lets everybody read public routes', async () => {
    const statusOf = async (response: Promise<Response>) => (await response).status;
    const token = await region.token('county-it');
    const forged = `${token.slice(0, -8)}AAAAAAAA`;
    expect(await statusOf(fetch(`${region.url}/inferred`))).toBe(401);
    expect(await statusOf(fetch(`${region.url}/inferred`, { headers: { authorization: `Bearer ${forged}` } }))).toBe(
      401,
    );
    expect(await statusOf(ask(region, 'GET', '/scoped'))).toBe(403);
    expect(await statusOf(ask(region, 'GET', '/nowhere'))).toBe(404);
    expect(await statusOf(ask(region, 'DELETE', '/items/1'))).toBe(404);
    expect(await statusOf(fetch(`${region.url}/public/notices/1`))).toBe(200);
    const tooLarge = await ask(region, 'POST', '/echo', { body: Buffer.alloc(11 * 1024 * 1024) });
    expect([tooLarge.status, await tooLarge.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
    // Below the gateway's limit, but above what a Lambda invocation takes.
    expect(await statusOf(ask(region, 'POST', '/echo', { body: Buffer.alloc(7 * 1024 * 1024) }))).toBe(413);
    const boom = await ask(region, 'GET', '/boom');
    expect([boom.status, await boom.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });

  test('ends a function at its timeout, and one that exits, and goes on', async () => {
    const startMs = Date.now();
    expect((await ask(region, 'GET', '/slow')).status).toBe(500);
    expect(Date.now() - startMs).toBeGreaterThan(1900);
    expect((await ask(region, 'GET', '/exit')).status).toBe(500);
    expect((await ask(region, 'GET', '/inferred')).status).toBe(200);
    const log = readFileSync(join(region.dataDirectory, 'logs', 'fixture-http.log'), 'utf8');
    expect(log).toContain('Task timed out after 2.00 seconds');
    expect(log).toContain('exited with code 3');
  });

  test('CORS: preflight is answered by the gateway, for origins of the template only', async () => {
    const preflight = (origin: string) =>
      fetch(`${region.url}/echo`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    const allowed = await preflight('https://console.example');
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([
      204,
      'https://console.example',
    ]);
    expect((await preflight('https://elsewhere.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  test('an event item goes by stream, filter, relay and queue to the consumer', async () => {
    for (const id of ['1', '2', '3'])
      expect((await ask(region, 'POST', `/items/${id}`, { body: `asset ${id}` })).status).toBe(201);
    expect((await ask(region, 'POST', '/items/1', { body: 'again' })).status).toBe(500);
    await region.waitUntilIdle();
    expect((await notes(region, 'CONSUMED')).sort()).toEqual(['asset 1', 'asset 2', 'asset 3']);
  });

  test('a poisoned stream record ends in the failure queue and holds nothing up', async () => {
    await ask(region, 'POST', '/items/p1', { body: 'before' });
    await ask(region, 'POST', '/items/p2', { body: 'poison' });
    await ask(region, 'POST', '/items/p3', { body: 'after' });
    await region.waitUntilIdle();
    const consumed = await notes(region, 'CONSUMED');
    expect(consumed).toEqual(expect.arrayContaining(['before', 'after']));
    expect(consumed).not.toContain('poison');
    const { queues } = await region.backlog();
    expect(queues.find(({ name }) => name === 'fixture-stream-failures')).toMatchObject({ setAside: true, visible: 1 });
  });

  test('a refused message is received as often as the template says, then set aside; a redrive brings it back', async () => {
    await ask(region, 'POST', '/items/r1', { body: 'refused' });
    await region.waitUntilIdle();
    const receives = async () => (await notes(region, 'RECEIVE')).filter((text) => text === 'refused').length;
    expect(await receives()).toBe(2);
    const deadLetters = async () =>
      (await region.backlog()).queues.find(({ name }) => name.includes('dead-letters'))?.visible;
    expect(await deadLetters()).toBe(1);
    const redrive = await fetch(`${region.url}/_local/queues/registry/redrive`, { method: 'POST' });
    expect(await redrive.json()).toEqual({
      from: 'fixture-registry-dead-letters.fifo',
      to: 'fixture-registry.fifo',
      moved: 1,
    });
    await region.waitUntilIdle();
    expect(await receives()).toBe(4);
    expect(await deadLetters()).toBe(1);
  });

  test('the clock moves for functions only; schedules that came due run once each', async () => {
    const post = (body: object) => fetch(`${region.url}/_local/clock`, { method: 'POST', body: JSON.stringify(body) });
    const before = (await (await post({ today: '2030-01-31' })).json()) as { today: string; runs: object[] };
    expect(before).toMatchObject({ today: '2030-01-31', runs: [{ schedule: 'fixture-job', ok: true }] });
    const again = (await (await post({ today: '2030-01-31' })).json()) as { runs: object[] };
    expect(again.runs).toEqual([]);
    const { now } = (await (await ask(region, 'GET', '/items/1')).json()) as { now: string };
    expect(now.slice(0, 10)).toBe('2030-01-31');
    const moved = (await (await post({ today: '2030-02-03' })).json()) as {
      runs: { dueAt: string; result: unknown }[];
    };
    // Three mornings were passed over; the job runs once, as due on the first of them.
    expect(moved.runs).toMatchObject([
      { dueAt: '2030-01-31T22:00:00.000Z', result: { ran: '2030-01-31T22:00:00.000Z' } },
    ]);
    expect((await post({ today: '2030-02-30' })).status).toBe(400);
    expect((await post({})).status).toBe(400);
  });

  test('a job that fails is tried again as the template says, and its event set aside', async () => {
    await region.moveClock({ now: '2031-05-01T00:00:00Z' });
    const run = await region.runSchedule('job');
    expect(run).toMatchObject({ schedule: 'fixture-job', ok: false, attempts: 2, result: 'cannot' });
    const { queues } = await region.backlog();
    expect(queues.find(({ name }) => name === 'fixture-job-failures')?.visible).toBe(1);
    await expect(region.runSchedule('nothing')).rejects.toThrow(/no schedule fits "nothing"; there are: fixture-job/);
  });

  test('people sign in with a word; strangers, foreign host names and bad bodies are refused', async () => {
    const post = (body: string) => fetch(`${region.url}/_local/token`, { method: 'POST', body });
    const { token } = (await (await post('{"person":"village-accountant"}')).json()) as { token: string };
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
    expect(claims).toMatchObject({
      roles: ['village-accountant'],
      unit: '990101/990101100/990101100201/',
      name: '阿依古丽',
    });
    expect((await post('{"person":"stranger"}')).status).toBe(400);
    expect((await post('nonsense')).status).toBe(400);
    const overview = (await (await fetch(`${region.url}/_local`)).json()) as { people: object[] };
    expect(overview.people).toHaveLength(12);
    const page = await (await fetch(`${region.url}/_local`, { headers: { accept: 'text/html' } })).text();
    expect(page).toContain('<td>/public/…</td><td>GET</td>');
    expect(page).not.toContain('{proxy+}');
    expect(page).toMatch(/<td>\/items\/\{assetId\}<\/td><td>[A-Z ]*\bPOST\b/);
  });

  test('the usual OpenID Connect flows know the people too', async () => {
    const discovery = (await (await fetch(`${region.signIn.url}/.well-known/openid-configuration`)).json()) as {
      issuer: string;
      token_endpoint: string;
      jwks_uri: string;
    };
    expect(discovery).toMatchObject({ issuer: FIXTURE_ISSUER, jwks_uri: region.signIn.jwksUri });
    const response = await fetch(discovery.token_endpoint, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', username: 'auditor' }),
    });
    const { access_token } = (await response.json()) as { access_token: string };
    const accepted = await fetch(`${region.url}/inferred`, { headers: { authorization: `Bearer ${access_token}` } });
    expect(accepted.status).toBe(200);
  });
});

describe('a data directory', () => {
  test(
    'keeps items, messages, checkpoints, clock and tokens across a restart',
    async () => {
      const data = mkdtempSync(join(tmpdir(), 'panhuo-data-'));
      try {
        const first = await startFixture(data);
        const token = await first.token('county-it');
        await first.moveClock({ today: '2030-01-31' });
        await ask(first, 'POST', '/items/1', { body: 'first' });
        await first.waitUntilIdle();
        await ask(first, 'POST', '/items/2', { body: 'second' });
        // Stopped at once: the second event may be anywhere on its way.
        await first.stop();

        // As if the machine had been off for a day: the file says when the clock was last looked at.
        const clockPath = join(data, 'clock.json');
        const stored = JSON.parse(readFileSync(clockPath, 'utf8')) as { offsetMs: number; lastSeenMs: number };
        writeFileSync(clockPath, JSON.stringify({ ...stored, lastSeenMs: stored.lastSeenMs - 24 * 3600 * 1000 }));

        const second = await startFixture(data);
        expect(second.clock().today).toBe('2030-01-31');
        const answer = await fetch(`${second.url}/inferred`, { headers: { authorization: `Bearer ${token}` } });
        expect(answer.status).toBe(200);
        await second.waitUntilIdle();
        expect((await notes(second, 'CONSUMED')).sort()).toEqual(['first', 'second']);
        // Nothing before the checkpoint was delivered again.
        expect((await notes(second, 'RECEIVE')).filter((text) => text === 'first')).toHaveLength(1);
        // The run of that morning was missed and came after the start, once; the other was the clock's move.
        expect(await notes(second, 'JOB')).toHaveLength(2);
        await second.stop();
      } finally {
        rmSync(data, { recursive: true, force: true });
      }
    },
    2 * START_TIMEOUT_MS,
  );
});
