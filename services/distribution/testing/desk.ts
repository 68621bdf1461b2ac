/** A distribution service on a table in memory, with people at its desk: for tests only. */
import { dateInShanghai } from '../../../platform/calendar.ts';
import { execute } from '../../../platform/command.ts';
import { consumeMessage, type MessageResult } from '../../../platform/consume.ts';
import type { Actor } from '../../../platform/decider.ts';
import { toCloudEvent } from '../../../platform/event-item.ts';
import { evidenceKind } from '../../../platform/evidence/evidence.ts';
import type { UnitKind } from '../../../platform/holder-kind.ts';
import { apiHandler } from '../../../platform/http/api.ts';
import { ProblemError } from '../../../platform/http/problem.ts';
import { requestEvent } from '../../../platform/http/sample-request.ts';
import type { Log } from '../../../platform/log.ts';
import { MemoryStore } from '../../../platform/store/memory-store.ts';
import type { EventItem, StateItem, Store } from '../../../platform/store/store.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import type { Policy } from '../../../policy/policy.ts';
import { distributionAccess } from '../access.ts';
import { poolKind } from '../aggregates.ts';
import type { DistributionRuntime } from '../dependencies.ts';
import { accountOf, poolIdOf } from '../domain/pool.ts';
import { accountKey } from '../keys.ts';
import { reactions } from '../reactions.ts';
import { apiRoutes } from '../routes.ts';

export const COUNTY = '653127/';
export const TOWNSHIP = '653127/653127100/';
export const VILLAGE = '653127/653127100/653127100201/';
export const NEIGHBOUR = '653127/653127100/653127100202/';

const person = (sub: string, role: string, unit: string): Actor => ({ sub, roles: [role], unit });
export const PEOPLE = {
  accountant: person('accountant', 'village-accountant', VILLAGE),
  head: person('head', 'village-head', VILLAGE),
  neighbour: person('neighbour', 'village-accountant', NEIGHBOUR),
  neighbourHead: person('neighbour-head', 'village-head', NEIGHBOUR),
  township: person('township', 'township-officer', TOWNSHIP),
  townshipHead: person('township-head', 'township-officer', TOWNSHIP),
  county: person('county', 'county-government', COUNTY),
  agriculture: person('agriculture', 'agriculture-bureau', '653127/653127NY/'),
  auditor: person('auditor', 'auditor', COUNTY),
  industry: person('industry', 'industry-department', '653127/653127SW/'),
  finance: person('finance', 'finance-bureau', '653127/653127CZ/'),
} as const;
export type PersonName = keyof typeof PEOPLE;

export interface Answer {
  readonly status: number;
  readonly etag: string | undefined;
  /** Last segment of the problem's type, for refusals. */
  readonly problem: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every route.
  readonly body: any;
}

const HOLIDAYS = loadHolidays();
const packs = new Map<string, Policy>();

/** A pack, read once however many desks there are. */
export function packNamed(name: string): Policy {
  const policy = packs.get(name) ?? loadPack(name);
  packs.set(name, policy);
  return policy;
}

const QUIET: Log = { info() {}, warn() {}, error() {} };

export class Desk {
  /** What the desk looks into; the service works on another table when one is given. */
  readonly store = new MemoryStore();
  readonly runtime: DistributionRuntime;
  /** Errors that answered 500, for tests that should have none. */
  readonly failures: unknown[] = [];
  private now: string;
  private keys = 0;
  private readonly handle: ReturnType<typeof apiHandler>;

  constructor(pack = 'makit', now = '2026-01-05T02:00:00.000Z', policy: Policy = packNamed(pack), store?: Store) {
    this.now = now;
    this.runtime = { store: store ?? this.store, clock: { now: () => this.now }, policy, holidays: HOLIDAYS };
    const log: Log = { ...QUIET, error: (_code, error) => void this.failures.push(error) };
    this.handle = apiHandler({
      routes: apiRoutes,
      access: distributionAccess,
      deps: this.runtime,
      log,
      async checkToken(authorization) {
        const actor = PEOPLE[authorization?.slice('Bearer '.length) as PersonName];
        if (!actor) throw new ProblemError('unauthenticated');
        return actor;
      },
    });
  }

  /** Moves the clock to ten in the morning of a day in Shanghai. */
  goTo(day: string): void {
    this.now = `${day}T02:00:00.000Z`;
  }

  get today(): string {
    return dateInShanghai(this.now);
  }

  async openPool(unitPath: string, unitKind: UnitKind = 'village-collective'): Promise<void> {
    await execute(this.runtime, {
      kind: poolKind,
      id: poolIdOf(unitPath),
      command: { type: 'open', unitPath, unitKind },
      content: unitPath,
      cause: this.cause(`pool-${unitPath}`),
      actor: PEOPLE.finance,
      refs: () => undefined,
    });
  }

  /** Delivers an event of the registry, or one of this service's own. */
  async hear(event: object): Promise<MessageResult> {
    return consumeMessage(this.runtime, reactions, JSON.stringify(event));
  }

  /** What the registry sends of one unit. */
  unitEvent(event: 'unit-closed' | 'unit-moved-by-merger', code: string, sequence: number, data: object) {
    const hash = 'h'.repeat(43);
    return {
      specversion: '1.0',
      id: `${event}-${code}-${sequence}`,
      source: '/653127/registry',
      type: `panhuo.registry.${event}.v1`,
      time: this.now,
      subject: `unit/${code}`,
      sequence: String(sequence),
      actor: 'registry',
      requesthash: hash,
      leafhash: hash,
      data,
    };
  }

  /** Delivers to the service the events of its own that it listens to, every time anew: it must not mind. */
  async hearOwn(): Promise<void> {
    const heard = new Set(reactions.map(({ type }) => type));
    for (const event of this.events().filter(({ type }) => heard.has(type)))
      await this.hear(toCloudEvent(event, '653127', 'distribution'));
  }

  /** A verified document of a unit. */
  async document(unitPath = VILLAGE, kind = 'meeting-minutes'): Promise<{ kind: string; evidenceId: string }> {
    const evidence = evidenceKind<Policy>('distribution');
    const facts = { sha256: 'a'.repeat(64), sizeBytes: 10 };
    const document = { unitPath, kind, fileName: '会议纪要.pdf', mediaType: 'application/pdf', ...facts } as const;
    const run = (id: string | ((eventId: string) => string), command: Parameters<typeof evidence.decide>[1]) =>
      execute(this.runtime, {
        kind: evidence,
        id,
        command,
        content: command,
        cause: this.cause(),
        actor: PEOPLE.head,
        refs: () => undefined,
      });
    const asked = await run((eventId) => eventId, { type: 'request', document });
    if (asked.kind === 'refused') throw new Error(asked.refusal.code);
    await run(asked.id, { type: 'verify', found: { ...facts, looksLike: 'application/pdf', etag: 'e' } });
    return { kind, evidenceId: asked.id };
  }

  private nextKey(): string {
    this.keys += 1;
    return `key-${String(this.keys).padStart(8, '0')}`;
  }

  private cause(key = this.nextKey()) {
    return { origin: 'test', key, correlationId: key, causationId: key };
  }

  /** Sends a request as a person, or as nobody. `at` is the version for If-Match. */
  async send(
    who: PersonName | undefined,
    method: 'GET' | 'POST',
    url: string,
    body?: unknown,
    more: { readonly at?: number; readonly key?: string } = {},
  ): Promise<Answer> {
    const [path = '', search = ''] = url.split('?');
    const key = more.key ?? this.nextKey();
    const event = requestEvent({
      method,
      path,
      query: search === '' ? undefined : Object.fromEntries(new URLSearchParams(search)),
      headers: {
        authorization: who && `Bearer ${who}`,
        'content-type': body === undefined ? undefined : 'application/json',
        'idempotency-key': method === 'POST' ? key : undefined,
        'if-match': more.at === undefined ? undefined : `"${more.at}"`,
      },
      body,
      requestId: `request-${key}`,
    });
    const answer = await this.handle(event);
    const parsed = JSON.parse(answer.body ?? 'null');
    return {
      status: answer.statusCode ?? 0,
      etag: answer.headers?.etag as string | undefined,
      problem: typeof parsed?.type === 'string' && parsed.status ? parsed.type.split(':').at(-1) : undefined,
      body: parsed,
    };
  }

  /** Enters income and gives back the receipt's id. */
  async receive(amountFen: number, receivedOn = this.today, unitPath = VILLAGE): Promise<string> {
    const answer = await this.send('township', 'POST', '/distribution/receipts', { unitPath, amountFen, receivedOn });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body.id;
  }

  async account(unitPath = VILLAGE) {
    const [row] = await this.runtime.store.read([accountKey(poolIdOf(unitPath))]);
    return accountOf(row);
  }

  events(type?: string): EventItem[] {
    const events = [...this.store.items.values()].filter((row) => row.sk === 'EVT') as unknown as EventItem[];
    return events.filter((event) => type === undefined || event.type === `panhuo.distribution.${type}.v1`);
  }

  states<State>(aggregate: string): StateItem<State>[] {
    const rows = [...this.store.items.values()] as unknown as StateItem<State>[];
    return rows.filter((row) => row.sk === 'STATE' && row.aggregate.startsWith(`${aggregate}/`));
  }
}
