/** Commands on revitalization items over HTTP. */
import * as z from 'zod/mini';
import type { ProblemCode } from '../../contracts/problems.ts';
import {
  nameResponsible,
  planItem,
  reportCompletion,
  requestExtension,
  stepCompletion,
  stepExtension,
  stepPlan,
  withReason,
} from '../../contracts/revitalization/items.ts';
import { commandAnswer, id } from '../../contracts/vocabulary.ts';
import { execute } from '../../platform/command.ts';
import { type EvidenceReference, evidenceFiled, evidenceKey } from '../../platform/evidence/evidence.ts';
import { commandReply } from '../../platform/http/command-reply.ts';
import { defineRoutes, type RouteReply, type RouteRequest } from '../../platform/http/route.ts';
import { itemKind } from './aggregates.ts';
import type { RevitalizationRuntime } from './dependencies.ts';
import type { ItemCommand } from './domain/item-commands.ts';
import { fateIn } from './fate.ts';
import { fateKey } from './keys.ts';

const route = defineRoutes<RevitalizationRuntime>();
const params = z.strictObject({ itemId: id });
type Request = RouteRequest<{ itemId: string }, undefined, unknown>;

/** Runs a command on the item named in the path; documents referred to are read with it. */
async function onItem(
  request: Request,
  deps: RevitalizationRuntime,
  command: ItemCommand,
  evidence: readonly EvidenceReference[] = [],
): Promise<RouteReply> {
  const { params: at, actor, cause, expectedVersion, inScope } = request;
  return commandReply(
    await execute(deps, {
      kind: itemKind,
      id: at.itemId,
      command,
      content: { ...at, ...command, evidence },
      cause,
      actor,
      refKeys: [fateKey(at.itemId), ...evidence.map(({ evidenceId }) => evidenceKey(evidenceId))],
      refs: ([fate, ...rows]) => ({ fate: fateIn(fate), evidence: evidenceFiled(evidence, rows) }),
      expectedVersion,
      permit: (item) => inScope(item.unitPath),
    }),
  );
}

/** What every command on an existing item may answer. */
const ALWAYS = [
  'not-found',
  'stale-version',
  'wrong-state',
  'idempotency-key-reused',
] as const satisfies readonly ProblemCode[];
const STEP = [
  'own-proposal',
  'second-step',
  'not-your-step',
  'reason-required',
] as const satisfies readonly ProblemCode[];

export const itemCommandRoutes = [
  route({
    method: 'POST',
    path: '/revitalization/items/{itemId}/plans',
    operationId: 'planItem',
    summary: { zh: '提出盘活方案：措施、责任主体、时限', en: 'Propose a plan: measure, responsible body, deadline' },
    action: 'item.plan',
    kind: 'command',
    ifMatch: true,
    successStatus: 201,
    params,
    body: planItem,
    response: commandAnswer,
    problems: [
      ...ALWAYS,
      'measure-not-allowed',
      'earlier-measures-unexplained',
      'condition-unmet',
      'unknown-unit',
      'not-in-policy',
      'deadline-too-early',
      'deadline-too-late',
    ],
    handle: (request, deps) => onItem(request, deps, { type: 'plan', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/revitalization/items/{itemId}/plan-steps',
    operationId: 'stepPlan',
    summary: { zh: '办理方案审批环节', en: 'Take the open step of a plan’s approval' },
    action: 'item.step-plan',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: stepPlan,
    response: commandAnswer,
    problems: [...ALWAYS, ...STEP, 'declaration-missing'],
    handle: (request, deps) => onItem(request, deps, { type: 'step-plan', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/revitalization/items/{itemId}/starts',
    operationId: 'startItem',
    summary: { zh: '开始实施盘活', en: 'Begin the work of an approved plan' },
    action: 'item.work',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    response: commandAnswer,
    problems: ALWAYS,
    handle: (request, deps) => onItem(request, deps, { type: 'start' }),
  }),
  route({
    method: 'POST',
    path: '/revitalization/items/{itemId}/completion-reports',
    operationId: 'reportCompletion',
    summary: { zh: '报告盘活完成并附证明材料', en: 'Report completion with evidence' },
    action: 'item.work',
    kind: 'command',
    ifMatch: true,
    successStatus: 201,
    params,
    body: reportCompletion,
    response: commandAnswer,
    problems: [...ALWAYS, 'evidence-missing', 'evidence-not-verified'],
    handle(request, deps) {
      const { summary, evidence } = request.body;
      return onItem(request, deps, { type: 'report-completion', summary }, evidence);
    },
  }),
  route({
    method: 'POST',
    path: '/revitalization/items/{itemId}/completion-steps',
    operationId: 'stepCompletion',
    summary: { zh: '核验、销号，或退回', en: 'Verify or write off a reported completion, or send it back' },
    action: 'item.step-completion',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: stepCompletion,
    response: commandAnswer,
    problems: [...ALWAYS, ...STEP],
    handle: (request, deps) => onItem(request, deps, { type: 'step-completion', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/revitalization/items/{itemId}/extensions',
    operationId: 'requestExtension',
    summary: { zh: '申请延期', en: 'Ask for an extension' },
    action: 'item.request-extension',
    kind: 'command',
    ifMatch: true,
    successStatus: 201,
    params,
    body: requestExtension,
    response: commandAnswer,
    problems: [...ALWAYS, 'extension-limit', 'deadline-too-early'],
    handle: (request, deps) => onItem(request, deps, { type: 'request-extension', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/revitalization/items/{itemId}/extension-steps',
    operationId: 'stepExtension',
    summary: { zh: '办理延期审批环节', en: 'Take the open step of an extension' },
    action: 'item.step-extension',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: stepExtension,
    response: commandAnswer,
    problems: [...ALWAYS, ...STEP],
    handle: (request, deps) => onItem(request, deps, { type: 'step-extension', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/revitalization/items/{itemId}/responsible-bodies',
    operationId: 'nameResponsible',
    summary: { zh: '变更责任主体和责任人', en: 'Name who answers for an item from now on' },
    action: 'item.name-responsible',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: nameResponsible,
    response: commandAnswer,
    problems: [...ALWAYS, 'unknown-unit'],
    handle: (request, deps) => onItem(request, deps, { type: 'name-responsible', responsible: request.body }),
  }),
  ...(
    [
      ['suspensions', 'suspend', 'suspendItem', '中止', 'Suspend an item'],
      ['resumptions', 'resume', 'resumeItem', '恢复', 'Resume a suspended item'],
      ['reopenings', 'reopen', 'reopenItem', '重新列入清单', 'Reopen an item that was written off'],
    ] as const
  ).map(([path, type, operationId, zh, en]) =>
    route({
      method: 'POST',
      path: `/revitalization/items/{itemId}/${path}`,
      operationId,
      summary: { zh: `${zh}盘活事项`, en },
      action: 'item.supervise',
      kind: 'command',
      ifMatch: true,
      successStatus: 200,
      params,
      body: withReason,
      response: commandAnswer,
      problems: ALWAYS,
      handle: (request, deps) => onItem(request, deps, { type, reason: request.body.reason }),
    }),
  ),
];
