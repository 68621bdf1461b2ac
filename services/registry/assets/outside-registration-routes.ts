/** Duties to register in the outside systems, over HTTP (MG-08). */
import * as z from 'zod/mini';
import {
  openDutyRow as openDutyRowSchema,
  recordRegistration,
  recordRegistrationFailure,
} from '../../../contracts/registry/outside-registrations.ts';
import { commandAnswer, pageOf, pageQuery, unitPath } from '../../../contracts/vocabulary.ts';
import { defineRoutes } from '../../../platform/http/route.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import { openDuties } from '../domain/outside-registration.ts';
import { filteredAssets } from '../filtered-list.ts';
import { openDutyRow } from '../views.ts';
import { assetParams, onAsset } from './asset-command-routes.ts';

const route = defineRoutes<RegistryRuntime>();
const onOne = { kind: 'command', ifMatch: true, params: assetParams, response: commandAnswer } as const;

export const registrationRoutes = [
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/outside-registrations',
    operationId: 'recordRegistration',
    summary: { zh: '记录外部系统登记结果', en: 'Record that an outside system has registered the asset' },
    action: 'registration.record',
    successStatus: 201,
    body: recordRegistration,
    problems: ['not-found', 'stale-version', 'wrong-state', 'date-in-future'],
    handle: (request, deps) => onAsset(request, deps, { type: 'record-registration', ...request.body }),
  }),
  route({
    ...onOne,
    method: 'POST',
    path: '/registry/assets/{assetId}/outside-registration-failures',
    operationId: 'recordRegistrationFailure',
    summary: { zh: '记录外部系统登记失败', en: 'Record that a registration outside has failed' },
    action: 'registration.record',
    successStatus: 201,
    body: recordRegistrationFailure,
    problems: ['not-found', 'stale-version', 'wrong-state'],
    handle: (request, deps) => onAsset(request, deps, { type: 'record-registration-failure', ...request.body }),
  }),
  route({
    method: 'GET',
    path: '/registry/outside-registrations',
    operationId: 'listOpenRegistrations',
    summary: { zh: '待办外部系统登记', en: 'Open duties of a unit to register outside' },
    action: 'asset.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ ...pageQuery, unitPath }),
    response: pageOf(openDutyRowSchema),
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.unitPath);
      const open = filteredAssets(deps, 'open-duties', query, (asset) => openDuties(asset).length > 0, openDutyRow);
      return { body: await open };
    },
  }),
];
