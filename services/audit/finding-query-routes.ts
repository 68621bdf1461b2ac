/** Findings, their history, their case files and their counts over HTTP. */

import * as z from 'zod/mini';
import {
  FINDING_KINDS,
  findingCaseFile,
  findingHistoryEntry,
  findingTotals,
  findingView as findingViewSchema,
} from '../../contracts/audit/findings.ts';
import { id, PAGE_SIZE_DEFAULT, pageOf, pageQuery, unitPath } from '../../contracts/vocabulary.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts';
import { answerHistory, historyLine } from '../../platform/http/page.ts';
import { ProblemError } from '../../platform/http/problem.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { eventsOf, generationOf, projectedUpTo, totalKey } from '../../platform/projection.ts';
import type { StateItem } from '../../platform/store/store.ts';
import { type AuditRuntime, countyOf } from './dependencies.ts';
import type { Finding } from './domain/finding.ts';
import { countsIn, listFindings, unitsWithFindings } from './finding-lists.ts';
import { findingKey } from './keys.ts';
import { readLife } from './trail-reading.ts';
import { ALL_KINDS, findingProjection, findingRow, findingView, kindBreakdown } from './views.ts';

const route = defineRoutes<AuditRuntime>();
const params = z.strictObject({ findingId: id });
/** Trail entries in a case file; the rest is read with the trail's own route. */
const CASE_FILE_ENTRIES = 100;

async function visibleFinding(
  deps: AuditRuntime,
  findingId: string,
  inScope: (unitPath: string) => boolean,
): Promise<StateItem<Finding>> {
  const [row] = await deps.store.read([findingKey(findingId)]);
  const item = row as StateItem<Finding> | undefined;
  const assigned = item?.state.assignment?.unitPath;
  if (!item || !(inScope(item.state.unitPath) || (assigned !== undefined && inScope(assigned))))
    throw new ProblemError('not-found');
  return item;
}

export const findingQueryRoutes = [
  route({
    method: 'GET',
    path: '/audit/findings',
    operationId: 'listFindings',
    summary: { zh: '单位问题线索清单', en: 'The findings of a unit and everything below it' },
    action: 'finding.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ ...pageQuery, unitPath }),
    response: pageOf(findingViewSchema),
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.unitPath);
      const list = `findings:${query.unitPath}`;
      const position = decodeCursor(list, query.cursor);
      const page = await listFindings(deps.store, query.unitPath, query.limit ?? PAGE_SIZE_DEFAULT, position);
      const rows = page.rows.map((row) => findingRow(row as unknown as StateItem<Finding>));
      return { body: { rows, ...(page.next ? { nextCursor: encodeCursor(list, page.next) } : {}) } };
    },
  }),
  route({
    method: 'GET',
    path: '/audit/findings/{findingId}',
    operationId: 'readFinding',
    summary: { zh: '查看问题线索', en: 'Read a finding' },
    action: 'finding.read',
    kind: 'query',
    successStatus: 200,
    params,
    response: findingViewSchema,
    problems: ['not-found'],
    async handle({ params: { findingId }, inScope }, deps) {
      const item = await visibleFinding(deps, findingId, inScope);
      return { body: findingView(findingId, item), version: item.version };
    },
  }),
  route({
    method: 'GET',
    path: '/audit/findings/{findingId}/history',
    operationId: 'readFindingHistory',
    summary: { zh: '问题线索办理经过', en: 'The whole life of a finding in order' },
    action: 'finding.read',
    kind: 'query',
    successStatus: 200,
    params,
    query: z.strictObject(pageQuery),
    response: pageOf(findingHistoryEntry),
    problems: ['not-found', 'invalid-cursor'],
    async handle({ params: { findingId }, query, inScope }, deps) {
      await visibleFinding(deps, findingId, inScope);
      return { body: await answerHistory(deps.store, `finding/${findingId}`, query) };
    },
  }),
  route({
    method: 'GET',
    path: '/audit/findings/{findingId}/case-file',
    operationId: 'readCaseFile',
    summary: { zh: '移送案卷', en: 'The case file: finding, its history, and the trail of what it is about' },
    action: 'trail.read',
    kind: 'query',
    successStatus: 200,
    params,
    response: findingCaseFile,
    problems: ['not-found'],
    async handle({ params: { findingId }, inScope, demandScope }, deps) {
      demandScope(countyOf(deps));
      const item = await visibleFinding(deps, findingId, inScope);
      const { source, subject } = item.state.cause;
      const [history, trail] = await Promise.all([
        eventsOf(deps.store, item.aggregate),
        readLife(deps.store, source, subject, { limit: CASE_FILE_ENTRIES, after: undefined }),
      ]);
      const body = {
        finding: findingView(findingId, item),
        history: history.map(historyLine),
        trail: trail.rows,
        trailComplete: trail.next === undefined,
        conflicts: trail.conflicts,
      };
      return { body, version: item.version };
    },
  }),
  route({
    method: 'GET',
    path: '/audit/finding-totals',
    operationId: 'readFindingTotals',
    summary: { zh: '单位问题线索统计', en: 'Counts of the findings of a unit' },
    action: 'finding.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ unitPath }),
    response: findingTotals,
    problems: ['outside-your-unit'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.unitPath);
      const { name } = findingProjection;
      const generation = await generationOf(deps.store, name);
      const kinds = Object.keys(FINDING_KINDS);
      const keys = [ALL_KINDS, ...kinds.map(kindBreakdown)].map((part) =>
        totalKey(name, generation, query.unitPath, part),
      );
      const [[all, ...perKind], byUnit, upTo] = await Promise.all([
        deps.store.read(keys),
        unitsWithFindings(deps.store, query.unitPath, generation),
        projectedUpTo(deps.store, name),
      ]);
      const byKind = kinds
        .map((kind, index) => ({ kind, ...countsIn(perKind[index]) }))
        .filter((line) => line.open + line.closed + line.referred > 0);
      const body = { unitPath: query.unitPath, ...countsIn(all), byKind, byUnit };
      return { body: { ...body, ...(upTo === undefined ? {} : { upTo }) } };
    },
  }),
];
