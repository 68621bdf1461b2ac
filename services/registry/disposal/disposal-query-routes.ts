/** Disposals, their proceeds and what anybody may read of them, over HTTP. */
import * as z from 'zod/mini';
import {
  disposalNotice as disposalNoticeSchema,
  disposalPhase,
  disposalView as disposalViewSchema,
  openProceeds,
} from '../../../contracts/registry/disposals.ts';
import { id, PAGE_SIZE_DEFAULT, pageOf, pageQuery, unitPath } from '../../../contracts/vocabulary.ts';
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts';
import { ProblemError } from '../../../platform/http/problem.ts';
import { defineRoutes } from '../../../platform/http/route.ts';
import { generationOf, projectedUpTo, totalKey } from '../../../platform/projection.ts';
import type { StateItem } from '../../../platform/store/store.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { Disposal } from '../domain/disposal/disposal-case.ts';
import { disposalKey, disposalListKey } from '../keys.ts';
import type { DisposalPhase } from '../reform/reform-aggregates.ts';
import { ALL_PROCEEDS, disposalNotice, disposalView, proceedsProjection } from './disposal-views.ts';

const route = defineRoutes<RegistryRuntime>();
const params = z.strictObject({ disposalId: id });

interface PageAsked {
  readonly unitPath: string;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** One page of the cases of a unit and those below it, in one phase. */
async function casesPage({ store }: RegistryRuntime, phase: DisposalPhase, query: PageAsked) {
  const list = `disposals-${phase}:${query.unitPath}`;
  const page = await store.queryByUnit(disposalListKey(phase, query.unitPath), query.unitPath, {
    limit: query.limit ?? PAGE_SIZE_DEFAULT,
    after: decodeCursor(list, query.cursor),
  });
  const items = page.rows as unknown as StateItem<Disposal>[];
  return { items, next: page.next ? { nextCursor: encodeCursor(list, page.next) } : {} };
}

export const disposalQueryRoutes = [
  route({
    method: 'GET',
    path: '/registry/disposals/{disposalId}',
    operationId: 'readDisposal',
    summary: { zh: '查看处置事项', en: 'Read a disposal' },
    action: 'disposal.read',
    kind: 'query',
    successStatus: 200,
    params,
    response: disposalViewSchema,
    problems: ['not-found'],
    async handle({ params: { disposalId }, inScope }, { store }) {
      const [row] = await store.read([disposalKey(disposalId)]);
      const item = row as StateItem<Disposal> | undefined;
      if (!item || !inScope(item.state.unitPath)) throw new ProblemError('not-found');
      return { body: disposalView(item), version: item.version };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/disposals',
    operationId: 'listDisposals',
    summary: { zh: '处置事项', en: 'The disposals of a unit and those below it' },
    action: 'disposal.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ ...pageQuery, unitPath, phase: disposalPhase }),
    response: pageOf(disposalViewSchema),
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.unitPath);
      const { items, next } = await casesPage(deps, query.phase, query);
      return { body: { rows: items.map(disposalView), ...next } };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/disposal-proceeds',
    operationId: 'readOpenProceeds',
    summary: { zh: '待用处置收入', en: 'Proceeds that are not spent yet, with their totals' },
    action: 'disposal.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ ...pageQuery, unitPath }),
    response: openProceeds,
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.unitPath);
      const { name } = proceedsProjection;
      const generation = await generationOf(deps.store, name);
      const [{ items, next }, [row], upTo] = await Promise.all([
        casesPage(deps, 'proceeds', query),
        deps.store.read([totalKey(name, generation, query.unitPath, ALL_PROCEEDS)]),
        projectedUpTo(deps.store, name),
      ]);
      const totals = {
        unitPath: query.unitPath,
        openCases: Number(row?.openCases ?? 0),
        earmarkedFen: Number(row?.earmarkedFen ?? 0),
        spentFen: Number(row?.spentFen ?? 0),
        leftFen: Number(row?.leftFen ?? 0),
        upTo,
      };
      return { body: { totals, rows: items.map(disposalView), ...next } };
    },
  }),
  route({
    method: 'GET',
    path: '/public/disposal-notices/{disposalId}',
    operationId: 'readDisposalNotice',
    summary: { zh: '处置结果公示', en: 'The published result of a disposal' },
    action: 'notice.read',
    kind: 'query',
    public: true,
    successStatus: 200,
    params,
    response: disposalNoticeSchema,
    problems: ['not-found'],
    async handle({ params: { disposalId } }, { store }) {
      const [row] = await store.read([disposalKey(disposalId)]);
      const notice = row && disposalNotice(row as unknown as StateItem<Disposal>);
      if (!notice) throw new ProblemError('not-found');
      return { body: notice };
    },
  }),
  route({
    method: 'GET',
    path: '/public/disposal-notices',
    operationId: 'listDisposalNotices',
    summary: { zh: '本区域处置公示', en: 'The disposals now published in an area' },
    action: 'notice.read',
    kind: 'query',
    public: true,
    successStatus: 200,
    query: z.strictObject({ ...pageQuery, unitPath, phase: z.optional(disposalPhase) }),
    response: pageOf(disposalNoticeSchema),
    problems: ['invalid-cursor'],
    async handle({ query }, deps) {
      const { items, next } = await casesPage(deps, query.phase ?? 'running', query);
      const rows = items.flatMap((item) => disposalNotice(item) ?? []);
      return { body: { rows, ...next } };
    },
  }),
];
