/** A command sent over HTTP: through the real routes, with roles, scopes, schemas and problems, down to the same judge. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { CommandOutcome } from '../../platform/command.ts';
import type { Actor } from '../../platform/decider.ts';
import { apiHandler } from '../../platform/http/api.ts';
import { ProblemError } from '../../platform/http/problem.ts';
import type { Log } from '../../platform/log.ts';
import { distributionAccess } from '../../services/distribution/access.ts';
import type { DistributionRuntime } from '../../services/distribution/dependencies.ts';
import { apiRoutes } from '../../services/distribution/routes.ts';
import { everybody } from './people.ts';
import type { World } from './world.ts';

export interface HttpRequest {
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

type Handler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;
const handlers = new WeakMap<World, Handler>();
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The http function of the distribution service in this world. */
function handlerOf(world: World): Handler {
  const known = handlers.get(world);
  if (known) return known;
  const handler = apiHandler<DistributionRuntime>({
    routes: apiRoutes,
    access: distributionAccess,
    deps: world.node('distribution').runtime as unknown as DistributionRuntime,
    log: silent,
    async checkToken(authorization) {
      const actor = everybody.get(authorization ?? '');
      if (!actor) throw new ProblemError('unauthenticated');
      return actor;
    },
  });
  handlers.set(world, handler);
  return handler;
}

/** Sends it. @throws Error where no answer came, or one that promises nothing (5xx) */
export async function request(
  world: World,
  actor: Actor,
  key: string,
  { route, params, body }: HttpRequest,
  expectedVersion: number | undefined,
): Promise<CommandOutcome> {
  const event = {
    routeKey: route,
    headers: {
      authorization: actor.sub,
      'content-type': 'application/json',
      'idempotency-key': key,
      ...(expectedVersion === undefined ? {} : { 'if-match': `"${expectedVersion}"` }),
    },
    pathParameters: params,
    requestContext: { requestId: key },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
  const answer = await handlerOf(world)(event as unknown as APIGatewayProxyEventV2);
  const status = answer.statusCode ?? 0;
  const said = JSON.parse(answer.body ?? '{}') as { eventId: string; version: number; id: string; type: string };
  if (status >= 500) throw new Error(said.type);
  if (status >= 300) return { kind: 'refused', refusal: { code: said.type.split(':').at(-1) as 'not-found' } };
  const { id, eventId, version } = said;
  return { kind: 'accepted', id, event: { id: eventId, version } as never, replayed: false };
}
