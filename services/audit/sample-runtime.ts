/** Audit in memory, for tests: a table, a clock that stands still until it is moved, and requests without a network. */
import type { TrailEvent } from '../../contracts/audit/trail.ts';
import type { Role } from '../../contracts/roles.ts';
import { consumeMessage, type MessageResult } from '../../platform/consume.ts';
import { apiHandler } from '../../platform/http/api.ts';
import { requestEvent } from '../../platform/http/sample-request.ts';
import type { Log } from '../../platform/log.ts';
import { type ProjectedState, project } from '../../platform/projection.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import type { Store } from '../../platform/store/store.ts';
import type { Policy } from '../../policy/policy.ts';
import { auditAccess } from './access.ts';
import type { AuditRuntime } from './dependencies.ts';
import { reactions } from './reactions.ts';
import { apiRoutes } from './routes.ts';
import { SAMPLE_REGION } from './sample-events.ts';
import { findingProjection } from './views.ts';

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface Person {
  readonly sub: string;
  readonly roles: readonly Role[];
  readonly unit: string;
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly etag: string | undefined;
}

export class SampleAudit {
  readonly table = new MemoryStore();
  now = '2026-03-03T02:00:00.000Z';
  private requests = 0;
  private readonly policy: Policy;
  private readonly store: Store;

  /** @param store where audit works instead of its table in memory */
  constructor(policy: Policy, store?: Store) {
    this.policy = policy;
    this.store = store ?? this.table;
  }

  runtime(store: Store = this.store): AuditRuntime {
    const clock = { now: () => this.now };
    return { region: SAMPLE_REGION, store, clock, policy: this.policy, holidays: { years: {} } };
  }

  consume(event: TrailEvent | Record<string, unknown>, store: Store = this.store): Promise<MessageResult> {
    return consumeMessage(this.runtime(store), reactions, JSON.stringify(event));
  }

  /** What the projection function does with every state in the table. */
  async project(): Promise<void> {
    const states = [...this.table.items.values()].filter((item) => item.sk === 'STATE');
    await project(this.table, findingProjection, states as unknown as ProjectedState[]);
  }

  /** A request as the API hands it over; `path` is a route's template and `params` fill it. */
  async request(
    person: Person,
    routeKey: string,
    more: {
      readonly params?: Record<string, string>;
      readonly query?: Record<string, string>;
      readonly body?: unknown;
      readonly version?: number;
      readonly key?: string;
    } = {},
  ): Promise<Answer> {
    this.requests += 1;
    const handler = apiHandler({
      routes: apiRoutes,
      access: auditAccess,
      deps: this.runtime(),
      checkToken: async () => person,
      log: silent,
    });
    const [method = '', path = ''] = routeKey.split(' ');
    const event = requestEvent({
      method,
      path,
      params: more.params,
      query: more.query,
      headers: {
        authorization: 'Bearer sample',
        'content-type': 'application/json',
        'idempotency-key': more.key ?? `request-${this.requests}`,
        'if-match': more.version === undefined ? undefined : `"${more.version}"`,
      },
      body: more.body,
      requestId: `sample-${this.requests}`,
    });
    const answer = await handler(event);
    return {
      status: answer.statusCode ?? 0,
      body: JSON.parse(answer.body ?? '{}') as Record<string, unknown>,
      etag: answer.headers?.etag as string | undefined,
    };
  }
}
