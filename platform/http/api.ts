/**
 * The way of a request: size → route → token → role → parse → handle → response parsed by its schema. Whatever goes wrong
 * becomes a problem of the catalogue.
 */
import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { PROBLEMS } from '../../contracts/problems.ts';
import { type AccessTable, authorize } from '../authorization.ts';
import type { Actor } from '../decider.ts';
import type { Cause } from '../event-item.ts';
import type { Log } from '../log.ts';
import { BusyError, InvalidPositionError } from '../store/store.ts';
import { PROBLEM_MEDIA_TYPE, ProblemError, problemBody, schemaProblem } from './problem.ts';
import type { Route, RouteReply, RouteRequest } from './route.ts';
import { type RouteMatch, Router } from './router.ts';
import { strictJson } from './strict-json.ts';
import type { TokenCheck } from './token.ts';

/** Usual limit of a body. */
export const BODY_BYTES_MAX = 64 * 1024;
const IDEMPOTENCY_KEY = /^[0-9A-Za-z_.:-]{8,64}$/;
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
/** Strict: bytes that are no UTF-8 would otherwise be replaced, and a byte order mark is not JSON. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const NOBODY: Actor = { sub: 'anonymous', roles: [], unit: '' };

export interface Api<Deps> {
  readonly routes: readonly Route<Deps>[];
  readonly access: AccessTable;
  readonly deps: Deps;
  readonly checkToken: TokenCheck;
  readonly log: Log;
}

/** Makes the handler of a service's http function. */
export function apiHandler<Deps>(api: Api<Deps>) {
  const router = new Router(api.routes);
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const started = performance.now();
    const requestId = event.requestContext.requestId || randomUUID();
    const match = router.find(event.requestContext.http.method, event.rawPath);
    const answer = await respond(api, match, event, requestId);
    api.log.info('request.done', {
      route: match ? `${match.route.method} ${match.route.path}` : event.routeKey,
      status: answer.statusCode,
      requestId,
      ms: Math.round(performance.now() - started),
    });
    return answer;
  };
}

async function respond<Deps>(
  api: Api<Deps>,
  match: RouteMatch<Deps> | undefined,
  event: APIGatewayProxyEventV2,
  requestId: string,
): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    if (!match) throw new ProblemError('not-found');
    const request = await readRequest(api, match, event, requestId);
    const reply = await match.route.handle(request as unknown as RouteRequest<never, never, never>, api.deps);
    return success(match.route, reply, requestId);
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code === 'internal') api.log.error('request.failed', error, { requestId });
    return failure(problem, requestId);
  }
}

async function readRequest<Deps>(
  api: Api<Deps>,
  { route, params: pathParams }: RouteMatch<Deps>,
  event: APIGatewayProxyEventV2,
  requestId: string,
) {
  const text = bodyText(event, route.bodyBytesMax ?? BODY_BYTES_MAX);
  const actor = route.public ? NOBODY : await api.checkToken(header(event, 'authorization'));
  if (!route.public && !authorize(api.access, route.action, actor, undefined).allow)
    throw new ProblemError('forbidden');
  const params = parsePart(route.params, pathParams, '/path');
  const query = parsePart(route.query, event.queryStringParameters ?? {}, '/query');
  const body = route.body ? parseBody(route.body, text, header(event, 'content-type')) : undefined;
  const inScope = (unitPath: string): boolean => authorize(api.access, route.action, actor, unitPath).allow;
  return {
    params,
    query,
    body,
    actor,
    cause: causeOf(route.kind, event, actor, requestId),
    expectedVersion: route.ifMatch ? ifMatch(header(event, 'if-match')) : undefined,
    inScope,
    demandScope(unitPath: string) {
      if (!inScope(unitPath)) throw new ProblemError('outside-your-unit');
    },
  };
}

const header = (event: APIGatewayProxyEventV2, wanted: string): string | undefined => event.headers[wanted];

function bodyText(event: APIGatewayProxyEventV2, limit: number): string {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > limit) throw new ProblemError('body-too-large');
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new ProblemError('invalid-json', { errors: [{ pointer: '', reason: 'not valid UTF-8' }] });
  }
}

function parsePart(schema: z.ZodMiniType | undefined, value: unknown, at: '/path' | '/query'): unknown {
  if (!schema) {
    if (at === '/path' || Object.keys(value as object).length === 0) return undefined;
    throw schemaProblem(z.safeParse(z.strictObject({}), value).error as z.core.$ZodError, at);
  }
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return parsed.data;
  // A path that cannot name anything names nothing.
  throw at === '/path' ? new ProblemError('not-found') : schemaProblem(parsed.error, at);
}

function parseBody(schema: z.ZodMiniType, text: string, mediaType: string | undefined): unknown {
  if (!/^application\/json\s*(;|$)/i.test(mediaType ?? '')) throw new ProblemError('unsupported-media-type');
  const json = strictJson(text);
  if (json.kind === 'invalid') {
    throw new ProblemError(json.money ? 'invalid-money' : 'invalid-json', {
      errors: [{ pointer: '', reason: json.reason }],
    });
  }
  const parsed = z.safeParse(schema, json.value);
  if (!parsed.success) throw schemaProblem(parsed.error);
  return parsed.data;
}

function causeOf(kind: 'command' | 'query', event: APIGatewayProxyEventV2, actor: Actor, requestId: string): Cause {
  const traceparent = header(event, 'traceparent');
  const key = header(event, 'idempotency-key');
  if (kind === 'command' && (key === undefined || !IDEMPOTENCY_KEY.test(key))) {
    throw new ProblemError('idempotency-key-required');
  }
  return {
    origin: `person:${actor.sub}`,
    key: key ?? requestId,
    correlationId: requestId,
    causationId: requestId,
    traceparent: traceparent !== undefined && TRACEPARENT.test(traceparent) ? traceparent : undefined,
  };
}

function ifMatch(value: string | undefined): number {
  const version = /^"([1-9]\d{0,8})"$/.exec(value ?? '')?.[1];
  if (version === undefined) throw new ProblemError('precondition-required');
  return Number(version);
}

function success<Deps>(route: Route<Deps>, reply: RouteReply, requestId: string): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: route.successStatus,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...(reply.version === undefined ? {} : { etag: `"${reply.version}"` }),
      ...reply.headers,
    },
    body: JSON.stringify(z.parse(route.response, reply.body)),
  };
}

/**
 * The answer of a function that is about to be ended: what was asked may or may not have taken effect, and the same Idempotency-Key
 * asked again finds out.
 */
export function overdueAnswer(log: Log): APIGatewayProxyStructuredResultV2 {
  const requestId = randomUUID();
  log.error('request.failed', new Error('the function ran out of time'), { requestId });
  return failure(new ProblemError('busy'), requestId);
}

function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof BusyError) return new ProblemError('busy');
  return new ProblemError(error instanceof InvalidPositionError ? 'invalid-cursor' : 'internal');
}

function failure(problem: ProblemError, requestId: string): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: PROBLEMS[problem.code].status,
    headers: { 'content-type': PROBLEM_MEDIA_TYPE, 'cache-control': 'no-store', 'x-request-id': requestId },
    body: JSON.stringify(problemBody(problem, requestId)),
  };
}
