import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { RouteDescription } from './services.ts';

/** The first two segments of a path: `/registry/assets` with everything below it. */
const COLLECTION = /^\/[a-z-]+\/[a-z-]+(?=\/|$)/;

/** What the API knows of a collection of routes: who answers it, by which methods, whether a token is needed. */
export interface Collection {
  /** `/registry/assets` */
  readonly path: string;
  /** Function of the service. */
  readonly servedBy: string;
  readonly isPublic: boolean;
  /** Methods of the collection itself, and of what lies below it. */
  readonly methods: readonly HttpMethod[];
  readonly methodsBelow: readonly HttpMethod[];
}

/**
 * The collections of a service's routes. The API leads a collection as a whole to its function, which finds the route by itself: a stack
 * holds 500 resources and an API 300 routes, and a county's services have more rows than that.
 * @throws Error when a path or method cannot be deployed, or a collection would belong to two functions or be open in part
 */
export function collectionsOf(service: string, routes: readonly RouteDescription[]): readonly Collection[] {
  const groups = Map.groupBy(routes, ({ method, path }) => {
    const collection = COLLECTION.exec(path)?.[0];
    if (collection === undefined || methodOf(method) === undefined)
      throw new Error(`the route ${method} ${path} of ${service} cannot be deployed`);
    return collection;
  });
  return [...groups].map(([path, rows]) => {
    const functions = new Set(rows.map(({ servedBy }) => servedBy ?? 'http'));
    if (functions.size > 1) throw new Error(`${path} of ${service} is served by ${[...functions].join(' and ')}`);
    const open = new Set(rows.map((row) => row.public === true));
    if (open.size > 1) throw new Error(`${path} of ${service} is public in part: give the public routes a collection`);
    const methods = (below: boolean) =>
      [...new Set(rows.filter((row) => (row.path !== path) === below).map(({ method }) => methodOf(method)))]
        .filter((method) => method !== undefined)
        .sort();
    return {
      path,
      servedBy: [...functions].join(),
      isPublic: open.has(true),
      methods: methods(false),
      methodsBelow: methods(true),
    };
  });
}

const methodOf = (method: string): HttpMethod | undefined =>
  Object.values(HttpMethod).find((known) => known === method && known !== HttpMethod.ANY);
