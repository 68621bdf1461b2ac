/** Commands on asset cards over HTTP. */
import * as z from 'zod/mini';
import { problemType } from '../../../contracts/problems.ts';
import {
  batchAnswer,
  confirmHandover,
  correctAsset,
  type DeclareIdle,
  declareIdle,
  postHandover,
  proposeHandover,
  type RegisterAsset,
  registerAsset,
  registerAssets,
  reviewFinding,
  stepHandover,
  withdrawHandover,
} from '../../../contracts/registry/assets.ts';
import { commandAnswer, id } from '../../../contracts/vocabulary.ts';
import { calendarDate } from '../../../platform/calendar.ts';
import { type CommandOutcome, execute } from '../../../platform/command.ts';
import { executeBatch } from '../../../platform/command-batch.ts';
import type { Actor } from '../../../platform/decider.ts';
import type { Cause } from '../../../platform/event-item.ts';
import { type EvidenceReference, evidenceFiled, evidenceKey } from '../../../platform/evidence/evidence.ts';
import { commandReply } from '../../../platform/http/command-reply.ts';
import { isProblemCode } from '../../../platform/http/problem.ts';
import { defineRoutes, type RouteReply, type RouteRequest } from '../../../platform/http/route.ts';
import type { Key, Row } from '../../../platform/store/store.ts';
import { unitCodeOf } from '../../../platform/unit-path.ts';
import { assetKind } from '../aggregates.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { AssetCommand, AssetRefs } from '../domain/asset.ts';
import { assetOf } from '../domain/asset-record.ts';
import { receiverOf } from '../domain/handover.ts';
import { unitKey } from '../keys.ts';
import { unitIn } from '../units/unit-routes.ts';

const route = defineRoutes<RegistryRuntime>();
export const assetParams = z.strictObject({ assetId: id });
const params = assetParams;
type Request = RouteRequest<{ assetId: string }, undefined, unknown>;

/** Batches are the one large body. */
const BATCH_BYTES_MAX = 1024 * 1024;

/**
 * Runs a command on the card named in the path; what the command refers to is read with the card. Only the holder's side may know of it;
 * while a handover is under way the receiver confirms and posts, and does nothing else to a card that is not theirs yet.
 */
export async function onAsset(
  request: Request,
  deps: RegistryRuntime,
  command: AssetCommand,
  refKeys: readonly Key[] = [],
  refs: (rows: readonly (Row | undefined)[]) => AssetRefs = () => ({}),
): Promise<RouteReply> {
  const { params: at, actor, cause, expectedVersion, inScope } = request;
  const twoSided = command.type === 'confirm-handover' || command.type === 'post-handover';
  return commandReply(
    await execute(deps, {
      kind: assetKind,
      id: at.assetId,
      command,
      content: { command: command.type, assetId: at.assetId, ...(request.body as object) },
      cause,
      actor,
      refKeys,
      refs,
      expectedVersion,
      permit(asset) {
        const receiver = twoSided ? receiverOf(assetOf(asset)) : undefined;
        return inScope(asset.unitPath) || (receiver !== undefined && inScope(receiver));
      },
    }),
  );
}

/** Runs a command on the card named in the path, with the documents it refers to. */
export const onAssetWithDocuments = (
  request: Request,
  deps: RegistryRuntime,
  command: AssetCommand,
  references: readonly EvidenceReference[],
): Promise<RouteReply> =>
  onAsset(
    request,
    deps,
    command,
    references.map(({ evidenceId }) => evidenceKey(evidenceId)),
    (rows) => ({ evidence: evidenceFiled(references, rows) }),
  );

/** The command of a declaration, whether it comes alone or with a thousand others. */
export const idleDeclaration = ({
  finding,
  outOfUseSince,
  hasDefinitePlan,
  criteria,
}: Omit<DeclareIdle, 'evidence'>): Extract<AssetCommand, { type: 'declare-idle' }> => {
  const since = outOfUseSince === undefined ? undefined : calendarDate(outOfUseSince);
  return { type: 'declare-idle', finding, outOfUseSince: since, hasDefinitePlan, criteria };
};

/** The command that registers one card; its id follows from its cause. */
function registration({ unitPath, ...card }: RegisterAsset, cause: Cause, actor: Actor) {
  return {
    kind: assetKind,
    id: (eventId: string) => eventId,
    command: { type: 'register', unitPath, card } as const,
    content: { register: { unitPath, ...card } },
    cause,
    actor,
    refKeys: [unitKey(unitCodeOf(unitPath))],
    refs: ([unit]: readonly (Row | undefined)[]): AssetRefs => ({ unit: unitIn(unit) }),
  };
}

export const assetCommandRoutes = [
  route({
    method: 'POST',
    path: '/registry/assets',
    operationId: 'registerAsset',
    summary: { zh: '登记资产', en: 'Register an asset' },
    action: 'asset.register',
    kind: 'command',
    successStatus: 201,
    body: registerAsset,
    response: commandAnswer,
    problems: [
      'outside-your-unit',
      'unknown-unit',
      'unit-closed',
      'unknown-class',
      'unknown-funding-source',
      'invalid-money',
      'out-of-scope',
      'certificate-missing',
      'title-not-certified',
      'date-in-future',
      'idempotency-key-reused',
    ],
    async handle({ body, actor, cause, demandScope }, deps) {
      demandScope(body.unitPath);
      return commandReply(await execute(deps, registration(body, cause, actor)));
    },
  }),
  route({
    method: 'POST',
    path: '/registry/asset-batches',
    operationId: 'registerAssets',
    summary: { zh: '批量登记资产，逐行给出结果', en: 'Register a batch of assets, with a result per row' },
    action: 'asset.register',
    kind: 'command',
    successStatus: 200,
    bodyBytesMax: BATCH_BYTES_MAX,
    body: registerAssets,
    response: batchAnswer,
    problems: ['outside-your-unit', 'body-too-large'],
    async handle({ body, actor, cause, demandScope }, deps) {
      for (const path of new Set(body.rows.map((row) => row.asset.unitPath))) demandScope(path);
      const requests = body.rows.map(({ rowKey, asset }) =>
        registration(asset, { ...cause, key: `${cause.key}/${rowKey}` }, actor),
      );
      const outcomes = await executeBatch(deps, requests);
      const results = outcomes.map((outcome, index) => rowResult(body.rows[index]?.rowKey ?? '', outcome));
      return { body: { rows: results } };
    },
  }),
  route({
    method: 'POST',
    path: '/registry/assets/{assetId}/corrections',
    operationId: 'correctAsset',
    summary: { zh: '更正资产卡片', en: 'Correct an asset card' },
    action: 'asset.correct',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: correctAsset,
    response: commandAnswer,
    problems: [
      'not-found',
      'stale-version',
      'wrong-state',
      'unknown-class',
      'unknown-funding-source',
      'invalid-money',
      'out-of-scope',
      'certificate-missing',
      'idle-area-too-large',
      'title-not-certified',
      'date-in-future',
    ],
    handle(request, deps) {
      const { reason, ...card } = request.body;
      return onAsset(request, deps, { type: 'correct', card, reason });
    },
  }),
  route({
    method: 'POST',
    path: '/registry/assets/{assetId}/idle-declarations',
    operationId: 'declareIdle',
    summary: { zh: '申报闲置、低效或超标准资产', en: 'Declare an asset idle, low-efficiency or over-standard' },
    action: 'asset.declare-idle',
    kind: 'command',
    ifMatch: true,
    successStatus: 201,
    params,
    body: declareIdle,
    response: commandAnswer,
    problems: [
      'not-found',
      'stale-version',
      'wrong-state',
      'not-in-policy',
      'not-idle-long-enough',
      'plan-exists',
      'evidence-missing',
      'evidence-not-verified',
    ],
    handle: (request, deps) =>
      onAssetWithDocuments(request, deps, idleDeclaration(request.body), request.body.evidence),
  }),
  route({
    method: 'POST',
    path: '/registry/assets/{assetId}/idle-reviews',
    operationId: 'reviewFinding',
    summary: { zh: '审核闲置、低效或超标准认定', en: 'Review a declaration' },
    action: 'asset.review-finding',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: reviewFinding,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state', 'own-proposal', 'not-your-step', 'reason-required'],
    handle: (request, deps) => onAsset(request, deps, { type: 'review-finding', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/registry/assets/{assetId}/handovers',
    operationId: 'proposeHandover',
    summary: { zh: '提出资产移交', en: 'Propose a handover' },
    action: 'asset.propose-handover',
    kind: 'command',
    ifMatch: true,
    successStatus: 201,
    params,
    body: proposeHandover,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state', 'unknown-unit', 'unit-closed', 'same-holder'],
    handle: (request, deps) =>
      onAsset(
        request,
        deps,
        { type: 'propose-handover', ...request.body },
        [unitKey(unitCodeOf(request.body.toUnitPath))],
        ([unit]) => ({
          unit: unitIn(unit),
        }),
      ),
  }),
  route({
    method: 'POST',
    path: '/registry/assets/{assetId}/handover-steps',
    operationId: 'stepHandover',
    summary: { zh: '办理移交审批环节', en: 'Take the open step of a handover' },
    action: 'asset.step-handover',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: stepHandover,
    response: commandAnswer,
    problems: [
      'not-found',
      'stale-version',
      'wrong-state',
      'own-proposal',
      'second-step',
      'not-your-step',
      'reason-required',
    ],
    handle: (request, deps) => onAsset(request, deps, { type: 'step-handover', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/registry/assets/{assetId}/handover-confirmations',
    operationId: 'confirmHandover',
    summary: { zh: '划出方或接收方确认移交', en: 'Confirm a handover as giver or receiver' },
    action: 'asset.settle-handover',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: confirmHandover,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state', 'outside-your-unit'],
    handle: (request, deps) => onAsset(request, deps, { type: 'confirm-handover', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/registry/assets/{assetId}/handover-postings',
    operationId: 'postHandover',
    summary: { zh: '划出方或接收方入账', en: 'Post a handover in the books of giver or receiver' },
    action: 'asset.settle-handover',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: postHandover,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state', 'outside-your-unit'],
    handle: (request, deps) => onAsset(request, deps, { type: 'post-handover', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/registry/assets/{assetId}/handover-withdrawals',
    operationId: 'withdrawHandover',
    summary: { zh: '撤回移交', en: 'Withdraw a handover that nobody has posted' },
    action: 'asset.propose-handover',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: withdrawHandover,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state'],
    handle: (request, deps) => onAsset(request, deps, { type: 'withdraw-handover', ...request.body }),
  }),
];

function rowResult(rowKey: string, outcome: CommandOutcome) {
  if (outcome.kind === 'accepted') return { rowKey, result: outcome.replayed ? 'exists' : 'created', id: outcome.id };
  const { code, detail } = outcome.refusal;
  if (!isProblemCode(code)) throw new Error(`refusal ${code} is not in the problem catalogue`);
  return {
    rowKey,
    result: 'refused',
    problem: problemType(code),
    ...(detail ? { detail: `${detail.zh} / ${detail.en}` } : {}),
  };
}
