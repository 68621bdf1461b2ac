/** Ledgers of departments and of finance over HTTP: posted, sealed, compared, settled (MG-05, SX-12). */
import * as z from 'zod/mini';
import type { ProblemCode } from '../../../contracts/problems.ts';
import {
  openOutsideLedger,
  outsideDifference,
  outsideLedgerView,
  postOutsideLines,
  sealOutsideLedger,
  settleDifference,
} from '../../../contracts/registry/outside-ledgers.ts';
import { commandAnswer, id, PAGE_SIZE_DEFAULT, pageOf, pageQuery } from '../../../contracts/vocabulary.ts';
import { execute } from '../../../platform/command.ts';
import { commandReply } from '../../../platform/http/command-reply.ts';
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts';
import { ProblemError } from '../../../platform/http/problem.ts';
import { defineRoutes, type RouteReply, type RouteRequest } from '../../../platform/http/route.ts';
import type { Key, Row, StateItem } from '../../../platform/store/store.ts';
import { unitCodeOf } from '../../../platform/unit-path.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { OutsideCommand, OutsideLedger, OutsideRefs } from '../domain/outside-ledger.ts';
import { outsideKey, outsideRowsKey, unitKey } from '../keys.ts';
import { unitIn } from '../units/unit-routes.ts';
import { outsideIdOf, outsideKind } from './outside-ledger-aggregate.ts';
import type { DifferenceRow } from './outside-ledger-comparison.ts';

const route = defineRoutes<RegistryRuntime>();
const params = z.strictObject({ outsideLedgerId: id });
type Request<Body> = RouteRequest<{ outsideLedgerId: string }, undefined, Body>;

async function onLedger(
  { params: at, body, actor, cause, expectedVersion, inScope }: Request<unknown>,
  deps: RegistryRuntime,
  command: OutsideCommand,
  refKeys: readonly Key[] = [],
  refs: (rows: readonly (Row | undefined)[]) => OutsideRefs = () => ({}),
): Promise<RouteReply> {
  return commandReply(
    await execute(deps, {
      kind: outsideKind,
      id: at.outsideLedgerId,
      command,
      content: { command: command.type, id: at.outsideLedgerId, ...(body as object) },
      cause,
      actor,
      refKeys,
      refs,
      expectedVersion,
      permit: (ledger) => inScope(ledger.unitPath),
    }),
  );
}

const ledgerRoute = <B extends z.ZodMiniType>(
  at: { readonly path: string; readonly operationId: string; readonly zh: string; readonly en: string },
  body: B,
  problems: readonly ProblemCode[],
  handle: (request: Request<z.output<B>>, deps: RegistryRuntime) => Promise<RouteReply>,
) =>
  route({
    method: 'POST',
    path: `/registry/outside-ledgers/{outsideLedgerId}/${at.path}`,
    operationId: at.operationId,
    summary: { zh: at.zh, en: at.en },
    action: 'ledger.post-outside',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state', ...problems],
    handle: (request, deps) => handle(request as unknown as Request<z.output<B>>, deps),
  });

async function visible({ store }: RegistryRuntime, ledgerId: string, inScope: (path: string) => boolean) {
  const [row] = await store.read([outsideKey(ledgerId)]);
  const item = row as StateItem<OutsideLedger> | undefined;
  if (!item || !inScope(item.state.unitPath)) throw new ProblemError('not-found');
  return item;
}

export const outsideLedgerRoutes = [
  route({
    method: 'POST',
    path: '/registry/outside-ledgers',
    operationId: 'openOutsideLedger',
    summary: { zh: '建立部门或财政对账账册', en: 'Open a ledger of a department or of finance for comparison' },
    action: 'ledger.post-outside',
    kind: 'command',
    successStatus: 201,
    body: openOutsideLedger,
    response: commandAnswer,
    problems: ['outside-your-unit', 'unknown-unit', 'not-in-policy', 'already-exists'],
    async handle({ body, actor, cause, demandScope }, deps) {
      demandScope(body.unitPath);
      const unitCode = unitCodeOf(body.unitPath);
      return commandReply(
        await execute(deps, {
          kind: outsideKind,
          id: outsideIdOf(body, unitCode),
          command: { type: 'open', ...body },
          content: body,
          cause,
          actor,
          refKeys: [unitKey(unitCode)],
          refs: ([unit]) => ({ unit: unitIn(unit) }),
        }),
      );
    },
  }),
  ledgerRoute(
    { path: 'lines', operationId: 'postOutsideLines', zh: '报送对账明细', en: 'Post lines of an outside ledger' },
    postOutsideLines,
    ['already-exists'],
    (request, deps) => onLedger(request, deps, { type: 'post', ...request.body }),
  ),
  ledgerRoute(
    {
      path: 'sealing',
      operationId: 'sealOutsideLedger',
      zh: '封账并开始核对',
      en: 'Seal an outside ledger: compare it',
    },
    sealOutsideLedger,
    ['lines-do-not-add-up'],
    (request, deps) => onLedger(request, deps, { type: 'seal', ...request.body }),
  ),
  ledgerRoute(
    { path: 'settlements', operationId: 'settleDifference', zh: '逐项处理差异', en: 'Settle a difference, on record' },
    settleDifference,
    [],
    (request, deps) => {
      const key = { pk: outsideRowsKey('DIFFERENCE', request.params.outsideLedgerId), sk: request.body.key };
      return onLedger(request, deps, { type: 'settle', ...request.body }, [key], ([row]) => ({
        differs: row !== undefined,
      }));
    },
  ),
  route({
    method: 'GET',
    path: '/registry/outside-ledgers/{outsideLedgerId}',
    operationId: 'readOutsideLedger',
    summary: { zh: '查看对账结果', en: 'Read an outside ledger and how it compares' },
    action: 'ledger.check',
    kind: 'query',
    successStatus: 200,
    params,
    response: outsideLedgerView,
    problems: ['not-found'],
    async handle({ params: { outsideLedgerId }, inScope }, deps) {
      const { state, version } = await visible(deps, outsideLedgerId, inScope);
      const { work: _work, unitCode: _code, ...ledger } = state;
      return { body: { id: outsideLedgerId, ...ledger, version }, version };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/outside-ledgers/{outsideLedgerId}/differences',
    operationId: 'listOutsideDifferences',
    summary: { zh: '对账差异及所涉资产', en: 'The differences with the assets behind them, in both directions' },
    action: 'ledger.check',
    kind: 'query',
    successStatus: 200,
    params,
    query: z.strictObject({ cursor: pageQuery.cursor }),
    response: pageOf(outsideDifference),
    problems: ['not-found', 'invalid-cursor'],
    async handle({ params: { outsideLedgerId }, query, inScope }, deps) {
      await visible(deps, outsideLedgerId, inScope);
      const pk = outsideRowsKey('DIFFERENCE', outsideLedgerId);
      const after = decodeCursor(pk, query.cursor);
      const page = await deps.store.queryPartition(pk, '', { limit: PAGE_SIZE_DEFAULT, after });
      const keys = page.rows.map(({ sk }) => ({ pk: outsideRowsKey('SETTLED', outsideLedgerId), sk }));
      const settled = keys.length === 0 ? [] : await deps.store.read(keys);
      const rows = page.rows.map((row, index) => {
        const { pk: _pk, sk: key, ...difference } = row as DifferenceRow;
        const { by, why, entry, on } = (settled[index] ?? {}) as Partial<Record<'by' | 'why' | 'entry' | 'on', string>>;
        return {
          key,
          ...difference,
          differenceFen: difference.oursFen - difference.theirsFen,
          ...(by === undefined ? {} : { settled: { by, why, entry, on } }),
        };
      });
      return { body: { rows, ...(page.next ? { nextCursor: encodeCursor(pk, page.next) } : {}) } };
    },
  }),
];
