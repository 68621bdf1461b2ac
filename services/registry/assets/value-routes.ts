/** The value of an asset over HTTP: final account, appraisal, impairment, revaluation, and the schedule of its depreciation. */
import {
  depreciationSchedule,
  recordAppraisal,
  recordFinalAccount,
  setNetValue,
} from '../../../contracts/registry/value.ts';
import { commandAnswer } from '../../../contracts/vocabulary.ts';
import { defineRoutes } from '../../../platform/http/route.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import { assetParams, onAssetWithDocuments } from './asset-command-routes.ts';
import { visibleAsset } from './asset-query-routes.ts';
import { scheduleView } from './value-views.ts';

const route = defineRoutes<RegistryRuntime>();
const onOne = { kind: 'command', ifMatch: true, params: assetParams, response: commandAnswer } as const;
const usual = [
  'not-found',
  'stale-version',
  'wrong-state',
  'value-disputed',
  'evidence-missing',
  'evidence-not-verified',
] as const;

export const valueRoutes = [
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/final-accounts',
    operationId: 'recordFinalAccount',
    summary: { zh: '登记竣工决算，替换暂估价值', en: 'Record the final account, which replaces the provisional value' },
    action: 'value.record',
    successStatus: 201,
    body: recordFinalAccount,
    problems: [...usual, 'invalid-money'],
    handle(request, deps) {
      const { evidence, ...account } = request.body;
      return onAssetWithDocuments(request, deps, { type: 'record-final-account', ...account }, evidence);
    },
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/appraisals',
    operationId: 'recordAppraisal',
    summary: {
      zh: '登记回购期满股权的评估价值',
      en: 'Record what equity is appraised at after the term of its buy-back',
    },
    action: 'value.record',
    successStatus: 201,
    body: recordAppraisal,
    problems: [...usual, 'value-basis'],
    handle(request, deps) {
      const { evidence, ...appraisal } = request.body;
      return onAssetWithDocuments(request, deps, { type: 'record-appraisal', ...appraisal }, evidence);
    },
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/impairments',
    operationId: 'impairAsset',
    summary: { zh: '计提减值', en: 'Impair an asset: its net value is lowered' },
    action: 'value.set',
    successStatus: 201,
    body: setNetValue,
    problems: [...usual, 'invalid-money', 'value-changed-this-month'],
    handle(request, deps) {
      const { evidence, ...value } = request.body;
      return onAssetWithDocuments(request, deps, { type: 'impair', ...value }, evidence);
    },
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/revaluations',
    operationId: 'revalueAsset',
    summary: { zh: '重新核定净值', en: 'Revalue an asset: its net value is set anew' },
    action: 'value.set',
    successStatus: 201,
    body: setNetValue,
    problems: [...usual, 'invalid-money', 'value-changed-this-month'],
    handle(request, deps) {
      const { evidence, ...value } = request.body;
      return onAssetWithDocuments(request, deps, { type: 'revalue', ...value }, evidence);
    },
  }),
  route({
    method: 'GET',
    path: '/registry/assets/{assetId}/depreciation',
    operationId: 'readDepreciation',
    summary: { zh: '折旧计划表', en: 'The schedule of depreciation, month by month' },
    action: 'asset.read',
    kind: 'query',
    successStatus: 200,
    params: assetParams,
    response: depreciationSchedule,
    problems: ['not-found'],
    async handle({ params: { assetId }, inScope }, deps) {
      const item = await visibleAsset(deps, assetId, inScope);
      return { body: scheduleView(assetId, item.state), version: item.version };
    },
  }),
];
