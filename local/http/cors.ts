import type { IncomingMessage } from 'node:http';
import type { ApiCorsModel, CorsRule } from '../template/model.ts';
import type { HttpAnswer } from './event.ts';

/** True when the rule lets a page of this origin in. `*` stands for any part of the origin. */
export function allowsOrigin(rule: Pick<CorsRule, 'allowedOrigins'>, origin: string): boolean {
  return rule.allowedOrigins.some((allowed) => {
    const [start = '', end] = allowed.split('*');
    return end === undefined ? allowed === origin : origin.startsWith(start) && origin.endsWith(end);
  });
}

/** Headers that let the page read the answer; none when its origin is not allowed. */
export function corsHeaders(cors: ApiCorsModel | undefined, request: IncomingMessage): Record<string, string> {
  const { origin } = request.headers;
  if (cors === undefined || origin === undefined || !allowsOrigin(cors, origin)) return {};
  return {
    'access-control-allow-origin': cors.allowedOrigins.includes('*') && !cors.allowCredentials ? '*' : origin,
    ...(cors.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.exposedHeaders.length === 0 ? {} : { 'access-control-expose-headers': cors.exposedHeaders.join(',') }),
    vary: 'origin',
  };
}

/** API Gateway answers preflight requests itself when CORS is configured; undefined when this is none. */
export function preflightAnswer(cors: ApiCorsModel | undefined, request: IncomingMessage): HttpAnswer | undefined {
  const asked = request.headers['access-control-request-method'];
  if (cors === undefined || request.method !== 'OPTIONS' || asked === undefined) return undefined;
  const allowed = corsHeaders(cors, request);
  const details = {
    'access-control-allow-methods': cors.allowedMethods.join(','),
    'access-control-allow-headers': cors.allowedHeaders.join(','),
    ...(cors.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(cors.maxAgeSeconds) }),
  };
  const headers = Object.keys(allowed).length === 0 ? {} : { ...allowed, ...details };
  return { status: 204, headers, cookies: [], body: Buffer.alloc(0) };
}
