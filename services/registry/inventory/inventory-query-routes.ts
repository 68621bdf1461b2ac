/** Campaigns and counts, read over HTTP (ZC-01, MG-18). */

import * as z from 'zod/mini';
import {
  campaignView as campaignViewSchema,
  countLine,
  countTask,
  countView as countViewSchema,
  surplusLine,
} from '../../../contracts/registry/inventory.ts';
import { id, pageOf, pageQuery, unitPath } from '../../../contracts/vocabulary.ts';
import { answerPage } from '../../../platform/http/page.ts';
import { ProblemError } from '../../../platform/http/problem.ts';
import { defineRoutes } from '../../../platform/http/route.ts';
import type { QueryRange, Row, StateItem } from '../../../platform/store/store.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { Count } from '../domain/inventory/count-state.ts';
import type { Campaign } from '../domain/inventory/inventory-campaign.ts';
import { campaignKey, campaignListKey, campaignSumsKey, campaignTasksKey, countKey } from '../keys.ts';
import { type BookRow, type EntryRow, effectiveLines, rowsOf, rowsPage, type SurplusRow } from './inventory-rows.ts';
import { campaignView, countView, taskView } from './inventory-views.ts';

const route = defineRoutes<RegistryRuntime>();
const campaignParams = z.strictObject({ campaignId: id });
const countParams = z.strictObject({ countId: id });
type InScope = (path: string) => boolean;

async function visibleCampaign({ store }: RegistryRuntime, campaignId: string, inScope: InScope) {
  const [row, sums] = await store.read([campaignKey(campaignId), campaignSumsKey(campaignId)]);
  const item = row as StateItem<Campaign> | undefined;
  if (!item || !inScope(item.state.unitPath)) throw new ProblemError('not-found');
  return { item, sums };
}

export async function visibleCount({ store }: RegistryRuntime, countId: string, inScope: InScope) {
  const [row] = await store.read([countKey(countId)]);
  const item = row as StateItem<Count> | undefined;
  if (!item || !inScope(item.state.unitPath)) throw new ProblemError('not-found');
  return item;
}

export const inventoryQueryRoutes = [
  route({
    method: 'GET',
    path: '/registry/inventory-campaigns/{campaignId}',
    operationId: 'readInventoryCampaign',
    summary: { zh: '查看清查及报告', en: 'Read a campaign and its report' },
    action: 'inventory.read',
    kind: 'query',
    successStatus: 200,
    params: campaignParams,
    response: campaignViewSchema,
    problems: ['not-found'],
    async handle({ params: { campaignId }, inScope }, deps) {
      const { item, sums } = await visibleCampaign(deps, campaignId, inScope);
      return { body: campaignView(item, sums), version: item.version };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/inventory-campaigns',
    operationId: 'listCampaigns',
    summary: { zh: '资产清查列表', en: 'The campaigns of a unit and those below it' },
    action: 'inventory.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ ...pageQuery, unitPath }),
    response: pageOf(campaignViewSchema),
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, { store }) {
      demandScope(query.unitPath);
      const list = `campaigns:${query.unitPath}`;
      const read = (range: QueryRange) => store.queryByUnit(campaignListKey(query.unitPath), query.unitPath, range);
      const withSums = async (row: Row) => {
        const item = row as unknown as StateItem<Campaign>;
        const [sums] = await store.read([campaignSumsKey(item.aggregate.slice('campaign/'.length))]);
        return campaignView(item, sums);
      };
      return { body: await answerPage(list, query, read, (rows) => Promise.all(rows.map(withSums))) };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/inventory-campaigns/{campaignId}/tasks',
    operationId: 'listCampaignTasks',
    summary: { zh: '清查任务', en: 'The counts of a campaign, unit by unit' },
    action: 'inventory.read',
    kind: 'query',
    successStatus: 200,
    params: campaignParams,
    query: z.strictObject({ cursor: pageQuery.cursor }),
    response: pageOf(countTask),
    problems: ['not-found', 'invalid-cursor'],
    async handle({ params: { campaignId }, query, inScope }, deps) {
      await visibleCampaign(deps, campaignId, inScope);
      const list = campaignTasksKey(campaignId);
      const read = (range: QueryRange) => deps.store.queryPartition(list, '', range);
      const tasksOf = async (rows: readonly Row[]) => {
        const items = await deps.store.read(rows.map((row) => countKey(String(row.countId))));
        return items.flatMap((item) => (item ? [taskView(item as unknown as StateItem<Count>)] : []));
      };
      return { body: await answerPage(list, query, read, tasksOf) };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/inventory-counts/{countId}',
    operationId: 'readCount',
    summary: { zh: '查看单位盘点', en: 'Read the count of a unit' },
    action: 'inventory.read',
    kind: 'query',
    successStatus: 200,
    params: countParams,
    response: countViewSchema,
    problems: ['not-found'],
    async handle({ params: { countId }, inScope }, deps) {
      const item = await visibleCount(deps, countId, inScope);
      return { body: countView(item), version: item.version };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/inventory-counts/{countId}/lines',
    operationId: 'listCountLines',
    summary: { zh: '盘点明细：账面与实物', en: 'The book list of a count with what was found; or only what differs' },
    action: 'inventory.read',
    kind: 'query',
    successStatus: 200,
    params: countParams,
    query: z.strictObject({ cursor: pageQuery.cursor, only: z.optional(z.enum(['differences', 'uncounted'])) }),
    response: pageOf(countLine),
    problems: ['not-found', 'invalid-cursor'],
    async handle({ params: { countId }, query, inScope }, deps) {
      await visibleCount(deps, countId, inScope);
      const { rows: books, next } = await rowsPage<BookRow>(deps.store, 'BOOK', countId, query.cursor);
      const ids = books.map((row) => row.assetId);
      const [lines, entries] = await Promise.all([
        effectiveLines(deps.store, countId, ids),
        rowsOf<EntryRow>(deps.store, 'ENTRY', countId, ids),
      ]);
      const rows = books.map(({ assetId, fen, ledgerFen, lost }, index) => {
        const { made, problem } = entries[index] ?? {};
        return {
          assetId,
          fen,
          ...(ledgerFen === undefined ? {} : { ledgerFen }),
          ...(lost ? { lost } : {}),
          ...lines[index]?.line,
          ...(made ? { made } : {}),
          ...(problem ? { problem } : {}),
        };
      });
      const shown = rows.filter((row) => {
        if (query.only === 'uncounted') return !row.lost && !('result' in row);
        if (query.only === undefined) return true;
        return row.ledgerFen !== undefined || ('result' in row && row.result !== 'present');
      });
      return { body: { rows: shown, ...(next ? { nextCursor: next } : {}) } };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/inventory-counts/{countId}/surpluses',
    operationId: 'listSurpluses',
    summary: { zh: '盘盈（账外）资产', en: 'Things found that the books do not have' },
    action: 'inventory.read',
    kind: 'query',
    successStatus: 200,
    params: countParams,
    query: z.strictObject({ cursor: pageQuery.cursor }),
    response: pageOf(surplusLine),
    problems: ['not-found', 'invalid-cursor'],
    async handle({ params: { countId }, query, inScope }, deps) {
      await visibleCount(deps, countId, inScope);
      const { rows: found, next } = await rowsPage<SurplusRow>(deps.store, 'SURPLUS', countId, query.cursor);
      const ids = found.map((row) => row.surplusId);
      const [struck, entries] = await Promise.all([
        rowsOf<Row>(deps.store, 'STRUCK', countId, ids),
        rowsOf<EntryRow>(deps.store, 'ENTRY', countId, ids),
      ]);
      const rows = found.map(({ pk: _pk, sk: _sk, ...surplus }, index) => {
        const { made, problem, assetId } = entries[index] ?? {};
        return {
          ...surplus,
          ...(struck[index] ? { struck: true } : {}),
          ...(made ? { made } : {}),
          ...(problem ? { problem } : {}),
          ...(assetId ? { assetId } : {}),
        };
      });
      return { body: { rows, ...(next ? { nextCursor: next } : {}) } };
    },
  }),
];
