/** Inventory campaigns over HTTP (ZC-01, MG-18). */
import * as z from 'zod/mini';
import type { ProblemCode } from '../../../contracts/problems.ts';
import {
  closeCampaign,
  correctCount,
  holdAgainst,
  openCampaign,
  recordCounts,
  recordSurplus,
  stepCount,
  strikeSurplus,
  submitCount,
  withdrawCampaign,
  withdrawCount,
} from '../../../contracts/registry/inventory.ts';
import { commandAnswer, id } from '../../../contracts/vocabulary.ts';
import { execute } from '../../../platform/command.ts';
import { commandReply } from '../../../platform/http/command-reply.ts';
import { defineRoutes, type RouteReply, type RouteRequest } from '../../../platform/http/route.ts';
import type { Key, Row } from '../../../platform/store/store.ts';
import { unitCodeOf } from '../../../platform/unit-path.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { CountCommand, CountRefs } from '../domain/inventory/inventory-count.ts';
import type { BookLine } from '../domain/inventory/inventory-lines.ts';
import { campaignSumsKey, countRowsKey, unitKey } from '../keys.ts';
import { outsideTotal } from '../ledgers/outside-ledger-refs.ts';
import { unitIn } from '../units/unit-routes.ts';
import { campaignKind, campaignSums, countKind, inventoriesBegun } from './inventory-aggregates.ts';
import { visibleCount } from './inventory-query-routes.ts';
import { effectiveLines, type SurplusRow } from './inventory-rows.ts';

const route = defineRoutes<RegistryRuntime>();
const campaignParams = z.strictObject({ campaignId: id });
const countParams = z.strictObject({ countId: id });
type CountRequest<Body> = RouteRequest<{ countId: string }, undefined, Body>;
async function onCount(
  { params, body, actor, cause, expectedVersion, inScope }: CountRequest<unknown>,
  deps: RegistryRuntime,
  command: CountCommand,
  refKeys: readonly Key[] = [],
  refs: (rows: readonly (Row | undefined)[]) => CountRefs = () => ({}),
): Promise<RouteReply> {
  const { countId } = params;
  return commandReply(
    await execute(deps, {
      kind: countKind,
      id: countId,
      command,
      content: { command: command.type, countId, ...(body as object) },
      cause,
      actor,
      refKeys,
      refs,
      expectedVersion,
      permit: ({ unitPath: path }) => inScope(path),
    }),
  );
}

const bookKeys = (countId: string, assetIds: readonly string[]): Key[] =>
  assetIds.map((sk) => ({ pk: countRowsKey('BOOK', countId), sk }));
const bookLines = (rows: readonly (Row | undefined)[]) => rows as unknown as readonly (BookLine | undefined)[];

/** A command on a count that somebody has read before. */
const countRoute = <B extends z.ZodMiniType>(
  at: { readonly path: string; readonly operationId: string; readonly zh: string; readonly en: string },
  action: 'inventory.count' | 'inventory.step',
  body: B,
  problems: readonly ProblemCode[],
  handle: (request: CountRequest<z.output<B>>, deps: RegistryRuntime) => Promise<RouteReply>,
  ifMatch = true,
) =>
  route({
    method: 'POST',
    path: `/registry/inventory-counts/{countId}/${at.path}`,
    operationId: at.operationId,
    summary: { zh: at.zh, en: at.en },
    action,
    kind: 'command',
    ...(ifMatch ? { ifMatch } : {}),
    successStatus: 200,
    params: countParams,
    body,
    response: commandAnswer,
    problems: ['not-found', 'wrong-state', ...(ifMatch ? (['stale-version'] as const) : []), ...problems],
    handle: (request, deps) => handle(request as unknown as CountRequest<z.output<B>>, deps),
  });

export const inventoryRoutes = [
  route({
    method: 'POST',
    path: '/registry/inventory-campaigns',
    operationId: 'openCampaign',
    summary: { zh: '发起资产清查', en: 'Open an inventory campaign' },
    action: 'inventory.open',
    kind: 'command',
    successStatus: 201,
    body: openCampaign,
    response: commandAnswer,
    problems: [
      'outside-your-unit',
      'unknown-unit',
      'unit-closed',
      'date-in-future',
      'not-in-policy',
      'already-exists',
      'inventory-running',
    ],
    async handle({ body, actor, cause, demandScope }, deps) {
      demandScope(body.unitPath);
      const open = () =>
        execute(deps, {
          kind: campaignKind,
          id: (eventId) => eventId,
          command: { type: 'open', ...body },
          content: body,
          cause,
          actor,
          refKeys: [unitKey(unitCodeOf(body.unitPath))],
          refs: ([unit]) => ({ unit: unitIn(unit) }),
        });
      const outcome = await open();
      if (outcome.kind === 'accepted' || outcome.refusal.code !== 'inventory-running') return commandReply(outcome);
      // A unit that has never been counted answers like one that is being counted, until its row is there.
      await deps.store.write(inventoriesBegun(body.unitPath));
      return commandReply(await open());
    },
  }),
  route({
    method: 'POST',
    path: '/registry/inventory-campaigns/{campaignId}/closing',
    operationId: 'closeCampaign',
    summary: { zh: '清查办结并出具报告', en: 'Close a campaign with its report' },
    action: 'inventory.open',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params: campaignParams,
    body: closeCampaign,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state', 'counts-unfinished'],
    async handle({ params: { campaignId }, actor, cause, expectedVersion, inScope }, deps) {
      return commandReply(
        await execute(deps, {
          kind: campaignKind,
          id: campaignId,
          command: { type: 'close' },
          content: { close: campaignId },
          cause,
          actor,
          refKeys: [campaignSumsKey(campaignId)],
          refs: ([sums]) => ({ sums: campaignSums(sums) }),
          expectedVersion,
          permit: (campaign) => inScope(campaign.unitPath),
        }),
      );
    },
  }),
  route({
    method: 'POST',
    path: '/registry/inventory-campaigns/{campaignId}/withdrawals',
    operationId: 'withdrawCampaign',
    summary: { zh: '撤销清查', en: 'Withdraw a campaign: its open counts are cancelled' },
    action: 'inventory.open',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params: campaignParams,
    body: withdrawCampaign,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state', 'entries-being-made'],
    async handle({ params: { campaignId }, body, actor, cause, expectedVersion, inScope }, deps) {
      return commandReply(
        await execute(deps, {
          kind: campaignKind,
          id: campaignId,
          command: { type: 'withdraw', ...body },
          content: { withdraw: campaignId, ...body },
          cause,
          actor,
          refs: () => ({}),
          expectedVersion,
          permit: (campaign) => inScope(campaign.unitPath),
        }),
      );
    },
  }),
  // Several people count at once, so a record goes without a version: a second one of the same asset is refused by itself.
  countRoute(
    { path: 'lines', operationId: 'recordCounts', zh: '登记盘点结果', en: 'Record what was counted' },
    'inventory.count',
    recordCounts,
    ['already-counted', 'reason-required', 'entry-does-not-fit'],
    (request, deps) => {
      const keys = bookKeys(
        request.params.countId,
        request.body.lines.map((line) => line.assetId),
      );
      return onCount(request, deps, { type: 'record', ...request.body }, keys, (rows) => ({ books: bookLines(rows) }));
    },
    false,
  ),
  countRoute(
    { path: 'corrections', operationId: 'correctCount', zh: '更正盘点结果', en: 'Correct what was counted' },
    'inventory.count',
    correctCount,
    ['reason-required', 'entry-does-not-fit'],
    async (request, deps) => {
      const { countId } = request.params;
      const { line } = request.body;
      await visibleCount(deps, countId, request.inScope);
      const [earlier] = await effectiveLines(deps.store, countId, [line.assetId]);
      return onCount(
        request,
        deps,
        { type: 'correct', ...request.body },
        bookKeys(countId, [line.assetId]),
        (rows) => ({
          books: bookLines(rows),
          earlier: earlier && { result: earlier.line.result, corrections: earlier.corrections },
        }),
      );
    },
  ),
  countRoute(
    { path: 'surpluses', operationId: 'recordSurplus', zh: '登记盘盈资产', en: 'Record a thing that no book knows' },
    'inventory.count',
    recordSurplus,
    ['unknown-class'],
    (request, deps) => onCount(request, deps, { type: 'record-surplus', ...request.body }),
    false,
  ),
  route({
    method: 'POST',
    path: '/registry/inventory-counts/{countId}/surpluses/{surplusId}/striking',
    operationId: 'strikeSurplus',
    summary: { zh: '撤销误登的盘盈', en: 'Strike out a surplus recorded by mistake' },
    action: 'inventory.count',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params: z.strictObject({ countId: id, surplusId: id }),
    body: strikeSurplus,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state'],
    handle: (request, deps) => {
      const { countId, surplusId } = request.params;
      const command = { type: 'strike-surplus', surplusId, ...request.body } as const;
      const body = { surplusId, ...request.body };
      const key = { pk: countRowsKey('SURPLUS', countId), sk: surplusId };
      return onCount({ ...request, body }, deps, command, [key], ([row]) => ({
        surplus: row as unknown as SurplusRow | undefined,
      }));
    },
  }),
  countRoute(
    {
      path: 'comparisons',
      operationId: 'holdCountAgainst',
      zh: '与部门、财政账核对（账账）',
      en: 'Hold the books against those of a department or of finance',
    },
    'inventory.count',
    holdAgainst,
    [],
    async (request, deps) => {
      const { outsideLedgerId } = request.body;
      const { key, read } = outsideTotal(outsideLedgerId);
      return onCount(request, deps, { type: 'hold-against', outsideLedgerId }, [key], ([row]) => ({
        outside: read(row),
      }));
    },
  ),
  countRoute(
    { path: 'submissions', operationId: 'submitCount', zh: '报审清查结果', en: 'Submit a finished count' },
    'inventory.count',
    submitCount,
    ['counts-unfinished', 'reason-required'],
    (request, deps) => onCount(request, deps, { type: 'submit', ...request.body }),
  ),
  countRoute(
    { path: 'steps', operationId: 'stepCount', zh: '办理清查审批环节', en: 'Take the open step of a count' },
    'inventory.step',
    stepCount,
    ['own-proposal', 'second-step', 'not-your-step', 'reason-required'],
    (request, deps) => onCount(request, deps, { type: 'step', ...request.body }),
  ),
  countRoute(
    { path: 'withdrawals', operationId: 'withdrawCount', zh: '撤回报审', en: 'Withdraw a submitted count' },
    'inventory.count',
    withdrawCount,
    ['not-your-step'],
    (request, deps) => onCount(request, deps, { type: 'withdraw', ...request.body }),
  ),
];
