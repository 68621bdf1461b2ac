import type { IncomingMessage } from 'node:http';
import { LOCAL_ACCOUNT, LOCAL_API_ID } from '../template/resources.ts';
import type { Authorization } from './authorizer.ts';
import type { RouteMatch } from './routes.ts';

const TEXT_TYPES = /^(text\/|application\/(json|javascript|xml|[^;]+\+json|[^;]+\+xml)\b)/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The Lambda event of an HTTP request, payload format 2.0. */
export function makeHttpEvent(
  request: IncomingMessage,
  body: Buffer,
  { route, pathParameters }: RouteMatch,
  authorization: Extract<Authorization, { allowed: true }> | undefined,
  requestId: string,
): object {
  const url = request.url ?? '/';
  const queryAt = url.indexOf('?');
  const rawPath = queryAt === -1 ? url : url.slice(0, queryAt);
  const rawQueryString = queryAt === -1 ? '' : url.slice(queryAt + 1);
  const query = joinRepeated(new URLSearchParams(rawQueryString));
  const { cookie, ...headers } = joinHeaders(request.rawHeaders);
  const now = new Date();
  const isText = TEXT_TYPES.test(headers['content-type'] ?? 'text/');
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers,
    ...(Object.keys(query).length === 0 ? {} : { queryStringParameters: query }),
    ...(Object.keys(pathParameters).length === 0 ? {} : { pathParameters }),
    requestContext: {
      accountId: LOCAL_ACCOUNT,
      apiId: LOCAL_API_ID,
      ...(authorization === undefined
        ? {}
        : { authorizer: { jwt: { claims: authorization.claims, scopes: authorization.scopes } } }),
      domainName: headers.host ?? '',
      domainPrefix: LOCAL_API_ID,
      http: {
        method: request.method ?? 'GET',
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: route.routeKey,
      stage: '$default',
      time: requestTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** Names in lower case; values of a repeated header joined by a comma. */
function joinHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    headers[name] = headers[name] === undefined ? value : `${headers[name]}${name === 'cookie' ? ';' : ','}${value}`;
  }
  return headers;
}

function joinRepeated(query: URLSearchParams): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of query) joined[name] = joined[name] === undefined ? value : `${joined[name]},${value}`;
  return joined;
}

/** `31/Jan/2026:06:00:00 +0000`, as the request context has it. */
function requestTime(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${two(now.getUTCDate())}/${MONTHS[now.getUTCMonth()] ?? ''}/${now.getUTCFullYear()}`;
  return `${day}:${two(now.getUTCHours())}:${two(now.getUTCMinutes())}:${two(now.getUTCSeconds())} +0000`;
}

/** What goes back to the caller. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

/** An answer of API Gateway's own: `{"message": …}`. */
export function gatewayAnswer(status: number, message: string): HttpAnswer {
  const body = Buffer.from(JSON.stringify({ message }));
  return { status, headers: { 'content-type': 'application/json' }, cookies: [], body };
}

/** The answer a function's result stands for, as payload format 2.0 infers it; undefined when it is not well formed. */
export function readHttpResult(resultJson: string): HttpAnswer | undefined {
  const result = JSON.parse(resultJson) as unknown;
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const text = typeof result === 'string' ? result : resultJson;
    return { status: 200, headers: { 'content-type': 'application/json' }, cookies: [], body: Buffer.from(text) };
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = result as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  const given = Object.entries(typeof headers === 'object' && headers !== null ? headers : {});
  return {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      ...Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), String(value)])),
    },
    cookies: Array.isArray(cookies) ? cookies.map(String) : [],
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}
