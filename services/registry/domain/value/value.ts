/**
 * The value of an asset after it was registered (MG-04, MG-06): its final account, the appraisal of equity whose term is over, impairment and
 * revaluation. Each sets the net value anew as of the month in which it is recorded; what was depreciated by then stays.
 */
import { accept, type Decision, type DecisionContext, refuse } from '../../../../platform/decider.ts';
import type { Policy } from '../../../../policy/policy.ts';
import type { AssetCore, Card, CardEvent, CardRefusal, FundingLine } from '../card.ts';
import { type DocumentRefusal, documentsOf } from '../filed-documents.ts';
import type { EvidenceFact, EvidenceFiled } from '../finding.ts';
import {
  type DepreciationPlan,
  finalAccountDueDate,
  hasBegun,
  monthOf,
  type Opening,
  planFor,
  type ValuePlan,
  valueAt,
  withNet,
} from './asset-value.ts';
import type { ValueChange } from './depreciation.ts';
import { basisOf } from './value-basis.ts';

export interface ValuePart extends ValuePlan {
  readonly opening?: Opening | undefined;
  readonly valueChanges?: readonly ValueChange[] | undefined;
  /** What equity was appraised at when its term was over. */
  readonly appraisedFen?: number | undefined;
  readonly finalAccountOverdue?: true | undefined;
}

export type ValueCommand =
  | {
      readonly type: 'record-final-account';
      readonly amountFen: number;
      /** Who paid which part of that amount; needed when the card names its funding and the amount is another. */
      readonly funding?: readonly FundingLine[] | undefined;
    }
  | { readonly type: 'record-appraisal'; readonly amountFen: number; readonly appraiser: string }
  | { readonly type: 'impair'; readonly netFen: number; readonly reason: string }
  | { readonly type: 'revalue'; readonly netFen: number; readonly reason: string };

interface NetSet {
  readonly month: string;
  readonly previousNetFen: number;
  readonly netFen: number;
  readonly evidence: readonly EvidenceFact[];
}

export type ValueEvent =
  | ({
      readonly type: 'final-account-recorded';
      readonly unitPath: string;
      readonly originalFen: number;
      readonly previousFen: number;
      readonly funding?: readonly FundingLine[] | undefined;
      /** The plan anew, while nothing has been depreciated by the old one. */
      readonly depreciation?: DepreciationPlan | undefined;
    } & NetSet)
  | ({ readonly type: 'equity-appraised'; readonly appraiser: string } & NetSet)
  | ({ readonly type: 'asset-impaired'; readonly reason: string } & NetSet)
  | ({ readonly type: 'asset-revalued'; readonly reason: string } & NetSet);

export type ValueRefusal =
  | DocumentRefusal
  | 'wrong-state'
  | 'invalid-money'
  | 'value-disputed'
  | 'value-changed-this-month'
  | 'value-basis';

export type WithValue = AssetCore & ValuePart & { readonly dispute?: { readonly status: string } | undefined };
type Context = DecisionContext<Policy>;
type Result = Decision<ValueEvent, ValueRefusal>;
type Command<T extends ValueCommand['type']> = Extract<ValueCommand, { type: T }>;

/** While somebody disputes the value it changes by the end of the dispute alone (MG-07). */
export const isDisputed = ({ dispute }: Pick<WithValue, 'dispute'>): boolean =>
  dispute !== undefined && !['settled', 'refused', 'withdrawn'].includes(dispute.status);

export const disputed = () => refuse('value-disputed', '价值争议处理期间不得变更价值', 'its value is being disputed');

export function decideValue(
  state: WithValue,
  command: ValueCommand,
  evidence: EvidenceFiled | undefined,
  context: Context,
): Result {
  if (state.use === 'disposed') return refuse('wrong-state');
  if (isDisputed(state)) return disputed();
  const documents = documentsOf(evidence, state.unitPath);
  if (documents.kind === 'refused') return documents;
  switch (command.type) {
    case 'record-final-account':
      return recordFinalAccount(state, command, documents.facts, context);
    case 'record-appraisal':
      return recordAppraisal(state, command, documents.facts, context);
    case 'impair':
    case 'revalue':
      return setAnew(state, command, documents.facts, context);
  }
}

/** MG-04: the provisional value is replaced by the final account's; both stand in the event. */
function recordFinalAccount(
  state: WithValue,
  { amountFen, funding }: Command<'record-final-account'>,
  evidence: readonly EvidenceFact[],
  { policy, today }: Context,
): Result {
  if (state.finalAccount !== 'due') return refuse('wrong-state', '该资产没有待办的竣工决算', 'no final account is due');
  const report = policy.valuation.finalAccount.document;
  if (!evidence.some(({ kind }) => kind === report))
    return refuse('evidence-missing', `缺少材料：${report}`, `missing: ${report}`);
  const lines = funding ?? state.funding ?? [];
  const fundedFen = lines.reduce((sum, line) => sum + line.amountFen, 0);
  if (lines.length > 0 && fundedFen !== amountFen)
    return refuse(
      'invalid-money',
      '各资金来源合计与决算金额不符',
      'the funding lines do not add up to the final account',
    );
  const month = monthOf(today);
  const previousNetFen = valueAt(state, month).netFen;
  const changes = { unitPath: state.unitPath, originalFen: amountFen, previousFen: state.originalFen, funding };
  const fresh = isUntouched(state, month);
  const netFen = fresh ? amountFen : Math.max(0, previousNetFen + amountFen - state.originalFen);
  const depreciation = fresh ? planFor(policy, { ...state, originalFen: amountFen }) : state.depreciation;
  return accept({ type: 'final-account-recorded', ...changes, depreciation, month, previousNetFen, netFen, evidence });
}

/** Nothing has happened yet to what the card began with: no depreciation, no change of value. */
const isUntouched = (state: WithValue, month: string): boolean =>
  (state.depreciation === undefined || !hasBegun(state, month)) &&
  state.opening === undefined &&
  (state.valueChanges ?? []).length === 0;

/** MG-04: equity is worth its original value until the term of its buy-back is over, and what it is appraised at afterwards. */
function recordAppraisal(
  state: WithValue,
  { amountFen, appraiser }: Command<'record-appraisal'>,
  evidence: readonly EvidenceFact[],
  { today }: Context,
): Result {
  if (basisOf(state, today)?.basis !== 'appraisal')
    return refuse('value-basis', '回购期限届满后方可按评估核定', 'an appraisal counts after the term of the buy-back');
  const month = monthOf(today);
  const previousNetFen = valueAt(state, month).netFen;
  return accept({ type: 'equity-appraised', appraiser, month, previousNetFen, netFen: amountFen, evidence });
}

/** MG-06: at most one a month, and not before the first month: what is left is spread anew over the months that remain. */
function setAnew(
  state: WithValue,
  command: Command<'impair' | 'revalue'>,
  evidence: readonly EvidenceFact[],
  { today }: Context,
): Result {
  const month = monthOf(today);
  const { netFen, reason } = command;
  if (!hasBegun(state, month)) return refuse('wrong-state', '折旧尚未开始', 'its depreciation has not begun');
  if ((state.valueChanges?.at(-1)?.month ?? '') >= month) return refuse('value-changed-this-month');
  const previousNetFen = valueAt(state, month).netFen;
  if (command.type === 'impair' ? netFen >= previousNetFen : netFen === previousNetFen)
    return refuse(
      'invalid-money',
      '新的净值与原净值不符合要求',
      'an impairment lowers the net value, a revaluation changes it',
    );
  const type = command.type === 'impair' ? 'asset-impaired' : 'asset-revalued';
  return accept({ type, reason, month, previousNetFen, netFen, evidence });
}

export function evolveValue<Asset extends WithValue>(state: Asset, event: ValueEvent): Asset {
  const { month, netFen } = event;
  switch (event.type) {
    case 'final-account-recorded': {
      const settled = {
        ...state,
        finalAccount: 'done' as const,
        originalFen: event.originalFen,
        valueProvisional: false,
        funding: event.funding ?? state.funding,
        depreciation: event.depreciation,
        finalAccountDueDate: undefined,
        finalAccountOverdue: undefined,
      };
      return isUntouched(state, month)
        ? settled
        : { ...settled, ...withNet(state, { month, kind: 'final-account', netFen }) };
    }
    case 'equity-appraised':
      return { ...state, ...withNet(state, { month, kind: 'appraisal', netFen }), appraisedFen: netFen };
    case 'asset-impaired':
      return { ...state, ...withNet(state, { month, kind: 'impairment', netFen }) };
    case 'asset-revalued':
      return { ...state, ...withNet(state, { month, kind: 'revaluation', netFen }) };
  }
}

// ── what registering and correcting a card mean for its value ───────────────────────────────────────────────────────

type CardResult = Decision<CardEvent, CardRefusal | ValueRefusal>;

/**
 * MG-04, MG-07: why a card may not be registered or corrected so. A correction types no final account, and touches no value that is disputed or has
 * been set anew since it was registered.
 */
export function valueClaimRefusal(
  state: WithValue | undefined,
  card: Card,
  { policy, today }: Context,
): Decision<never, ValueRefusal | 'not-in-policy'> | undefined {
  const { depreciationKind } = card;
  if (
    depreciationKind !== undefined &&
    !policy.depreciation.some(({ classOrKind }) => classOrKind === depreciationKind)
  )
    return refuse('not-in-policy', `没有折旧类别 ${depreciationKind}`, `there is no kind ${depreciationKind}`);
  const basis = basisOf(card, today);
  const counts = basis?.basis === 'disbursed' ? basis.amountFen : undefined;
  if (card.finalAccount === 'due' && (counts === undefined || !card.valueProvisional))
    return refuse(
      'value-basis',
      '未办竣工决算的按实际列支金额暂估',
      'until the final account it is the amount disbursed, provisionally',
    );
  if (counts !== undefined && counts !== card.originalFen)
    return refuse('value-basis', '原值应为实际列支金额', 'the original value is the amount disbursed');
  if (basis !== undefined && card.finalAccount !== 'due' && card.valueProvisional)
    return refuse('value-basis', '该资产价值不应暂估', 'this value is not provisional');
  return state && correctionRefusal(state, card);
}

function correctionRefusal(state: WithValue, card: Card): Decision<never, ValueRefusal> | undefined {
  const touchesValue =
    card.originalFen !== state.originalFen ||
    card.finalAccount !== state.finalAccount ||
    card.buyBackUntil !== state.buyBackUntil ||
    card.disbursedFen !== state.disbursedFen;
  if (touchesValue && isDisputed(state)) return disputed();
  const wasFiled = state.finalAccount !== undefined && card.finalAccount !== state.finalAccount;
  if (wasFiled && (state.finalAccount === 'done' || card.finalAccount === 'done'))
    return refuse('value-basis', '竣工决算须凭决算报告登记', 'a final account is recorded with its report');
  if (touchesValue && (state.opening !== undefined || (state.valueChanges ?? []).length > 0))
    return refuse(
      'wrong-state',
      '价值已重新核定，不得更正',
      'its value has been set anew since; it is not corrected any more',
    );
  return undefined;
}

/** The card's event with the plan that the policy gives it; a correction of a card whose value was set anew keeps its plan. */
export function withPlan(decision: CardResult, state: WithValue | undefined, { policy }: Context): CardResult {
  if (decision.kind === 'refused') return decision;
  const { event } = decision;
  const kept = state && (state.opening !== undefined || (state.valueChanges ?? []).length > 0);
  const depreciation = kept ? state.depreciation : planFor(policy, event);
  return { ...decision, event: { ...event, depreciation, finalAccountDueDate: finalAccountDueDate(policy, event) } };
}

/** A correction says the whole plan; a term that has been moved is waited for anew. */
export function afterValueCorrection<Asset extends WithValue>(
  state: Asset,
  before: WithValue,
  { depreciation, finalAccountDueDate: dueDate }: ValuePlan,
): Asset {
  const finalAccountOverdue = dueDate === before.finalAccountDueDate ? before.finalAccountOverdue : undefined;
  return { ...state, depreciation, finalAccountDueDate: dueDate, finalAccountOverdue };
}
