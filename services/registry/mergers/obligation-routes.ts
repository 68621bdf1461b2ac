/** Claims and debts of a unit over HTTP. */

import * as z from 'zod/mini';
import {
  correctObligation,
  obligationView as obligationViewSchema,
  registerObligation,
  settleObligation,
} from '../../../contracts/registry/obligations.ts';
import { commandAnswer, id, pageOf, pageQuery, unitPath } from '../../../contracts/vocabulary.ts';
import { execute } from '../../../platform/command.ts';
import { commandReply } from '../../../platform/http/command-reply.ts';
import { answerStates } from '../../../platform/http/page.ts';
import { ProblemError } from '../../../platform/http/problem.ts';
import { defineRoutes, type RouteReply, type RouteRequest } from '../../../platform/http/route.ts';
import type { QueryRange, StateItem } from '../../../platform/store/store.ts';
import { unitCodeOf } from '../../../platform/unit-path.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { Obligation, ObligationCommand } from '../domain/mergers/obligation.ts';
import { obligationKey, obligationListKey, unitKey } from '../keys.ts';
import { unitIn } from '../units/unit-routes.ts';
import { obligationKind } from './merger-aggregates.ts';
import { obligationView } from './merger-views.ts';

const route = defineRoutes<RegistryRuntime>();
const params = z.strictObject({ obligationId: id });

async function onObligation(
  {
    params: at,
    body,
    actor,
    cause,
    expectedVersion,
    inScope,
  }: RouteRequest<{ obligationId: string }, undefined, unknown>,
  deps: RegistryRuntime,
  command: ObligationCommand,
): Promise<RouteReply> {
  return commandReply(
    await execute(deps, {
      kind: obligationKind,
      id: at.obligationId,
      command,
      content: { command: command.type, obligationId: at.obligationId, ...(body as object) },
      cause,
      actor,
      refs: () => undefined,
      expectedVersion,
      permit: (obligation) => inScope(obligation.unitPath),
    }),
  );
}

export const obligationRoutes = [
  route({
    method: 'POST',
    path: '/registry/obligations',
    operationId: 'registerObligation',
    summary: { zh: '登记债权或债务', en: 'Register a claim or a debt' },
    action: 'obligation.keep',
    kind: 'command',
    successStatus: 201,
    body: registerObligation,
    response: commandAnswer,
    problems: ['outside-your-unit', 'unknown-unit', 'unit-closed'],
    async handle({ body, actor, cause, demandScope }, deps) {
      demandScope(body.unitPath);
      const command = { type: 'register', ...body } as const;
      return commandReply(
        await execute(deps, {
          kind: obligationKind,
          id: (eventId) => eventId,
          command,
          content: command,
          cause,
          actor,
          refKeys: [unitKey(unitCodeOf(body.unitPath))],
          refs: ([unit]) => unitIn(unit),
        }),
      );
    },
  }),
  route({
    method: 'POST',
    path: '/registry/obligations/{obligationId}/corrections',
    operationId: 'correctObligation',
    summary: { zh: '更正债权或债务', en: 'Correct a claim or a debt' },
    action: 'obligation.keep',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: correctObligation,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'invalid-money'],
    handle: (request, deps) => onObligation(request, deps, { type: 'correct', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/registry/obligations/{obligationId}/settlements',
    operationId: 'settleObligation',
    summary: { zh: '登记清偿', en: 'Record a payment on a claim or a debt' },
    action: 'obligation.keep',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: settleObligation,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state', 'invalid-money'],
    handle: (request, deps) => onObligation(request, deps, { type: 'settle', ...request.body }),
  }),
  route({
    method: 'GET',
    path: '/registry/obligations/{obligationId}',
    operationId: 'readObligation',
    summary: { zh: '查看债权或债务', en: 'Read a claim or a debt' },
    action: 'obligation.read',
    kind: 'query',
    successStatus: 200,
    params,
    response: obligationViewSchema,
    problems: ['not-found'],
    async handle({ params: { obligationId }, inScope }, deps) {
      const [row] = await deps.store.read([obligationKey(obligationId)]);
      const item = row as StateItem<Obligation> | undefined;
      if (!item || !inScope(item.state.unitPath)) throw new ProblemError('not-found');
      return { body: obligationView(item), version: item.version };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/obligations',
    operationId: 'listObligations',
    summary: { zh: '单位债权债务明细', en: 'The claims and debts of a unit and those below it' },
    action: 'obligation.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ ...pageQuery, unitPath }),
    response: pageOf(obligationViewSchema),
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.unitPath);
      const list = `obligations:${query.unitPath}`;
      const read = (range: QueryRange) =>
        deps.store.queryByUnit(obligationListKey(query.unitPath), query.unitPath, range);
      return { body: await answerStates(list, query, read, obligationView) };
    },
  }),
];
