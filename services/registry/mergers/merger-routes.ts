/** Mergers over HTTP (ZC-03, ZC-05). */

import * as z from 'zod/mini';
import {
  executeMerger,
  mergerLine,
  mergerView as mergerViewSchema,
  type ProposeMerger,
  proposeMerger,
  recountMerger,
  stepMerger,
  withdrawMerger,
} from '../../../contracts/registry/mergers.ts';
import { commandAnswer, id, pageOf, pageQuery, unitPath } from '../../../contracts/vocabulary.ts';
import { execute } from '../../../platform/command.ts';
import { evidenceFiled, evidenceKey } from '../../../platform/evidence/evidence.ts';
import { commandReply } from '../../../platform/http/command-reply.ts';
import { answerStates } from '../../../platform/http/page.ts';
import { ProblemError } from '../../../platform/http/problem.ts';
import { defineRoutes, type RouteReply, type RouteRequest } from '../../../platform/http/route.ts';
import type { Key, QueryRange, Row, StateItem } from '../../../platform/store/store.ts';
import { unitCodeOf } from '../../../platform/unit-path.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { Merger, MergerCommand, MergerRefs } from '../domain/mergers/merger.ts';
import { mergerKey, mergerListKey, receivingKey, unitKey } from '../keys.ts';
import { unitIn } from '../units/unit-routes.ts';
import { mergerKind } from './merger-aggregates.ts';
import { amountOf, arrived, linesPage, statesOf } from './merger-lines.ts';
import { mergerView, worthOf } from './merger-views.ts';

const route = defineRoutes<RegistryRuntime>();
const params = z.strictObject({ mergerId: id });
type Request<Body> = RouteRequest<{ mergerId: string }, undefined, Body>;

/** A case is known to those in charge of its successor and of any unit that merges. */
const seenBy =
  (inScope: (path: string) => boolean) =>
  ({ successor, units }: Merger): boolean =>
    [successor, ...units].some(({ path }) => inScope(path));

async function onMerger(
  request: Request<unknown>,
  deps: RegistryRuntime,
  command: MergerCommand,
  refKeys: readonly Key[] = [],
  refs: (rows: readonly (Row | undefined)[]) => MergerRefs = () => ({ units: [] }),
): Promise<RouteReply> {
  const { params: at, body, actor, cause, expectedVersion, inScope } = request;
  return commandReply(
    await execute(deps, {
      kind: mergerKind,
      id: at.mergerId,
      command,
      content: { command: command.type, mergerId: at.mergerId, ...(body as object) },
      cause,
      actor,
      refKeys,
      refs,
      expectedVersion,
      permit: seenBy(inScope),
    }),
  );
}

/** A proposal with everything it refers to: the units, what the ledgers hold of each, and the documents. */
async function proposal(body: ProposeMerger, demandScope: (path: string) => void, deps: RegistryRuntime) {
  const paths = [body.successorPath, ...body.units.map((unit) => unit.unitPath)];
  for (const path of paths) demandScope(path);
  const worths = await worthOf(deps.store, paths);
  const refKeys = [
    ...paths.map((path) => unitKey(unitCodeOf(path))),
    ...body.evidence.map((reference) => evidenceKey(reference.evidenceId)),
  ];
  const refs = (rows: readonly (Row | undefined)[]): MergerRefs => {
    const [successor, ...units] = paths.map((path, index) => {
      const unit = unitIn(rows[index]);
      const worth = worths[index];
      if (!unit || unit.path !== path || !worth) return undefined;
      const { assets, claims, debts } = worth;
      return { unit, assetsFen: assets.amountFen, claimsFen: claims.amountFen, debtsFen: debts.amountFen };
    });
    return { successor, units, evidence: evidenceFiled(body.evidence, rows.slice(paths.length)) };
  };
  const { evidence: _evidence, ...command } = body;
  return { command: { type: 'propose', ...command } as const, refKeys, refs };
}

const proposalProblems = [
  'outside-your-unit',
  'unknown-unit',
  'unit-closed',
  'same-holder',
  'wrong-state',
  'not-in-policy',
  'gap-too-wide',
  'merger-figures-missing',
  'evidence-not-verified',
] as const;

export const mergerRoutes = [
  route({
    method: 'POST',
    path: '/registry/mergers',
    operationId: 'proposeMerger',
    summary: { zh: '提出撤并', en: 'Propose a merger of units' },
    action: 'merger.propose',
    kind: 'command',
    successStatus: 201,
    body: proposeMerger,
    response: commandAnswer,
    problems: proposalProblems,
    async handle({ body, actor, cause, demandScope }, deps) {
      const { command, refKeys, refs } = await proposal(body, demandScope, deps);
      return commandReply(
        await execute(deps, {
          kind: mergerKind,
          id: (eventId) => eventId,
          command,
          content: body,
          cause,
          actor,
          refKeys,
          refs,
        }),
      );
    },
  }),
  route({
    method: 'POST',
    path: '/registry/mergers/{mergerId}/resubmissions',
    operationId: 'resubmitMerger',
    summary: { zh: '退回后重新提出撤并', en: 'Propose a returned merger again' },
    action: 'merger.propose',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: proposeMerger,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'already-exists', 'not-your-step', ...proposalProblems],
    async handle(request, deps) {
      const { store } = deps;
      if (!(await store.read([mergerKey(request.params.mergerId)]))[0]) throw new ProblemError('not-found');
      const { command, refKeys, refs } = await proposal(request.body, request.demandScope, deps);
      return onMerger(request, deps, command, refKeys, refs);
    },
  }),
  route({
    method: 'POST',
    path: '/registry/mergers/{mergerId}/steps',
    operationId: 'stepMerger',
    summary: { zh: '办理撤并审批环节', en: 'Take the open step of a merger' },
    action: 'merger.step',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: stepMerger,
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
    handle: (request, deps) => onMerger(request, deps, { type: 'step', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/registry/mergers/{mergerId}/withdrawals',
    operationId: 'withdrawMerger',
    summary: { zh: '撤回撤并申请', en: 'Withdraw a merger' },
    action: 'merger.propose',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: withdrawMerger,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state', 'not-your-step'],
    handle: (request, deps) => onMerger(request, deps, { type: 'withdraw', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/registry/mergers/{mergerId}/executions',
    operationId: 'executeMerger',
    summary: { zh: '执行撤并', en: 'Carry out an approved merger' },
    action: 'merger.execute',
    kind: 'command',
    ifMatch: true,
    successStatus: 202,
    params,
    body: executeMerger,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state', 'unknown-unit', 'unit-closed'],
    async handle(request, deps) {
      // The units of a case do not change once it is approved; the version makes sure that it is this very case.
      const [row] = await deps.store.read([mergerKey(request.params.mergerId)]);
      const merger = (row as StateItem<Merger> | undefined)?.state;
      if (!merger) throw new ProblemError('not-found');
      const codes = [merger.successor.code, ...merger.units.map((unit) => unit.code)];
      const keys = [...codes.map(unitKey), ...codes.map(receivingKey)];
      return onMerger(request, deps, { type: 'execute' }, keys, (rows) => {
        const [successor, ...units] = codes.map((_, index) => {
          const unit = unitIn(rows[index]);
          return unit && { unit, assetsFen: 0, claimsFen: 0, debtsFen: 0 };
        });
        const receiving = codes.filter((_, index) => Number(rows[codes.length + index]?.running ?? 0) > 0);
        return { successor, units, receiving };
      });
    },
  }),
  route({
    method: 'POST',
    path: '/registry/mergers/{mergerId}/recounts',
    operationId: 'recountMerger',
    summary: { zh: '撤并数据不符时重新核对', en: 'Count a merger again whose sums differ' },
    action: 'merger.execute',
    kind: 'command',
    ifMatch: true,
    successStatus: 202,
    params,
    body: recountMerger,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state'],
    handle: (request, deps) => onMerger(request, deps, { type: 'recount', ...request.body }),
  }),
  route({
    method: 'GET',
    path: '/registry/mergers/{mergerId}',
    operationId: 'readMerger',
    summary: { zh: '查看撤并事项', en: 'Read a merger' },
    action: 'merger.read',
    kind: 'query',
    successStatus: 200,
    params,
    response: mergerViewSchema,
    problems: ['not-found'],
    async handle({ params: { mergerId }, inScope }, deps) {
      const item = await visibleMerger(deps, mergerId, inScope);
      return { body: mergerView(item), version: item.version };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/mergers/{mergerId}/lines',
    operationId: 'listMergerLines',
    summary: { zh: '撤并划转明细', en: 'What a merger moves, line by line' },
    action: 'merger.read',
    kind: 'query',
    successStatus: 200,
    params,
    query: z.strictObject({ cursor: pageQuery.cursor }),
    response: pageOf(mergerLine),
    problems: ['not-found', 'invalid-cursor'],
    async handle({ params: { mergerId }, query, inScope }, deps) {
      await visibleMerger(deps, mergerId, inScope);
      const { lines: page, next } = await linesPage(deps, mergerId, '', query.cursor);
      const lines = page.filter((line) => line.struck !== true);
      const states = await statesOf(deps, lines);
      const rows = lines.map(({ part, id: thing, unit, fen, kind }, index) => {
        const state = states[index];
        const moved = state !== undefined && arrived(state, mergerId);
        const presentFen = state === undefined || kind === 'unit' || 'kind' in state ? 0 : amountOf(state).fen;
        return { part, id: thing, unit, fen, moved, presentFen };
      });
      return { body: { rows, ...(next ? { nextCursor: next } : {}) } };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/mergers',
    operationId: 'listMergers',
    summary: { zh: '撤并事项', en: 'The mergers into a unit and those below it' },
    action: 'merger.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ ...pageQuery, unitPath }),
    response: pageOf(mergerViewSchema),
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.unitPath);
      const list = `mergers:${query.unitPath}`;
      const read = (range: QueryRange) => deps.store.queryByUnit(mergerListKey(query.unitPath), query.unitPath, range);
      return { body: await answerStates(list, query, read, mergerView) };
    },
  }),
];

async function visibleMerger(deps: RegistryRuntime, mergerId: string, inScope: (path: string) => boolean) {
  const [row] = await deps.store.read([mergerKey(mergerId)]);
  const item = row as StateItem<Merger> | undefined;
  if (!item || !seenBy(inScope)(item.state)) throw new ProblemError('not-found');
  return item;
}
