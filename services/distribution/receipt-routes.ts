/** Receipts and pools over HTTP. */
import * as z from 'zod/mini';
import {
  poolView as poolViewSchema,
  type ReceiveIncome,
  receiptView as receiptViewSchema,
  receiveIncome,
  unitTotals,
} from '../../contracts/distribution/receipts.ts';
import {
  commandAnswer,
  id,
  PAGE_SIZE_DEFAULT,
  pageOf,
  pageQuery,
  unitCode,
  unitPath,
} from '../../contracts/vocabulary.ts';
import { type CommandOutcome, execute } from '../../platform/command.ts';
import type { Actor } from '../../platform/decider.ts';
import type { Cause } from '../../platform/event-item.ts';
import { commandReply } from '../../platform/http/command-reply.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts';
import { ProblemError } from '../../platform/http/problem.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { generationOf, totalKey } from '../../platform/projection.ts';
import type { StateItem } from '../../platform/store/store.ts';
import { receiptKind } from './aggregates.ts';
import type { DistributionRuntime } from './dependencies.ts';
import { type Pool, poolIdOf } from './domain/pool.ts';
import type { Receipt } from './domain/receipt.ts';
import { accountKey, poolKey, RECEIPT_ROWS, receiptKey, receiptRows } from './keys.ts';
import { readAll } from './read-all.ts';
import { incomeProjection, paymentProjection, poolView, receiptView, WHOLE } from './views.ts';

const route = defineRoutes<DistributionRuntime>();
const poolParams = z.strictObject({ poolId: unitCode });

/** Enters one receipt, whoever sends it. */
export function enterReceipt(
  runtime: DistributionRuntime,
  receipt: ReceiveIncome,
  cause: Cause,
  actor: Actor,
): Promise<CommandOutcome> {
  return execute(runtime, {
    kind: receiptKind,
    id: (eventId) => eventId,
    command: { type: 'receive', ...receipt },
    content: { receive: receipt },
    cause,
    actor,
    refKeys: [poolKey(poolIdOf(receipt.unitPath))],
    refs: ([pool]) => (pool as unknown as StateItem<Pool> | undefined)?.state,
  });
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
      if (!item || !inScope(item.state.unitPath)) throw new ProblemError('not-found');
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
      const [account] = await deps.store.read([accountKey(poolId)]);
      return { body: poolView(poolId, item, account), version: item.version };
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
      const page = await deps.store.queryPartition(receiptRows(poolId), RECEIPT_ROWS, {
        limit: query.limit ?? PAGE_SIZE_DEFAULT,
        descending: true,
        after: decodeCursor(list, query.cursor),
      });
      const items = await readAll(
        deps.store,
        page.rows.map((row) => receiptKey(String(row.receiptId))),
      );
      const rows = items.flatMap((item) => (item ? [receiptView(item as unknown as StateItem<Receipt>)] : []));
      return { body: { rows, ...(page.next ? { nextCursor: encodeCursor(list, page.next) } : {}) } };
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
      const [income, payments] = await deps.store.read(
        projections.map(({ name }, index) => totalKey(name, generations[index] ?? 1, query.unitPath, WHOLE)),
      );
      const receivedFen = Number(income?.receivedFen ?? 0);
      const distributedFen = Number(payments?.distributedFen ?? 0);
      return {
        body: {
          unitPath: query.unitPath,
          receiptCount: Number(income?.receiptCount ?? 0),
          receivedFen,
          paidLineCount: Number(payments?.paidLineCount ?? 0),
          distributedFen,
          balanceFen: receivedFen - distributedFen,
        },
      };
    },
  }),
];
