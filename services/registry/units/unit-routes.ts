/** Organization units over HTTP. */

import * as z from 'zod/mini';
import { correctUnit, registerUnit, unitView as unitViewSchema } from '../../../contracts/registry/units.ts';
import { commandAnswer, pageOf, pageQuery, unitCode, unitPath } from '../../../contracts/vocabulary.ts';
import { execute } from '../../../platform/command.ts';
import { commandReply } from '../../../platform/http/command-reply.ts';
import { answerStates } from '../../../platform/http/page.ts';
import { defineRoutes } from '../../../platform/http/route.ts';
import type { QueryRange, Row, StateItem } from '../../../platform/store/store.ts';
import { unitKind } from '../aggregates.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { Unit } from '../domain/units/unit.ts';
import { unitKey, unitListKey } from '../keys.ts';
import { unitView } from '../views.ts';
import { knownUnit } from './unit-successors.ts';

const route = defineRoutes<RegistryRuntime>();

/** The unit in a row, or undefined where there is none. */
export const unitIn = (row: Row | undefined): Unit | undefined => (row as StateItem<Unit> | undefined)?.state;

export const unitRoutes = [
  route({
    method: 'POST',
    path: '/registry/units',
    operationId: 'registerUnit',
    summary: { zh: '登记单位', en: 'Register an organization unit' },
    action: 'unit.register',
    kind: 'command',
    successStatus: 201,
    body: registerUnit,
    response: commandAnswer,
    problems: [
      'already-exists',
      'unknown-unit',
      'unit-closed',
      'unit-code-invalid',
      'credit-code-invalid',
      'wrong-state',
    ],
    async handle({ body, actor, cause, demandScope, inScope }, deps) {
      // Only the county's own offices register units, and only in their county: a parent elsewhere is no parent.
      demandScope(body.kind === 'county' ? `${body.code}/` : actor.unit);
      const command = { type: 'register', ...body } as const;
      return commandReply(
        await execute(deps, {
          kind: unitKind,
          id: body.code,
          command,
          content: command,
          cause,
          actor,
          refKeys: body.parentCode === undefined ? [] : [unitKey(body.parentCode)],
          refs([row]) {
            const parent = unitIn(row);
            return parent && inScope(parent.path) ? parent : undefined;
          },
        }),
      );
    },
  }),
  route({
    method: 'POST',
    path: '/registry/units/{unitCode}/corrections',
    operationId: 'correctUnit',
    summary: { zh: '更正单位名称或信用代码', en: 'Rename a unit or correct its credit code' },
    action: 'unit.register',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params: z.strictObject({ unitCode }),
    body: correctUnit,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'unit-closed', 'credit-code-invalid'],
    async handle({ params, body, actor, cause, expectedVersion, inScope }, deps) {
      const command = { type: 'correct', ...body } as const;
      return commandReply(
        await execute(deps, {
          kind: unitKind,
          id: params.unitCode,
          command,
          content: { ...command, unitCode: params.unitCode },
          cause,
          actor,
          refs: () => undefined,
          expectedVersion,
          permit: (unit) => inScope(unit.path),
        }),
      );
    },
  }),
  route({
    method: 'GET',
    path: '/registry/units/{unitCode}',
    operationId: 'readUnit',
    summary: { zh: '查看单位', en: 'Read an organization unit' },
    action: 'unit.read',
    kind: 'query',
    successStatus: 200,
    params: z.strictObject({ unitCode }),
    response: unitViewSchema,
    problems: ['not-found'],
    async handle({ params, inScope }, deps) {
      const { item, present } = await knownUnit(deps, params.unitCode, inScope);
      const presentPath = item.state.status === 'closed' ? present.state.path : undefined;
      return { body: { ...unitView(item), ...(presentPath ? { presentPath } : {}) }, version: item.version };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/units',
    operationId: 'listUnits',
    summary: { zh: '下级单位', en: 'List the units below a unit' },
    action: 'unit.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ ...pageQuery, parent: unitPath }),
    response: pageOf(unitViewSchema),
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.parent);
      const list = unitListKey(query.parent);
      const read = (range: QueryRange) => deps.store.queryByUnit(list, '', range);
      return { body: await answerStates(list, query, read, unitView) };
    },
  }),
];
