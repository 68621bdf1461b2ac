/** The figures of villages over HTTP (FC-08). */

import * as z from 'zod/mini';
import {
  correctFigures,
  figuresFile,
  figuresView as figuresViewSchema,
  submitFigures,
  YEAR_MAX,
  YEAR_MIN,
} from '../../../contracts/registry/figures.ts';
import { commandAnswer, id, pageOf, pageQuery, unitPath } from '../../../contracts/vocabulary.ts';
import { execute } from '../../../platform/command.ts';
import { commandReply } from '../../../platform/http/command-reply.ts';
import { answerStates } from '../../../platform/http/page.ts';
import { ProblemError } from '../../../platform/http/problem.ts';
import { defineRoutes } from '../../../platform/http/route.ts';
import type { QueryRange, StateItem } from '../../../platform/store/store.ts';
import { unitCodeOf } from '../../../platform/unit-path.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import { type Figures, figuresId } from '../domain/reform/figures.ts';
import { figuresKey, figuresListKey, statementKey, unitKey } from '../keys.ts';
import { unitIn } from '../units/unit-routes.ts';
import { figuresKind } from './reform-aggregates.ts';
import { figuresView } from './reform-views.ts';

const route = defineRoutes<RegistryRuntime>();
const params = z.strictObject({ figuresId: id });
const yearQuery = z.coerce.number().check(z.int(), z.minimum(YEAR_MIN), z.maximum(YEAR_MAX));

export const figuresRoutes = [
  route({
    method: 'POST',
    path: '/registry/figures',
    operationId: 'submitFigures',
    summary: {
      zh: '提交年度报表数据并核对',
      en: 'Hand in the figures of a village and year; they are checked at once',
    },
    action: 'figures.submit',
    kind: 'command',
    successStatus: 201,
    body: submitFigures,
    response: commandAnswer,
    problems: ['outside-your-unit', 'unknown-unit', 'unit-closed', 'unknown-line', 'date-in-future', 'already-exists'],
    async handle({ body, actor, cause, demandScope }, deps) {
      demandScope(body.unitPath);
      const code = unitCodeOf(body.unitPath);
      const command = { type: 'submit', ...body } as const;
      return commandReply(
        await execute(deps, {
          kind: figuresKind,
          id: figuresId(code, body.year),
          command,
          content: command,
          cause,
          actor,
          refKeys: [unitKey(code)],
          refs: ([unit]) => unitIn(unit),
        }),
      );
    },
  }),
  route({
    method: 'POST',
    path: '/registry/figures/{figuresId}/corrections',
    operationId: 'correctFigures',
    summary: { zh: '更正年度报表数据并重新核对', en: 'Hand in corrected figures, checked again' },
    action: 'figures.submit',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: correctFigures,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'unknown-line'],
    async handle({ params: at, body, actor, cause, expectedVersion, inScope }, deps) {
      const command = { type: 'correct', ...body } as const;
      return commandReply(
        await execute(deps, {
          kind: figuresKind,
          id: at.figuresId,
          command,
          content: { ...command, ...at },
          cause,
          actor,
          refs: () => undefined,
          expectedVersion,
          permit: (figures) => inScope(figures.unitPath),
        }),
      );
    },
  }),
  route({
    method: 'GET',
    path: '/registry/figures/{figuresId}',
    operationId: 'readFigures',
    summary: { zh: '查看报表数据与核对结果', en: 'Read a statement and what its check found' },
    action: 'figures.read',
    kind: 'query',
    successStatus: 200,
    params,
    response: figuresFile,
    problems: ['not-found'],
    async handle({ params: at, inScope }, { store }) {
      const [row] = await store.read([figuresKey(at.figuresId)]);
      const item = row as StateItem<Figures> | undefined;
      if (!item || !inScope(item.state.unitPath)) throw new ProblemError('not-found');
      const [latest] = await store.read([statementKey(at.figuresId, item.state.submissions)]);
      return { body: { ...figuresView(item), statement: latest?.statement }, version: item.version };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/figures',
    operationId: 'listFigures',
    summary: { zh: '各村报表核对结果', en: 'What the checks of a year found, village by village' },
    action: 'figures.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ ...pageQuery, unitPath, year: yearQuery }),
    response: pageOf(figuresViewSchema),
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, { store }) {
      demandScope(query.unitPath);
      const list = `figures-${query.year}:${query.unitPath}`;
      const read = (range: QueryRange) =>
        store.queryByUnit(figuresListKey(query.year, query.unitPath), query.unitPath, range);
      return { body: await answerStates(list, query, read, figuresView) };
    },
  }),
];
