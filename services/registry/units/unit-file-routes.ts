/** A unit's own history, where an old path leads, and what a unit is worth. */

import * as z from 'zod/mini';
import { historyEntry } from '../../../contracts/registry/assets.ts';
import { unitWorth, whereabouts } from '../../../contracts/registry/units.ts';
import { month as monthSchema } from '../../../contracts/registry/value.ts';
import { pageOf, pageQuery, unitCode, unitPath } from '../../../contracts/vocabulary.ts';
import { todayBy } from '../../../platform/clock.ts';
import { answerHistory } from '../../../platform/http/page.ts';
import { ProblemError } from '../../../platform/http/problem.ts';
import { defineRoutes } from '../../../platform/http/route.ts';
import type { EventItem } from '../../../platform/store/store.ts';
import { unitCodeOf } from '../../../platform/unit-path.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import { monthOf } from '../domain/value/asset-value.ts';
import { netOfLedgers } from '../ledgers/own-totals.ts';
import { worthOf } from '../mergers/merger-views.ts';
import { heldForRow, unitView } from '../views.ts';
import { knownUnit } from './unit-successors.ts';

const route = defineRoutes<RegistryRuntime>();
const params = z.strictObject({ unitCode });

export const unitFileRoutes = [
  route({
    method: 'GET',
    path: '/registry/units/{unitCode}/history',
    operationId: 'readUnitHistory',
    summary: { zh: '单位沿革', en: 'The history of a unit' },
    action: 'unit.read',
    kind: 'query',
    successStatus: 200,
    params,
    query: z.strictObject(pageQuery),
    response: pageOf(historyEntry),
    problems: ['not-found', 'invalid-cursor'],
    async handle({ params: { unitCode: code }, query, inScope }, deps) {
      await knownUnit(deps, code, inScope);
      return { body: await answerHistory(deps.store, `unit/${code}`, query) };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/unit-whereabouts',
    operationId: 'findUnit',
    summary: { zh: '原单位路径现归属何处', en: 'Where an old unit path leads now' },
    action: 'unit.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ unitPath }),
    response: whereabouts,
    problems: ['not-found'],
    async handle({ query, inScope }, deps) {
      const { present, via } = await knownUnit(deps, unitCodeOf(query.unitPath), inScope);
      // A path that the unit never had is as unknown as a unit that never was.
      if (!(await hadPath(deps, query.unitPath))) throw new ProblemError('not-found');
      const unit = unitView(present);
      return { body: { asked: query.unitPath, presentPath: unit.path, unit, via } };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/units/{unitCode}/net-worth',
    operationId: 'readUnitWorth',
    summary: {
      zh: '单位资产与债权债务合计',
      en: 'Assets, claims and debts of a unit, and of what it kept in its successor',
    },
    action: 'obligation.read',
    kind: 'query',
    successStatus: 200,
    params,
    query: z.strictObject({ month: z.optional(monthSchema) }),
    response: unitWorth,
    problems: ['not-found'],
    async handle({ params: { unitCode: code }, query, inScope }, deps) {
      const { item } = await knownUnit(deps, code, inScope);
      const rows = [item.state.path, heldForRow(code)];
      const month = query.month ?? monthOf(todayBy(deps.clock));
      const [worths, nets] = await Promise.all([worthOf(deps.store, rows), netOfLedgers(deps.store, rows, month)]);
      const [inBooks, keptOwnership] = worths.map((worth, index) => ({ ...worth, assetsNetFen: nets[index] ?? 0 }));
      return { body: { code, unitPath: item.state.path, month, inBooks, keptOwnership } };
    },
  }),
];

/** Events of one unit looked through for its paths: it is registered once and moved by a merger now and then. */
const PATH_EVENTS_MAX = 200;

async function hadPath(deps: RegistryRuntime, path: string): Promise<boolean> {
  const page = await deps.store.queryByAggregate(`unit/${unitCodeOf(path)}`, { limit: PATH_EVENTS_MAX });
  return page.rows.some((row) => (row as unknown as EventItem).data.path === path);
}
