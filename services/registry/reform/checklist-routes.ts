/** Reform checklists over HTTP (FC-01). */
import * as z from 'zod/mini';
import {
  checklistOverview,
  checklistView as checklistViewSchema,
  openChecklist,
  recordChecklistStep,
  reopenChecklistStep,
} from '../../../contracts/registry/checklists.ts';
import { commandAnswer, id, PAGE_SIZE_DEFAULT, pageQuery, policyId, unitPath } from '../../../contracts/vocabulary.ts';
import { execute } from '../../../platform/command.ts';
import { evidenceFiled, evidenceKey } from '../../../platform/evidence/evidence.ts';
import { commandReply } from '../../../platform/http/command-reply.ts';
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts';
import { ProblemError } from '../../../platform/http/problem.ts';
import { defineRoutes, type RouteReply, type RouteRequest } from '../../../platform/http/route.ts';
import { generationOf, projectedUpTo, totalKey } from '../../../platform/projection.ts';
import { type Key, READ_KEYS_MAX, type Row, type StateItem, type Store } from '../../../platform/store/store.ts';
import { unitCodeOf } from '../../../platform/unit-path.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import {
  type Checklist,
  type ChecklistCommand,
  type ChecklistRefs,
  checklistId,
  mayHaveChecklist,
} from '../domain/reform/checklist.ts';
import { checklistKey, checklistListKey, unitKey } from '../keys.ts';
import { childrenOf } from '../ledgers/own-totals.ts';
import { unitIn } from '../units/unit-routes.ts';
import { checklistKind } from './reform-aggregates.ts';
import { checklistProjection, checklistRow, checklistView, stepCounter } from './reform-views.ts';

const route = defineRoutes<RegistryRuntime>();
const params = z.strictObject({ checklistId: id });
const stepParams = z.strictObject({ checklistId: id, step: policyId });

async function onChecklist(
  request: RouteRequest<{ checklistId: string; step: string }, undefined, unknown>,
  deps: RegistryRuntime,
  command: ChecklistCommand,
  refKeys: readonly Key[] = [],
  refs: (rows: readonly (Row | undefined)[]) => ChecklistRefs = () => ({}),
): Promise<RouteReply> {
  const { params: at, body, actor, cause, expectedVersion, inScope } = request;
  return commandReply(
    await execute(deps, {
      kind: checklistKind,
      id: at.checklistId,
      command,
      content: { command: command.type, ...at, ...(body as object) },
      cause,
      actor,
      refKeys,
      refs,
      expectedVersion,
      permit: (list) => inScope(list.unitPath),
    }),
  );
}

/** Living villages directly below a unit that have opened no checklist of this kind. */
async function villagesWithout(store: Store, unitPath: string, checklist: string) {
  const units = (await childrenOf(store, unitPath)).filter(mayHaveChecklist);
  const found: (Row | undefined)[] = [];
  for (let from = 0; from < units.length; from += READ_KEYS_MAX) {
    const portion = units.slice(from, from + READ_KEYS_MAX);
    found.push(...(await store.read(portion.map(({ code }) => checklistKey(checklistId(code, checklist))))));
  }
  return units.flatMap(({ path, name }, index) => (found[index] ? [] : [{ unitPath: path, name }]));
}

const onStep = ['not-found', 'stale-version', 'wrong-state', 'not-in-policy', 'step-out-of-order'] as const;

export const checklistRoutes = [
  route({
    method: 'POST',
    path: '/registry/checklists',
    operationId: 'openChecklist',
    summary: { zh: '建立改革步骤清单', en: 'Open the reform checklist of a village' },
    action: 'checklist.keep',
    kind: 'command',
    successStatus: 201,
    body: openChecklist,
    response: commandAnswer,
    problems: ['outside-your-unit', 'unknown-unit', 'unit-closed', 'not-in-policy', 'already-exists'],
    async handle({ body, actor, cause, demandScope }, deps) {
      demandScope(body.unitPath);
      const code = unitCodeOf(body.unitPath);
      const command = { type: 'open', ...body } as const;
      return commandReply(
        await execute(deps, {
          kind: checklistKind,
          id: checklistId(code, body.checklist),
          command,
          content: command,
          cause,
          actor,
          refKeys: [unitKey(code)],
          refs: ([unit]) => ({ unit: unitIn(unit) }),
        }),
      );
    },
  }),
  route({
    method: 'POST',
    path: '/registry/checklists/{checklistId}/steps/{step}/completions',
    operationId: 'recordChecklistStep',
    summary: { zh: '登记步骤完成', en: 'Record that a step is done, with its evidence' },
    action: 'checklist.keep',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params: stepParams,
    body: recordChecklistStep,
    response: commandAnswer,
    problems: [...onStep, 'date-in-future', 'evidence-missing', 'evidence-not-verified'],
    handle(request, deps) {
      const { evidence, doneOn } = request.body;
      const command = { type: 'record-step', step: request.params.step, doneOn } as const;
      const keys = evidence.map((reference) => evidenceKey(reference.evidenceId));
      return onChecklist(request, deps, command, keys, (rows) => ({ evidence: evidenceFiled(evidence, rows) }));
    },
  }),
  route({
    method: 'POST',
    path: '/registry/checklists/{checklistId}/steps/{step}/reopenings',
    operationId: 'reopenChecklistStep',
    summary: { zh: '重新打开步骤', en: 'Open a step again, with a reason' },
    action: 'checklist.reopen',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params: stepParams,
    body: reopenChecklistStep,
    response: commandAnswer,
    problems: onStep,
    handle: (request, deps) =>
      onChecklist(request, deps, { type: 'reopen-step', step: request.params.step, ...request.body }),
  }),
  route({
    method: 'GET',
    path: '/registry/checklists/{checklistId}',
    operationId: 'readChecklist',
    summary: { zh: '查看改革步骤清单', en: 'Read the checklist of a village' },
    action: 'checklist.read',
    kind: 'query',
    successStatus: 200,
    params,
    response: checklistViewSchema,
    problems: ['not-found'],
    async handle({ params: at, inScope }, { store }) {
      const [row] = await store.read([checklistKey(at.checklistId)]);
      const item = row as StateItem<Checklist> | undefined;
      if (!item || !inScope(item.state.unitPath)) throw new ProblemError('not-found');
      return { body: checklistView(item), version: item.version };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/checklists',
    operationId: 'listChecklists',
    summary: { zh: '各村改革进度', en: 'How far the villages of a unit are' },
    action: 'checklist.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ ...pageQuery, unitPath, checklist: policyId }),
    response: checklistOverview,
    problems: ['outside-your-unit', 'invalid-cursor', 'not-in-policy'],
    async handle({ query, demandScope }, { store, policy }) {
      demandScope(query.unitPath);
      const known = policy.checklists.find((list) => list.id === query.checklist);
      if (!known) throw new ProblemError('not-in-policy');
      const list = `checklists-${query.checklist}:${query.unitPath}`;
      const { name } = checklistProjection;
      const generation = await generationOf(store, name);
      const [page, [row], upTo] = await Promise.all([
        store.queryByUnit(checklistListKey(query.checklist, query.unitPath), query.unitPath, {
          limit: query.limit ?? PAGE_SIZE_DEFAULT,
          after: decodeCursor(list, query.cursor),
        }),
        store.read([totalKey(name, generation, query.unitPath, query.checklist)]),
        projectedUpTo(store, name),
      ]);
      const without =
        query.cursor === undefined ? await villagesWithout(store, query.unitPath, query.checklist) : undefined;
      const counted = (attribute: string): number => Number(row?.[attribute] ?? 0);
      const totals = {
        unitPath: query.unitPath,
        checklist: query.checklist,
        villages: counted('villages'),
        complete: counted('complete'),
        stepsDone: counted('stepsDone'),
        bySteps: known.steps.map((step) => ({ step: step.id, villages: counted(stepCounter(step.id)) })),
        upTo,
      };
      const rows = page.rows.map((item) => checklistRow(item as unknown as StateItem<Checklist>));
      const next = page.next ? { nextCursor: encodeCursor(list, page.next) } : {};
      return { body: { totals, rows, ...(without ? { without } : {}), ...next } };
    },
  }),
];
