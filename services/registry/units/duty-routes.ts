/** Persons in charge and their succession over HTTP (SX-11, MG-23). */

import * as z from 'zod/mini';
import { historyEntry } from '../../../contracts/registry/assets.ts';
import {
  appointPerson,
  dutiesView as dutiesViewSchema,
  endSuccession,
  finishTask,
  openTask,
  proposeSuccession,
  signSuccession,
} from '../../../contracts/registry/duties.ts';
import { commandAnswer, pageOf, pageQuery, unitCode } from '../../../contracts/vocabulary.ts';
import { execute } from '../../../platform/command.ts';
import { commandReply } from '../../../platform/http/command-reply.ts';
import { answerHistory } from '../../../platform/http/page.ts';
import { defineRoutes, type RouteReply, type RouteRequest } from '../../../platform/http/route.ts';
import type { StateItem } from '../../../platform/store/store.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { Duties, DutiesCommand, InBooks } from '../domain/units/duties.ts';
import { dutiesKey, unitKey } from '../keys.ts';
import { dutiesKind } from '../mergers/merger-aggregates.ts';
import { dutiesView, worthOf } from '../mergers/merger-views.ts';
import { unitIn } from './unit-routes.ts';
import { knownUnit } from './unit-successors.ts';

const route = defineRoutes<RegistryRuntime>();
const params = z.strictObject({ unitCode });
type Request = RouteRequest<{ unitCode: string }, undefined, unknown>;

/** Runs a command on the persons in charge of the unit named in the path; the unit is read with them. */
async function onDuties(
  { params: at, body, actor, cause, expectedVersion, inScope }: Request,
  deps: RegistryRuntime,
  command: DutiesCommand,
  inBooks?: InBooks,
): Promise<RouteReply> {
  return commandReply(
    await execute(deps, {
      kind: dutiesKind,
      id: at.unitCode,
      command,
      content: { command: command.type, unitCode: at.unitCode, ...(body as object) },
      cause,
      actor,
      refKeys: [unitKey(at.unitCode)],
      refs([row]) {
        const unit = unitIn(row);
        return { unit: unit && inScope(unit.path) ? unit : undefined, inBooks };
      },
      expectedVersion,
    }),
  );
}

const common = { kind: 'command', params, response: commandAnswer } as const;

export const dutyRoutes = [
  route({
    ...common,
    method: 'POST',
    path: '/registry/units/{unitCode}/appointments',
    operationId: 'appointPerson',
    summary: { zh: '任命空缺职责的负责人', en: 'Put a person in charge of a vacant duty' },
    action: 'unit.supervise',
    successStatus: 201,
    body: appointPerson,
    problems: ['not-found', 'unit-closed', 'wrong-state', 'same-person'],
    handle: (request, deps) => onDuties(request, deps, { type: 'appoint', ...request.body }),
  }),
  route({
    ...common,
    method: 'POST',
    path: '/registry/units/{unitCode}/duty-tasks',
    operationId: 'openDutyTask',
    summary: { zh: '交办职责事项', en: 'Give a person in charge a task' },
    action: 'duty.sign',
    ifMatch: true,
    successStatus: 201,
    body: openTask,
    problems: ['not-found', 'stale-version', 'not-in-charge', 'wrong-state'],
    handle: (request, deps) => onDuties(request, deps, { type: 'open-task', ...request.body }),
  }),
  route({
    ...common,
    method: 'POST',
    path: '/registry/units/{unitCode}/duty-task-results',
    operationId: 'finishDutyTask',
    summary: { zh: '办结职责事项', en: 'Finish a task' },
    action: 'duty.sign',
    ifMatch: true,
    successStatus: 200,
    body: finishTask,
    problems: ['not-found', 'stale-version', 'not-in-charge', 'wrong-state'],
    handle: (request, deps) => onDuties(request, deps, { type: 'finish-task', ...request.body }),
  }),
  route({
    ...common,
    method: 'POST',
    path: '/registry/units/{unitCode}/successions',
    operationId: 'proposeSuccession',
    summary: { zh: '书写职责交接', en: 'Write the handover of duties to a successor' },
    action: 'duty.sign',
    ifMatch: true,
    successStatus: 201,
    body: proposeSuccession,
    problems: [
      'not-found',
      'stale-version',
      'wrong-state',
      'not-in-charge',
      'reason-required',
      'same-person',
      'duties-left-out',
      'archives-missing',
    ],
    async handle(request, deps) {
      const { item } = await knownUnit(deps, request.params.unitCode, request.inScope);
      const [worth] = await worthOf(deps.store, [item.state.path]);
      const inBooks = { assetCount: worth?.assets.count ?? 0, originalFen: worth?.assets.amountFen ?? 0 };
      return onDuties(request, deps, { type: 'propose-succession', ...request.body }, inBooks);
    },
  }),
  route({
    ...common,
    method: 'POST',
    path: '/registry/units/{unitCode}/succession-countersignatures',
    operationId: 'countersignSuccession',
    summary: { zh: '接收人签字', en: 'Countersign as the incoming person' },
    action: 'duty.sign',
    ifMatch: true,
    successStatus: 200,
    body: signSuccession,
    problems: ['not-found', 'stale-version', 'wrong-state', 'same-person', 'not-your-step'],
    handle: (request, deps) => onDuties(request, deps, { type: 'countersign', ...request.body }),
  }),
  route({
    ...common,
    method: 'POST',
    path: '/registry/units/{unitCode}/succession-witnessings',
    operationId: 'witnessSuccession',
    summary: { zh: '监交', en: 'Witness a succession as the supervisor' },
    action: 'unit.supervise',
    ifMatch: true,
    successStatus: 200,
    body: signSuccession,
    problems: ['not-found', 'stale-version', 'wrong-state', 'same-person', 'not-your-step'],
    handle: (request, deps) => onDuties(request, deps, { type: 'witness', ...request.body }),
  }),
  route({
    ...common,
    method: 'POST',
    path: '/registry/units/{unitCode}/succession-endings',
    operationId: 'endSuccession',
    summary: { zh: '撤回、拒绝或退回交接', en: 'Withdraw, decline or return a succession' },
    action: 'duty.sign',
    ifMatch: true,
    successStatus: 200,
    body: endSuccession,
    problems: ['not-found', 'stale-version', 'wrong-state', 'not-your-step'],
    handle: (request, deps) => onDuties(request, deps, { type: 'end-succession', ...request.body }),
  }),
  route({
    method: 'GET',
    path: '/registry/units/{unitCode}/duties',
    operationId: 'readDuties',
    summary: { zh: '单位职责负责人', en: 'The persons in charge of a unit' },
    action: 'duty.read',
    kind: 'query',
    successStatus: 200,
    params,
    response: dutiesViewSchema,
    problems: ['not-found'],
    async handle({ params: { unitCode: code }, inScope }, deps) {
      const { item } = await knownUnit(deps, code, inScope);
      const [row] = await deps.store.read([dutiesKey(code)]);
      const duties = row as StateItem<Duties> | undefined;
      const body = dutiesView(item.state, duties);
      return duties ? { body, version: duties.version } : { body };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/units/{unitCode}/duties/history',
    operationId: 'readDutiesHistory',
    summary: { zh: '历任负责人与交接记录', en: 'Everyone who was in charge, and every succession' },
    action: 'duty.read',
    kind: 'query',
    successStatus: 200,
    params,
    query: z.strictObject(pageQuery),
    response: pageOf(historyEntry),
    problems: ['not-found', 'invalid-cursor'],
    async handle({ params: { unitCode: code }, query, inScope }, deps) {
      await knownUnit(deps, code, inScope);
      return { body: await answerHistory(deps.store, `duties/${code}`, query) };
    },
  }),
];
