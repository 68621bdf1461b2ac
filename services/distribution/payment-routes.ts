/** Paying the lines of a published plan, one by one, over HTTP. */
import * as z from 'zod/mini';
import { decideCancellation, PLAN_LINES_MAX, payLine, returnLine } from '../../contracts/distribution/plans.ts';
import { commandAnswer, id } from '../../contracts/vocabulary.ts';
import { execute } from '../../platform/command.ts';
import { commandReply } from '../../platform/http/command-reply.ts';
import { defineRoutes, type RouteReply, type RouteRequest } from '../../platform/http/route.ts';
import type { StateItem } from '../../platform/store/store.ts';
import { paymentKind } from './aggregates.ts';
import type { DistributionRuntime } from './dependencies.ts';
import type { PaymentCommand, PaymentRefs } from './domain/payment.ts';
import type { Plan } from './domain/plan.ts';
import { firstOfBlock, type PlanLine } from './domain/plan-lines.ts';
import { paymentId, pieceKey, planKey } from './keys.ts';
import { findLine, lineAtHand } from './read-all.ts';

const route = defineRoutes<DistributionRuntime>();
const params = z.strictObject({
  planId: id,
  number: z.coerce.number().check(z.int(), z.minimum(1), z.maximum(PLAN_LINES_MAX)),
});
type Request = RouteRequest<{ planId: string; number: number }, undefined, object>;

/**
 * One read (payment, plan, the piece that begins the line's block) and one transaction; a line added in a smaller chunk is looked for by one
 * more query. Another unit's plan answers as if there were none.
 */
async function onLine(request: Request, deps: DistributionRuntime, command: PaymentCommand): Promise<RouteReply> {
  const { params: at, body, actor, cause, expectedVersion, inScope } = request;
  let elsewhere: { readonly set: number | undefined } | undefined;
  const run = (found: PlanLine | undefined) =>
    execute(deps, {
      kind: paymentKind,
      id: paymentId(at.planId, at.number),
      command,
      content: { ...at, command: command.type, ...body },
      cause,
      actor,
      refKeys: [planKey(at.planId), pieceKey(at.planId, firstOfBlock(at.number))],
      refs([row, piece]): PaymentRefs {
        const plan = (row as unknown as StateItem<Plan> | undefined)?.state;
        if (!plan || !inScope(plan.unitPath)) return {};
        const line = found ?? lineAtHand(plan, piece, at.number);
        elsewhere = line === undefined && at.number <= plan.lineCount ? { set: plan.linesSet } : undefined;
        return { plan, line };
      },
      expectedVersion,
    });
  const outcome = await run(undefined);
  if (outcome.kind === 'accepted' || !elsewhere) return commandReply(outcome);
  return commandReply(await run(await findLine(deps.store, at.planId, elsewhere.set, at.number)));
}

const LINE = '/distribution/plans/{planId}/lines/{number}';

export const paymentRoutes = [
  route({
    method: 'POST',
    path: `${LINE}/payments`,
    operationId: 'payLine',
    summary: { zh: '支付一笔明细', en: 'Pay a line' },
    action: 'line.pay',
    kind: 'command',
    successStatus: 201,
    params,
    body: payLine,
    response: commandAnswer,
    problems: [
      'not-found',
      'wrong-state',
      'publicity-not-over',
      'objection-unanswered',
      'line-already-paid',
      'insufficient-balance',
    ],
    handle: (request, deps) => onLine(request, deps, { type: 'pay', planId: request.params.planId, ...request.body }),
  }),
  route({
    method: 'POST',
    path: `${LINE}/bounces`,
    operationId: 'bounceLine',
    summary: { zh: '登记银行退回的支付', en: 'Record that the bank sent a payment back' },
    action: 'line.return',
    kind: 'command',
    ifMatch: true,
    successStatus: 201,
    params,
    body: returnLine,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state'],
    handle: (request, deps) => onLine(request, deps, { type: 'bounce', reason: request.body.reason }),
  }),
  route({
    method: 'POST',
    path: `${LINE}/reissues`,
    operationId: 'reissueLine',
    summary: { zh: '重新支付被退回的明细', en: 'Pay a bounced line again' },
    action: 'line.pay',
    kind: 'command',
    ifMatch: true,
    successStatus: 201,
    params,
    body: payLine,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state', 'line-already-paid'],
    handle: (request, deps) => onLine(request, deps, { type: 'reissue', voucher: request.body.voucher }),
  }),
  route({
    method: 'POST',
    path: `${LINE}/reversals`,
    operationId: 'reverseLine',
    summary: { zh: '冲销错误的支付', en: 'Reverse a wrong payment' },
    action: 'line.return',
    kind: 'command',
    ifMatch: true,
    successStatus: 201,
    params,
    body: returnLine,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state'],
    handle: (request, deps) => onLine(request, deps, { type: 'reverse', reason: request.body.reason }),
  }),
  route({
    method: 'POST',
    path: `${LINE}/cancellations`,
    operationId: 'proposeLineCancellation',
    summary: { zh: '提出撤销不再支付的明细', en: 'Propose to cancel a line that will never be paid' },
    action: 'line.propose-cancellation',
    kind: 'command',
    successStatus: 201,
    params,
    body: returnLine,
    response: commandAnswer,
    problems: ['not-found', 'wrong-state', 'publicity-not-over', 'objection-unanswered', 'line-already-paid'],
    handle: (request, deps) =>
      onLine(request, deps, { type: 'propose-cancellation', planId: request.params.planId, ...request.body }),
  }),
  route({
    method: 'POST',
    path: `${LINE}/cancellation-decisions`,
    operationId: 'decideLineCancellation',
    summary: {
      zh: '审定明细撤销，资金退回收益池',
      en: 'Decide a proposed cancellation; the money goes back to the pool',
    },
    action: 'line.decide-cancellation',
    kind: 'command',
    ifMatch: true,
    successStatus: 201,
    params,
    body: decideCancellation,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state', 'own-proposal', 'reason-required', 'insufficient-balance'],
    handle: (request, deps) => onLine(request, deps, { type: 'decide-cancellation', ...request.body }),
  }),
];
