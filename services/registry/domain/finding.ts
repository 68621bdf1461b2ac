/** Findings on an asset: idle, low-efficiency, over-standard — declared with evidence, reviewed, ended by a write-off. */
import { addMonths, type CalendarDate, compareDates } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import type { AssetCore } from './card.ts';
import type { UnitKind } from './unit.ts';

export type FindingKind = 'idle' | 'low-efficiency' | 'over-standard';

export interface EvidenceFact {
  readonly kind: string;
  readonly evidenceId: string;
  readonly sha256: string;
}

/** A claim that the asset is idle, low-efficiency or over-standard, and what became of it. */
export interface Finding {
  readonly finding: FindingKind;
  readonly status: 'declared' | 'confirmed' | 'rejected';
  readonly outOfUseSince?: string | undefined;
  readonly declaredOn: string;
  readonly declaredBy: string;
  readonly reason?: string | undefined;
}

/** The documents of a declaration as they were found, not yet judged for completeness. */
export type EvidenceFiled =
  | { readonly kind: 'verified'; readonly facts: readonly EvidenceFact[] }
  | { readonly kind: 'unverified'; readonly evidenceId: string };

export interface FindingPart {
  readonly finding?: Finding | undefined;
}

export type FindingCommand =
  | {
      readonly type: 'declare-idle';
      readonly finding: FindingKind;
      readonly outOfUseSince?: CalendarDate | undefined;
      readonly hasDefinitePlan: boolean;
    }
  | {
      readonly type: 'review-finding';
      readonly verdict: 'confirmed' | 'rejected';
      readonly reason?: string | undefined;
    }
  /** The revitalization service has written the item off: the asset is in use again by this measure. */
  | {
      readonly type: 'record-write-off';
      readonly itemId: string;
      readonly measure: string;
      readonly writtenOffOn: string;
    }
  /** The revitalization service has reopened its item. */
  | {
      readonly type: 'record-reopening';
      readonly itemId: string;
      readonly reason: string;
      readonly reopenedOn: string;
    };

export type FindingEvent =
  /** The write-off did not hold: the asset is idle again, under the same finding. */
  | {
      readonly type: 'asset-idle-again';
      readonly itemId: string;
      readonly reason: string;
      readonly reopenedOn: string;
    }
  | {
      readonly type: 'idle-declared';
      readonly finding: FindingKind;
      readonly outOfUseSince?: string | undefined;
      readonly declaredOn: string;
      readonly declaredBy: string;
      readonly evidence: readonly EvidenceFact[];
    }
  | {
      readonly type: 'idle-confirmed';
      readonly unitPath: string;
      readonly holderKind: UnitKind;
      readonly name: string;
      readonly class: string;
      readonly subType?: string | undefined;
      readonly originalFen: number;
      readonly finding: FindingKind;
      readonly outOfUseSince?: string | undefined;
      readonly confirmedOn: string;
      readonly reason?: string | undefined;
    }
  | { readonly type: 'idle-rejected'; readonly finding: FindingKind; readonly reason: string }
  | {
      readonly type: 'asset-revitalized';
      readonly itemId: string;
      readonly measure: string;
      readonly writtenOffOn: string;
    };

export type FindingRefusal =
  | 'wrong-state'
  | 'own-proposal'
  | 'not-your-step'
  | 'reason-required'
  | 'evidence-missing'
  | 'evidence-not-verified'
  | 'not-in-policy'
  | 'not-idle-long-enough'
  | 'plan-exists';

type Findable = AssetCore & FindingPart;
type Context = DecisionContext<Policy>;
type Result = Decision<FindingEvent, FindingRefusal>;
type Command<T extends FindingCommand['type']> = Extract<FindingCommand, { type: T }>;

export function decideFinding(
  state: Findable,
  command: FindingCommand,
  evidence: EvidenceFiled | undefined,
  context: Context,
): Result {
  switch (command.type) {
    case 'declare-idle':
      return declareIdle(state, command, evidence, context);
    case 'review-finding':
      return reviewFinding(state, command, context);
    case 'record-write-off':
      return state.use === 'idle'
        ? accept({ ...command, type: 'asset-revitalized' })
        : refuse('wrong-state', '该资产不处于闲置状态', 'the asset is not idle');
    case 'record-reopening':
      return state.use === 'in-use' || state.use === 'leased'
        ? accept({ ...command, type: 'asset-idle-again' })
        : refuse('wrong-state', '该资产不在使用中', 'the asset is not in use');
  }
}

/** MX-02: out of use for MORE than N calendar months without a break, no definite plan, and the documents the pack asks for. */
function declareIdle(
  state: Findable,
  command: Command<'declare-idle'>,
  evidence: EvidenceFiled | undefined,
  context: Context,
): Result {
  if (state.use === 'idle' || state.use === 'disposed' || state.finding?.status === 'declared')
    return refuse('wrong-state');
  const rule = context.policy.idleFindings.kinds[command.finding];
  if (!rule) return refuse('not-in-policy');
  if ('monthsWithoutUse' in rule) {
    const { outOfUseSince } = command;
    if (outOfUseSince === undefined)
      return refuse('not-idle-long-enough', '须填写停用起始日期', 'the first day out of use is needed');
    const idleFrom = addMonths(outOfUseSince, rule.monthsWithoutUse);
    if (compareDates(idleFrom, context.today) >= 0) {
      return refuse(
        'not-idle-long-enough',
        `须连续停用超过 ${rule.monthsWithoutUse} 个月`,
        `it must be out of use for more than ${rule.monthsWithoutUse} months`,
      );
    }
    if (rule.requiresNoPlan && command.hasDefinitePlan) return refuse('plan-exists');
  }
  if (evidence?.kind === 'unverified') {
    return refuse(
      'evidence-not-verified',
      `材料 ${evidence.evidenceId} 未核验`,
      `document ${evidence.evidenceId} is not verified`,
    );
  }
  const facts = evidence?.facts ?? [];
  const missing = rule.requiredEvidence.find((kind) => !facts.some((fact) => fact.kind === kind));
  if (missing !== undefined) return refuse('evidence-missing', `缺少材料：${missing}`, `missing: ${missing}`);
  return accept({
    type: 'idle-declared',
    finding: command.finding,
    outOfUseSince: command.outOfUseSince,
    declaredOn: context.today,
    declaredBy: context.actor.sub,
    evidence: facts,
  });
}

/** MX-02, MX-03: the role the pack names reviews; whoever declared does not. */
function reviewFinding(state: Findable, command: Command<'review-finding'>, { policy, actor, today }: Context): Result {
  const { finding } = state;
  if (finding?.status !== 'declared') return refuse('wrong-state');
  const rule = policy.idleFindings.kinds[finding.finding];
  if (!rule) return refuse('not-in-policy');
  if (finding.declaredBy === actor.sub) return refuse('own-proposal');
  if (!actor.roles.includes(rule.reviewRole)) return refuse('not-your-step');
  const guard = { actorMustNotBeListed: actor.sub, code: 'own-proposal' } as const;
  if (command.verdict === 'rejected') {
    if (command.reason === undefined) return refuse('reason-required');
    return accept({ type: 'idle-rejected', finding: finding.finding, reason: command.reason }, guard);
  }
  const { unitPath, holderKind, name, subType, originalFen } = state;
  const event: FindingEvent = {
    type: 'idle-confirmed',
    unitPath,
    holderKind,
    name,
    class: state.class,
    subType,
    originalFen,
    finding: finding.finding,
    outOfUseSince: finding.outOfUseSince,
    confirmedOn: today,
    reason: command.reason,
  };
  return accept(event, guard);
}

export function evolveFinding<Asset extends Findable>(state: Asset, event: FindingEvent): Asset {
  switch (event.type) {
    case 'idle-declared': {
      const { type: _type, evidence: _evidence, ...finding } = event;
      return { ...state, finding: { ...finding, status: 'declared' } };
    }
    case 'idle-confirmed':
      return { ...state, use: 'idle', finding: { ...findingOf(state), status: 'confirmed', reason: event.reason } };
    case 'idle-rejected':
      return { ...state, finding: { ...findingOf(state), status: 'rejected', reason: event.reason } };
    case 'asset-revitalized':
      return { ...state, use: 'in-use', finding: undefined };
    case 'asset-idle-again':
      return { ...state, use: 'idle' };
  }
}

function findingOf(state: FindingPart): Finding {
  if (!state.finding) throw new Error('a finding was reviewed before it was declared');
  return state.finding;
}
