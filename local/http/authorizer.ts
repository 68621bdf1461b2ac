import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { AuthorizerModel } from '../template/model.ts';

/** What a JWT authorizer decides. `claims` are texts only, as API Gateway hands them on. */
export type Authorization =
  | {
      readonly allowed: true;
      readonly claims: Readonly<Record<string, string>>;
      readonly scopes: readonly string[] | null;
    }
  | { readonly allowed: false; readonly status: 401 | 403; readonly reason: string };

const denied = (reason: string, status: 401 | 403 = 401): Authorization => ({ allowed: false, status, reason });

/**
 * Checks bearer tokens as an HTTP API's JWT authorizer does: RS256, key id, issuer, audience or client id, times, scopes.
 * Times are real time, whatever the business clock says.
 */
export class JwtAuthorizer {
  readonly #jwksUri: string;
  #keys: Promise<ReadonlyMap<string, KeyObject>> | undefined;

  constructor(jwksUri: string) {
    this.#jwksUri = jwksUri;
  }

  async check(
    authorizer: AuthorizerModel,
    requiredScopes: readonly string[],
    authorizationHeader: string | undefined,
  ): Promise<Authorization> {
    const token = authorizationHeader?.replace(/^Bearer\s+/i, '').trim();
    if (token === undefined || token === '') return denied('no token');
    const claims = await this.#verified(token);
    if (typeof claims === 'string') return denied(claims);
    const reason = checkClaims(claims, authorizer);
    if (reason !== undefined) return denied(reason);
    const scopes = readScopes(claims);
    if (requiredScopes.length > 0 && !requiredScopes.some((scope) => scopes.includes(scope))) {
      return denied('none of the scopes of the route', 403);
    }
    return { allowed: true, claims: flattenClaims(claims), scopes: requiredScopes.length > 0 ? scopes : null };
  }

  async #verified(token: string): Promise<Record<string, unknown> | string> {
    const [header, payload, signature, rest] = token.split('.');
    if (header === undefined || payload === undefined || signature === undefined || rest !== undefined)
      return 'not a JWT';
    try {
      const { alg, kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg?: string; kid?: string };
      if (alg !== 'RS256') return 'algorithm is not RS256';
      this.#keys ??= this.#fetchKeys();
      const key = (await this.#keys).get(kid ?? '');
      if (key === undefined) return 'unknown key id';
      const signed = Buffer.from(`${header}.${payload}`);
      if (!verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))) return 'wrong signature';
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown;
      return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : 'no claims';
    } catch (error) {
      return error instanceof Error ? error.message : 'not readable';
    }
  }

  async #fetchKeys(): Promise<ReadonlyMap<string, KeyObject>> {
    const response = await fetch(this.#jwksUri);
    const { keys } = (await response.json()) as { keys: readonly (Record<string, string> & { kid: string })[] };
    return new Map(keys.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })]));
  }
}

function checkClaims(claims: Readonly<Record<string, unknown>>, authorizer: AuthorizerModel): string | undefined {
  const nowSeconds = Date.now() / 1000;
  if (claims.iss !== authorizer.issuer) return 'another issuer';
  const audiences = [claims.aud ?? claims.client_id].flat();
  if (!audiences.some((audience) => authorizer.audiences.includes(String(audience)))) return 'another audience';
  if (typeof claims.exp !== 'number' || claims.exp <= nowSeconds) return 'expired';
  if (typeof claims.nbf === 'number' && claims.nbf > nowSeconds) return 'not valid yet';
  if (typeof claims.iat === 'number' && claims.iat > nowSeconds + 1) return 'issued in the future';
  return undefined;
}

function readScopes(claims: Readonly<Record<string, unknown>>): readonly string[] {
  const scope = claims.scope ?? claims.scp;
  if (Array.isArray(scope)) return scope.map(String);
  return typeof scope === 'string' && scope !== '' ? scope.split(' ') : [];
}

/** API Gateway hands claims on as texts: a list becomes `[a b]`. Functions must not rely on lists surviving. */
function flattenClaims(claims: Readonly<Record<string, unknown>>): Record<string, string> {
  const asText = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(asText).join(' ')}]`;
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  };
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, asText(value)]));
}
