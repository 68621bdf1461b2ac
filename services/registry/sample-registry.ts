/** The registry in memory, for tests: a table, a clock that stands still until it is moved, requests and messages without a network. */
import type { Role } from '../../contracts/roles.ts';
import type { HolidayCalendar } from '../../platform/calendar.ts';
import { consumeMessage, type MessageResult } from '../../platform/consume.ts';
import type { FoundDocument } from '../../platform/evidence/evidence.ts';
import type { EvidenceStore } from '../../platform/evidence/evidence-store.ts';
import { apiHandler } from '../../platform/http/api.ts';
import { requestEvent } from '../../platform/http/sample-request.ts';
import type { Log } from '../../platform/log.ts';
import { type ProjectedState, type Projection, project } from '../../platform/projection.ts';
import { projectRows } from '../../platform/row-projection.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import type { EventItem, Row, Store } from '../../platform/store/store.ts';
import type { Policy } from '../../policy/policy.ts';
import { registryAccess } from './access.ts';
import type { RegistryEvidenceDeps } from './dependencies.ts';
import { proceedsProjection } from './disposal/disposal-views.ts';
import { obligationProjection } from './mergers/merger-views.ts';
import { reactions } from './reactions.ts';
import { checklistProjection } from './reform/reform-views.ts';
import { routes } from './routes.ts';
import { assetIndexProjection } from './search/asset-index.ts';
import { ledgerProjection } from './views.ts';

export interface Person {
  readonly sub: string;
  readonly roles: readonly Role[];
  readonly unit: string;
}

export const COUNTY = '653127/';
export const TOWNSHIP = '653127/653127100/';
export const VILLAGE = '653127/653127100/653127100201/';
export const NEIGHBOUR = '653127/653127100/653127100202/';
export const FAR_TOWNSHIP = '653127/653127101/';
export const FAR_VILLAGE = '653127/653127101/653127101201/';

const person = (sub: string, role: Role, unit: string): Person => ({ sub, roles: [role], unit });
export const PEOPLE = {
  accountant: person('wang', 'village-accountant', VILLAGE),
  head: person('li', 'village-head', VILLAGE),
  neighbour: person('zhao', 'village-accountant', NEIGHBOUR),
  farAccountant: person('sun', 'village-accountant', FAR_VILLAGE),
  officer: person('qian', 'township-officer', TOWNSHIP),
  farOfficer: person('zhou', 'township-officer', FAR_TOWNSHIP),
  industry: person('wu', 'industry-department', COUNTY),
  finance: person('zheng', 'finance-bureau', COUNTY),
  government: person('feng', 'county-government', COUNTY),
  it: person('chen', 'county-it', COUNTY),
  auditor: person('chu', 'auditor', COUNTY),
} as const satisfies Record<string, Person>;

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface Sent {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  /** The body's text as it is, instead of `body`. */
  readonly text?: string;
  /** Version for If-Match. */
  readonly version?: number;
  readonly key?: string;
  readonly headers?: Record<string, string | undefined>;
  readonly base64?: boolean;
}

/** Evidence without bytes: what is "uploaded" is what a test says was found. */
class SampleEvidence implements EvidenceStore {
  readonly uploaded = new Map<string, FoundDocument>();
  readonly kept: string[] = [];

  async uploadTo(id: string) {
    return { method: 'PUT' as const, url: `https://bucket/${id}`, headers: {}, expiresInSeconds: 900 };
  }
  async inspect(id: string) {
    return this.uploaded.get(id);
  }
  async keep(id: string) {
    this.kept.push(id);
  }
}

/** A table other than the one in memory, with everything in it. */
export interface SampleTable {
  readonly store: Store;
  items(): Promise<readonly Row[]>;
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export class SampleRegistry {
  readonly table = new MemoryStore();
  readonly evidence = new SampleEvidence();
  now = '2026-05-06T02:00:00.000Z';
  log: Log = silent;
  private requests = 0;
  private readonly policy: Policy;
  private readonly holidays: HolidayCalendar;
  private readonly other: SampleTable | undefined;
  private readonly projected = new Map<string, number>();

  /** @param other where it works instead of in memory; `table` stays empty then */
  constructor(policy: Policy, holidays: HolidayCalendar = { years: {} }, other?: SampleTable) {
    this.policy = policy;
    this.holidays = holidays;
    this.other = other;
  }

  get store(): Store {
    return this.other?.store ?? this.table;
  }

  async items(): Promise<readonly Row[]> {
    return this.other ? this.other.items() : [...this.table.items.values()];
  }

  /** Every event so far, those of one aggregate in their order. */
  async events(): Promise<EventItem[]> {
    const events = (await this.items()).filter(({ sk }) => sk === 'EVT') as unknown as EventItem[];
    return events.toSorted((a, b) => a.version - b.version);
  }

  get deps(): RegistryEvidenceDeps {
    const clock = { now: () => this.now };
    return { store: this.store, clock, policy: this.policy, holidays: this.holidays, evidence: this.evidence };
  }

  consume(body: unknown): Promise<MessageResult> {
    return consumeMessage(this.deps, reactions, typeof body === 'string' ? body : JSON.stringify(body));
  }

  /** What the projection function does with every state in the table. */
  async project(): Promise<void> {
    const all = (await this.items()).filter((item) => item.sk === 'STATE') as unknown as ProjectedState[];
    const states = this.other ? all.filter((state) => this.isNews(state)) : all;
    for (const projection of [ledgerProjection, obligationProjection, proceedsProjection, checklistProjection])
      await project(this.store, projection as Projection<unknown>, states);
    await projectRows(this.store, assetIndexProjection, states);
  }

  /** A stream tells of a version once. Only where calls take time: tests in memory also change states behind everybody's back. */
  private isNews({ aggregate, version }: ProjectedState): boolean {
    const isNew = this.projected.get(aggregate) !== version;
    this.projected.set(aggregate, version);
    return isNew;
  }

  /** A request as the API hands it over; the route is its template and `params` fill it. */
  async request(who: Person, routeKey: string, sent: Sent = {}): Promise<Answer> {
    this.requests += 1;
    const handler = apiHandler({
      routes: routes as Parameters<typeof apiHandler<RegistryEvidenceDeps>>[0]['routes'],
      access: registryAccess,
      deps: this.deps,
      checkToken: async () => who,
      log: this.log,
    });
    const [method = '', path = ''] = routeKey.split(' ');
    const event = requestEvent({
      method,
      path,
      params: sent.params,
      query: sent.query,
      headers: {
        authorization: 'Bearer sample',
        'content-type': 'application/json',
        'idempotency-key': sent.key ?? `request-${this.requests}`,
        'if-match': sent.version === undefined ? undefined : `"${sent.version}"`,
        ...sent.headers,
      },
      body: sent.text ?? sent.body,
      base64: sent.base64,
      requestId: `sample-${this.requests}`,
    });
    const answer = await handler(event);
    return {
      status: answer.statusCode ?? 0,
      body: JSON.parse(answer.body ?? '{}') as Record<string, unknown>,
      headers: answer.headers ?? {},
    };
  }

  /** Registers the county, two townships and their villages, as the finance bureau does. */
  async registerUnits(): Promise<void> {
    const units = [
      ['653127', 'county', undefined],
      ['653127100', 'township', '653127'],
      ['653127101', 'township', '653127'],
      ['653127100201', 'village', '653127100'],
      ['653127100202', 'village', '653127100'],
      ['653127101201', 'village', '653127101'],
    ] as const;
    for (const [code, kind, parentCode] of units) {
      const body = { code, name: `单位 ${code}`, kind, parentCode };
      const answer = await this.request(PEOPLE.finance, 'POST /registry/units', { body });
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    }
  }

  /** Registers an asset and gives its id. */
  async registerAsset(asset: Record<string, unknown>, who: Person = PEOPLE.accountant): Promise<string> {
    const answer = await this.request(who, 'POST /registry/assets', { body: asset });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return String(answer.body.id);
  }

  /** Announces, uploads and verifies a document, and gives its id. */
  async fileDocument(kind: string, who: Person = PEOPLE.accountant, unitPath = who.unit): Promise<string> {
    const file = { sha256: 'ab'.repeat(32), sizeBytes: 100, mediaType: 'application/pdf' };
    const body = { unitPath, kind, fileName: '会议纪要.pdf', ...file };
    const announced = await this.request(who, 'POST /registry/evidence', { body });
    const evidenceId = String(announced.body.id);
    this.evidence.uploaded.set(evidenceId, { ...file, looksLike: file.mediaType, etag: '"1"' });
    const params = { evidenceId };
    const verified = await this.request(who, 'POST /registry/evidence/{evidenceId}/verification', { params });
    if (verified.status !== 200) throw new Error(JSON.stringify(verified.body));
    return evidenceId;
  }
}
