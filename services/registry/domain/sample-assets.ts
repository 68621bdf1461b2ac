/** Assets, people and decisions for the tests of these rules. */
import { calendarDate } from '../../../platform/calendar.ts';
import type { Actor, Decision, DecisionContext } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import { type Asset, type AssetCommand, type AssetEvent, type AssetRefs, decideAsset, evolveAsset } from './asset.ts';
import type { Card } from './card.ts';
import type { EvidenceFiled } from './finding.ts';
import type { Unit, UnitKind } from './units/unit.ts';

export const VILLAGE = '653127/653127100/653127100201/';
export const OTHER_VILLAGE = '653127/653127101/653127101201/';

export const unitOf = (path: string, kind: UnitKind = 'village', status: Unit['status'] = 'active'): Unit => ({
  code: path.split('/').at(-2) ?? '',
  name: '单位',
  kind,
  path,
  status,
});
export const actor = (sub: string, role: string, unit: string): Actor => ({ sub, roles: [role], unit });

export const card = (more: Partial<Card> = {}): Card => ({
  name: '村委会旧楼',
  class: 'buildings',
  originalFen: 12_345_600,
  valueProvisional: false,
  title: 'unclear',
  use: 'in-use',
  ...more,
});

/** One asset's story under one policy: each command is decided, and its event taken in. */
export class Story {
  state: Asset | undefined;
  readonly events: AssetEvent[] = [];
  today = calendarDate('2026-05-06');
  private readonly policy: Policy;
  private readonly holidays: DecisionContext<Policy>['holidays'];

  constructor(policy: Policy, holidays: DecisionContext<Policy>['holidays'] = { years: {} }) {
    this.policy = policy;
    this.holidays = holidays;
  }

  decide(who: Actor, command: AssetCommand, refs: AssetRefs = {}): Decision<AssetEvent, string> {
    const now = `${this.today}T02:00:00.000Z`;
    const context = { now, today: this.today, eventId: 'E', actor: who, policy: this.policy, holidays: this.holidays };
    return decideAsset(this.state, command, refs, context);
  }

  /** Does what must be accepted. */
  do(who: Actor, command: AssetCommand, refs: AssetRefs = {}): AssetEvent {
    const decision = this.decide(who, command, refs);
    if (decision.kind === 'refused') throw new Error(`${command.type} refused: ${decision.refusal.code}`);
    this.events.push(decision.event);
    this.state = evolveAsset(this.state, decision.event);
    return decision.event;
  }

  /** The code with which something is refused, or `accepted`. */
  codeOf(who: Actor, command: AssetCommand, refs: AssetRefs = {}): string {
    const decision = this.decide(who, command, refs);
    return decision.kind === 'refused' ? decision.refusal.code : 'accepted';
  }

  registered(more: Partial<Card> = {}, unit: Unit = unitOf(VILLAGE)): this {
    const clerk = actor('wang', 'village-accountant', unit.path);
    this.do(clerk, { type: 'register', unitPath: unit.path, card: card(more) }, { unit });
    return this;
  }
}

/** Verified documents of these kinds, filed by a unit. */
export const filedDocuments = (kinds: readonly string[] = ['record'], unitPath = VILLAGE): EvidenceFiled => ({
  kind: 'verified',
  documents: kinds.map((kind) => ({ kind, evidenceId: `doc-${kind}`, sha256: 'ab'.repeat(32), unitPath })),
});
