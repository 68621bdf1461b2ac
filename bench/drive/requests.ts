/** Sends requests through a service's own route table, as API Gateway would hand them over, without a network or a token. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { AccessTable } from '../../platform/authorization.ts';
import type { Actor } from '../../platform/decider.ts';
import { apiHandler } from '../../platform/http/api.ts';
import type { Route } from '../../platform/http/route.ts';
import { requestEvent } from '../../platform/http/sample-request.ts';
import type { Log } from '../../platform/log.ts';

export interface Call {
  readonly as: Actor;
  /** Parts of the path, by name. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Version for If-Match. */
  readonly version?: number;
  /** Idempotency-Key; a new one when absent. */
  readonly key?: string;
}

export interface Answer {
  readonly id: string;
  readonly version: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const SILENT: Log = { info() {}, warn() {}, error() {} };

/** The event of a call. @param routeKey `<method> <path template>` */
export function callEvent(
  routeKey: string,
  { params, query, body, version }: Omit<Call, 'as' | 'key'>,
  sent: { readonly authorization: string; readonly key: string },
): APIGatewayProxyEventV2 {
  const [method = '', path = ''] = routeKey.split(' ');
  const headers = {
    authorization: sent.authorization,
    'content-type': 'application/json',
    'idempotency-key': sent.key,
    'if-match': version === undefined ? undefined : `"${version}"`,
  };
  return requestEvent({ method, path, params, query, headers, body, requestId: sent.key });
}

/** The door of one service. */
export class Requests {
  private readonly handler: ReturnType<typeof apiHandler<unknown>>;
  private readonly actors = new Map<string, Actor>();
  private readonly run: string;
  private count = 0;

  /** @param run part of every Idempotency-Key, so that two runs on one table do not answer for each other */
  constructor(run: string, routes: readonly Route<never>[], access: AccessTable, deps: object) {
    this.run = run;
    this.handler = apiHandler<unknown>({
      routes: routes as readonly Route<unknown>[],
      access,
      deps,
      log: SILENT,
      checkToken: async (authorization) => {
        const actor = this.actors.get(authorization ?? '');
        if (!actor) throw new Error('nobody signed in');
        return actor;
      },
    });
  }

  /** @throws Error with the answer when it is not a success: a bench measures what works. */
  async send(routeKey: string, call: Call): Promise<Answer> {
    this.actors.set(call.as.sub, call.as);
    this.count += 1;
    const key = call.key ?? `${this.run}-${this.count.toString().padStart(8, '0')}`;
    const answer = await this.handler(callEvent(routeKey, call, { authorization: call.as.sub, key }));
    if ((answer.statusCode ?? 500) >= 300) throw new Error(`${routeKey} answered ${answer.statusCode}: ${answer.body}`);
    const body = JSON.parse(answer.body ?? '{}') as Record<string, unknown>;
    const etag = /^"(\d+)"$/.exec(String(answer.headers?.etag ?? ''))?.[1];
    return { id: String(body.id ?? ''), version: Number(etag ?? 0), body };
  }
}
