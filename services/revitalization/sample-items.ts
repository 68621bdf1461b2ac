/** Made-up items, people and packs for the tests of this service. */
import { dateInShanghai } from '../../platform/calendar.ts';
import type { Actor, Decision, DecisionContext } from '../../platform/decider.ts';
import { loadHolidays, loadPack } from '../../policy/load.ts';
import type { Policy } from '../../policy/policy.ts';
import type { CardFate } from './domain/card-fate.ts';
import { evolveItem, type Item, type ItemEvent, type ListedAsset } from './domain/item.ts';
import type { EvidenceFiled, ItemCommand, ItemRefusal } from './domain/item-commands.ts';
import { decideItem } from './domain/item-rules.ts';

export const COUNTY = '653127/';
export const TOWNSHIP = `${COUNTY}653127100/`;
export const VILLAGE = `${TOWNSHIP}653127100201/`;
export const OTHER_VILLAGE = `${TOWNSHIP}653127100202/`;
export const OTHER_TOWNSHIP = `${COUNTY}653127101/`;

const person = (sub: string, role: string, unit: string): Actor => ({ sub, roles: [role], unit });
export const PEOPLE = {
  accountant: person('accountant', 'village-accountant', VILLAGE),
  head: person('head', 'village-head', VILLAGE),
  township: person('township', 'township-officer', TOWNSHIP),
  township2: person('township2', 'township-officer', TOWNSHIP),
  otherTownship: person('other-township', 'township-officer', OTHER_TOWNSHIP),
  industry: person('industry', 'industry-department', COUNTY),
  industry2: person('industry2', 'industry-department', COUNTY),
  finance: person('finance', 'finance-bureau', COUNTY),
  county: person('county', 'county-government', COUNTY),
  auditor: person('auditor', 'auditor', COUNTY),
} as const;

export const holidays = loadHolidays();
export const packOf = (name: string): Policy => loadPack(name);

/** An idle operating asset of a village, as the makit pack knows it. */
export const sampleAsset: ListedAsset = {
  assetId: 'ASSET1',
  assetVersion: 3,
  unitPath: VILLAGE,
  holderKind: 'village-collective',
  name: '保鲜库',
  class: 'operating',
  subType: 'cold-store',
  originalFen: 60_000_000,
  finding: 'idle',
  confirmedOn: '2026-01-10',
};

export type PlanCommand = Extract<ItemCommand, { type: 'plan' }>;
export const samplePlan: PlanCommand = {
  type: 'plan',
  measure: 'self-operation',
  earlierMeasures: [],
  conditions: [],
  responsible: { unitPath: VILLAGE, person: '买买提' },
  difficulty: 'easy',
};

export const sampleEvidence = (unitPath = VILLAGE): EvidenceFiled => ({
  kind: 'verified',
  documents: [{ kind: 'acceptance-record', evidenceId: 'E1', sha256: 'a'.repeat(64), unitPath }],
});

/** One item living through commands on days of a calendar, without a store. */
export class SampleItem {
  readonly policy: Policy;
  readonly events: ItemEvent[] = [];
  state: Item | undefined;
  /** `YYYY-MM-DD`; noon of it in Shanghai is "now". */
  day: string;

  constructor(policy: Policy, day = '2026-01-12') {
    this.policy = policy;
    this.day = day;
  }

  private context(actor: Actor): DecisionContext<Policy> {
    const now = `${this.day}T04:00:00.000Z`;
    return { now, today: dateInShanghai(now), eventId: 'EVENT', actor, policy: this.policy, holidays };
  }

  /** Decides and, when accepted, evolves. */
  run(command: ItemCommand, actor: Actor, evidence?: EvidenceFiled, fate?: CardFate): Decision<ItemEvent, ItemRefusal> {
    const decision = decideItem(this.state, command, { evidence, fate }, this.context(actor));
    if (decision.kind === 'accepted') {
      this.state = evolveItem(this.state, decision.event);
      this.events.push(decision.event);
    }
    return decision;
  }

  /** Runs a command that must be accepted. */
  must(command: ItemCommand, actor: Actor = PEOPLE.head, evidence?: EvidenceFiled): ItemEvent {
    const decision = this.run(command, actor, evidence);
    if (decision.kind === 'refused') throw new Error(`${command.type} was refused: ${decision.refusal.code}`);
    return decision.event;
  }

  /** The code a command is refused with, or `accepted`. */
  answer(command: ItemCommand, actor: Actor = PEOPLE.head, evidence?: EvidenceFiled): ItemRefusal | 'accepted' {
    const decision = this.run(command, actor, evidence);
    return decision.kind === 'refused' ? decision.refusal.code : 'accepted';
  }

  get item(): Item {
    if (!this.state) throw new Error('not listed yet');
    return this.state;
  }

  list(asset: Partial<ListedAsset> = {}): this {
    this.must({ type: 'list', asset: { ...sampleAsset, ...asset } });
    return this;
  }

  /** Listed, planned and approved through the makit chain. */
  approve(plan: Partial<PlanCommand> = {}): this {
    this.must({ ...samplePlan, ...plan });
    this.must({ type: 'step-plan', verdict: 'approved' }, PEOPLE.township);
    this.must({ type: 'step-plan', verdict: 'approved' }, PEOPLE.industry);
    return this;
  }

  /** From approval to a reported completion. */
  report(): this {
    this.must({ type: 'start' });
    this.must({ type: 'report-completion', summary: '已恢复使用' }, PEOPLE.head, sampleEvidence());
    return this;
  }

  writeOff(): this {
    this.must({ type: 'step-completion', verdict: 'approved' }, PEOPLE.township);
    this.must({ type: 'step-completion', verdict: 'approved' }, PEOPLE.industry);
    return this;
  }
}
