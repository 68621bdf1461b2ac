/** Findings on an asset: idle, low-efficiency, over-standard — declared with evidence, reviewed, ended by a write-off. */
import { addMonths, type CalendarDate, compareDates } from '../../../platform/calendar.ts';
import { type Actor, accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import { isWithin } from '../../../platform/unit-path.ts';
import type { Policy } from '../../../policy/policy.ts';
import type { AssetCore } from './card.ts';
import type { UnitKind } from './units/unit.ts';
import { baseUse, settleUse, type UsePart, usedOn, usedSince } from './use-state.ts';

export type FindingKind = 'idle' | 'low-efficiency' | 'over-standard';

export interface EvidenceFact {
  readonly kind: string;
  readonly evidenceId: string;
  readonly sha256: string;
}

/** A claim that the asset is idle, low-efficiency or over-standard, and what became of it. */
export interface Finding {
  readonly finding: FindingKind;
  readonly status: 'declared' | 'confirmed' | 'rejected' | 'written-off';
  readonly outOfUseSince?: string | undefined;
  readonly declaredOn: string;
  /** Until it is reviewed, so that nobody reviews their own. */
  readonly declaredBy?: string | undefined;
  readonly criteria?: Criteria | undefined;
  readonly reason?: string | undefined;
  /** The day the revitalization service wrote it off; it was in use then. */
  readonly writtenOffOn?: string | undefined;
}

/** MX-03, MX-04: the standard it was held against, item by item, and what was found. */
export interface Criteria {
  readonly standard: string;
  readonly observed: string;
}

/** The documents of a declaration as they were found, not yet judged for completeness. */
export type EvidenceFiled =
  | { readonly kind: 'verified'; readonly documents: readonly (EvidenceFact & { readonly unitPath: string })[] }
  | { readonly kind: 'unverified'; readonly evidenceId: string };

export interface FindingPart {
  readonly finding?: Finding | undefined;
  /** Version of the asset's revitalization item as last heard of; its events may overtake one another. */
  readonly itemVersion?: number | undefined;
}

export type FindingCommand =
  | {
      readonly type: 'declare-idle';
      readonly finding: FindingKind;
      readonly outOfUseSince?: CalendarDate | undefined;
      readonly hasDefinitePlan: boolean;
      readonly criteria?: Criteria | undefined;
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
      readonly itemVersion: number;
      readonly measure: string;
      readonly writtenOffOn: string;
    }
  /** The revitalization service has reopened its item. */
  | {
      readonly type: 'record-reopening';
      readonly itemId: string;
      readonly itemVersion: number;
      readonly reason: string;
      readonly reopenedOn: string;
    };

export type FindingEvent =
  /** The write-off did not hold: the asset is idle again, under the same finding. */
  | {
      readonly type: 'asset-idle-again';
      readonly itemId: string;
      readonly itemVersion: number;
      readonly reason: string;
      readonly reopenedOn: string;
    }
  | {
      readonly type: 'idle-declared';
      readonly finding: FindingKind;
      readonly outOfUseSince?: string | undefined;
      readonly declaredOn: string;
      readonly declaredBy: string;
      readonly criteria?: Criteria | undefined;
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
      readonly itemVersion: number;
      readonly measure: string;
      readonly writtenOffOn: string;
    };

export type FindingRefusal =
  | 'wrong-state'
  | 'stale-version'
  | 'own-proposal'
  | 'not-your-step'
  | 'reason-required'
  | 'evidence-missing'
  | 'evidence-not-verified'
  | 'not-in-policy'
  | 'not-idle-long-enough'
  | 'plan-exists';

type Findable = AssetCore & FindingPart & UsePart;
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
    case 'record-reopening':
      return recordItem(state, command);
  }
}

/**
 * What became of the revitalization item is a fact; only its order is judged. Its events may arrive out of order after an outage, and
 * then the later one stands.
 */
function recordItem(state: Findable, command: Command<'record-write-off' | 'record-reopening'>): Result {
  const { finding, itemVersion = 0 } = state;
  if (command.itemVersion <= itemVersion)
    return refuse('stale-version', '已有更新的消息', 'later news has been recorded');
  if (!finding || (finding.status === 'rejected' && itemVersion === 0))
    return refuse('wrong-state', '该资产不在盘活清单上', 'the asset was never on the revitalization list');
  return command.type === 'record-write-off'
    ? accept({ ...command, type: 'asset-revitalized' })
    : accept({ ...command, type: 'asset-idle-again' });
}

/** MX-02: out of use for MORE than N calendar months without a break, no definite plan, and the documents the pack asks for. */
function declareIdle(
  state: Findable,
  command: Command<'declare-idle'>,
  evidence: EvidenceFiled | undefined,
  context: Context,
): Result {
  const running = state.finding?.status === 'declared' || state.finding?.status === 'confirmed';
  if (running || state.use === 'lost' || (baseUse(state) ?? 'idle') === 'idle') return refuse('wrong-state');
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
    if (usedSince(state, outOfUseSince) || (state.finding?.writtenOffOn ?? '') >= outOfUseSince) return runBroken;
    if (rule.requiresNoPlan && command.hasDefinitePlan) return refuse('plan-exists');
  }
  if (evidence?.kind === 'unverified') return notVerified(evidence.evidenceId);
  const documents = evidence?.documents ?? [];
  const foreign = documents.find((document) => !speaksFor(document, state, context.actor));
  if (foreign) return notVerified(foreign.evidenceId);
  const facts = documents.map(({ kind, evidenceId, sha256 }) => ({ kind, evidenceId, sha256 }));
  const missing = rule.requiredEvidence.find((kind) => !facts.some((fact) => fact.kind === kind));
  if (missing !== undefined) return refuse('evidence-missing', `缺少材料：${missing}`, `missing: ${missing}`);
  return accept({
    type: 'idle-declared',
    finding: command.finding,
    outOfUseSince: command.outOfUseSince,
    declaredOn: context.today,
    declaredBy: context.actor.sub,
    criteria: command.criteria,
    evidence: facts,
  });
}

/**
 * A document filed for the asset's own unit, or for a unit above it by whoever acts for that unit: a township's minutes over the idle assets of its
 * villages are one document. Any other answers like one that is not there: nobody learns what others have filed.
 */
const speaksFor = (document: { readonly unitPath: string }, { unitPath }: Findable, actor: Actor): boolean =>
  document.unitPath === unitPath || (isWithin(unitPath, document.unitPath) && isWithin(document.unitPath, actor.unit));

/** MX-02: a use in between breaks the run of months. */
const runBroken: Result = refuse('not-idle-long-enough', '其间曾使用，停用未满连续期限', 'it was in use in between');

const notVerified = (evidenceId: string): Result =>
  refuse('evidence-not-verified', `材料 ${evidenceId} 未核验`, `document ${evidenceId} is not verified`);

/** The name under which the state item lists whoever declared, for the guard of a review; a handover lists its own. */
export const declarer = (sub: string): string => `finding:${sub}`;

/** MX-02, MX-03: the role the pack names reviews; whoever declared does not. */
function reviewFinding(state: Findable, command: Command<'review-finding'>, { policy, actor, today }: Context): Result {
  const { finding } = state;
  if (finding?.status !== 'declared') return refuse('wrong-state');
  const rule = policy.idleFindings.kinds[finding.finding];
  if (!rule) return refuse('not-in-policy');
  if (finding.declaredBy === actor.sub) return refuse('own-proposal');
  if (!actor.roles.includes(rule.reviewRole)) return refuse('not-your-step');
  const guard = { actorMustNotBeListed: declarer(actor.sub), code: 'own-proposal' } as const;
  if (command.verdict === 'rejected') {
    if (command.reason === undefined) return refuse('reason-required');
    return accept({ type: 'idle-rejected', finding: finding.finding, reason: command.reason }, guard);
  }
  if (finding.finding === 'idle' && finding.outOfUseSince !== undefined && usedSince(state, finding.outOfUseSince))
    return runBroken;
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
      // The finding before it makes room; that the asset was in use when it ended is kept.
      const { finding: before } = state;
      const known = before?.writtenOffOn === undefined ? state : usedOn(state, before.writtenOffOn);
      return { ...known, finding: { ...finding, status: 'declared' } };
    }
    case 'idle-confirmed':
      return found(state, reviewed(state, 'confirmed', event.reason));
    case 'idle-rejected':
      return { ...state, finding: reviewed(state, 'rejected', event.reason) };
    case 'asset-revitalized': {
      const { itemVersion } = event;
      const { finding } = state;
      // A finding declared since then is another one.
      if (finding?.status !== 'confirmed') return { ...state, itemVersion };
      const { writtenOffOn } = event;
      const revived = finding.finding === 'idle' ? settleUse(state, 'in-use') : state;
      return { ...revived, itemVersion, finding: { ...finding, status: 'written-off', writtenOffOn } };
    }
    case 'asset-idle-again': {
      const next = { ...state, itemVersion: event.itemVersion };
      const { finding } = state;
      return finding?.status === 'written-off'
        ? found(next, { ...finding, status: 'confirmed', writtenOffOn: undefined })
        : next;
    }
  }
}

/** Only a finding of idleness says that the asset is out of use; one of low efficiency or over standard leaves it in use (MX-03, MX-04). */
const found = <Asset extends Findable>(state: Asset, finding: Finding): Asset => ({
  ...(finding.finding === 'idle' ? settleUse(state, 'idle') : state),
  finding,
});

/** Who declared it is in its event; the card keeps that only as long as somebody is to review it. */
function reviewed({ finding }: FindingPart, status: 'confirmed' | 'rejected', reason: string | undefined): Finding {
  if (!finding) throw new Error('a finding was reviewed before it was declared');
  const { declaredBy: _declaredBy, ...facts } = finding;
  return { ...facts, status, reason };
}
