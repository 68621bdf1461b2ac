/** Disposals for tests: a case from its proposal to the last fen of its proceeds, and the registry's own message delivered. */
import { toCloudEvent } from '../../../platform/event-item.ts';
import type { EventItem } from '../../../platform/store/store.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import { COUNTY, PEOPLE, type Person, SampleRegistry, type SampleTable, VILLAGE } from '../sample-registry.ts';

const AGRICULTURE: Person = { sub: 'he', roles: ['agriculture-bureau'], unit: COUNTY };
export const SECOND: Person = { ...PEOPLE.accountant, sub: 'second' };
export const CHAIN = [PEOPLE.officer, PEOPLE.industry, PEOPLE.government, AGRICULTURE];
export const CARD = {
  unitPath: VILLAGE,
  name: '旧保鲜库',
  class: 'operating',
  originalFen: 5_000_00,
  valueProvisional: false,
  title: 'unclear',
  use: 'in-use',
  acquiredOn: '2020-01-01',
  acceptedOn: '2020-01-01',
  funding: [
    {
      source: 'poverty-alleviation',
      amountFen: 5_000_00,
      project: { code: 'P1', name: '保鲜库', year: 2019 },
      acceptedOn: '2020-01-01',
    },
  ],
  implementedBy: 'village',
  benefits: 'one-village',
};

export class DisposalDesk {
  readonly registry: SampleRegistry;

  /** @param on a table of a real engine, or a registry that others work on too */
  constructor(on?: SampleTable | SampleRegistry) {
    this.registry = on instanceof SampleRegistry ? on : new SampleRegistry(loadPack('makit'), loadHolidays(), on);
  }

  async open(): Promise<this> {
    await this.registry.registerUnits();
    return this;
  }

  asset(more: object = {}): Promise<string> {
    return this.registry.registerAsset({ ...CARD, ...more });
  }

  async proposal(assetId: string, more: object = {}) {
    const kinds = ['appraisal-report', 'meeting-minutes'];
    const evidence = [];
    for (const kind of kinds) evidence.push({ kind, evidenceId: await this.registry.fileDocument(kind) });
    return {
      assetId,
      mode: 'auction',
      ground: 'market-risk',
      performance: { works: true, meetsTarget: false },
      statement: '长期亏损',
      appraisal: { appraiser: '天山评估', amountFen: 1_000_00, appraisedOn: '2026-05-01' },
      mortgaged: false,
      proceeds: { purpose: 'new-assistance-asset', newAsset: { class: 'operating', name: '新保鲜库' } },
      evidence,
      ...more,
    };
  }

  async post(who: Person, path: string, disposalId: string, body: object = {}, more: Record<string, string> = {}) {
    const version = (await this.read(disposalId)).version as number;
    const params = { disposalId, ...more };
    return this.registry.request(who, `POST /registry/disposals/{disposalId}/${path}`, { params, body, version });
  }

  async read(disposalId: string, who: Person = PEOPLE.government) {
    const params = { disposalId };
    return (await this.registry.request(who, 'GET /registry/disposals/{disposalId}', { params })).body;
  }

  async proposed(assetId: string): Promise<string> {
    const body = await this.proposal(assetId);
    const answer = await this.registry.request(PEOPLE.accountant, 'POST /registry/disposals', { body });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return String(answer.body.id);
  }

  async done(answer: Promise<{ status: number; body: unknown }>) {
    const { status, body } = await answer;
    if (status !== 200) throw new Error(JSON.stringify(body));
  }

  async executed(assetId: string, soldFen: number): Promise<string> {
    const id = await this.proposed(assetId);
    for (const who of CHAIN) await this.done(this.post(who, 'steps', id, { verdict: 'approved' }));
    const evidence = [{ kind: 'disposal-record', evidenceId: await this.registry.fileDocument('disposal-record') }];
    const result = { soldFen, buyer: '李四', concludedOn: '2026-05-06', reason: '流拍', evidence };
    await this.done(this.post(PEOPLE.accountant, 'results', id, result));
    await this.done(this.post(PEOPLE.accountant, 'publications', id));
    this.registry.now = '2026-05-20T02:00:00.000Z';
    await this.done(this.post(PEOPLE.accountant, 'executions', id));
    return id;
  }

  /** What has been executed, as the registry tells itself. */
  async told(): Promise<EventItem[]> {
    const events = await this.registry.events();
    return events.filter(({ type }) => type === 'panhuo.registry.disposal-executed.v1');
  }

  async hear(): Promise<void> {
    for (const event of await this.told()) {
      const result = await this.registry.consume(toCloudEvent(event, '653127', 'registry'));
      if (result.kind !== 'done') throw new Error(JSON.stringify(result));
    }
  }

  async card(assetId: string) {
    const params = { assetId };
    return (await this.registry.request(PEOPLE.government, 'GET /registry/assets/{assetId}', { params })).body;
  }
}
