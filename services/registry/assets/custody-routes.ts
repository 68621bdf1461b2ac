/** Custody, damage and repair over HTTP (SX-07, MG-13). */
import { assignCustody, recordRepair, reportDamage } from '../../../contracts/registry/custody.ts';
import { commandAnswer } from '../../../contracts/vocabulary.ts';
import { defineRoutes } from '../../../platform/http/route.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import { assetParams, onAsset, onAssetWithDocuments } from './asset-command-routes.ts';

const route = defineRoutes<RegistryRuntime>();
const onOne = { kind: 'command', ifMatch: true, params: assetParams, response: commandAnswer } as const;
const usual = ['not-found', 'stale-version', 'wrong-state'] as const;
const documents = ['evidence-missing', 'evidence-not-verified'] as const;

export const custodyRoutes = [
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/custody',
    operationId: 'assignCustody',
    summary: { zh: '落实管护责任人和管护经费', en: 'Name the keeper of an asset and the money for it' },
    action: 'custody.assign',
    successStatus: 201,
    body: assignCustody,
    problems: [...usual, 'not-in-policy', 'reason-required', ...documents],
    handle(request, deps) {
      const { evidence, ...custody } = request.body;
      return onAssetWithDocuments(request, deps, { type: 'assign-custody', ...custody }, evidence);
    },
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/damages',
    operationId: 'reportDamage',
    summary: { zh: '报告资产损坏', en: 'Report a damage, which starts the term of its repair' },
    action: 'custody.report-damage',
    successStatus: 201,
    body: reportDamage,
    problems: [...usual],
    handle: (request, deps) => onAsset(request, deps, { type: 'report-damage', ...request.body }),
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/repairs',
    operationId: 'recordRepair',
    summary: { zh: '记录修复', en: 'Record the repair of a damage' },
    action: 'custody.record-repair',
    successStatus: 201,
    body: recordRepair,
    problems: [...usual, 'date-in-future', ...documents],
    handle(request, deps) {
      const { evidence, ...repair } = request.body;
      return onAssetWithDocuments(request, deps, { type: 'record-repair', ...repair }, evidence);
    },
  }),
];
