/** The http function of a service. */
import middy from '@middy/core';
import type { AccessTable } from '../authorization.ts';
import { variable } from '../aws/environment.ts';
import { apiHandler } from '../http/api.ts';
import type { Route } from '../http/route.ts';
import { tokenCheck } from '../http/token.ts';
import { functionLog } from '../log.ts';

export function httpFunction<Deps>(routes: readonly Route<Deps>[], access: AccessTable, deps: Deps) {
  const checkToken = tokenCheck({
    issuer: variable('OIDC_ISSUER'),
    audience: variable('OIDC_AUDIENCE'),
    jwksUri: variable('OIDC_JWKS_URI'),
  });
  return middy(apiHandler({ routes, access, deps, checkToken, log: functionLog(variable('SERVICE')) }));
}
