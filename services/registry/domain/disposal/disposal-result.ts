/** What follows the approval of a disposal: its result, publicity, execution, and the proceeds until the last fen is spent (SX-09, MG-17). */
import { accept, type Decision, refuse } from '../../../../platform/decider.ts';
import { publicityFrom } from '../../../../platform/publicity.ts';
import { documentsOf } from '../filed-documents.ts';
import {
  actsForHolder,
  type CommandOf,
  type Disposal,
  type DisposalContext,
  type DisposalDecision,
  type DisposalRefs,
  type DisposalRefusal,
  leftFen,
} from './disposal-case.ts';
import { assetRefusal } from './disposal-proposal.ts';

/** The pack's publicity rule for disposals. */
const PUBLICITY = 'disposal';
const OBJECTIONS_MAX = 200;

/** Re-checked at every turn: the asset is still there, still this holder's, and in nobody else's hands. */
function recheck(
  state: Disposal,
  { asset }: DisposalRefs,
  { actor }: DisposalContext,
): Decision<never, DisposalRefusal> | undefined {
  const unfit = assetRefusal(asset);
  if (unfit) return unfit;
  if (asset?.unitPath !== state.unitPath) return refuse('wrong-state', '资产已易主', 'it has changed hands');
  return actsForHolder(actor.unit, state.unitPath, asset.holderKind) ? undefined : refuse('not-the-holder');
}

/** Recorded again after an objection was upheld; what was published of the first result counts no more. */
export function recordResult(
  state: Disposal,
  command: CommandOf<'record-result'>,
  refs: DisposalRefs,
  context: DisposalContext,
): DisposalDecision {
  const again = state.status === 'concluded' || (state.status === 'published' && state.upheld);
  if (state.status !== 'approved' && !again) return refuse('wrong-state');
  const changed = recheck(state, refs, context);
  if (changed) return changed;
  const { soldFen, buyer, concludedOn, reason } = command;
  if (concludedOn > context.today) return refuse('date-in-future');
  if (concludedOn < (state.approvedOn ?? concludedOn))
    return refuse('wrong-state', '批准前不得处置', 'it was concluded before it was approved');
  const { modes, documents } = context.policy.disposal;
  if (modes.find(({ id }) => id === state.mode)?.buyer !== false && buyer === undefined) return refuse('buyer-missing');
  // MG-18b looks for cheap sales: one below the appraisal says why.
  if (soldFen < (state.appraisal?.amountFen ?? 0) && reason === undefined)
    return refuse('reason-required', '低于评估价，须说明理由', 'it was sold for less than the appraisal');
  const filed = documentsOf(refs.evidence, state.unitPath);
  if (filed.kind === 'refused') return filed;
  if (!filed.facts.some(({ kind }) => kind === documents.result)) return refuse('evidence-missing');
  return accept({ type: 'disposal-concluded', soldFen, buyer, concludedOn, reason, evidence: filed.facts });
}

export function publish(state: Disposal, refs: DisposalRefs, context: DisposalContext): DisposalDecision {
  const { status, result, unitPath, assetId, mode } = state;
  const rule = context.policy.publicity[PUBLICITY];
  if (status !== 'concluded' || !result) return refuse('wrong-state');
  if (!rule) return refuse('not-in-policy', '本地政策没有处置公示', 'the policy publishes no disposals');
  const changed = recheck(state, refs, context);
  if (changed) return changed;
  const period = publicityFrom(context.today, rule, context.holidays);
  return accept({ type: 'disposal-published', unitPath, assetId, mode, ...result, ...period });
}

export function object(state: Disposal, { text }: CommandOf<'object'>, { today }: DisposalContext): DisposalDecision {
  const { status, publicity, objectionCount } = state;
  if (status !== 'published' || !publicity || objectionCount >= OBJECTIONS_MAX) return refuse('wrong-state');
  if (today > publicity.objectionsUntil) return refuse('wrong-state', '异议期已过', 'the time to object is over');
  return accept({ type: 'disposal-objection-recorded', number: objectionCount + 1, text, receivedOn: today });
}

export function answer(state: Disposal, command: CommandOf<'answer'>, { today }: DisposalContext): DisposalDecision {
  const { number, verdict } = command;
  if (number > state.objectionCount) return refuse('not-found');
  if (state.status !== 'published' || !state.unanswered.includes(number)) return refuse('wrong-state');
  return accept({
    type: 'disposal-objection-answered',
    number,
    verdict,
    answer: command.answer,
    answeredOn: today,
  });
}

/** The end of the case, and of the asset: its card hears of it and leaves the ledgers. */
export function executeDisposal(state: Disposal, refs: DisposalRefs, context: DisposalContext): DisposalDecision {
  const { status, publicity, result, unanswered, assetId, unitPath, mode, proceeds } = state;
  const { today } = context;
  if (status !== 'published' || !publicity || !result) return refuse('wrong-state');
  if (today <= publicity.until)
    return refuse('publicity-not-over', `公示至 ${publicity.until}`, `it is public until ${publicity.until}`);
  if (unanswered.length > 0) return refuse('objection-unanswered');
  if (state.upheld) return refuse('objection-upheld');
  const changed = recheck(state, refs, context);
  if (changed) return changed;
  const { purpose } = proceeds;
  return accept({
    type: 'disposal-executed',
    ...{ assetId, unitPath, mode, purpose, earmarkedFen: result.soldFen, executedOn: today },
  });
}

/** Earmarked − spent = left, and never below zero. */
export function spend(
  state: Disposal,
  command: CommandOf<'spend'>,
  refs: DisposalRefs,
  { today, actor, policy }: DisposalContext,
): DisposalDecision {
  if (state.status !== 'executed' || !state.result) return refuse('wrong-state');
  if (!actsForHolder(actor.unit, state.unitPath, refs.asset?.holderKind)) return refuse('not-the-holder');
  const { amountFen, assetId, spentOn, voucher } = command;
  const left = leftFen(state);
  if (amountFen > left)
    return refuse('insufficient-proceeds', `待用处置收入 ${left} 分`, `${left} fen of the proceeds are left`);
  if (spentOn > today) return refuse('date-in-future');
  if (spentOn < state.result.concludedOn)
    return refuse('wrong-state', '早于处置日期', 'spent before there was anything');
  const wrong = newAssetRefusal(state, command, refs, policy.disposal.purposes);
  if (wrong) return wrong;
  const filed = documentsOf(refs.evidence, state.unitPath);
  if (filed.kind === 'refused') return filed;
  const { unitPath } = state;
  const spent = { unitPath, amountFen, leftFen: left - amountFen, assetId, spentOn, voucher };
  return accept({ type: 'disposal-proceeds-spent', ...spent, evidence: filed.facts });
}

/** A card of the holder's, of the class planned, formed since the approval, and worth what is spent on it. */
function newAssetRefusal(
  state: Disposal,
  { assetId, amountFen }: CommandOf<'spend'>,
  { newAsset }: DisposalRefs,
  purposes: readonly { readonly id: string; readonly newAsset: boolean }[],
): Decision<never, DisposalRefusal> | undefined {
  const needed = purposes.find(({ id }) => id === state.proceeds.purpose)?.newAsset !== false;
  if (assetId === undefined) return needed ? refuse('not-a-new-asset') : undefined;
  if (!newAsset) return refuse('not-found');
  const { asset, fundedFen } = newAsset;
  const formedOn = asset.acquiredOn ?? asset.acceptedOn;
  const since = state.approvedOn ?? state.result?.concludedOn ?? '';
  const planned = state.proceeds.newAsset?.class;
  const fits =
    assetId !== state.assetId &&
    asset.unitPath === state.unitPath &&
    asset.use !== 'disposed' &&
    asset.duplicateOf === undefined &&
    (planned === undefined || asset.class === planned) &&
    formedOn !== undefined &&
    formedOn >= since &&
    fundedFen + amountFen <= asset.originalFen;
  return fits ? undefined : refuse('not-a-new-asset');
}
