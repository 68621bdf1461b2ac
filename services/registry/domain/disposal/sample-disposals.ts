/** Disposals for the tests of these rules: one case's story over one asset under one policy. */
import { calendarDate } from '../../../../platform/calendar.ts';
import type { Actor } from '../../../../platform/decider.ts';
import type { Policy } from '../../../../policy/policy.ts';
import type { Asset } from '../asset.ts';
import type { EvidenceFiled } from '../finding.ts';
import { actor, Story, unitOf, VILLAGE } from '../sample-assets.ts';
import type { UnitKind } from '../units/unit.ts';
import { decideDisposal, evolveDisposal } from './disposal.ts';
import type { CommandOf, Disposal, DisposalCommand, DisposalEvent, DisposalRefs } from './disposal-case.ts';

const COUNTY = '653127/';
export const TOWNSHIP = '653127/653127100/';
export const WHO = {
  holder: actor('wang', 'village-accountant', VILLAGE),
  successor: actor('he', 'village-accountant', VILLAGE),
  officer: actor('qian', 'township-officer', TOWNSHIP),
  newOfficer: actor('ma', 'township-officer', TOWNSHIP),
  industry: actor('wu', 'industry-department', COUNTY),
  government: actor('feng', 'county-government', COUNTY),
  finance: actor('zheng', 'finance-bureau', COUNTY),
  agriculture: actor('jia', 'agriculture-bureau', COUNTY),
} as const;

/** The packs used here publish for calendar days. */
const holidays = { years: {} };

export const papers = (kinds: readonly string[], unitPath = VILLAGE): EvidenceFiled => ({
  kind: 'verified',
  documents: kinds.map((kind) => ({ kind, evidenceId: kind, sha256: 'ab', unitPath })),
});

/** A registered operating asset, as the pack of Makit knows them. */
export function assetOf(policy: Policy, more: Partial<Asset> = {}, path = VILLAGE, kind: UnitKind = 'village'): Asset {
  const story = new Story(policy, holidays).registered(
    { class: 'operating', acquiredOn: '2020-01-01', acceptedOn: '2020-01-01' },
    unitOf(path, kind),
  );
  if (!story.state) throw new Error('not registered');
  return { ...story.state, ...more };
}

export const PROPOSAL: CommandOf<'propose'> = {
  type: 'propose',
  assetId: 'A1',
  mode: 'auction',
  ground: 'market-risk',
  performance: { works: true, meetsTarget: false },
  statement: '市场变化，长期亏损',
  appraisal: { appraiser: '天山评估', amountFen: 1_000_00, appraisedOn: '2026-05-01' },
  mortgaged: false,
  proceeds: { purpose: 'new-assistance-asset', newAsset: { class: 'operating', name: '新保鲜库' } },
};
export const APPRAISED = papers(['appraisal-report', 'meeting-minutes']);

export class CaseStory {
  state: Disposal | undefined;
  readonly events: DisposalEvent[] = [];
  today = calendarDate('2026-05-06');
  asset: Asset;
  private readonly policy: Policy;

  constructor(policy: Policy, asset: Asset = assetOf(policy)) {
    this.policy = policy;
    this.asset = asset;
  }

  decide(who: Actor, command: DisposalCommand, refs: DisposalRefs = {}) {
    const now = `${this.today}T02:00:00.000Z`;
    const context = { now, today: this.today, eventId: 'E', actor: who, policy: this.policy, holidays };
    return decideDisposal(this.state, command, { asset: this.asset, ...refs }, context);
  }

  codeOf(who: Actor, command: DisposalCommand, refs: DisposalRefs = {}): string {
    const decision = this.decide(who, command, refs);
    return decision.kind === 'refused' ? decision.refusal.code : 'accepted';
  }

  do(who: Actor, command: DisposalCommand, refs: DisposalRefs = {}): this {
    const decision = this.decide(who, command, refs);
    if (decision.kind === 'refused') throw new Error(`${command.type} refused: ${decision.refusal.code}`);
    this.events.push(decision.event);
    this.state = evolveDisposal(this.state, decision.event);
    return this;
  }

  proposed(more: Partial<CommandOf<'propose'>> = {}, evidence: EvidenceFiled = APPRAISED): this {
    return this.do(WHO.holder, { ...PROPOSAL, ...more }, { evidence });
  }

  approved(...by: readonly Actor[]): this {
    for (const who of by) this.do(who, { type: 'step', verdict: 'approved' });
    return this;
  }

  /** Sold for this much on this day, published, and the period over. */
  executed(soldFen: number): this {
    const sold = {
      type: 'record-result',
      soldFen,
      buyer: '李四',
      concludedOn: this.today,
      reason: '流拍后降价',
    } as const;
    this.do(WHO.holder, sold, { evidence: papers(['disposal-record']) });
    this.do(WHO.holder, { type: 'publish' });
    this.today = calendarDate('2026-06-01');
    return this.do(WHO.holder, { type: 'execute' });
  }
}
