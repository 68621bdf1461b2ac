/** Inventories for tests: units, assets, and the registry's own messages delivered, each as often as told. */

import { SUBSCRIPTIONS } from '../../../contracts/subscriptions.ts';
import { toCloudEvent } from '../../../platform/event-item.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import {
  COUNTY,
  PEOPLE,
  type Person,
  SampleRegistry,
  type SampleTable,
  TOWNSHIP,
  VILLAGE,
} from '../sample-registry.ts';

export const OFFICER: Person = { sub: 'ma', roles: ['township-officer'], unit: TOWNSHIP };
export const SECOND_FINANCE: Person = { sub: 'he', roles: ['finance-bureau'], unit: COUNTY };
type Sum = { count: number; fen: number };
export type CountBody = Record<'book' | 'missing' | 'opening' | 'increases' | 'decreases' | 'closing', Sum> &
  Record<string, unknown> & { version: number; status: string; id: string };

export class InventoryDesk {
  readonly registry: SampleRegistry;
  private readonly delivered = new Set<string>();

  /** @param on a table of a real engine, or a registry that others work on too */
  constructor(on?: SampleTable | SampleRegistry) {
    this.registry =
      on instanceof SampleRegistry ? on : new SampleRegistry(loadPack('township-reform'), loadHolidays(), on);
  }

  async open(): Promise<this> {
    await this.registry.registerUnits();
    return this;
  }

  send(who: Person, routeKey: string, sent: Parameters<SampleRegistry['request']>[2]) {
    return this.registry.request(who, routeKey, sent);
  }

  async post(who: Person, path: string, sent: Parameters<SampleRegistry['request']>[2]) {
    const answer = await this.send(who, `POST /registry/${path}`, sent);
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer;
  }

  async get(who: Person, path: string, params?: Record<string, string>, query?: Record<string, string>) {
    const sent = { ...(params ? { params } : {}), ...(query ? { query } : {}) };
    const answer = await this.send(who, `GET /registry/${path}`, sent);
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  asset(unitPath: string, originalFen: number, more: Record<string, unknown> = {}): Promise<string> {
    const card = { class: 'village-collective', valueProvisional: false, title: 'unclear', use: 'in-use' };
    return this.registry.registerAsset({ unitPath, name: '旧校舍', ...card, originalFen, ...more }, PEOPLE.finance);
  }

  /** Delivers what the registry tells itself, each message `times` times. */
  async deliver(times = 1): Promise<void> {
    for (;;) {
      const event = (await this.registry.events()).find(
        ({ id, type }) => SUBSCRIPTIONS[type]?.includes('registry') && !this.delivered.has(id),
      );
      if (!event) break;
      this.delivered.add(event.id);
      for (let time = 0; time < times; time += 1) {
        const result = await this.registry.consume(toCloudEvent(event, '653127', 'registry'));
        if (result.kind !== 'done') throw new Error(`${event.type}: ${JSON.stringify(result)}`);
      }
    }
    await this.registry.project();
  }

  async campaign(unitPath = VILLAGE, body: Record<string, unknown> = {}, times = 1): Promise<string> {
    await this.registry.project();
    const asked = { unitPath, kind: 'special', asOf: '2026-05-01', ...body };
    const campaignId = String((await this.post(PEOPLE.finance, 'inventory-campaigns', { body: asked })).body.id);
    await this.deliver(times);
    return campaignId;
  }

  /** A command on a campaign as it now stands. */
  async onCampaign(campaignId: string, what: string, who: Person = PEOPLE.finance, body: object = {}) {
    const params = { campaignId };
    const { version } = await this.get(PEOPLE.government, 'inventory-campaigns/{campaignId}', params);
    const sent = { params, version: Number(version), body };
    return this.send(who, `POST /registry/inventory-campaigns/{campaignId}/${what}`, sent);
  }

  async close(campaignId: string): Promise<void> {
    const answer = await this.onCampaign(campaignId, 'closing');
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  }

  async count(campaignId: string, unitCode = '653127100201'): Promise<CountBody> {
    const countId = `${campaignId}-${unitCode}`;
    return (await this.get(PEOPLE.government, 'inventory-counts/{countId}', { countId })) as CountBody;
  }

  record(countId: string, lines: readonly Record<string, unknown>[], who: Person = PEOPLE.accountant) {
    return this.post(who, 'inventory-counts/{countId}/lines', { params: { countId }, body: { lines } });
  }

  async on(countId: string, what: string, who: Person, body: Record<string, unknown>) {
    const [, unitCode = ''] = countId.split('-');
    const { version } = await this.count(countId.split('-')[0] ?? '', unitCode);
    const params = { countId };
    return this.send(who, `POST /registry/inventory-counts/{countId}/${what}`, { params, body, version });
  }

  async approve(countId: string, steps: readonly Person[] = [OFFICER, SECOND_FINANCE], times = 1): Promise<void> {
    for (const who of steps) {
      const answer = await this.on(countId, 'steps', who, { verdict: 'approved' });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    }
    await this.deliver(times);
  }
}
