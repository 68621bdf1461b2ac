/**
 * A disputed value (MG-07): independent appraisal → the pack's review → final value → made public, objections answered → it counts.
 * While the dispute is open the value changes in no other way.
 */
import {
  type Approval,
  type ChainStep,
  handsIn,
  openApproval,
  openStep,
  refusalToStep,
  stepsFor,
  takeStep,
  type Verdict,
} from '../../../../platform/approval.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../../platform/decider.ts';
import { holderKindOf } from '../../../../platform/holder-kind.ts';
import { type Publicity, publicityFrom } from '../../../../platform/publicity.ts';
import type { Policy } from '../../../../policy/policy.ts';
import type { AssetCore } from '../card.ts';
import { type DocumentRefusal, documentsOf } from '../filed-documents.ts';
import type { EvidenceFact, EvidenceFiled } from '../finding.ts';
import { monthOf, valueAt, withNet } from './asset-value.ts';
import { isDisputed, type ValuePart } from './value.ts';

/** Objections to one publication. */
export const VALUATION_OBJECTIONS_MAX = 50;
/** The pack's publicity rule for values. */
const PUBLICITY = 'valuation';

export interface ValuationDispute {
  /** `appraising` → `reviewing` → `approved` → `published` → `settled`; or `refused`, `withdrawn`. */
  readonly status: 'appraising' | 'reviewing' | 'approved' | 'published' | 'settled' | 'refused' | 'withdrawn';
  readonly openedOn: string;
  readonly disputedBy: string;
  readonly appraisedFen?: number | undefined;
  readonly appraisedBy?: string | undefined;
  readonly approval?: Approval | undefined;
  readonly publicity?: Publicity | undefined;
  readonly objectionCount?: number | undefined;
  readonly unanswered?: readonly number[] | undefined;
}

export interface DisputePart {
  readonly dispute?: ValuationDispute | undefined;
}

export type DisputeCommand =
  | { readonly type: 'dispute-value'; readonly reason: string }
  | { readonly type: 'record-independent-appraisal'; readonly appraiser: string; readonly amountFen: number }
  | { readonly type: 'step-valuation'; readonly verdict: Verdict; readonly reason?: string | undefined }
  | { readonly type: 'withdraw-value-dispute'; readonly reason: string }
  | { readonly type: 'publish-valuation' }
  | { readonly type: 'object-to-valuation'; readonly text: string }
  | {
      readonly type: 'answer-valuation-objection';
      readonly number: number;
      readonly verdict: 'upheld' | 'rejected';
      readonly answer: string;
    }
  | { readonly type: 'settle-valuation' };

export type DisputeEvent =
  | {
      readonly type: 'value-disputed';
      readonly unitPath: string;
      readonly reason: string;
      readonly openedOn: string;
      readonly disputedBy: string;
    }
  | {
      readonly type: 'value-appraised';
      readonly appraiser: string;
      readonly amountFen: number;
      readonly appraisedBy: string;
      readonly steps: readonly ChainStep[];
      readonly evidence: readonly EvidenceFact[];
    }
  | {
      readonly type: 'valuation-step-taken';
      readonly step: string;
      readonly verdict: Verdict;
      readonly by: string;
      readonly at: string;
      readonly reason?: string | undefined;
    }
  | { readonly type: 'value-dispute-withdrawn'; readonly reason: string; readonly withdrawnOn: string }
  | ({ readonly type: 'valuation-published'; readonly unitPath: string; readonly finalFen: number } & Publicity)
  | { readonly type: 'valuation-objected'; readonly number: number; readonly text: string; readonly receivedOn: string }
  | {
      readonly type: 'valuation-objection-answered';
      readonly number: number;
      readonly verdict: 'upheld' | 'rejected';
      readonly answer: string;
      readonly answeredOn: string;
    }
  | {
      readonly type: 'valuation-settled';
      readonly unitPath: string;
      readonly month: string;
      readonly previousNetFen: number;
      readonly netFen: number;
    };

export type DisputeRefusal =
  | DocumentRefusal
  | 'wrong-state'
  | 'not-found'
  | 'not-in-policy'
  | 'own-proposal'
  | 'second-step'
  | 'not-your-step'
  | 'reason-required'
  | 'publicity-not-over'
  | 'objection-unanswered';

type Disputable = AssetCore & ValuePart & DisputePart;
type Context = DecisionContext<Policy>;
type Result = Decision<DisputeEvent, DisputeRefusal>;
type Command<T extends DisputeCommand['type']> = Extract<DisputeCommand, { type: T }>;

/** The name under which the state item lists everyone who has had a hand in the dispute, for the guard of its steps. */
export const handInDispute = (sub: string): string => `valuation:${sub}`;

/** Everyone who may take no further step: who disputed, who filed the appraisal, who took a step. */
export function handsInDispute({ dispute }: DisputePart): string[] {
  if (dispute?.status !== 'reviewing' || !dispute.approval) return [];
  const hands = [...handsIn(dispute.approval), ...(dispute.appraisedBy === undefined ? [] : [dispute.appraisedBy])];
  return [...new Set(hands)].map(handInDispute);
}

export function decideDispute(
  state: Disputable,
  command: DisputeCommand,
  evidence: EvidenceFiled | undefined,
  context: Context,
): Result {
  const { actor, today } = context;
  if (command.type === 'dispute-value') {
    if (isDisputed(state) || state.use === 'disposed') return refuse('wrong-state');
    const { unitPath } = state;
    return accept({ type: 'value-disputed', unitPath, reason: command.reason, openedOn: today, disputedBy: actor.sub });
  }
  const { dispute } = state;
  if (!dispute || !isDisputed(state))
    return refuse('wrong-state', '没有进行中的价值争议', 'no dispute of its value is open');
  switch (command.type) {
    case 'record-independent-appraisal':
      return appraise(state, dispute, command, evidence, context);
    case 'step-valuation':
      return step(state, dispute, command, context);
    case 'withdraw-value-dispute':
      if (dispute.status !== 'appraising' && dispute.status !== 'reviewing') return refuse('wrong-state');
      // Only whoever raised it may take it back.
      if (dispute.disputedBy !== actor.sub) return refuse('not-your-step');
      return accept({ type: 'value-dispute-withdrawn', reason: command.reason, withdrawnOn: today });
    case 'publish-valuation':
      return publish(state, dispute, context);
    case 'object-to-valuation':
      return object(dispute, command, context);
    case 'answer-valuation-objection': {
      const { number, verdict, answer } = command;
      if (dispute.status !== 'published') return refuse('wrong-state');
      if (number > (dispute.objectionCount ?? 0)) return refuse('not-found');
      if (!dispute.unanswered?.includes(number)) return refuse('wrong-state');
      return accept({ type: 'valuation-objection-answered', number, verdict, answer, answeredOn: today });
    }
    case 'settle-valuation':
      return settle(state, dispute, context);
  }
}

function appraise(
  state: Disputable,
  dispute: ValuationDispute,
  { appraiser, amountFen }: Command<'record-independent-appraisal'>,
  evidence: EvidenceFiled | undefined,
  { policy, actor }: Context,
): Result {
  if (dispute.status !== 'appraising') return refuse('wrong-state');
  const documents = documentsOf(evidence, state.unitPath);
  if (documents.kind === 'refused') return documents;
  const steps = stepsFor(policy.chains['valuation-dispute'], holderKindOf(state.holderKind));
  const filed = { appraiser, amountFen, appraisedBy: actor.sub, steps, evidence: documents.facts };
  return accept({ type: 'value-appraised', ...filed });
}

function step(
  state: Disputable,
  { status, approval, appraisedBy }: ValuationDispute,
  { verdict, reason }: Command<'step-valuation'>,
  { actor, now }: Context,
): Result {
  if (status !== 'reviewing' || !approval) return refuse('wrong-state');
  if (appraisedBy === actor.sub) return refuse('own-proposal');
  const wrong = refusalToStep(approval, actor, state.unitPath);
  if (wrong) return refuse(wrong);
  if (verdict !== 'approved' && reason === undefined) return refuse('reason-required');
  const taken = openStep(approval)?.id ?? '';
  const guard = { actorMustNotBeListed: handInDispute(actor.sub), code: 'second-step' } as const;
  return accept({ type: 'valuation-step-taken', step: taken, verdict, by: actor.sub, at: now, reason }, guard);
}

function publish(state: Disputable, dispute: ValuationDispute, { policy, today, holidays }: Context): Result {
  if (dispute.status !== 'approved') return refuse('wrong-state');
  const rule = policy.publicity[PUBLICITY];
  if (!rule) return refuse('not-in-policy');
  const { unitPath } = state;
  const period = publicityFrom(today, rule, holidays);
  return accept({ type: 'valuation-published', unitPath, finalFen: dispute.appraisedFen ?? 0, ...period });
}

function object(
  { status, publicity, objectionCount = 0 }: ValuationDispute,
  { text }: Command<'object-to-valuation'>,
  { today }: Context,
): Result {
  if (status !== 'published' || !publicity) return refuse('wrong-state');
  if (today > publicity.objectionsUntil) return refuse('wrong-state', '异议期已过', 'the time to object is over');
  if (objectionCount >= VALUATION_OBJECTIONS_MAX) return refuse('wrong-state');
  return accept({ type: 'valuation-objected', number: objectionCount + 1, text, receivedOn: today });
}

function settle(
  state: Disputable,
  { status, publicity, unanswered, appraisedFen }: ValuationDispute,
  { today }: Context,
): Result {
  if (status !== 'published' || !publicity || appraisedFen === undefined) return refuse('wrong-state');
  if (today <= publicity.until) return refuse('publicity-not-over');
  if ((unanswered ?? []).length > 0) return refuse('objection-unanswered');
  const month = monthOf(today);
  const previousNetFen = valueAt(state, month).netFen;
  return accept({ type: 'valuation-settled', unitPath: state.unitPath, month, previousNetFen, netFen: appraisedFen });
}

export function evolveDispute<Asset extends Disputable>(state: Asset, event: DisputeEvent): Asset {
  if (event.type === 'value-disputed') {
    const { openedOn, disputedBy } = event;
    return { ...state, dispute: { status: 'appraising', openedOn, disputedBy } };
  }
  const { dispute } = state;
  if (!dispute) throw new Error(`${event.type} without a dispute`);
  if (event.type === 'valuation-settled') {
    const { month, netFen } = event;
    return {
      ...state,
      ...withNet(state, { month, kind: 'dispute', netFen }),
      dispute: { ...dispute, status: 'settled' },
    };
  }
  return { ...state, dispute: evolveCase(dispute, event) };
}

function evolveCase(
  dispute: ValuationDispute,
  event: Exclude<DisputeEvent, { type: 'value-disputed' | 'valuation-settled' }>,
): ValuationDispute {
  const { openedOn, disputedBy } = dispute;
  switch (event.type) {
    case 'value-appraised': {
      const approval = openApproval(event.steps, disputedBy);
      const status = approval.status === 'approved' ? 'approved' : 'reviewing';
      return { ...dispute, status, appraisedFen: event.amountFen, appraisedBy: event.appraisedBy, approval };
    }
    case 'valuation-step-taken': {
      if (!dispute.approval) throw new Error('a step was taken before the appraisal');
      const approval = takeStep(dispute.approval, event.verdict, event.by);
      // Returned: it is appraised anew, and the new figure goes through the whole review.
      if (approval.status === 'returned') return { status: 'appraising', openedOn, disputedBy };
      if (approval.status === 'refused') return { ...dispute, status: 'refused', approval };
      return { ...dispute, status: approval.status === 'approved' ? 'approved' : 'reviewing', approval };
    }
    case 'value-dispute-withdrawn':
      return { ...dispute, status: 'withdrawn' };
    case 'valuation-published': {
      const { publishedOn, until, objectionsUntil } = event;
      return {
        ...dispute,
        status: 'published',
        publicity: { publishedOn, until, objectionsUntil },
        objectionCount: 0,
        unanswered: [],
      };
    }
    case 'valuation-objected':
      return { ...dispute, objectionCount: event.number, unanswered: [...(dispute.unanswered ?? []), event.number] };
    case 'valuation-objection-answered':
      // Upheld: the figure does not stand, and it is appraised anew.
      if (event.verdict === 'upheld') return { status: 'appraising', openedOn, disputedBy };
      return { ...dispute, unanswered: (dispute.unanswered ?? []).filter((number) => number !== event.number) };
  }
}
