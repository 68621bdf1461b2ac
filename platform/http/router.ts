/**
 * Finds the route of a request by method and path. The gateway knows collections only (`GET /registry/assets/{proxy+}`) and leads each to
 * its function; which route of the table it is, is found here.
 */
import type { Route } from './route.ts';

export interface RouteMatch<Deps> {
  readonly route: Route<Deps>;
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

interface Branch<Deps> {
  readonly literal: Map<string, Branch<Deps>>;
  parameter?: Branch<Deps>;
  /** By method; the names are those of the path's parameters in order. */
  readonly ends: Map<string, { readonly route: Route<Deps>; readonly names: readonly string[] }>;
}

const branch = <Deps>(): Branch<Deps> => ({ literal: new Map(), ends: new Map() });

/** A tree of path segments; a literal segment goes before a parameter, as API Gateway has it. */
export class Router<Deps> {
  readonly #root = branch<Deps>();

  /** @throws Error when two routes answer the same method and path */
  constructor(routes: readonly Route<Deps>[]) {
    for (const route of routes) this.#add(route);
  }

  #add(route: Route<Deps>): void {
    const names: string[] = [];
    let at = this.#root;
    for (const segment of segmentsOf(route.path)) {
      if (segment.startsWith('{')) {
        names.push(segment.slice(1, -1));
        at.parameter ??= branch();
        at = at.parameter;
      } else {
        const next = at.literal.get(segment) ?? branch<Deps>();
        at.literal.set(segment, next);
        at = next;
      }
    }
    if (at.ends.has(route.method)) throw new Error(`two routes answer ${route.method} ${route.path}`);
    at.ends.set(route.method, { route, names });
  }

  /** The route of a request, or undefined when there is none. @param path as it was sent, percent-encoded */
  find(method: string, path: string): RouteMatch<Deps> | undefined {
    const segments = segmentsOf(path).map(decoded);
    if (segments.includes('')) return undefined;
    const found = descend(this.#root, segments, 0, method);
    if (found === undefined) return undefined;
    const { end, values } = found;
    return {
      route: end.route,
      params: Object.fromEntries(end.names.map((name, index) => [name, values[index] ?? ''])),
    };
  }
}

type Found<Deps> = {
  readonly end: NonNullable<ReturnType<Branch<Deps>['ends']['get']>>;
  readonly values: readonly string[];
};

function descend<Deps>(
  at: Branch<Deps>,
  segments: readonly string[],
  index: number,
  method: string,
): Found<Deps> | undefined {
  const segment = segments[index];
  if (segment === undefined) {
    const end = at.ends.get(method);
    return end && { end, values: [] };
  }
  const literal = at.literal.get(segment);
  const exact = literal && descend(literal, segments, index + 1, method);
  if (exact || !at.parameter) return exact;
  const found = descend(at.parameter, segments, index + 1, method);
  return found && { end: found.end, values: [segment, ...found.values] };
}

const segmentsOf = (path: string): string[] => path.split('/').slice(1);

/** A segment that is not well encoded names nothing, and is left as it is. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
