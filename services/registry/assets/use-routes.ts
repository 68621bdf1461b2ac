/** Use, partial idleness, loss and recovery over HTTP. */
import { changeUse, recordPartialIdleness, recordRecovery, reportLoss } from '../../../contracts/registry/use.ts';
import { commandAnswer } from '../../../contracts/vocabulary.ts';
import { defineRoutes } from '../../../platform/http/route.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import { assetParams, onAsset, onAssetWithDocuments } from './asset-command-routes.ts';

const route = defineRoutes<RegistryRuntime>();
const onOne = { kind: 'command', ifMatch: true, params: assetParams, response: commandAnswer } as const;
const usual = ['not-found', 'stale-version', 'wrong-state'] as const;
const documents = ['evidence-missing', 'evidence-not-verified'] as const;

export const useRoutes = [
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/uses',
    operationId: 'changeUse',
    summary: { zh: '变更使用状态（在用、出租）', en: 'Change how an asset is used: by its holder, or leased' },
    action: 'use.change',
    successStatus: 201,
    body: changeUse,
    problems: [...usual, 'lease-incomplete', 'date-in-future'],
    handle: (request, deps) => onAsset(request, deps, { type: 'change-use', ...request.body }),
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/partial-idleness',
    operationId: 'recordPartialIdleness',
    summary: { zh: '记录部分闲置面积', en: 'Record the area of an asset that is idle' },
    action: 'use.change',
    successStatus: 201,
    body: recordPartialIdleness,
    problems: [...usual, 'idle-area-too-large'],
    handle: (request, deps) => onAsset(request, deps, { type: 'record-partial-idleness', ...request.body }),
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/losses',
    operationId: 'reportLoss',
    summary: { zh: '报告资产丢失（盘亏或报告）', en: 'Report an asset lost, by inventory or by report' },
    action: 'use.report-loss',
    successStatus: 201,
    body: reportLoss,
    problems: [...usual, 'date-in-future', ...documents],
    handle(request, deps) {
      const { evidence, ...loss } = request.body;
      return onAssetWithDocuments(request, deps, { type: 'report-loss', ...loss }, evidence);
    },
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/recoveries',
    operationId: 'recordRecovery',
    summary: { zh: '记录丢失资产找回', en: 'Record that a lost asset has been found' },
    action: 'use.report-loss',
    successStatus: 201,
    body: recordRecovery,
    problems: [...usual, 'date-in-future', ...documents],
    handle(request, deps) {
      const { evidence, ...recovery } = request.body;
      return onAssetWithDocuments(request, deps, { type: 'record-recovery', ...recovery }, evidence);
    },
  }),
];
