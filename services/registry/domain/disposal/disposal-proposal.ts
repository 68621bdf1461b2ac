/** What a disposal must show before anybody is asked to approve it (SX-09, MG-17). */
import { stepsFor } from '../../../../platform/approval.ts';
import { accept, type Decision, refuse } from '../../../../platform/decider.ts';
import type { Policy } from '../../../../policy/policy.ts';
import type { Asset } from '../asset.ts';
import { documentsOf } from '../filed-documents.ts';
import type { EvidenceFact } from '../finding.ts';
import { receiverOf } from '../handover.ts';
import { ownerKindOf } from '../title.ts';
import {
  actsForHolder,
  type CommandOf,
  type Disposal,
  type DisposalContext,
  type DisposalDecision,
  type DisposalRefs,
  type DisposalRefusal,
} from './disposal-case.ts';

type Propose = CommandOf<'propose'>;
type Refused = Decision<never, DisposalRefusal>;

/** Why this asset cannot be disposed of as it stands now; undefined when it can. Asked when proposed, concluded, published and executed. */
export function assetRefusal(asset: Asset | undefined): Refused | undefined {
  if (!asset) return refuse('not-found');
  if (asset.use === 'disposed' || asset.use === 'lost' || asset.duplicateOf !== undefined)
    return refuse(
      'wrong-state',
      '该资产已处置、盘亏或认定为重复登记',
      'the asset is gone, or another card stands for it',
    );
  if (receiverOf(asset) !== undefined) return refuse('wrong-state', '该资产正在移交', 'the asset is being handed over');
  return undefined;
}

export function propose(
  state: Disposal | undefined,
  command: Propose,
  { asset, evidence }: DisposalRefs,
  { actor, policy, today }: DisposalContext,
): DisposalDecision {
  if (state && (state.status !== 'returned' || state.assetId !== command.assetId)) return refuse('already-exists');
  const unfit = assetRefusal(asset);
  if (!asset || unfit) return unfit ?? refuse('not-found');
  if (state && state.unitPath !== asset.unitPath) return refuse('wrong-state', '资产已易主', 'it has changed hands');
  if (!actsForHolder(actor.unit, asset.unitPath, asset.holderKind)) return refuse('not-the-holder');
  if ((command.appraisal?.appraisedOn ?? '') > today) return refuse('date-in-future');
  const documents = documentsOf(evidence, asset.unitPath);
  if (documents.kind === 'refused') return documents;
  const { proceeds } = command;
  const wrong =
    choiceRefusal(command, policy) ??
    performanceRefusal(command) ??
    paperRefusal(command, asset, documents.facts, policy) ??
    planRefusal(proceeds, policy);
  if (wrong || !proceeds) return wrong ?? refuse('proceeds-plan-missing');
  const { type: _type, ...proposal } = command;
  return accept({
    type: 'disposal-proposed',
    ...proposal,
    proceeds,
    unitPath: asset.unitPath,
    name: asset.name,
    originalFen: asset.originalFen,
    evidence: documents.facts,
    proposedBy: actor.sub,
    steps: stepsFor(policy.chains.disposal, ownerKindOf(policy, asset)),
  });
}

function choiceRefusal({ mode, ground, exception }: Propose, { disposal }: Policy): Refused | undefined {
  const known = (list: readonly { readonly id: string }[], id: string | undefined): boolean =>
    id === undefined || list.some((entry) => entry.id === id);
  const wrong = [
    known(disposal.modes, mode) ? undefined : mode,
    known(disposal.grounds, ground) ? undefined : ground,
    known(disposal.exceptions, exception) ? undefined : exception,
  ].find((id) => id !== undefined);
  return wrong === undefined
    ? undefined
    : refuse('not-in-policy', `本地政策没有处置项目 ${wrong}`, `the policy of disposal has no ${wrong}`);
}

/** SX-09, MG-17: what works as designed and meets its target stays, unless on an exception that the pack knows. */
function performanceRefusal(command: Propose): Refused | undefined {
  const { works, meetsTarget } = command.performance;
  return works && meetsTarget && command.exception === undefined ? refuse('still-performing') : undefined;
}

function paperRefusal(
  { mode, appraisal, mortgaged, equityExit }: Propose,
  { subType }: Asset,
  facts: readonly EvidenceFact[],
  { disposal }: Policy,
): Refused | undefined {
  const { documents, equitySubTypes, modes } = disposal;
  const filed = (kind: string): boolean => facts.some((fact) => fact.kind === kind);
  const appraised = appraisal !== undefined || modes.find(({ id }) => id === mode)?.appraisal === true;
  if (appraised && (appraisal === undefined || !filed(documents.appraisal))) return refuse('appraisal-missing');
  if (mortgaged && !filed(documents.mortgageApproval)) return refuse('mortgage-approval-missing');
  const equity = subType !== undefined && equitySubTypes.includes(subType);
  if (equity && (equityExit === undefined || !filed(documents.equityExit))) return refuse('equity-exit-missing');
  return undefined;
}

/** SX-09: the use of the proceeds is planned and approved together with the disposal. */
function planRefusal(plan: Propose['proceeds'], policy: Policy): Refused | undefined {
  if (!plan) return refuse('proceeds-plan-missing');
  const purpose = policy.disposal.purposes.find(({ id }) => id === plan.purpose);
  if (!purpose) return refuse('not-in-policy', `没有收益用途 ${plan.purpose}`, `there is no purpose ${plan.purpose}`);
  if (purpose.newAsset && plan.newAsset === undefined)
    return refuse('proceeds-plan-missing', '须写明新建资产', 'the new asset is to be named');
  const newClass = plan.newAsset?.class;
  if (newClass !== undefined && !policy.assetClasses.some(({ id }) => id === newClass)) return refuse('unknown-class');
  return undefined;
}
