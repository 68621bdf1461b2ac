/** A service's HTTP surface is one table of routes; the stack, the OpenAPI document and the tests are made from the same table. */
import type * as z from 'zod/mini';
import type { ProblemCode } from '../../contracts/problems.ts';
import type { Actor } from '../decider.ts';
import type { Cause } from '../event-item.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Schema = z.ZodMiniType;
type Parsed<S> = S extends Schema ? z.output<S> : undefined;

export interface RouteRequest<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly actor: Actor;
  /** What made it run, from the Idempotency-Key; only commands have a meaningful one. */
  readonly cause: Cause;
  /** Version of the If-Match header; undefined where the route does not ask for it. */
  readonly expectedVersion: number | undefined;
  /** Ends the request unless the actor may do this route's action to something of this unit. */
  demandScope(unitPath: string): void;
  /** Whether the actor may see or touch something of this unit by this route. */
  inScope(unitPath: string): boolean;
}

export interface RouteReply {
  readonly body: unknown;
  /** Becomes the ETag. */
  readonly version?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

interface RouteFacts {
  readonly method: Method;
  /** With `{name}` for parameters, as API Gateway writes them. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: { readonly zh: string; readonly en: string };
  /** Row of the service's access table. */
  readonly action: string;
  /** `command` demands an Idempotency-Key. */
  readonly kind: 'command' | 'query';
  /** Demands If-Match: the command changes something that exists. */
  readonly ifMatch?: true;
  /** Function of the service that answers it, `http` when absent; heavy clients and large matters have functions of their own. */
  readonly servedBy?: string;
  /** Open to everyone, without a token. */
  readonly public?: true;
  readonly successStatus: 200 | 201 | 202;
  readonly response: Schema;
  /** Problems it may answer besides those every route may. */
  readonly problems: readonly ProblemCode[];
  /** Larger bodies than the usual limit, in bytes. */
  readonly bodyBytesMax?: number;
}

/** A route as the router sees it, whatever its schemas. */
export interface Route<Deps> extends RouteFacts {
  readonly params?: Schema;
  readonly query?: Schema;
  readonly body?: Schema;
  handle(request: RouteRequest<never, never, never>, deps: Deps): Promise<RouteReply>;
}

/** Types a route's handler by its schemas. */
export function defineRoutes<Deps>() {
  return <
    P extends Schema | undefined = undefined,
    Q extends Schema | undefined = undefined,
    B extends Schema | undefined = undefined,
  >(
    route: RouteFacts & {
      readonly params?: P;
      readonly query?: Q;
      readonly body?: B;
      handle(request: RouteRequest<Parsed<P>, Parsed<Q>, Parsed<B>>, deps: Deps): Promise<RouteReply>;
    },
  ): Route<Deps> => route as unknown as Route<Deps>;
}

/** Names the function that answers these routes. */
export const servedBy = <R extends RouteFacts>(lambda: string, routes: readonly R[]): R[] =>
  routes.map((route) => ({ ...route, servedBy: lambda }));
