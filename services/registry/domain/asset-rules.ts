/** What may be done to an asset card. Pure: everything looked at is an argument. */
import { addMonths, compareDates } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { AssetClass, Policy } from '../../../policy/policy.ts';
import type { Asset, AssetCommand, AssetEvent, Card, EvidenceFact } from './asset.ts';
import { decideHandover, type HandoverRefusal } from './handover.ts';
import type { Unit } from './unit.ts';

/** What a decision looks at beside the card: the unit named in the command, and the documents referred to. */
export interface AssetRefs {
  readonly unit?: Unit | undefined;
  readonly evidence?: EvidenceFiled | undefined;
}

/** The documents of a declaration as they were found, not yet judged for completeness. */
export type EvidenceFiled =
  | { readonly kind: 'verified'; readonly facts: readonly EvidenceFact[] }
  | { readonly kind: 'unverified'; readonly evidenceId: string };

export type AssetRefusal =
  | HandoverRefusal
  | 'already-exists'
  | 'unknown-class'
  | 'unknown-funding-source'
  | 'out-of-scope'
  | 'invalid-money'
  | 'evidence-missing'
  | 'evidence-not-verified'
  | 'not-in-policy'
  | 'not-idle-long-enough'
  | 'plan-exists';

type Context = DecisionContext<Policy>;
type Result = Decision<AssetEvent, AssetRefusal>;
type Command<T extends AssetCommand['type']> = Extract<AssetCommand, { type: T }>;

/** Decides any command on one asset card. */
export function decideAsset(
  state: Asset | undefined,
  command: AssetCommand,
  refs: AssetRefs,
  context: Context,
): Result {
  if (command.type === 'register') return register(state, command, refs, context);
  if (!state) return refuse('not-found');
  switch (command.type) {
    case 'correct':
      return correct(state, command, context);
    case 'declare-idle':
      return declareIdle(state, command, refs, context);
    case 'review-finding':
      return reviewFinding(state, command, context);
    case 'record-write-off':
      return state.use === 'idle'
        ? accept({ ...command, type: 'asset-revitalized' })
        : refuse('wrong-state', '该资产不处于闲置状态', 'the asset is not idle');
    case 'record-reopening':
      return state.use === 'in-use' || state.use === 'leased'
        ? accept({ ...command, type: 'asset-idle-again' })
        : refuse('wrong-state', '该资产不处于使用状态', 'the asset is not in use');
    default:
      return decideHandover(state, command, refs.unit, context);
  }
}

function register(
  state: Asset | undefined,
  command: Command<'register'>,
  { unit }: AssetRefs,
  context: Context,
): Result {
  if (state) return refuse('already-exists');
  if (!unit || unit.path !== command.unitPath) return refuse('unknown-unit');
  if (unit.status === 'closed') return refuse('unit-closed');
  const wrong = cardRefusal(command.card, context);
  return wrong ?? accept({ type: 'asset-registered', unitPath: unit.path, holderKind: unit.kind, ...command.card });
}

function correct(state: Asset, command: Command<'correct'>, context: Context): Result {
  if (state.use === 'disposed') return refuse('wrong-state');
  const wrong = cardRefusal(command.card, context);
  return wrong ?? accept({ type: 'asset-corrected', ...command.card, reason: command.reason });
}

/** Why a card does not fit the region's policy: its class (MX-01, SX-02, MG-02), its funding and its start (SX-01, MG-01). */
function cardRefusal(card: Card, { policy, today }: Context): Decision<never, AssetRefusal> | undefined {
  const assetClass = policy.assetClasses.find((known) => known.id === card.class);
  if (!assetClass) return refuse('unknown-class', `没有类别 ${card.class}`, `there is no class ${card.class}`);
  if (!fitsSubType(assetClass, card.subType)) {
    return refuse(
      'unknown-class',
      `${assetClass.name.zh}没有子类 ${card.subType}`,
      `${assetClass.name.en} has no sub-type ${card.subType}`,
    );
  }
  const funding = card.funding ?? [];
  const unknown = funding.find((line) => !policy.fundingSources.some((source) => source.id === line.source));
  if (unknown)
    return refuse(
      'unknown-funding-source',
      `没有资金来源 ${unknown.source}`,
      `there is no funding source ${unknown.source}`,
    );
  const fundedFen = funding.reduce((sum, line) => sum + line.amountFen, 0);
  if (funding.length > 0 && fundedFen !== card.originalFen) {
    return refuse('invalid-money', '各资金来源合计与原值不符', 'the funding lines do not add up to the original value');
  }
  if (card.acquiredOn !== undefined && card.acquiredOn > today) {
    return refuse('out-of-scope', '取得日期晚于今天', 'it was acquired after today');
  }
  const { startDate } = policy.scope;
  if (startDate !== undefined && card.acquiredOn !== undefined && card.acquiredOn < startDate) {
    return refuse(
      'out-of-scope',
      `方案只管 ${startDate} 以后形成的资产`,
      `the plan covers assets formed since ${startDate}`,
    );
  }
  return undefined;
}

const fitsSubType = (assetClass: AssetClass, subType: string | undefined): boolean =>
  subType === undefined || assetClass.subTypes.some((known) => known.id === subType);

/** MX-02: out of use for MORE than N calendar months without a break, no definite plan, and the documents the pack asks for. */
function declareIdle(
  state: Asset,
  command: Command<'declare-idle'>,
  { evidence }: AssetRefs,
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
function reviewFinding(state: Asset, command: Command<'review-finding'>, { policy, actor, today }: Context): Result {
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
  const event: AssetEvent = {
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
