import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BusyError } from '../store/store.ts';
import { ProblemError } from './problem.ts';
import { type TokenCheck, tokenCheck } from './token.ts';

const ours = generateKeyPairSync('rsa', { modulusLength: 2048 });
const theirs = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ISSUER = 'https://issuer.example/';
const AUDIENCE = 'panhuo';
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const nowSeconds = (): number => Math.floor(Date.now() / 1000);

function token(
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
  key: KeyObject = ours.privateKey,
): string {
  const all = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'wang',
    exp: nowSeconds() + 60,
    roles: ['village-accountant'],
    unit: '653127/653127100/',
    ...claims,
  };
  const text = `${part({ alg: 'RS256', typ: 'JWT', kid: 'k1', ...header })}.${part(all)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`;
}

let server: Server;
let jwksUri: string;
let check: TokenCheck;
let fetched = 0;
beforeAll(async () => {
  server = createServer((request, response) => {
    fetched += 1;
    if (request.url === '/broken') response.writeHead(500).end();
    else
      response.end(
        JSON.stringify({
          keys: [{ ...ours.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }],
        }),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  check = tokenCheck({ issuer: ISSUER, audience: AUDIENCE, jwksUri });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const refused = new ProblemError('unauthenticated');

describe('a token', () => {
  test('names the person, their roles and their unit; the keys are fetched once', async () => {
    expect(await check(`Bearer ${token()}`)).toEqual({
      sub: 'wang',
      roles: ['village-accountant'],
      unit: '653127/653127100/',
    });
    await check(`Bearer ${token()}`);
    expect(fetched).toBe(1);
  });

  test.each<[string, () => string | undefined]>([
    ['no header', () => undefined],
    ['an empty header', () => ''],
    ['another scheme', () => `Basic ${token()}`],
    ['no signature', () => token().split('.').slice(0, 2).join('.')],
    ['another audience', () => token({ aud: 'other' })],
    ['no audience', () => token({ aud: undefined })],
    ['another issuer', () => token({ iss: 'https://issuer.example' })],
    ['no issuer', () => token({ iss: undefined })],
    ['an expiry in the past', () => token({ exp: nowSeconds() - 1 })],
    ['no expiry', () => token({ exp: undefined })],
    ['a time before which it is not valid', () => token({ nbf: nowSeconds() + 300 })],
    ['a signature by another key', () => token({}, {}, theirs.privateKey)],
    ['a key nobody knows', () => token({}, { kid: 'k2' })],
    ['no key named', () => token({}, { kid: undefined })],
    ['no algorithm at all', () => `${part({ alg: 'none', kid: 'k1' })}.${token().split('.')[1]}.`],
    ['the algorithm none over a real signature', () => token({}, { alg: 'none' })],
    ['a symmetric algorithm keyed with the public key', () => token({}, { alg: 'HS256' })],
    [
      'claims that are not what was signed',
      () => {
        const [header, , signature] = token().split('.');
        return `${header}.${part({ iss: ISSUER, aud: AUDIENCE, sub: 'wang', exp: nowSeconds() + 60, roles: ['county-it'] })}.${signature}`;
      },
    ],
    ['no subject', () => token({ sub: undefined })],
    ['an empty subject', () => token({ sub: '' })],
    ['a subject longer than any of ours', () => token({ sub: 'x'.repeat(129) })],
  ])('with %s lets nobody in', async (_what, make) => {
    const text = make();
    await expect(
      check(text === undefined || text.includes(' ') || text === '' ? text : `Bearer ${text}`),
    ).rejects.toEqual(refused);
  });

  test.each<[string, unknown, readonly string[]]>([
    ['no roles', undefined, []],
    ['roles that are no list', 'auditor', []],
    ['roles nobody knows', ['emperor', 7, null, 'toString'], []],
    ['a known role among others', ['emperor', 'auditor'], ['auditor']],
  ])('with %s gives only roles of ours', async (_what, roles, expected) => {
    expect((await check(`Bearer ${token({ roles })}`)).roles).toEqual(expected);
  });

  test.each([undefined, '', '/', '653127', '../', '653127//', '653127/ /', 5, ['653127/'], '653127/'.repeat(9)])(
    'with the unit %j stands nowhere',
    async (unit) => {
      expect((await check(`Bearer ${token({ unit })}`)).unit).toBe('');
    },
  );

  test('is not blamed for an issuer that cannot be reached', async () => {
    const unreachable = tokenCheck({
      issuer: ISSUER,
      audience: AUDIENCE,
      jwksUri: jwksUri.replace('/keys', '/broken'),
    });
    await expect(unreachable(`Bearer ${token()}`)).rejects.toThrow(BusyError);
    const gone = tokenCheck({ issuer: ISSUER, audience: AUDIENCE, jwksUri: 'http://127.0.0.1:9/keys' });
    await expect(gone(`Bearer ${token()}`)).rejects.toThrow(BusyError);
  });
});
