/** An issuer of our own: one key, one key set on a port of this machine, tokens for whoever is named. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { LOOPBACK, listen } from '../../local/engines/ports.ts';
import type { Actor } from '../../platform/decider.ts';

const KEY_ID = 'bench';
const LIFETIME_SECONDS = 3_600;

export interface Issuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  /** A signed token that is valid for an hour. */
  tokenOf(actor: Actor): string;
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Runs work with an issuer whose key set can be fetched. */
export async function withIssuer<Result>(work: (issuer: Issuer) => Promise<Result>): Promise<Result> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const keySet = JSON.stringify({
    keys: [{ ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'RS256', use: 'sig' }],
  });
  const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end(keySet));
  const port = await listen(server, 0);
  const issuer = `http://${LOOPBACK}:${port}`;
  const audience = 'panhuo';
  const tokenOf = ({ sub, roles, unit }: Actor): string => {
    const seconds = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: audience, sub, roles, unit, iat: seconds, exp: seconds + LIFETIME_SECONDS };
    const text = `${encoded({ alg: 'RS256', kid: KEY_ID, typ: 'JWT' })}.${encoded(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
  };
  try {
    return await work({ issuer, audience, jwksUri: `${issuer}/jwks`, tokenOf });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
