/** Cards, their history and the ledgers over HTTP. */

import * as z from 'zod/mini';
import {
  assetView as assetViewSchema,
  historyEntry,
  ledgerQuery,
  ledgerRow as ledgerRowSchema,
  ledgerTotals,
} from '../../../contracts/registry/assets.ts';
import { asOfQuery, month as monthSchema } from '../../../contracts/registry/value.ts';
import { id, pageOf, pageQuery, unitPath } from '../../../contracts/vocabulary.ts';
import { todayBy } from '../../../platform/clock.ts';
import { answerHistory } from '../../../platform/http/page.ts';
import { ProblemError } from '../../../platform/http/problem.ts';
import { defineRoutes } from '../../../platform/http/route.ts';
import { generationOf, projectedUpTo, totalKey } from '../../../platform/projection.ts';
import type { StateItem } from '../../../platform/store/store.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { Asset } from '../domain/asset.ts';
import { receiverOf } from '../domain/handover.ts';
import { monthOf } from '../domain/value/asset-value.ts';
import { filteredAssets } from '../filtered-list.ts';
import { assetKey } from '../keys.ts';
import { netAt, netBreakdowns, netOf } from '../ledgers/ledger-net.ts';
import { partsView } from '../ledgers/ledger-parts.ts';
import { ALL_CLASSES, assetView, ledgerProjection, ledgerRow } from '../views.ts';
import { assetItem } from './asset-items.ts';

const route = defineRoutes<RegistryRuntime>();
const params = z.strictObject({ assetId: id });

/** The card, for whoever may see it: its holder's side and the receiver of a handover. */
export async function visibleAsset(
  deps: RegistryRuntime,
  assetId: string,
  inScope: (unitPath: string) => boolean,
): Promise<StateItem<Asset>> {
  const [row] = await deps.store.read([assetKey(assetId)]);
  const item = row && assetItem(row);
  const toReceiver = item && receiverOf(item.state);
  if (!item || !(inScope(item.state.unitPath) || (toReceiver !== undefined && inScope(toReceiver))))
    throw new ProblemError('not-found');
  return item;
}

export const assetQueryRoutes = [
  route({
    method: 'GET',
    path: '/registry/assets/{assetId}',
    operationId: 'readAsset',
    summary: { zh: '查看资产卡片', en: 'Read an asset card' },
    action: 'asset.read',
    kind: 'query',
    successStatus: 200,
    params,
    query: asOfQuery,
    response: assetViewSchema,
    problems: ['not-found'],
    async handle({ params: { assetId }, query, inScope }, deps) {
      const item = await visibleAsset(deps, assetId, inScope);
      return { body: assetView(assetId, item, query.asOf ?? todayBy(deps.clock)), version: item.version };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/assets/{assetId}/history',
    operationId: 'readAssetHistory',
    summary: { zh: '一资产一档案：全部经过', en: 'One asset, one file: its whole life in order' },
    action: 'asset.read',
    kind: 'query',
    successStatus: 200,
    params,
    query: z.strictObject(pageQuery),
    response: pageOf(historyEntry),
    problems: ['not-found', 'invalid-cursor'],
    async handle({ params: { assetId }, query, inScope }, deps) {
      await visibleAsset(deps, assetId, inScope);
      return { body: await answerHistory(deps.store, `asset/${assetId}`, query) };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/assets',
    operationId: 'listAssets',
    summary: { zh: '单位台账明细', en: 'The ledger of a unit and everything below it, line by line; a county’s too' },
    action: 'asset.read',
    kind: 'query',
    successStatus: 200,
    query: ledgerQuery,
    response: pageOf(ledgerRowSchema),
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.unitPath);
      const { within, ...page } = query;
      return { body: await filteredAssets(deps, 'ledger', { ...page, own: within === 'own' }, () => true, ledgerRow) };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/ledger-totals',
    operationId: 'readLedgerTotals',
    summary: { zh: '单位台账合计', en: 'The totals of a unit’s ledger' },
    action: 'asset.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ unitPath, month: z.optional(monthSchema) }),
    response: ledgerTotals,
    problems: ['outside-your-unit'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.unitPath);
      const generation = await generationOf(deps.store, ledgerProjection.name);
      const month = query.month ?? monthOf(todayBy(deps.clock));
      // The first row of the net value is the one of the parts.
      const breakdowns = [...netBreakdowns(month), ALL_CLASSES];
      const [rows, upTo] = await Promise.all([
        deps.store.read(breakdowns.map((part) => totalKey(ledgerProjection.name, generation, query.unitPath, part))),
        projectedUpTo(deps.store, ledgerProjection.name),
      ]);
      const all = rows.at(-1);
      const number = (attribute: string): number => Number(all?.[attribute] ?? 0);
      const net = netAt(month, rows.slice(0, -1));
      const { byClass, ...parts } = partsView(rows[0]);
      return {
        body: {
          unitPath: query.unitPath,
          count: number('count'),
          originalFen: number('originalFen'),
          titledCount: number('titledCount'),
          idleCount: number('idleCount'),
          netFen: netOf(net),
          month,
          byClass: byClass.map((line) => ({ ...line, netFen: net.get(line.class) ?? 0 })),
          ...parts,
          ...(upTo === undefined ? {} : { upTo }),
        },
      };
    },
  }),
];
