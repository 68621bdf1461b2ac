/** Items, their history and their progress over HTTP. */

import * as z from 'zod/mini';
import { historyEntry } from '../../contracts/registry/assets.ts';
import {
  campaignProgress,
  ITEM_STATUSES,
  type ItemStatus,
  itemProgress,
  itemRow as itemRowSchema,
  itemView as itemViewSchema,
} from '../../contracts/revitalization/items.ts';
import { id, pageOf, pageQuery, unitPath } from '../../contracts/vocabulary.ts';
import { daysBetween } from '../../platform/calendar.ts';
import { todayBy } from '../../platform/clock.ts';
import { answerHistory, answerStates } from '../../platform/http/page.ts';
import { ProblemError } from '../../platform/http/problem.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { generationOf, projectedUpTo, totalKey } from '../../platform/projection.ts';
import type { QueryRange, StateItem } from '../../platform/store/store.ts';
import type { RevitalizationRuntime } from './dependencies.ts';
import type { Item } from './domain/item.ts';
import { itemRecords } from './item-records.ts';
import { itemKey, itemListKey } from './keys.ts';
import { ALL_ITEMS, itemRow, itemView, progressProjection } from './views.ts';

const route = defineRoutes<RevitalizationRuntime>();
const params = z.strictObject({ itemId: id });
const STATUSES = Object.keys(ITEM_STATUSES) as ItemStatus[];
/** Before approval, or sent back to it. */
const WITHOUT_PLAN: readonly ItemStatus[] = ['listed', 'planned', 'returned'];

async function visibleItem(
  deps: RevitalizationRuntime,
  itemId: string,
  inScope: (unitPath: string) => boolean,
): Promise<StateItem<Item>> {
  const [row] = await deps.store.read([itemKey(itemId)]);
  const item = row as StateItem<Item> | undefined;
  if (!item || !inScope(item.state.unitPath)) throw new ProblemError('not-found');
  return item;
}

/** The counts of a unit and everything below it: one read. */
async function progressOf(deps: RevitalizationRuntime, unit: string): Promise<(attribute: string) => number> {
  const generation = await generationOf(deps.store, progressProjection.name);
  const [row] = await deps.store.read([totalKey(progressProjection.name, generation, unit, ALL_ITEMS)]);
  return (attribute) => Number(row?.[attribute] ?? 0);
}

export const itemQueryRoutes = [
  route({
    method: 'GET',
    path: '/revitalization/items/{itemId}',
    operationId: 'readItem',
    summary: { zh: '查看盘活事项', en: 'Read a revitalization item' },
    action: 'item.read',
    kind: 'query',
    successStatus: 200,
    params,
    response: itemViewSchema,
    problems: ['not-found'],
    async handle({ params: { itemId }, inScope }, deps) {
      const item = await visibleItem(deps, itemId, inScope);
      const records = await itemRecords(deps.store, item);
      return { body: itemView(itemId, item, records), version: item.version };
    },
  }),
  route({
    method: 'GET',
    path: '/revitalization/items/{itemId}/history',
    operationId: 'readItemHistory',
    summary: { zh: '盘活事项的全部经过', en: 'Everything that happened to an item, in order' },
    action: 'item.read',
    kind: 'query',
    successStatus: 200,
    params,
    query: z.strictObject(pageQuery),
    response: pageOf(historyEntry),
    problems: ['not-found', 'invalid-cursor'],
    async handle({ params: { itemId }, query, inScope }, deps) {
      await visibleItem(deps, itemId, inScope);
      return { body: await answerHistory(deps.store, `item/${itemId}`, query) };
    },
  }),
  route({
    method: 'GET',
    path: '/revitalization/items',
    operationId: 'listItems',
    summary: { zh: '单位盘活清单', en: 'The revitalization list of a unit' },
    action: 'item.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ ...pageQuery, unitPath }),
    response: pageOf(itemRowSchema),
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.unitPath);
      const list = `items:${query.unitPath}`;
      const read = (range: QueryRange) => deps.store.queryByUnit(itemListKey(query.unitPath), query.unitPath, range);
      return { body: await answerStates(list, query, read, itemRow) };
    },
  }),
  route({
    method: 'GET',
    path: '/revitalization/progress',
    operationId: 'readItemProgress',
    summary: { zh: '单位盘活进度', en: 'How the items of a unit stand' },
    action: 'item.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ unitPath }),
    response: itemProgress,
    problems: ['outside-your-unit'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.unitPath);
      const [number, upTo] = await Promise.all([
        progressOf(deps, query.unitPath),
        projectedUpTo(deps.store, progressProjection.name),
      ]);
      return {
        body: {
          unitPath: query.unitPath,
          count: number('count'),
          byStatus: Object.fromEntries(STATUSES.map((status) => [status, number(status)])),
          overdueCount: number('overdueCount'),
          earlierWriteOffs: number('earlierWriteOffs'),
          ...(upTo === undefined ? {} : { upTo }),
        },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/revitalization/campaign',
    operationId: 'readCampaignProgress',
    summary: { zh: '专项行动时限与进度', en: 'The dates of the campaign with the progress against them' },
    action: 'item.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ unitPath }),
    response: campaignProgress,
    problems: ['outside-your-unit'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.unitPath);
      const number = await progressOf(deps, query.unitPath);
      const today = todayBy(deps.clock);
      const unplanned = WITHOUT_PLAN.reduce((sum, status) => sum + number(status), 0);
      return {
        body: {
          unitPath: query.unitPath,
          today,
          count: number('count'),
          approvedCount: number('count') - unplanned - number('suspended') - number('closed'),
          writtenOffCount: number('written-off'),
          closedCount: number('closed'),
          milestones: deps.policy.campaignMilestones.map(({ id: milestone, name, date }) => ({
            id: milestone,
            name,
            date,
            daysLeft: daysBetween(today, date),
          })),
        },
      };
    },
  }),
];
