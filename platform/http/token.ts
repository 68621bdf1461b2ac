/** The OIDC token, checked in code as well as by the API's authorizer, so that no misconfigured route lets anyone in. */
import { FetchError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { JwtVerifier } from 'aws-jwt-verify/jwt-verifier';
import { isRole } from '../../contracts/roles.ts';
import type { Actor } from '../decider.ts';
import { BusyError } from '../store/store.ts';
import { ProblemError } from './problem.ts';

export interface TokenSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
}

export type TokenCheck = (authorization: string | undefined) => Promise<Actor>;

const UNIT_PATH = /^([0-9A-Z][0-9A-Z-]{1,23}\/){1,8}$/;

const KEY_SET_TIMEOUT_MS = 3_000;

/** fetch instead of the library's own https client, so that a local issuer on plain http works the same way. */
const fetcher = {
  async fetch(uri: string): Promise<ArrayBuffer> {
    try {
      const answer = await fetch(uri, { signal: AbortSignal.timeout(KEY_SET_TIMEOUT_MS) });
      if (answer.ok) return await answer.arrayBuffer();
      throw new FetchError(uri, `the key set answered ${answer.status}`);
    } catch (error) {
      throw error instanceof FetchError ? error : new FetchError(uri, error);
    }
  },
};

/** A check of signature, issuer, audience and expiry; unknown roles are ignored, a token without any of ours is refused later. */
export function tokenCheck(settings: TokenSettings): TokenCheck {
  const verifier = JwtVerifier.create(
    { issuer: settings.issuer, audience: settings.audience, jwksUri: settings.jwksUri },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
  return async (authorization) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) throw new ProblemError('unauthenticated');
    try {
      return actorOf(await verifier.verify(token));
    } catch (error) {
      // Nobody is sent to sign in again because the issuer cannot be reached.
      if (error instanceof FetchError) throw new BusyError('the issuer’s keys cannot be fetched', { cause: error });
      throw new ProblemError('unauthenticated');
    }
  };
}

function actorOf(claims: Readonly<Record<string, unknown>>): Actor {
  // The library takes a token without an expiry for one that never expires.
  if (typeof claims.exp !== 'number') throw new ProblemError('unauthenticated');
  const roles = Array.isArray(claims.roles)
    ? claims.roles.filter((role): role is string => typeof role === 'string')
    : [];
  const unit = typeof claims.unit === 'string' && UNIT_PATH.test(claims.unit) ? claims.unit : '';
  if (typeof claims.sub !== 'string' || claims.sub === '' || claims.sub.length > 128)
    throw new ProblemError('unauthenticated');
  return { sub: claims.sub, roles: roles.filter(isRole), unit };
}
