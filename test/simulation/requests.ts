/** A command sent over HTTP: through the real routes, with roles, scopes, schemas and problems, down to the same judge. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { CommandOutcome } from '../../platform/command.ts';
import type { Actor } from '../../platform/decider.ts';
import { apiHandler } from '../../platform/http/api.ts';
import { ProblemError } from '../../platform/http/problem.ts';
import type { Route } from '../../platform/http/route.ts';
import { requestEvent } from '../../platform/http/sample-request.ts';
import type { Log } from '../../platform/log.ts';
import { distributionAccess } from '../../services/distribution/access.ts';
import { apiRoutes as distributionRoutes } from '../../services/distribution/routes.ts';
import { registryAccess } from '../../services/registry/access.ts';
import { apiRoutes as registryRoutes } from '../../services/registry/routes.ts';
import { everybody } from './people.ts';
import type { NodeRuntime } from './service-node.ts';
import type { World } from './world.ts';

export interface HttpRequest {
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

type Handler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;
const handlers = new WeakMap<NodeRuntime, Handler>();
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Services that take requests, with what their functions answer. */
const APIS = {
  distribution: { routes: distributionRoutes, access: distributionAccess },
  registry: { routes: registryRoutes, access: registryAccess },
} as const;

/** The http functions of a service in this world. */
function handlerOf(world: World, service: keyof typeof APIS): Handler {
  const deps = world.node(service).runtime;
  const known = handlers.get(deps);
  if (known) return known;
  const { routes, access } = APIS[service];
  const handler = apiHandler<NodeRuntime>({
    routes: routes as unknown as readonly Route<NodeRuntime>[],
    access,
    deps,
    log: silent,
    async checkToken(authorization) {
      const actor = everybody.get(authorization ?? '');
      if (!actor) throw new ProblemError('unauthenticated');
      return actor;
    },
  });
  handlers.set(deps, handler);
  return handler;
}

/** Sends it. @throws Error where no answer came, or one that promises nothing (5xx) */
export async function request(
  world: World,
  service: keyof typeof APIS,
  actor: Actor,
  key: string,
  { route, params, body }: HttpRequest,
  expectedVersion: number | undefined,
): Promise<CommandOutcome> {
  const [method = '', path = ''] = route.split(' ');
  const event = requestEvent({
    ...{ method, path, params, body, requestId: key },
    headers: {
      authorization: actor.sub,
      'content-type': 'application/json',
      'idempotency-key': key,
      'if-match': expectedVersion === undefined ? undefined : `"${expectedVersion}"`,
    },
  });
  const answer = await handlerOf(world, service)(event);
  const status = answer.statusCode ?? 0;
  const said = JSON.parse(answer.body ?? '{}') as { eventId: string; version: number; id: string; type: string };
  if (status >= 500) throw new Error(said.type);
  if (status >= 300) return { kind: 'refused', refusal: { code: said.type.split(':').at(-1) as 'not-found' } };
  const { id, eventId, version } = said;
  return { kind: 'accepted', id, event: { id: eventId, version } as never, replayed: false };
}
