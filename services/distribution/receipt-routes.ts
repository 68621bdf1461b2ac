/** Receipts and pools over HTTP. */

import * as z from 'zod/mini';
import { poolTransfers } from '../../contracts/distribution/pools.ts';
import {
  poolView as poolViewSchema,
  type ReceiveIncome,
  receiptView as receiptViewSchema,
  receiveIncome,
  unitTotals,
} from '../../contracts/distribution/receipts.ts';
import { commandAnswer, id, pageOf, pageQuery, unitCode, unitPath } from '../../contracts/vocabulary.ts';
import { type CommandOutcome, execute } from '../../platform/command.ts';
import type { Actor } from '../../platform/decider.ts';
import type { Cause } from '../../platform/event-item.ts';
import { commandReply } from '../../platform/http/command-reply.ts';
import { answerPage } from '../../platform/http/page.ts';
import { ProblemError } from '../../platform/http/problem.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { generationOf, totalKey } from '../../platform/projection.ts';
import type { QueryRange, Row, StateItem } from '../../platform/store/store.ts';
import { isWithin } from '../../platform/unit-path.ts';
import { receiptKind } from './aggregates.ts';
import type { DistributionRuntime } from './dependencies.ts';
import { type Pool, poolIdOf } from './domain/pool.ts';
import type { Receipt } from './domain/receipt.ts';
import { accountKey, poolKey, poolRows, RECEIPT_ROWS, receiptKey, receiptRows, TRANSFER_ROWS } from './keys.ts';
import { countedPaths, poolIn, predecessorRows, receivingPath } from './pool-lineage.ts';
import { readAll } from './read-all.ts';
import { incomeProjection, paymentProjection, poolView, receiptView, WHOLE } from './views.ts';

const route = defineRoutes<DistributionRuntime>();
const poolParams = z.strictObject({ poolId: unitCode });

/**
 * Enters one receipt, whoever sends it: one read and one transaction. What is sent for a unit that was merged away is booked where its money
 * is now, which costs a look more.
 */
export async function enterReceipt(
  runtime: DistributionRuntime,
  receipt: ReceiveIncome,
  cause: Cause,
  actor: Actor,
): Promise<CommandOutcome> {
  const enter = (to: { readonly unitPath: string; readonly sentFor?: string }): Promise<CommandOutcome> =>
    execute(runtime, {
      kind: receiptKind,
      id: (eventId) => eventId,
      command: { type: 'receive', ...receipt, ...to },
      content: { receive: receipt },
      cause,
      actor,
      refKeys: [poolKey(poolIdOf(to.unitPath))],
      refs: ([pool]) => poolIn(pool),
    });
  const { unitPath: sentFor } = receipt;
  const outcome = await enter({ unitPath: sentFor });
  if (outcome.kind === 'accepted' || !['unknown-unit', 'unit-closed'].includes(outcome.refusal.code)) return outcome;
  const unitPath = await receivingPath(runtime.store, sentFor);
  return unitPath === undefined || unitPath === sentFor ? outcome : enter({ unitPath, sentFor });
}

async function visiblePool(
  runtime: DistributionRuntime,
  poolId: string,
  inScope: (unitPath: string) => boolean,
): Promise<StateItem<Pool>> {
  const [row] = await runtime.store.read([poolKey(poolId)]);
  const item = row as unknown as StateItem<Pool> | undefined;
  if (!item || !inScope(item.state.unitPath)) throw new ProblemError('not-found');
  return item;
}

export const receiptRoutes = [
  route({
    method: 'POST',
    path: '/distribution/receipts',
    operationId: 'receiveIncome',
    summary: { zh: '登记收益入账', en: 'Enter income received' },
    action: 'receipt.enter',
    kind: 'command',
    successStatus: 201,
    body: receiveIncome,
    response: commandAnswer,
    problems: [
      'outside-your-unit',
      'unknown-unit',
      'unknown-price-unit',
      'invalid-money',
      'invalid-request',
      'idempotency-key-reused',
    ],
    async handle({ body, actor, cause, demandScope }, deps) {
      demandScope(body.unitPath);
      return commandReply(await enterReceipt(deps, body, cause, actor));
    },
  }),
  route({
    method: 'GET',
    path: '/distribution/receipts/{receiptId}',
    operationId: 'readReceipt',
    summary: { zh: '查看一笔收益', en: 'Read a receipt' },
    action: 'pool.read',
    kind: 'query',
    successStatus: 200,
    params: z.strictObject({ receiptId: id }),
    response: receiptViewSchema,
    problems: ['not-found'],
    async handle({ params: { receiptId }, inScope }, deps) {
      const [row] = await deps.store.read([receiptKey(receiptId)]);
      const item = row as unknown as StateItem<Receipt> | undefined;
      if (!item) throw new ProblemError('not-found');
      // What a merged unit received is known to whoever has its pool now.
      if (!inScope(item.state.unitPath)) await visiblePool(deps, poolIdOf(item.state.unitPath), inScope);
      return { body: receiptView(item), version: item.version };
    },
  }),
  route({
    method: 'GET',
    path: '/distribution/pools/{poolId}',
    operationId: 'readPool',
    summary: { zh: '查看收益池', en: 'Read the pool of a unit, by its code' },
    action: 'pool.read',
    kind: 'query',
    successStatus: 200,
    params: poolParams,
    response: poolViewSchema,
    problems: ['not-found'],
    async handle({ params: { poolId }, inScope }, deps) {
      const item = await visiblePool(deps, poolId, inScope);
      const [[account], predecessors] = await Promise.all([
        deps.store.read([accountKey(poolId)]),
        predecessorRows(deps.store, poolId),
      ]);
      return { body: poolView(poolId, item, account, predecessors), version: item.version };
    },
  }),
  route({
    method: 'GET',
    path: '/distribution/pools/{poolId}/transfers',
    operationId: 'listPoolTransfers',
    summary: {
      zh: '撤并划转明细',
      en: 'What was led from the pools of merged units to their successors, newest first',
    },
    action: 'pool.read',
    kind: 'query',
    successStatus: 200,
    params: poolParams,
    query: z.strictObject(pageQuery),
    response: poolTransfers,
    problems: ['not-found', 'invalid-cursor'],
    async handle({ params: { poolId }, query, inScope }, deps) {
      await visiblePool(deps, poolId, inScope);
      const list = `transfers:${poolId}`;
      const read = (range: QueryRange) =>
        deps.store.queryPartition(poolRows(poolId), TRANSFER_ROWS, { ...range, descending: true });
      const transfersOf = (rows: readonly Row[]) =>
        rows.map(({ fromPoolId, toPoolId, amountFen, on }) => ({ fromPoolId, toPoolId, amountFen, on }));
      return { body: await answerPage(list, query, read, transfersOf) };
    },
  }),
  route({
    method: 'GET',
    path: '/distribution/pools/{poolId}/receipts',
    operationId: 'listReceipts',
    summary: { zh: '收益池入账明细，最近的在前', en: 'The receipts of a pool, newest first' },
    action: 'pool.read',
    kind: 'query',
    successStatus: 200,
    params: poolParams,
    query: z.strictObject(pageQuery),
    response: pageOf(receiptViewSchema),
    problems: ['not-found', 'invalid-cursor'],
    async handle({ params: { poolId }, query, inScope }, deps) {
      await visiblePool(deps, poolId, inScope);
      const list = `receipts:${poolId}`;
      const read = (range: QueryRange) =>
        deps.store.queryPartition(receiptRows(poolId), RECEIPT_ROWS, { ...range, descending: true });
      const receiptsOf = async (rows: readonly Row[]) => {
        const items = await readAll(
          deps.store,
          rows.map((row) => receiptKey(String(row.receiptId))),
        );
        return items.flatMap((item) => (item ? [receiptView(item as unknown as StateItem<Receipt>)] : []));
      };
      return { body: await answerPage(list, query, read, receiptsOf) };
    },
  }),
  route({
    method: 'GET',
    path: '/distribution/unit-totals',
    operationId: 'readDistributionTotals',
    summary: { zh: '单位收益与分配合计', en: 'Income and distribution of a unit and everything below it' },
    action: 'pool.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ unitPath }),
    response: unitTotals,
    problems: ['outside-your-unit'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.unitPath);
      const projections = [incomeProjection, paymentProjection];
      const generations = await Promise.all(projections.map(({ name }) => generationOf(deps.store, name)));
      // What a unit had under another path, and what those merged into it had, counts with it (ZC-03); what lies below it is counted already.
      const elsewhere = await countedPaths(deps.store, query.unitPath);
      const paths = [query.unitPath, ...elsewhere.filter((path) => !isWithin(path, query.unitPath))];
      const rows = await readAll(
        deps.store,
        paths.flatMap((path) =>
          projections.map(({ name }, index) => totalKey(name, generations[index] ?? 1, path, WHOLE)),
        ),
      );
      const sum = (attribute: string): number => rows.reduce((total, row) => total + Number(row?.[attribute] ?? 0), 0);
      const receivedFen = sum('receivedFen');
      const distributedFen = sum('distributedFen');
      return {
        body: {
          unitPath: query.unitPath,
          receiptCount: sum('receiptCount'),
          receivedFen,
          paidLineCount: sum('paidLineCount'),
          distributedFen,
          balanceFen: receivedFen - distributedFen,
        },
      };
    },
  }),
];
