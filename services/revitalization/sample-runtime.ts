/** The service in memory, for tests: a table, a clock that stands still until it is moved, messages and requests without a network. */
import { consumeMessage, type MessageResult } from '../../platform/consume.ts';
import type { Actor } from '../../platform/decider.ts';
import { evidenceKey } from '../../platform/evidence/evidence.ts';
import { apiHandler } from '../../platform/http/api.ts';
import { requestEvent } from '../../platform/http/sample-request.ts';
import type { Log } from '../../platform/log.ts';
import { type ProjectedState, project } from '../../platform/projection.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import type { EventItem, StateItem, Store } from '../../platform/store/store.ts';
import type { Policy } from '../../policy/policy.ts';
import { revitalizationAccess } from './access.ts';
import type { RevitalizationRuntime } from './dependencies.ts';
import type { Item } from './domain/item.ts';
import { flagOverdue } from './flag-overdue.ts';
import { itemKey } from './keys.ts';
import { reactions } from './reactions.ts';
import { apiRoutes } from './routes.ts';
import { holidays, PEOPLE, packOf, sampleAsset, samplePlan, VILLAGE } from './sample-items.ts';
import { progressProjection } from './views.ts';

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const HASH = 'h'.repeat(43);
const ITEMS = '/revitalization/items/{itemId}';

/** Events of the registry that say where an asset is, or that it is gone. */
type RegistryEvent =
  | 'idle-confirmed'
  | 'asset-handed-over'
  | 'asset-moved-by-merger'
  | 'asset-disposed'
  | 'asset-split'
  | 'asset-merged'
  | 'duplicate-confirmed'
  | 'duplicate-dismissed';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly etag: string | undefined;
}

interface More {
  readonly itemId?: string;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly version?: number;
  readonly key?: string;
}

export class SampleService {
  /** The rows, when they lie in memory. */
  readonly table = new MemoryStore();
  private readonly store: Store;
  now = '2026-01-12T01:00:00.000Z';
  private requests = 0;
  private readonly policy: Policy;

  constructor(policy: Policy = packOf('makit'), store?: Store) {
    this.policy = policy;
    this.store = store ?? this.table;
  }

  runtime(store: Store = this.store): RevitalizationRuntime {
    return { store, clock: { now: () => this.now }, policy: this.policy, holidays };
  }

  /** Six in the morning of a day in Shanghai, when the job runs. */
  morningOf(day: string): this {
    this.now = new Date(Date.parse(`${day}T06:00:00.000+08:00`)).toISOString();
    return this;
  }

  flag(store?: Store) {
    return flagOverdue(this.runtime(store));
  }

  /** What the registry sends of one asset. */
  registryEvent(event: RegistryEvent, assetId: string, sequence: number, data: object) {
    return {
      specversion: '1.0',
      id: `${event}-${assetId}-${sequence}`,
      source: '/653127/registry',
      type: `panhuo.registry.${event}.v1`,
      time: this.now,
      subject: `asset/${assetId}`,
      sequence: String(sequence),
      actor: 'industry',
      requesthash: HASH,
      leafhash: HASH,
      data,
    };
  }

  consume(event: object, store: Store = this.store): Promise<MessageResult> {
    return consumeMessage(this.runtime(store), reactions, JSON.stringify(event));
  }

  /** Confirms a finding on an asset; it becomes an item. */
  list(assetId: string, more: object = {}, sequence = 3): Promise<MessageResult> {
    const { assetId: _id, assetVersion: _version, ...card } = sampleAsset;
    return this.consume(this.registryEvent('idle-confirmed', assetId, sequence, { ...card, ...more }));
  }

  handOver(assetId: string, fromUnitPath: string, unitPath: string, sequence: number): Promise<MessageResult> {
    const data = { fromUnitPath, unitPath, holderKind: 'village', side: 'receiver', voucher: '记字第1号' };
    return this.consume(this.registryEvent('asset-handed-over', assetId, sequence, data));
  }

  /** A verified document of a unit, as the evidence routes leave it. */
  async file(evidenceId: string, unitPath = VILLAGE): Promise<void> {
    const state = { unitPath, kind: 'acceptance-record', sha256: 'b'.repeat(64), status: 'verified' };
    const row = {
      ...evidenceKey(evidenceId),
      aggregate: `evidence/${evidenceId}`,
      version: 2,
      changedAt: this.now,
      state,
    };
    await this.store.write([{ kind: 'put', row }]);
  }

  async itemRow(assetId: string): Promise<StateItem<Item>> {
    const [row] = await this.store.read([itemKey(assetId)]);
    if (!row) throw new Error(`no item ${assetId}`);
    return row as unknown as StateItem<Item>;
  }

  async item(assetId: string): Promise<Item> {
    return (await this.itemRow(assetId)).state;
  }

  /** Every event recorded for an item, oldest first. */
  async events(assetId: string): Promise<EventItem[]> {
    return (await this.store.queryByAggregate(`item/${assetId}`, { limit: 500 })).rows as unknown as EventItem[];
  }

  /** What the projection function does with every state in the table. */
  async project(): Promise<void> {
    const states = [...this.table.items.values()].filter((row) => row.sk === 'STATE');
    await project(this.store, progressProjection, states as unknown as ProjectedState[]);
  }

  /** A request as the API hands it over; `routeKey` is `<method> <path template>`. */
  async request(person: Actor, routeKey: string, more: More = {}): Promise<Answer> {
    this.requests += 1;
    const handler = apiHandler({
      routes: apiRoutes,
      access: revitalizationAccess,
      deps: this.runtime(),
      checkToken: async () => person,
      log: silent,
    });
    const [method = '', path = ''] = routeKey.split(' ');
    const event = requestEvent({
      method,
      path,
      params: more.itemId === undefined ? undefined : { itemId: more.itemId },
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

  /** Posts to one of an item's command routes at its present version. */
  async post(person: Actor, itemId: string, what: string, body?: unknown): Promise<Answer> {
    const { version } = await this.itemRow(itemId);
    return this.request(person, `POST ${ITEMS}/${what}`, { itemId, version, body });
  }

  read(person: Actor, itemId: string): Promise<Answer> {
    return this.request(person, `GET ${ITEMS}`, { itemId });
  }

  /** An item with an approved plan, through the doors people use. */
  async approved(assetId: string, plan: object = {}): Promise<void> {
    await this.list(assetId);
    const { type: _type, ...body } = samplePlan;
    const answers = [
      await this.post(PEOPLE.head, assetId, 'plans', { ...body, ...plan }),
      await this.post(PEOPLE.township, assetId, 'plan-steps', { verdict: 'approved' }),
      await this.post(PEOPLE.industry, assetId, 'plan-steps', { verdict: 'approved' }),
    ];
    const refused = answers.find(({ status }) => status >= 300);
    if (refused) throw new Error(JSON.stringify(refused.body));
  }
}
