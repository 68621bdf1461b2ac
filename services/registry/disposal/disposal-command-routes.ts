/** Commands on disposals over HTTP (SX-09, MG-17). */
import * as z from 'zod/mini';
import {
  answerDisposalObjection,
  concludeDisposal,
  executeDisposal,
  objectToDisposal,
  proposeDisposal,
  publishDisposal,
  spendProceeds,
  stepDisposal,
  withdrawDisposal,
} from '../../../contracts/registry/disposals.ts';
import { commandAnswer, id } from '../../../contracts/vocabulary.ts';
import { execute } from '../../../platform/command.ts';
import { type EvidenceReference, evidenceFiled, evidenceKey } from '../../../platform/evidence/evidence.ts';
import { commandReply } from '../../../platform/http/command-reply.ts';
import { ProblemError } from '../../../platform/http/problem.ts';
import { defineRoutes, type RouteReply, type RouteRequest } from '../../../platform/http/route.ts';
import type { Key, Row, StateItem } from '../../../platform/store/store.ts';
import { assetIn } from '../assets/asset-items.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { Disposal, DisposalCommand, DisposalRefs } from '../domain/disposal/disposal-case.ts';
import { assetKey, disposalKey, fundedKey } from '../keys.ts';
import { disposalKind } from '../reform/reform-aggregates.ts';

const route = defineRoutes<RegistryRuntime>();
const params = z.strictObject({ disposalId: id });
const numbered = z.strictObject({ disposalId: id, number: z.coerce.number().check(z.int(), z.minimum(1)) });
type Request<Body> = RouteRequest<{ disposalId: string }, undefined, Body>;

/** What a command on a case is decided over: the asset, the documents, and the card that money goes into. */
interface Looked {
  readonly assetId: string;
  readonly evidence?: readonly EvidenceReference[];
  readonly newAssetId?: string | undefined;
}

function refsOf({ assetId, evidence = [], newAssetId }: Looked, inScope: (path: string) => boolean) {
  const refKeys: Key[] = [
    assetKey(assetId),
    ...(newAssetId === undefined || newAssetId === assetId ? [] : [assetKey(newAssetId), fundedKey(newAssetId)]),
    ...evidence.map((reference) => evidenceKey(reference.evidenceId)),
  ];
  const refs = (rows: readonly (Row | undefined)[]): DisposalRefs => {
    const asset = assetIn(rows[0]);
    const documents = evidenceFiled(evidence, rows.slice(rows.length - evidence.length));
    const known = { asset: asset && inScope(asset.unitPath) ? asset : undefined, evidence: documents };
    const target = newAssetId === assetId ? asset : assetIn(rows[1]);
    if (newAssetId === undefined || !target || !inScope(target.unitPath)) return known;
    const fundedFen = newAssetId === assetId ? 0 : Number(rows[2]?.fen ?? 0);
    return { ...known, newAsset: { asset: target, fundedFen } };
  };
  return { refKeys, refs };
}

async function caseOf(deps: RegistryRuntime, disposalId: string): Promise<Disposal | undefined> {
  const [row] = await deps.store.read([disposalKey(disposalId)]);
  return (row as StateItem<Disposal> | undefined)?.state;
}

/** The unit that holds an asset now. */
async function holderOf(deps: RegistryRuntime, assetId: string): Promise<string | undefined> {
  const [row] = await deps.store.read([assetKey(assetId)]);
  return assetIn(row)?.unitPath;
}

/** Runs a command on a case; the asset it is about never changes, so it may be looked up before. */
async function onDisposal(
  request: Request<unknown>,
  deps: RegistryRuntime,
  command: DisposalCommand,
  more: Pick<Looked, 'evidence' | 'newAssetId'> = {},
): Promise<RouteReply> {
  const { params: at, body, actor, cause, expectedVersion, inScope } = request;
  const known = await caseOf(deps, at.disposalId);
  if (!known) throw new ProblemError('not-found');
  const taker = command.type === 'withdraw' ? await holderOf(deps, known.assetId) : undefined;
  return commandReply(
    await execute(deps, {
      kind: disposalKind,
      id: at.disposalId,
      command,
      content: { command: command.type, ...at, ...(body as object) },
      cause,
      actor,
      ...refsOf({ assetId: known.assetId, ...more }, inScope),
      expectedVersion,
      // Once the asset has gone to another unit, that unit must be able to end the case.
      permit: ({ unitPath }) => inScope(unitPath) || (taker !== undefined && inScope(taker)),
    }),
  );
}

const proposalProblems = [
  'not-found',
  'wrong-state',
  'already-exists',
  'not-the-holder',
  'not-in-policy',
  'unknown-class',
  'still-performing',
  'appraisal-missing',
  'mortgage-approval-missing',
  'equity-exit-missing',
  'proceeds-plan-missing',
  'evidence-missing',
  'evidence-not-verified',
  'date-in-future',
  'disposal-running',
] as const;
const onCase = ['not-found', 'stale-version', 'wrong-state'] as const;

export const disposalCommandRoutes = [
  route({
    method: 'POST',
    path: '/registry/disposals',
    operationId: 'proposeDisposal',
    summary: { zh: '申请处置资产', en: 'Propose to dispose of an asset' },
    action: 'disposal.propose',
    kind: 'command',
    successStatus: 201,
    body: proposeDisposal,
    response: commandAnswer,
    problems: proposalProblems,
    async handle({ body, actor, cause, inScope }, deps) {
      const { evidence, ...proposal } = body;
      return commandReply(
        await execute(deps, {
          kind: disposalKind,
          id: (eventId) => eventId,
          command: { type: 'propose', ...proposal },
          content: { command: 'propose', ...body },
          cause,
          actor,
          ...refsOf({ assetId: body.assetId, evidence }, inScope),
        }),
      );
    },
  }),
  route({
    method: 'POST',
    path: '/registry/disposals/{disposalId}/resubmissions',
    operationId: 'resubmitDisposal',
    summary: { zh: '退回后重新申请处置', en: 'Propose a returned disposal again' },
    action: 'disposal.propose',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: proposeDisposal,
    response: commandAnswer,
    problems: ['stale-version', ...proposalProblems],
    handle(request, deps) {
      const { evidence, ...proposal } = request.body;
      return onDisposal(request, deps, { type: 'propose', ...proposal }, { evidence });
    },
  }),
  route({
    method: 'POST',
    path: '/registry/disposals/{disposalId}/steps',
    operationId: 'stepDisposal',
    summary: { zh: '办理处置审批环节', en: 'Take the open step of a disposal' },
    action: 'disposal.step',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: stepDisposal,
    response: commandAnswer,
    problems: [...onCase, 'own-proposal', 'second-step', 'not-your-step', 'reason-required'],
    handle: (request, deps) => onDisposal(request, deps, { type: 'step', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/registry/disposals/{disposalId}/withdrawals',
    operationId: 'withdrawDisposal',
    summary: { zh: '撤回处置', en: 'Withdraw a disposal' },
    action: 'disposal.propose',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: withdrawDisposal,
    response: commandAnswer,
    problems: [...onCase, 'not-the-holder'],
    handle: (request, deps) => onDisposal(request, deps, { type: 'withdraw', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/registry/disposals/{disposalId}/results',
    operationId: 'concludeDisposal',
    summary: { zh: '登记处置结果', en: 'Record the result of a disposal' },
    action: 'disposal.settle',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: concludeDisposal,
    response: commandAnswer,
    problems: [
      ...onCase,
      'not-the-holder',
      'date-in-future',
      'buyer-missing',
      'reason-required',
      'evidence-missing',
      'evidence-not-verified',
    ],
    handle(request, deps) {
      const { evidence, ...result } = request.body;
      return onDisposal(request, deps, { type: 'record-result', ...result }, { evidence });
    },
  }),
  route({
    method: 'POST',
    path: '/registry/disposals/{disposalId}/publications',
    operationId: 'publishDisposal',
    summary: { zh: '公示处置结果', en: 'Publish the result of a disposal' },
    action: 'disposal.settle',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: publishDisposal,
    response: commandAnswer,
    problems: [...onCase, 'not-the-holder', 'not-in-policy'],
    handle: (request, deps) => onDisposal(request, deps, { type: 'publish' }),
  }),
  route({
    method: 'POST',
    path: '/registry/disposals/{disposalId}/objections',
    operationId: 'objectToDisposal',
    summary: { zh: '登记对处置的异议', en: 'Record an objection to a disposal' },
    action: 'disposal.object',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: objectToDisposal,
    response: commandAnswer,
    problems: onCase,
    handle: (request, deps) => onDisposal(request, deps, { type: 'object', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/registry/disposals/{disposalId}/objections/{number}/answers',
    operationId: 'answerDisposalObjection',
    summary: { zh: '答复对处置的异议', en: 'Answer an objection to a disposal' },
    action: 'disposal.answer-objection',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params: numbered,
    body: answerDisposalObjection,
    response: commandAnswer,
    problems: onCase,
    handle: (request, deps) =>
      onDisposal(request, deps, { type: 'answer', number: request.params.number, ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/registry/disposals/{disposalId}/executions',
    operationId: 'executeDisposal',
    summary: { zh: '公示期满执行处置', en: 'Carry a disposal out after its publicity' },
    action: 'disposal.settle',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: executeDisposal,
    response: commandAnswer,
    problems: [...onCase, 'not-the-holder', 'publicity-not-over', 'objection-unanswered', 'objection-upheld'],
    handle: (request, deps) => onDisposal(request, deps, { type: 'execute' }),
  }),
  route({
    method: 'POST',
    path: '/registry/disposals/{disposalId}/spendings',
    operationId: 'spendProceeds',
    summary: { zh: '登记处置收入使用', en: 'Record what proceeds were spent on' },
    action: 'disposal.settle',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: spendProceeds,
    response: commandAnswer,
    problems: [
      ...onCase,
      'not-the-holder',
      'date-in-future',
      'insufficient-proceeds',
      'not-a-new-asset',
      'evidence-missing',
      'evidence-not-verified',
    ],
    handle(request, deps) {
      const { evidence, ...spent } = request.body;
      return onDisposal(request, deps, { type: 'spend', ...spent }, { evidence, newAssetId: spent.assetId });
    },
  }),
];
