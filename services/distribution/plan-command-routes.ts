/** Commands on distribution plans over HTTP. */
import * as z from 'zod/mini';
import {
  addPlanLines,
  answerObjection,
  draftPlan,
  proposePlan,
  recordObjection,
  recordVote,
  revisePlan,
  stepPlan,
  withdrawPlan,
} from '../../contracts/distribution/plans.ts';
import { commandAnswer, id } from '../../contracts/vocabulary.ts';
import { execute } from '../../platform/command.ts';
import { checkEvidence, evidenceKey } from '../../platform/evidence/evidence.ts';
import { commandReply } from '../../platform/http/command-reply.ts';
import { defineRoutes, type RouteReply, type RouteRequest } from '../../platform/http/route.ts';
import type { Key, Row, StateItem } from '../../platform/store/store.ts';
import { planKind } from './aggregates.ts';
import type { DistributionRuntime } from './dependencies.ts';
import type { Plan, PlanCommand } from './domain/plan.ts';
import { VOTE_MINUTES } from './domain/plan-procedure.ts';
import type { PlanRefs } from './domain/plan-rules.ts';
import { accountOf, type Pool, poolIdOf } from './domain/pool.ts';
import { accountKey, planKey, poolKey } from './keys.ts';
import { allLines } from './read-all.ts';

const route = defineRoutes<DistributionRuntime>();
const params = z.strictObject({ planId: id });
type Request = RouteRequest<{ planId: string }, undefined, unknown>;

const poolIn = (row: Row | undefined): Pool | undefined => (row as unknown as StateItem<Pool> | undefined)?.state;
const planIn = (row: Row | undefined): Plan | undefined => (row as unknown as StateItem<Plan> | undefined)?.state;

/** Runs a command on the plan named in the path; what the command refers to is read with the plan. */
async function onPlan(
  { params: { planId }, body, actor, cause, expectedVersion, inScope }: Request,
  deps: DistributionRuntime,
  command: PlanCommand,
  refKeys: readonly Key[] = [],
  refs: (rows: readonly (Row | undefined)[]) => PlanRefs = () => ({}),
): Promise<RouteReply> {
  return commandReply(
    await execute(deps, {
      kind: planKind,
      id: planId,
      command,
      content: { planId, command: command.type, ...(body as object | undefined) },
      cause,
      actor,
      refKeys,
      refs,
      expectedVersion,
      permit: (plan) => inScope(plan.unitPath),
    }),
  );
}

export const planCommandRoutes = [
  route({
    method: 'POST',
    path: '/distribution/plans',
    operationId: 'draftPlan',
    summary: { zh: '起草收益分配方案，先列公积公益金', en: 'Draft a distribution plan, reserves first' },
    action: 'plan.draft',
    kind: 'command',
    successStatus: 201,
    body: draftPlan,
    response: commandAnswer,
    problems: [
      'outside-your-unit',
      'unknown-unit',
      'unit-closed',
      'not-in-policy',
      'reserve-below-floor',
      'duplicate-beneficiary',
      'idempotency-key-reused',
    ],
    async handle({ body, actor, cause, demandScope }, deps) {
      demandScope(body.unitPath);
      return commandReply(
        await execute(deps, {
          kind: planKind,
          id: (eventId) => eventId,
          command: { type: 'draft', ...body },
          content: { draft: body },
          cause,
          actor,
          refKeys: [poolKey(poolIdOf(body.unitPath))],
          refs: ([pool]) => ({ pool: poolIn(pool) }),
        }),
      );
    },
  }),
  route({
    method: 'POST',
    path: '/distribution/plans/{planId}/revisions',
    operationId: 'revisePlan',
    summary: {
      zh: '修改被退回的方案，重新走程序',
      en: 'Correct a returned plan, which goes through the procedure again',
    },
    action: 'plan.draft',
    kind: 'command',
    ifMatch: true,
    successStatus: 201,
    params,
    body: revisePlan,
    response: commandAnswer,
    problems: [
      'not-found',
      'stale-version',
      'wrong-state',
      'unit-closed',
      'not-in-policy',
      'reserve-below-floor',
      'duplicate-beneficiary',
    ],
    handle: (request, deps) => onPlan(request, deps, { type: 'revise', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/distribution/plans/{planId}/lines',
    operationId: 'addPlanLines',
    summary: { zh: '逐批添加分配明细（金额或权重）', en: 'Add lines, each a fixed amount or a weight' },
    action: 'plan.draft',
    kind: 'command',
    ifMatch: true,
    successStatus: 201,
    params,
    body: addPlanLines,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state', 'unit-closed', 'not-in-policy'],
    handle: (request, deps) => onPlan(request, deps, { type: 'add-lines', lines: request.body.lines }),
  }),
  route({
    method: 'POST',
    path: '/distribution/plans/{planId}/proposal',
    operationId: 'proposePlan',
    summary: {
      zh: '封存并提出方案：算清明细、核对合计',
      en: 'Seal and propose the plan: compute its lines and check the sum',
    },
    action: 'plan.propose',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: proposePlan,
    response: commandAnswer,
    problems: [
      'not-found',
      'stale-version',
      'wrong-state',
      'unit-closed',
      'insufficient-balance',
      'duplicate-beneficiary',
      'lines-do-not-add-up',
      'flat-split',
      'reason-required',
    ],
    async handle(request, deps) {
      const { planId } = request.params;
      const plan = planIn((await deps.store.read([planKey(planId)]))[0]);
      const mine = plan && request.inScope(plan.unitPath) && plan.status === 'draft';
      const lines = mine ? await allLines(deps.store, planId, plan) : [];
      return onPlan(
        request,
        deps,
        { type: 'propose', passedOver: request.body.passedOver ?? [] },
        plan ? [poolKey(poolIdOf(plan.unitPath)), accountKey(poolIdOf(plan.unitPath))] : [],
        ([pool, account]) => ({ pool: poolIn(pool), account: accountOf(account), lines }),
      );
    },
  }),
  route({
    method: 'POST',
    path: '/distribution/plans/{planId}/votes',
    operationId: 'recordVote',
    summary: { zh: '登记会议表决结果', en: 'Record the vote of the meeting' },
    action: 'plan.record-vote',
    kind: 'command',
    ifMatch: true,
    successStatus: 201,
    params,
    body: recordVote,
    response: commandAnswer,
    problems: [
      'not-found',
      'stale-version',
      'wrong-state',
      'unit-closed',
      'evidence-missing',
      'evidence-not-verified',
      'quorum-not-reached',
      'vote-not-passed',
    ],
    async handle(request, deps) {
      const { evidence, ...counts } = request.body;
      const keys = evidence.map((reference) => evidenceKey(reference.evidenceId));
      return onPlan(request, deps, { type: 'vote', ...counts }, keys, (rows) => ({
        evidenceOf: (unitPath) => checkEvidence(evidence, rows, [VOTE_MINUTES], unitPath),
      }));
    },
  }),
  route({
    method: 'POST',
    path: '/distribution/plans/{planId}/steps',
    operationId: 'stepDistributionPlan',
    summary: { zh: '办理审批、备案环节', en: 'Take the open step of the chain' },
    action: 'plan.step',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: stepPlan,
    response: commandAnswer,
    problems: [
      'not-found',
      'stale-version',
      'wrong-state',
      'unit-closed',
      'own-proposal',
      'second-step',
      'not-your-step',
      'reason-required',
      'insufficient-balance',
    ],
    handle: (request, deps) => onPlan(request, deps, { type: 'step', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/distribution/plans/{planId}/publication',
    operationId: 'publishPlan',
    summary: { zh: '公示已批准的方案', en: 'Publish the approved plan' },
    action: 'plan.publish',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state'],
    handle: (request, deps) => onPlan(request, deps, { type: 'publish' }),
  }),
  route({
    method: 'POST',
    path: '/distribution/plans/{planId}/objections',
    operationId: 'recordObjection',
    summary: { zh: '登记公示期内的异议', en: 'Record an objection within its period' },
    action: 'plan.object',
    kind: 'command',
    ifMatch: true,
    successStatus: 201,
    params,
    body: recordObjection,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state'],
    handle: (request, deps) => onPlan(request, deps, { type: 'object', text: request.body.text }),
  }),
  route({
    method: 'POST',
    path: '/distribution/plans/{planId}/objections/{number}/answers',
    operationId: 'answerObjection',
    summary: { zh: '答复异议', en: 'Answer an objection' },
    action: 'plan.answer-objection',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params: z.strictObject({ planId: id, number: z.coerce.number().check(z.int(), z.minimum(1)) }),
    body: answerObjection,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state'],
    handle(request, deps) {
      const { number } = request.params;
      return onPlan({ ...request, body: { ...request.body, number } }, deps, {
        type: 'answer',
        number,
        ...request.body,
      });
    },
  }),
  route({
    method: 'POST',
    path: '/distribution/plans/{planId}/withdrawal',
    operationId: 'withdrawPlan',
    summary: { zh: '撤回尚未支付的方案', en: 'Withdraw a plan of which nothing has been paid' },
    action: 'plan.withdraw',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: withdrawPlan,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state'],
    handle: (request, deps) => onPlan(request, deps, { type: 'withdraw', reason: request.body.reason }),
  }),
];
