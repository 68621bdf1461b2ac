/**
 * Declaring and reviewing by the thousand. A batch is one upload and as many commands as it has rows: each with the rule, the event and the refusals of the
 * single command, many to a transaction (ADR 0008), and the documents they share read once.
 */
import * as z from 'zod/mini';
import {
  type DeclarationRow,
  declarationRow,
  declareIdleAnswer,
  declareIdleBatch,
  IDLE_BATCH_BYTES_MAX,
  openDeclarationQuery,
  openDeclaration as openDeclarationSchema,
  type ReviewRow,
  reviewAnswer,
  reviewBatch,
  reviewRow,
} from '../../../contracts/registry/idle-batches.ts';
import type { RowProblem } from '../../../contracts/row-problem.ts';
import { pageOf } from '../../../contracts/vocabulary.ts';
import { executeBatch } from '../../../platform/command-batch.ts';
import { type EvidenceReference, evidenceFiled, evidenceKey } from '../../../platform/evidence/evidence.ts';
import { refusalProblem } from '../../../platform/http/command-reply.ts';
import { type ProblemError, problemBody, schemaProblem } from '../../../platform/http/problem.ts';
import { defineRoutes, type RouteRequest } from '../../../platform/http/route.ts';
import { assetKind } from '../aggregates.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { AssetCommand } from '../domain/asset.ts';
import { filteredAssets } from '../filtered-list.ts';
import { openDeclaration } from '../views.ts';
import { idleDeclaration } from './asset-command-routes.ts';

const route = defineRoutes<RegistryRuntime>();

interface Row {
  readonly rowKey: string;
  readonly assetId: string;
  readonly version?: number | undefined;
}

/** What a row must be like, what it becomes, and the words for it. */
interface RowKind<Fitting extends Row, Done extends string, Again extends string> {
  readonly fitting: z.ZodMiniType<Fitting>;
  command(row: Fitting): AssetCommand;
  readonly done: Done;
  readonly again: Again;
}

const declarations: RowKind<DeclarationRow, 'declared', 'already-declared'> = {
  fitting: declarationRow,
  command: idleDeclaration,
  done: 'declared',
  again: 'already-declared',
};
const reviews: RowKind<ReviewRow, 'reviewed', 'already-reviewed'> = {
  fitting: reviewRow,
  command: ({ verdict, reason }) => ({ type: 'review-finding', verdict, reason }),
  done: 'reviewed',
  again: 'already-reviewed',
};

interface Batch {
  readonly rows: readonly { readonly rowKey: string }[];
  readonly evidence: readonly EvidenceReference[];
}

interface RowAnswer<Result extends string> {
  readonly rowKey: string;
  readonly result: Result | 'refused';
  readonly version?: number;
  readonly problem?: RowProblem;
}

/** Runs the rows that fit as one batch and answers every row in its place. */
async function rowAnswers<Fitting extends Row, Done extends string, Again extends string>(
  request: Pick<RouteRequest<never, never, never>, 'actor' | 'cause' | 'inScope'>,
  deps: RegistryRuntime,
  { rows, evidence, fitting, command, done, again }: Batch & RowKind<Fitting, Done, Again>,
): Promise<RowAnswer<Done | Again>[]> {
  const answers: RowAnswer<Done | Again>[] = new Array(rows.length);
  const fit: { readonly place: number; readonly row: Fitting }[] = [];
  for (const [place, row] of rows.entries()) {
    const parsed = z.safeParse(fitting, row);
    if (parsed.success) fit.push({ place, row: parsed.data });
    else answers[place] = refused(row.rowKey, schemaProblem(parsed.error, `/rows/${place}`));
  }
  const outcomes = await executeBatch(
    deps,
    fit.map(({ row }) => onRow(request, row, command(row), evidence)),
  );
  for (const [index, { place, row }] of fit.entries()) {
    const outcome = outcomes[index];
    if (!outcome) throw new Error(`row ${place} was left out`);
    const { rowKey } = row;
    answers[place] =
      outcome.kind === 'refused'
        ? refused(rowKey, refusalProblem(outcome.refusal))
        : { rowKey, result: outcome.replayed ? again : done, version: outcome.event.version };
  }
  return answers;
}

/** The command of one row, with a cause of its own within the batch's. An asset out of the actor's sight answers as one that does not exist. */
const onRow = <Fitting extends Row>(
  { actor, cause, inScope }: Pick<RouteRequest<never, never, never>, 'actor' | 'cause' | 'inScope'>,
  { rowKey, assetId, version, ...content }: Fitting,
  command: AssetCommand,
  evidence: readonly EvidenceReference[],
) => ({
  kind: assetKind,
  id: assetId,
  command,
  content: { command: command.type, assetId, ...content, evidence },
  cause: { ...cause, key: `${cause.key}/${rowKey}` },
  actor,
  refKeys: evidence.map(({ evidenceId }) => evidenceKey(evidenceId)),
  refs: (documents: Parameters<typeof evidenceFiled>[1]) => ({ evidence: evidenceFiled(evidence, documents) }),
  permit: ({ unitPath }: { readonly unitPath: string }) => inScope(unitPath),
  expectedVersion: version,
});

const refused = (rowKey: string, problem: ProblemError) =>
  ({ rowKey, result: 'refused', problem: problemBody(problem) as RowProblem }) as const;

export const idleBatchRoutes = [
  route({
    method: 'POST',
    path: '/registry/idle-declaration-batches',
    operationId: 'declareIdleBatch',
    summary: {
      zh: '批量申报闲置、低效或超标准资产，逐行给出结果',
      en: 'Declare a batch of assets, with a result per row',
    },
    action: 'asset.declare-idle',
    kind: 'command',
    successStatus: 200,
    bodyBytesMax: IDLE_BATCH_BYTES_MAX,
    body: declareIdleBatch,
    response: declareIdleAnswer,
    problems: ['body-too-large'],
    async handle(request, deps) {
      const { rows, evidence } = request.body;
      const answers = rowAnswers(request, deps, { ...declarations, rows, evidence });
      return { body: { rows: await answers } };
    },
  }),
  route({
    method: 'POST',
    path: '/registry/idle-review-batches',
    operationId: 'reviewFindingBatch',
    summary: {
      zh: '批量审核闲置、低效或超标准认定，逐行给出结果',
      en: 'Review a batch of declarations, with a result per row',
    },
    action: 'asset.review-finding',
    kind: 'command',
    successStatus: 200,
    bodyBytesMax: IDLE_BATCH_BYTES_MAX,
    body: reviewBatch,
    response: reviewAnswer,
    problems: ['body-too-large'],
    async handle(request, deps) {
      const answers = rowAnswers(request, deps, { ...reviews, rows: request.body.rows, evidence: [] });
      return { body: { rows: await answers } };
    },
  }),
  route({
    method: 'GET',
    path: '/registry/idle-declarations',
    operationId: 'listOpenDeclarations',
    summary: { zh: '待审核的闲置、低效、超标准申报', en: 'Declarations of a unit that wait for their review' },
    action: 'asset.read',
    kind: 'query',
    successStatus: 200,
    query: openDeclarationQuery,
    response: pageOf(openDeclarationSchema),
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, deps) {
      demandScope(query.unitPath);
      const waits = filteredAssets(
        deps,
        'open-declarations',
        query,
        ({ finding }) => finding?.status === 'declared',
        openDeclaration,
      );
      return { body: await waits };
    },
  }),
];
