/** The OpenAPI 3.1 document of a region, made from the route tables that the stack deploys. */
import type * as z from 'zod/mini';
import { PROBLEMS, type ProblemCode, problemType } from '../../contracts/problems.ts';
import type { Method } from '../../platform/http/route.ts';
import { jsonSchema } from './event-schemas.ts';

/** What the document says of a route; handlers do not matter here. */
export interface DocumentedRoute {
  readonly method: Method;
  readonly path: string;
  readonly operationId: string;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly action: string;
  readonly kind: 'command' | 'query';
  readonly ifMatch?: true;
  readonly public?: true;
  readonly successStatus: number;
  readonly response: z.ZodMiniType;
  readonly problems: readonly ProblemCode[];
  readonly params?: z.ZodMiniType;
  readonly query?: z.ZodMiniType;
  readonly body?: z.ZodMiniType;
}

/** Problems any route may answer. */
const ALWAYS: readonly ProblemCode[] = ['internal', 'busy'];
const SIGNED_IN: readonly ProblemCode[] = ['unauthenticated', 'forbidden'];
const COMMAND: readonly ProblemCode[] = ['idempotency-key-required', 'idempotency-key-reused'];
const BODY: readonly ProblemCode[] = [
  'invalid-json',
  'invalid-request',
  'unknown-field',
  'invalid-money',
  'body-too-large',
  'unsupported-media-type',
];

type Json = Record<string, unknown>;

/** @param services name and routes of each service, in the order of the document */
export function openApi(
  services: readonly { readonly name: string; readonly routes: readonly DocumentedRoute[] }[],
): Json {
  const paths: Record<string, Json> = {};
  for (const { name, routes } of services) {
    for (const route of routes) {
      paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(name, route) };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: '盘活 Panhuo',
      version: '1',
      description:
        'Money is whole fen, dates are calendar dates in Asia/Shanghai. Errors are problem+json (RFC 9457); see components.schemas.Problem for every type.',
    },
    security: [{ oidc: [] }],
    paths,
    components: {
      securitySchemes: {
        oidc: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'OIDC token with roles, unit and sub',
        },
      },
      schemas: { Problem: problemSchema() },
    },
  };
}

function operation(service: string, route: DocumentedRoute): Json {
  const problems = new Set<ProblemCode>([
    ...route.problems,
    ...ALWAYS,
    ...(route.public ? [] : SIGNED_IN),
    ...(route.kind === 'command' ? COMMAND : []),
    ...(route.body ? BODY : []),
    ...(route.query ? (['invalid-request', 'unknown-field'] as const) : []),
    ...(route.ifMatch ? (['precondition-required', 'stale-version'] as const) : []),
  ]);
  return {
    operationId: route.operationId,
    summary: `${route.summary.zh} / ${route.summary.en}`,
    tags: [service],
    'x-panhuo-action': route.action,
    ...(route.public ? { security: [] } : {}),
    parameters: [
      ...parameters('path', route.params),
      ...parameters('query', route.query),
      ...(route.kind === 'command' ? [headerParameter('Idempotency-Key', '^[0-9A-Za-z_.:-]{8,64}$')] : []),
      ...(route.ifMatch ? [headerParameter('If-Match', '^"[1-9]\\d{0,8}"$')] : []),
    ],
    ...(route.body ? { requestBody: { required: true, content: json(jsonSchema(route.body)) } } : {}),
    responses: {
      [route.successStatus]: { description: 'OK', content: json(jsonSchema(route.response)) },
      ...problemResponses(problems),
    },
  };
}

function parameters(place: 'path' | 'query', schema: z.ZodMiniType | undefined): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema) as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, of]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: of,
  }));
}

const headerParameter = (name: string, pattern: string): Json => ({
  name,
  in: 'header',
  required: true,
  schema: { type: 'string', pattern },
});

const json = (schema: Json): Json => ({ 'application/json': { schema } });

/** One response per status, naming the problem types it may carry. */
function problemResponses(problems: ReadonlySet<ProblemCode>): Json {
  const perStatus = Map.groupBy([...problems].sort(), (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...perStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, codes]) => [
        status,
        {
          description: codes.map((code) => `${code}: ${PROBLEMS[code].zh} / ${PROBLEMS[code].en}`).join('; '),
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      ]),
  );
}

function problemSchema(): Json {
  return {
    type: 'object',
    required: ['type', 'title', 'titleEn', 'status'],
    properties: {
      type: { type: 'string', enum: (Object.keys(PROBLEMS) as ProblemCode[]).map(problemType) },
      title: { type: 'string' },
      titleEn: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      instance: { type: 'string' },
      errors: {
        type: 'array',
        items: {
          type: 'object',
          required: ['pointer', 'reason'],
          properties: { pointer: { type: 'string' }, reason: { type: 'string' } },
        },
      },
    },
  };
}
