/** Inventory campaigns over HTTP (ZC-01, MG-18). */
import * as z from 'zod/mini';
import type { ProblemCode } from '../../contracts/problems.ts';
import {
  campaignView as campaignViewSchema,
  closeCampaign,
  correctCount,
  countLine,
  countTask,
  countView as countViewSchema,
  holdAgainst,
  openCampaign,
  recordCounts,
  recordSurplus,
  stepCount,
  strikeSurplus,
  submitCount,
  surplusLine,
  withdrawCount,
} from '../../contracts/registry/inventory.ts';
import { commandAnswer, id, PAGE_SIZE_DEFAULT, pageOf, pageQuery, unitPath } from '../../contracts/vocabulary.ts';
import { execute } from '../../platform/command.ts';
import { commandReply } from '../../platform/http/command-reply.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts';
import { ProblemError } from '../../platform/http/problem.ts';
import { defineRoutes, type RouteReply, type RouteRequest } from '../../platform/http/route.ts';
import type { Key, Row, StateItem } from '../../platform/store/store.ts';
import { unitCodeOf } from '../../platform/unit-path.ts';
import type { RegistryRuntime } from './dependencies.ts';
import type { Campaign } from './domain/inventory-campaign.ts';
import type { Count, CountCommand, CountRefs } from './domain/inventory-count.ts';
import type { BookLine } from './domain/inventory-lines.ts';
import { campaignKind, campaignSums, countKind } from './inventory-aggregates.ts';
import { type BookRow, type EntryRow, effectiveLines, rowsOf, rowsPage, type SurplusRow } from './inventory-rows.ts';
import { campaignView, countView, taskView } from './inventory-views.ts';
import {
  campaignKey,
  campaignListKey,
  campaignSumsKey,
  campaignTasksKey,
  countKey,
  countRowsKey,
  unitKey,
} from './keys.ts';
import { outsideTotal } from './outside-ledger-refs.ts';
import { unitIn } from './unit-routes.ts';

const route = defineRoutes<RegistryRuntime>();
const campaignParams = z.strictObject({ campaignId: id });
const countParams = z.strictObject({ countId: id });
type CountRequest<Body> = RouteRequest<{ countId: string }, undefined, Body>;
type InScope = (path: string) => boolean;

async function visibleCampaign({ store }: RegistryRuntime, campaignId: string, inScope: InScope) {
  const [row, sums] = await store.read([campaignKey(campaignId), campaignSumsKey(campaignId)]);
  const item = row as StateItem<Campaign> | undefined;
  if (!item || !inScope(item.state.unitPath)) throw new ProblemError('not-found');
  return { item, sums };
}

async function visibleCount({ store }: RegistryRuntime, countId: string, inScope: InScope) {
  const [row] = await store.read([countKey(countId)]);
  const item = row as StateItem<Count> | undefined;
  if (!item || !inScope(item.state.unitPath)) throw new ProblemError('not-found');
  return item;
}

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
    problems: ['outside-your-unit', 'unknown-unit', 'unit-closed', 'date-in-future', 'not-in-policy', 'already-exists'],
    async handle({ body, actor, cause, demandScope }, deps) {
      demandScope(body.unitPath);
      return commandReply(
        await execute(deps, {
          kind: campaignKind,
          id: (eventId) => eventId,
          command: { type: 'open', ...body },
          content: body,
          cause,
          actor,
          refKeys: [unitKey(unitCodeOf(body.unitPath))],
          refs: ([unit]) => ({ unit: unitIn(unit) }),
        }),
      );
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
    method: 'GET',
    path: '/registry/inventory-campaigns/{campaignId}',
    operationId: 'readCampaign',
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
      const limit = query.limit ?? PAGE_SIZE_DEFAULT;
      const after = decodeCursor(list, query.cursor);
      const page = await store.queryByUnit(campaignListKey(query.unitPath), query.unitPath, { limit, after });
      const items = page.rows.map((row) => row as unknown as StateItem<Campaign>);
      const rows = await Promise.all(
        items.map(async (item) => {
          const [sums] = await store.read([campaignSumsKey(item.aggregate.slice('campaign/'.length))]);
          return campaignView(item, sums);
        }),
      );
      return { body: { rows, ...(page.next ? { nextCursor: encodeCursor(list, page.next) } : {}) } };
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
      const after = decodeCursor(list, query.cursor);
      const page = await deps.store.queryPartition(list, '', { limit: PAGE_SIZE_DEFAULT, after });
      const keys = page.rows.map((row) => countKey(String(row.countId)));
      const items = keys.length === 0 ? [] : await deps.store.read(keys);
      const rows = items.flatMap((item) => (item ? [taskView(item as unknown as StateItem<Count>)] : []));
      return { body: { rows, ...(page.next ? { nextCursor: encodeCursor(list, page.next) } : {}) } };
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
