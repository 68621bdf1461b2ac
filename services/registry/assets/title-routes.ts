/** Title clearance over HTTP (ZC-02, MX-09, SX-06, MG-09…11). */
import * as z from 'zod/mini';
import { ledgerRow as ledgerRowSchema } from '../../../contracts/registry/assets.ts';
import {
  certifyTitle,
  clearanceRow as clearanceRowSchema,
  clearanceTotals,
  decideTitle,
  disputeTitle,
  examineTitle,
  quantifyShares,
} from '../../../contracts/registry/title.ts';
import { commandAnswer, pageOf, pageQuery, unitPath } from '../../../contracts/vocabulary.ts';
import { defineRoutes } from '../../../platform/http/route.ts';
import { generationOf, projectedUpTo, totalKey } from '../../../platform/projection.ts';
import { unitCodeOf } from '../../../platform/unit-path.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import { filteredAssets } from '../filtered-list.ts';
import { unitKey } from '../keys.ts';
import { unitIn } from '../units/unit-routes.ts';
import { ALL_CLASSES, clearanceRow, ledgerProjection, ledgerRow } from '../views.ts';
import { assetParams, onAsset, onAssetWithDocuments } from './asset-command-routes.ts';

const route = defineRoutes<RegistryRuntime>();
const onOne = { kind: 'command', ifMatch: true, params: assetParams, response: commandAnswer } as const;
const usual = ['not-found', 'stale-version', 'wrong-state'] as const;
const documents = ['evidence-missing', 'evidence-not-verified'] as const;
const listQuery = z.strictObject({ ...pageQuery, unitPath });

export const titleRoutes = [
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/title-examinations',
    operationId: 'examineTitle',
    summary: {
      zh: '甄别权属：按规则提出权属主体及理由',
      en: 'Examine a title: the rules propose the owner and say why',
    },
    action: 'title.examine',
    successStatus: 200,
    body: examineTitle,
    problems: [...usual],
    handle: (request, deps) => onAsset(request, deps, { type: 'examine-title' }),
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/title-disputes',
    operationId: 'disputeTitle',
    summary: { zh: '提出权属争议', en: 'Dispute a title' },
    action: 'title.dispute',
    successStatus: 201,
    body: disputeTitle,
    problems: [...usual],
    handle: (request, deps) => onAsset(request, deps, { type: 'dispute-title', ...request.body }),
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/title-decisions',
    operationId: 'decideTitle',
    summary: { zh: '县级人民政府裁定权属', en: 'Decide a title as the county government' },
    action: 'title.decide',
    successStatus: 201,
    body: decideTitle,
    problems: [...usual, 'own-proposal', 'not-your-step', ...documents],
    handle(request, deps) {
      const { evidence, ...decision } = request.body;
      return onAssetWithDocuments(request, deps, { type: 'decide-title', ...decision }, evidence);
    },
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/title-certifications',
    operationId: 'certifyTitle',
    summary: { zh: '办证销号', en: 'Certify a title, which writes it off the list' },
    action: 'title.certify',
    successStatus: 201,
    body: certifyTitle,
    problems: [
      ...usual,
      'title-undecided',
      'handover-first',
      'shares-not-quantified',
      'certificate-missing',
      'date-in-future',
      ...documents,
    ],
    handle(request, deps) {
      const { evidence, ...certificate } = request.body;
      return onAssetWithDocuments(request, deps, { type: 'certify-title', ...certificate }, evidence);
    },
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/share-quantifications',
    operationId: 'quantifyShares',
    summary: { zh: '跨村资产量化到村', en: 'Quantify an asset built across villages' },
    action: 'title.decide',
    successStatus: 201,
    body: quantifyShares,
    problems: [...usual, 'not-your-step', 'unknown-unit', 'unit-closed', 'invalid-shares'],
    handle: (request, deps) =>
      onAsset(
        request,
        deps,
        { type: 'quantify-shares', ...request.body },
        request.body.claims.map((claim) => unitKey(unitCodeOf(claim.unitPath))),
        (rows) => ({ units: rows.map(unitIn) }),
      ),
  }),
  route({
    method: 'GET',
    path: '/registry/title-clearance',
    operationId: 'listUnclearTitles',
    summary: { zh: '权属清零清单', en: 'The list of unclear titles of a unit' },
    action: 'asset.read',
    kind: 'query',
    successStatus: 200,
    query: listQuery,
    response: pageOf(clearanceRowSchema),
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.unitPath);
      const unclear = filteredAssets(
        deps,
        'title-clearance',
        query,
        ({ title, use }) => title === 'unclear' && use !== 'disposed',
        clearanceRow,
      );
      return { body: await unclear };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/title-clearance-totals',
    operationId: 'readClearanceTotals',
    summary: { zh: '权属清零进度', en: 'How far the clearance of titles has come' },
    action: 'asset.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ unitPath }),
    response: clearanceTotals,
    problems: ['outside-your-unit'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.unitPath);
      const generation = await generationOf(deps.store, ledgerProjection.name);
      const [[row], upTo] = await Promise.all([
        deps.store.read([totalKey(ledgerProjection.name, generation, query.unitPath, ALL_CLASSES)]),
        projectedUpTo(deps.store, ledgerProjection.name),
      ]);
      // Both come from the one ledger, so they add up to its count.
      const certifiedCount = Number(row?.titledCount ?? 0);
      const untitledCount = Number(row?.count ?? 0) - certifiedCount;
      return {
        body: { unitPath: query.unitPath, untitledCount, certifiedCount, ...(upTo === undefined ? {} : { upTo }) },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/unrouted-assets',
    operationId: 'listUnroutedAssets',
    summary: { zh: '未落实主管部门的资产', en: 'Assets for which the policy names no supervising department' },
    action: 'asset.read-unrouted',
    kind: 'query',
    successStatus: 200,
    query: listQuery,
    response: pageOf(ledgerRowSchema),
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.unitPath);
      const unrouted = filteredAssets(
        deps,
        'unrouted',
        query,
        ({ department, use }) => department === undefined && use !== 'disposed',
        ledgerRow,
      );
      return { body: await unrouted };
    },
  }),
];
