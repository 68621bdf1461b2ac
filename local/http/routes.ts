import type { RouteModel } from '../template/model.ts';

/** A route that fits a request, with the path's parameters decoded. */
export interface RouteMatch {
  readonly route: RouteModel;
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface CompiledRoute {
  readonly route: RouteModel;
  readonly method: string;
  readonly segments: readonly string[];
  /** Sorts before another route when smaller: literal before `{name}` before `{name+}`, a method before ANY. */
  readonly rank: string;
}

const RANK_LITERAL = '0';
const RANK_PARAMETER = '1';
const RANK_GREEDY = '2';

/** Finds routes the way API Gateway does: the most specific path, then the method itself before ANY, then $default. */
export class RouteTable {
  readonly #routes: readonly CompiledRoute[];
  readonly #default: RouteModel | undefined;

  constructor(routes: readonly RouteModel[]) {
    this.#default = routes.find(({ routeKey }) => routeKey === '$default');
    this.#routes = routes
      .filter(({ routeKey }) => routeKey !== '$default')
      .map(compile)
      .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  }

  /** @param path the path as it was sent, percent-encoded, without query. */
  find(method: string, path: string): RouteMatch | undefined {
    const segments = path.split('/').slice(1);
    for (const candidate of this.#routes) {
      if (candidate.method !== 'ANY' && candidate.method !== method) continue;
      const pathParameters = match(candidate.segments, segments);
      if (pathParameters !== undefined) return { route: candidate.route, pathParameters };
    }
    return this.#default === undefined ? undefined : { route: this.#default, pathParameters: {} };
  }
}

function compile(route: RouteModel): CompiledRoute {
  const [method = '', path = ''] = route.routeKey.split(' ');
  const segments = path.split('/').slice(1);
  const ranks = segments.map((segment) => {
    if (!segment.startsWith('{')) return RANK_LITERAL;
    return segment.endsWith('+}') ? RANK_GREEDY : RANK_PARAMETER;
  });
  return { route, method, segments, rank: `${ranks.join('')}${RANK_GREEDY}${method === 'ANY' ? 1 : 0}` };
}

function match(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (part.endsWith('+}')) {
      const rest = segments.slice(index).join('/');
      return rest === '' ? undefined : { ...parameters, [part.slice(1, -2)]: decode(rest) };
    }
    if (part.startsWith('{')) {
      if (segment === '') return undefined;
      parameters[part.slice(1, -1)] = decode(segment);
    } else if (part !== segment) {
      return undefined;
    }
  }
  return pattern.length === segments.length ? parameters : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
