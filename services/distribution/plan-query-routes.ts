/** Plans, their lines and history over HTTP, and what the public may read of them. */

import * as z from 'zod/mini';
import {
  lineView as lineViewSchema,
  noticeLineView as noticeLineSchema,
  noticeView as noticeSchema,
  planHistoryEntry,
  planRow as planRowSchema,
  planView as planViewSchema,
} from '../../contracts/distribution/plans.ts';
import { id, PAGE_SIZE_DEFAULT, pageOf, pageQuery, unitPath } from '../../contracts/vocabulary.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts';
import { answerHistory, answerPage, answerStates } from '../../platform/http/page.ts';
import { ProblemError } from '../../platform/http/problem.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import type { Page, QueryRange, Row, StateItem, Store } from '../../platform/store/store.ts';
import { isWithin } from '../../platform/unit-path.ts';
import type { DistributionRuntime } from './dependencies.ts';
import type { Payment } from './domain/payment.ts';
import type { Plan } from './domain/plan.ts';
import type { PlanLine } from './domain/plan-lines.ts';
import { fundsKey, noticeRows, paymentId, paymentKey, planKey, planListKey } from './keys.ts';
import { linesFrom, readAll } from './read-all.ts';
import { lineView, noticeLineView, noticeView, planRow, planView } from './views.ts';

const route = defineRoutes<DistributionRuntime>();
const params = z.strictObject({ planId: id });
const page = z.strictObject(pageQuery);
const ofUnit = z.strictObject({ ...pageQuery, unitPath });
type PageAsked = { readonly cursor?: string | undefined; readonly limit?: number | undefined };

const planItem = (row: Row | undefined) => row as unknown as StateItem<Plan> | undefined;

async function visiblePlan(
  store: Store,
  planId: string,
  inScope: (unitPath: string) => boolean,
): Promise<StateItem<Plan>> {
  const item = planItem((await store.read([planKey(planId)]))[0]);
  if (!item || !inScope(item.state.unitPath)) throw new ProblemError('not-found');
  return item;
}

/** A page answer with the cursor of the next page. */
const reply = (list: string, rows: readonly unknown[], next: Page<Row>['next']) => ({
  body: { rows, ...(next ? { nextCursor: encodeCursor(list, next) } : {}) },
});

/** A page of lines, each with what became of its payment. The position is the number of the next line. */
async function linesPage<View>(
  store: Store,
  planId: string,
  plan: Plan,
  asked: PageAsked,
  view: (line: PlanLine, payment: StateItem<Payment> | undefined) => View,
) {
  const list = `lines:${planId}`;
  const from = Number(decodeCursor(list, asked.cursor)?.from ?? '1');
  if (!Number.isSafeInteger(from) || from < 1) throw new ProblemError('invalid-cursor');
  const limit = asked.limit ?? PAGE_SIZE_DEFAULT;
  const lines = await linesFrom(store, planId, plan, from, limit);
  const payments = await readAll(
    store,
    lines.map(({ number }) => paymentKey(paymentId(planId, number))),
  );
  const rows = lines.map((line, index) => view(line, payments[index] as unknown as StateItem<Payment> | undefined));
  const more = from + limit <= plan.lineCount + plan.reserves.length;
  return reply(list, rows, more ? { from: String(from + limit) } : undefined);
}

/** A plan that followed its unit has a notice at each of its paths: where both would be listed, the present one is. */
const isNoticeHere = (sortKey: string, unitPath: string, asked: string): boolean =>
  sortKey.startsWith(`${unitPath}#`) || !isWithin(unitPath, asked);

export const planQueryRoutes = [
  route({
    method: 'GET',
    path: '/distribution/plans',
    operationId: 'listPlans',
    summary: { zh: '单位的分配方案', en: 'The plans of a unit and everything below it' },
    action: 'plan.read',
    kind: 'query',
    successStatus: 200,
    query: ofUnit,
    response: pageOf(planRowSchema),
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, { store }) {
      demandScope(query.unitPath);
      const list = `plans:${query.unitPath}`;
      const read = (range: QueryRange) => store.queryByUnit(planListKey(query.unitPath), query.unitPath, range);
      return { body: await answerStates(list, query, read, planRow) };
    },
  }),
  route({
    method: 'GET',
    path: '/distribution/plans/{planId}',
    operationId: 'readPlan',
    summary: { zh: '查看分配方案', en: 'Read a plan' },
    action: 'plan.read',
    kind: 'query',
    successStatus: 200,
    params,
    response: planViewSchema,
    problems: ['not-found'],
    async handle({ params: { planId }, inScope }, { store }) {
      const [row, funds] = await store.read([planKey(planId), fundsKey(planId)]);
      const item = planItem(row);
      if (!item || !inScope(item.state.unitPath)) throw new ProblemError('not-found');
      return { body: planView(item, funds), version: item.version };
    },
  }),
  route({
    method: 'GET',
    path: '/distribution/plans/{planId}/lines',
    operationId: 'listPlanLines',
    summary: { zh: '分配明细与支付情况', en: 'The lines of a plan and their payments' },
    action: 'plan.read',
    kind: 'query',
    successStatus: 200,
    params,
    query: page,
    response: pageOf(lineViewSchema),
    problems: ['not-found', 'invalid-cursor'],
    async handle({ params: { planId }, query, inScope }, { store }) {
      const { state } = await visiblePlan(store, planId, inScope);
      return linesPage(store, planId, state, query, (line, payment) => lineView(state, line, payment));
    },
  }),
  route({
    method: 'GET',
    path: '/distribution/plans/{planId}/history',
    operationId: 'readPlanHistory',
    summary: { zh: '方案全部经过（含异议与答复）', en: 'The whole life of a plan, objections and answers included' },
    action: 'plan.read',
    kind: 'query',
    successStatus: 200,
    params,
    query: page,
    response: pageOf(planHistoryEntry),
    problems: ['not-found', 'invalid-cursor'],
    async handle({ params: { planId }, query, inScope }, { store }) {
      await visiblePlan(store, planId, inScope);
      return { body: await answerHistory(store, `plan/${planId}`, query) };
    },
  }),
  route({
    method: 'GET',
    path: '/public/distribution-notices',
    operationId: 'listDistributionNotices',
    summary: { zh: '收益分配公示', en: 'Published distribution plans of a unit and everything below it' },
    action: 'notice.read',
    kind: 'query',
    public: true,
    successStatus: 200,
    query: ofUnit,
    response: pageOf(noticeSchema),
    problems: ['invalid-cursor'],
    async handle({ query }, { store }) {
      const list = `notices:${query.unitPath}`;
      const read = (range: QueryRange) => store.queryPartition(noticeRows(query.unitPath), query.unitPath, range);
      const noticesOf = async (rows: readonly Row[]) => {
        const plans = await readAll(
          store,
          rows.map((row) => planKey(String(row.planId))),
        );
        return plans.flatMap((row, index) => {
          const item = planItem(row);
          return item && isNoticeHere(rows[index]?.sk ?? '', item.state.unitPath, query.unitPath)
            ? [noticeView(item)]
            : [];
        });
      };
      return { body: await answerPage(list, query, read, noticesOf) };
    },
  }),
  route({
    method: 'GET',
    path: '/public/distribution-notices/{planId}/lines',
    operationId: 'listNoticeLines',
    summary: { zh: '公示方案的明细与发放结果', en: 'The lines of a published plan and whether they are paid' },
    action: 'notice.read',
    kind: 'query',
    public: true,
    successStatus: 200,
    params,
    query: page,
    response: pageOf(noticeLineSchema),
    problems: ['not-found', 'invalid-cursor'],
    async handle({ params: { planId }, query }, { store }) {
      const { state } = await visiblePlan(store, planId, () => true);
      // What has not been published does not exist for the public.
      if (!state.publicity) throw new ProblemError('not-found');
      return linesPage(store, planId, state, query, (line, payment) => noticeLineView(state, line, payment));
    },
  }),
];
