import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import {
  Events,
  type MutableRedirectUri,
  type MutableResponse,
  type MutableToken,
  OAuth2Server,
} from 'oauth2-mock-server';
import { LOOPBACK } from './engines/ports.ts';
import { type Person, peopleOf, unitOf } from './people.ts';
import type { AuthorizerModel } from './template/model.ts';

/** Claims that a caller may choose for a token in place of a person's own. */
export interface ClaimChoices {
  readonly sub?: string;
  readonly name?: string;
  readonly roles?: readonly string[];
  readonly unit?: string;
}

/** The people of a region and their tokens. */
export interface SignIn {
  readonly url: string;
  readonly jwksUri: string;
  readonly issuer: string;
  readonly people: readonly Person[];
  /**
   * A token that the region accepts for twelve hours. `person` is an id of the list; with `choices.roles` given it may be
   * any other name. Throws UnknownPersonError.
   */
  token(person: string, choices?: ClaimChoices): Promise<string>;
  stop(): Promise<void>;
}

/** Nobody of this name can sign in. The message lists who can. */
export class UnknownPersonError extends Error {
  override readonly name = 'UnknownPersonError';
}

export interface SignInOptions {
  readonly regionCode: string;
  /** File that keeps the signing key, so that tokens outlive a restart; undefined makes a new key each time. */
  readonly keyPath: string | undefined;
}

const TOKEN_SECONDS = 12 * 3600;
/** Accepts the tokens of a stack whose template has no authorizer: there is nobody to check them. */
const UNCHECKED: Pick<AuthorizerModel, 'issuer' | 'audiences'> = {
  issuer: 'https://sign-in.invalid',
  audiences: ['local'],
};

/**
 * Starts sign-in: an OpenID Connect provider with a fixed list of people and no passwords. Its tokens carry issuer and
 * audience of the template (`accept`), so that nothing in the region has to be told that it runs locally.
 * Besides `token`, the usual flows work: password grant with a person as user name, and the code flow with the person as
 * `login_hint`.
 */
export async function startSignIn(
  options: SignInOptions,
): Promise<SignIn & { accept(authorizer: AuthorizerModel): void }> {
  const server = new OAuth2Server();
  await loadKey(server, options.keyPath);
  await server.start(0, LOOPBACK);
  const url = `http://${LOOPBACK}:${server.address().port}`;
  const people = peopleOf(options.regionCode);
  let accepted = UNCHECKED;

  const claimsOf = (person: string, choices: ClaimChoices) => {
    const found = people.find(({ id }) => id === person);
    if (found === undefined && choices.roles === undefined) {
      throw new UnknownPersonError(
        `nobody signs in as "${person}"; there are: ${people.map(({ id }) => id).join(', ')}`,
      );
    }
    return {
      sub: choices.sub ?? person,
      name: choices.name ?? found?.name ?? person,
      roles: [...(choices.roles ?? found?.roles ?? [])],
      unit: choices.unit ?? (found === undefined ? `${options.regionCode}/` : unitOf(options.regionCode, found)),
      aud: accepted.audiences[0],
    };
  };
  addFlows(server, url, claimsOf);
  const provider: SignIn & { accept(authorizer: AuthorizerModel): void } = {
    url,
    jwksUri: `${url}/jwks`,
    get issuer() {
      return accepted.issuer;
    },
    people,
    accept(authorizer) {
      accepted = authorizer;
      server.issuer.url = authorizer.issuer;
    },
    async token(person, choices = {}) {
      const claims = claimsOf(person, choices);
      return server.issuer.buildToken({
        expiresIn: TOKEN_SECONDS,
        scopesOrTransform: (_header, payload) => Object.assign(payload, claims),
      });
    },
    stop: () => server.stop(),
  };
  server.issuer.url = accepted.issuer;
  return provider;
}

async function loadKey(server: OAuth2Server, keyPath: string | undefined): Promise<void> {
  if (keyPath !== undefined && existsSync(keyPath)) {
    await server.issuer.keys.add(JSON.parse(readFileSync(keyPath, 'utf8')) as Record<string, unknown>);
    return;
  }
  const key = await server.issuer.keys.generate('RS256');
  if (keyPath !== undefined) writeFileSync(keyPath, JSON.stringify(key), { mode: 0o600 });
}

/** Teaches the provider's own flows our people. */
function addFlows(
  server: OAuth2Server,
  url: string,
  claimsOf: (person: string, choices: ClaimChoices) => object,
): void {
  const personOfCode = new Map<string, string>();
  server.service.on(Events.BeforeWellKnownOpenIdConfiguration, (response: MutableResponse) => {
    // The issuer is the template's, but the endpoints are here.
    if (response.body === '') return;
    for (const [name, value] of Object.entries(response.body)) {
      if (name === 'issuer' || typeof value !== 'string' || !(name.endsWith('_endpoint') || name === 'jwks_uri'))
        continue;
      response.body[name] = url + new URL(value).pathname;
    }
  });
  server.service.on(Events.BeforeAuthorizeRedirect, (redirect: MutableRedirectUri, request: { url?: string }) => {
    const person = new URL(request.url ?? '/', url).searchParams.get('login_hint');
    const code = redirect.url.searchParams.get('code');
    if (person !== null && code !== null) personOfCode.set(code, person);
  });
  server.service.on(
    Events.BeforeTokenSigning,
    (token: MutableToken, request: { body: { code?: string; username?: unknown } }) => {
      const { code, username } = request.body;
      const person = code === undefined ? username : personOfCode.get(code);
      if (typeof person === 'string') Object.assign(token.payload, claimsOf(person, {}));
    },
  );
}
