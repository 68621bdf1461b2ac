/** A disputed value over HTTP, from the dispute to the final value (MG-07). */
import {
  answerObjection,
  disputeValue,
  objectToValuation,
  publishValuation,
  recordAppraisal,
  settleValuation,
  stepValuation,
  withdrawDispute,
} from '../../../contracts/registry/value.ts';
import { commandAnswer } from '../../../contracts/vocabulary.ts';
import { defineRoutes } from '../../../platform/http/route.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import { assetParams, onAsset, onAssetWithDocuments } from './asset-command-routes.ts';

const route = defineRoutes<RegistryRuntime>();
const onOne = { kind: 'command', ifMatch: true, params: assetParams, response: commandAnswer } as const;
const usual = ['not-found', 'stale-version', 'wrong-state'] as const;

export const valuationDisputeRoutes = [
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/value-disputes',
    operationId: 'disputeValue',
    summary: { zh: '对资产价值提出异议', en: 'Dispute the value of an asset' },
    action: 'value.dispute',
    successStatus: 201,
    body: disputeValue,
    problems: usual,
    handle: (request, deps) => onAsset(request, deps, { type: 'dispute-value', ...request.body }),
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/independent-appraisals',
    operationId: 'recordIndependentAppraisal',
    summary: { zh: '登记专业机构独立评估结果', en: 'Record the independent appraisal of a disputed value' },
    action: 'value.record',
    successStatus: 201,
    body: recordAppraisal,
    problems: [...usual, 'evidence-missing', 'evidence-not-verified'],
    handle(request, deps) {
      const { evidence, ...appraisal } = request.body;
      return onAssetWithDocuments(request, deps, { type: 'record-independent-appraisal', ...appraisal }, evidence);
    },
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/valuation-steps',
    operationId: 'stepValuation',
    summary: { zh: '办理价值争议审定环节', en: 'Take the open step of the review of a disputed value' },
    action: 'value.step',
    successStatus: 200,
    body: stepValuation,
    problems: [...usual, 'own-proposal', 'second-step', 'not-your-step', 'reason-required'],
    handle: (request, deps) => onAsset(request, deps, { type: 'step-valuation', ...request.body }),
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/value-dispute-withdrawals',
    operationId: 'withdrawValueDispute',
    summary: { zh: '撤回价值异议', en: 'Withdraw the dispute of a value' },
    action: 'value.dispute',
    successStatus: 200,
    body: withdrawDispute,
    problems: [...usual, 'not-your-step'],
    handle: (request, deps) => onAsset(request, deps, { type: 'withdraw-value-dispute', ...request.body }),
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/valuation-publications',
    operationId: 'publishValuation',
    summary: { zh: '公示最终评估值', en: 'Make the final value public' },
    action: 'value.publish',
    successStatus: 201,
    body: publishValuation,
    problems: [...usual, 'not-in-policy'],
    handle: (request, deps) => onAsset(request, deps, { type: 'publish-valuation' }),
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/valuation-objections',
    operationId: 'objectToValuation',
    summary: { zh: '记录公示期内的异议', en: 'Record an objection to a published value' },
    action: 'value.dispute',
    successStatus: 201,
    body: objectToValuation,
    problems: usual,
    handle: (request, deps) => onAsset(request, deps, { type: 'object-to-valuation', ...request.body }),
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/valuation-objection-answers',
    operationId: 'answerValuationObjection',
    summary: { zh: '答复异议', en: 'Answer an objection; one that is upheld leads to a new appraisal' },
    action: 'value.publish',
    successStatus: 200,
    body: answerObjection,
    problems: usual,
    handle: (request, deps) => onAsset(request, deps, { type: 'answer-valuation-objection', ...request.body }),
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/valuation-settlements',
    operationId: 'settleValuation',
    summary: { zh: '公示期满后核定最终价值', en: 'Let the final value count, after its publicity' },
    action: 'value.publish',
    successStatus: 200,
    body: settleValuation,
    problems: [...usual, 'publicity-not-over', 'objection-unanswered'],
    handle: (request, deps) => onAsset(request, deps, { type: 'settle-valuation' }),
  }),
];
