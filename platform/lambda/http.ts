/** The http function of a service. */
import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { AccessTable } from '../authorization.ts';
import { variable } from '../aws/environment.ts';
import { apiHandler, overdueAnswer } from '../http/api.ts';
import type { Route } from '../http/route.ts';
import { tokenCheck } from '../http/token.ts';
import { functionLog } from '../log.ts';

/** Kept for the answer that it takes too long; without one the gateway would answer in its own words. */
const ANSWER_MS = 150;

export function httpFunction<Deps>(routes: readonly Route<Deps>[], access: AccessTable, deps: Deps) {
  const log = functionLog(variable('SERVICE'));
  const checkToken = tokenCheck({
    issuer: variable('OIDC_ISSUER'),
    audience: variable('OIDC_AUDIENCE'),
    jwksUri: variable('OIDC_JWKS_URI'),
  });
  const answer = apiHandler({ routes, access, deps, checkToken, log });
  return middy<APIGatewayProxyEventV2, Awaited<ReturnType<typeof answer>>>(answer, {
    timeoutEarlyInMillis: ANSWER_MS,
    timeoutEarlyResponse: () => overdueAnswer(log),
  });
}
