/** Mergers for tests: units, assets and debts as people register them, the chain walked, and the registry's own messages delivered. */
import { toCloudEvent } from '../../../platform/event-item.ts';
import type { EventItem } from '../../../platform/store/store.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import { COUNTY, PEOPLE, type Person, SampleRegistry, type SampleTable, TOWNSHIP } from '../sample-registry.ts';

export const NEW_VILLAGE = `${TOWNSHIP}653127100210/`;
const OFFICER_TWO: Person = { sub: 'ma', roles: ['township-officer'], unit: TOWNSHIP };
export const AGRICULTURE: Person = { sub: 'he', roles: ['agriculture-bureau'], unit: COUNTY };
const HEARD = new Set(
  ['merger-executed', 'merger-advanced', 'merger-recounted'].map((name) => `panhuo.registry.${name}.v1`),
);

export class MergerDesk {
  readonly registry: SampleRegistry;
  private readonly delivered = new Set<string>();

  constructor(table?: SampleTable, pack = 'township-reform') {
    this.registry = new SampleRegistry(loadPack(pack), loadHolidays(), table);
  }

  async open(): Promise<this> {
    await this.registry.registerUnits();
    await this.unit('653127100210', 'village', '653127100');
    return this;
  }

  async post(who: Person, routeKey: string, sent: Parameters<SampleRegistry['request']>[2]) {
    const answer = await this.registry.request(who, routeKey, sent);
    if (answer.status >= 300) throw new Error(`${routeKey}: ${JSON.stringify(answer.body)}`);
    return answer;
  }

  get(who: Person, path: string, params?: Record<string, string>, query?: Record<string, string>) {
    return this.registry.request(who, `GET ${path}`, { ...(params ? { params } : {}), ...(query ? { query } : {}) });
  }

  unit(code: string, kind: string, parentCode: string) {
    return this.post(PEOPLE.finance, 'POST /registry/units', {
      body: { code, name: `单位 ${code}`, kind, parentCode },
    });
  }

  async asset(unitPath: string, originalFen: number, name = '旧校舍'): Promise<string> {
    const card = {
      name,
      class: 'village-collective',
      originalFen,
      valueProvisional: false,
      title: 'unclear',
      use: 'in-use',
    };
    return this.registry.registerAsset({ unitPath, ...card }, PEOPLE.finance);
  }

  async obligation(unitPath: string, side: 'claim' | 'debt', amountFen: number): Promise<string> {
    const body = { unitPath, side, counterparty: '信用社', amountFen, basis: '合同' };
    return String((await this.post(PEOPLE.finance, 'POST /registry/obligations', { body })).body.id);
  }

  /** Proposes a merger and walks its chain; gives its id. */
  async approved(body: Record<string, unknown>, proposer: Person = PEOPLE.government): Promise<string> {
    await this.registry.project();
    const decision = { number: '县政发〔2026〕3号', decidedOn: '2026-05-01' };
    const proposal = { successorPath: NEW_VILLAGE, decision, evidence: [], ...body };
    const mergerId = String((await this.post(proposer, 'POST /registry/mergers', { body: proposal })).body.id);
    const params = { mergerId };
    const step = { params, body: { verdict: 'approved' } };
    await this.post(OFFICER_TWO, 'POST /registry/mergers/{mergerId}/steps', { ...step, version: 1 });
    await this.post(AGRICULTURE, 'POST /registry/mergers/{mergerId}/steps', { ...step, version: 2 });
    return mergerId;
  }

  execute(mergerId: string) {
    return this.post(PEOPLE.government, 'POST /registry/mergers/{mergerId}/executions', {
      params: { mergerId },
      version: 3,
      body: {},
    });
  }

  /** The next message of the registry to itself that it has not been given, oldest first. */
  async nextMessage(): Promise<EventItem | undefined> {
    const events = await this.registry.events();
    return events.find(({ id, type }) => HEARD.has(type) && !this.delivered.has(id));
  }

  async deliver(event: EventItem) {
    const result = await this.registry.consume(toCloudEvent(event, '653127', 'registry'));
    if (result.kind !== 'done') throw new Error(JSON.stringify(result));
    this.delivered.add(event.id);
  }

  /** Delivers everything, each message as often as told; gives how many there were. */
  async carryOut(times = 1): Promise<number> {
    let messages = 0;
    for (let event = await this.nextMessage(); event; event = await this.nextMessage()) {
      for (let time = 0; time < times; time += 1) await this.deliver(event);
      messages += 1;
    }
    await this.registry.project();
    return messages;
  }

  /** Delivers the news of units that were closed or moved, each `times` times. */
  async unitNews(times = 1): Promise<void> {
    const news = ['panhuo.registry.unit-closed.v1', 'panhuo.registry.unit-moved-by-merger.v1'];
    const events = (await this.registry.events()).filter(({ type }) => news.includes(type));
    for (const event of events) for (let time = 0; time < times; time += 1) await this.deliver(event);
  }

  async merger(mergerId: string) {
    return (await this.get(PEOPLE.government, '/registry/mergers/{mergerId}', { mergerId })).body;
  }

  async worth(unitCode: string) {
    return (await this.get(PEOPLE.government, '/registry/units/{unitCode}/net-worth', { unitCode })).body as {
      readonly inBooks: Record<'assets' | 'claims' | 'debts', { count: number; amountFen: number }> & {
        netFen: number;
      };
      readonly keptOwnership: Record<'assets' | 'claims' | 'debts', { count: number; amountFen: number }>;
    };
  }
}
