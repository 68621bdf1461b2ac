/** The evidence routes, the same in every service that takes documents. */
import * as z from 'zod/mini';
import { evidenceRequest, evidenceUpload, evidenceView } from '../../contracts/evidence/evidence.ts';
import type { ServiceName } from '../../contracts/services.ts';
import { commandAnswer, id } from '../../contracts/vocabulary.ts';
import { type CommandRuntime, execute } from '../command.ts';
import { commandAnswerOf, commandReply } from '../http/command-reply.ts';
import { ProblemError } from '../http/problem.ts';
import { defineRoutes } from '../http/route.ts';
import type { StateItem } from '../store/store.ts';
import { type EvidenceState, evidenceKey, evidenceKind } from './evidence.ts';
import type { EvidenceStore } from './evidence-store.ts';

export interface EvidenceDeps<Policy> extends CommandRuntime<Policy> {
  readonly evidence: EvidenceStore;
}

const params = z.strictObject({ evidenceId: id });

/** Announce, verify and look at a document. Access rows: `evidence.file` and `evidence.read`. */
export function evidenceRoutes<Policy, Deps extends EvidenceDeps<Policy>>(service: ServiceName) {
  const route = defineRoutes<Deps>();
  const kind = evidenceKind<Policy>(service);
  const stateOf = async (deps: Deps, evidenceId: string, inScope: (unitPath: string) => boolean) => {
    const [row] = await deps.store.read([evidenceKey(evidenceId)]);
    const item = row as StateItem<EvidenceState> | undefined;
    if (!item || !inScope(item.state.unitPath)) throw new ProblemError('not-found');
    return item;
  };
  return [
    route({
      method: 'POST',
      path: `/${service}/evidence`,
      operationId: `${service}AnnounceEvidence`,
      summary: { zh: '登记证明材料并取得上传地址', en: 'Announce a document and get its upload address' },
      action: 'evidence.file',
      servedBy: 'evidence',
      kind: 'command',
      successStatus: 201,
      body: evidenceRequest,
      response: evidenceUpload,
      problems: ['outside-your-unit', 'idempotency-key-reused'],
      async handle({ body, actor, cause, demandScope }, deps) {
        demandScope(body.unitPath);
        const command = { type: 'request', document: body } as const;
        const outcome = await execute(deps, {
          kind,
          id: (eventId) => eventId,
          command,
          content: command,
          cause,
          actor,
          refs: () => undefined,
        });
        const reply = commandReply(outcome);
        if (outcome.kind === 'refused') return reply;
        const upload = await deps.evidence.uploadTo(outcome.id, { ...body, status: 'requested' });
        return { ...reply, body: { ...commandAnswerOf(outcome), upload } };
      },
    }),
    route({
      method: 'POST',
      path: `/${service}/evidence/{evidenceId}/verification`,
      operationId: `${service}VerifyEvidence`,
      summary: { zh: '核验已上传的证明材料', en: 'Verify an uploaded document' },
      action: 'evidence.file',
      servedBy: 'evidence',
      kind: 'command',
      successStatus: 200,
      params,
      response: commandAnswer,
      problems: ['not-found', 'wrong-state', 'evidence-mismatch'],
      async handle({ params: { evidenceId }, actor, cause, inScope }, deps) {
        const item = await stateOf(deps, evidenceId, inScope);
        const { state } = item;
        const found = await deps.evidence.inspect(evidenceId);
        // Copied before it is recorded: a record never points at bytes that are not there, and a copy too many harms nobody.
        if (state.status !== 'verified' && found?.sha256 === state.sha256) await deps.evidence.keep(evidenceId, found);
        const command = { type: 'verify', found } as const;
        const content = { verify: evidenceId };
        // What was read to look for the file is what is decided upon.
        const rows = [{ ...item }];
        return commandReply(
          await execute(deps, { kind, id: evidenceId, command, content, cause, actor, refs: () => undefined, rows }),
        );
      },
    }),
    route({
      method: 'GET',
      path: `/${service}/evidence/{evidenceId}`,
      operationId: `${service}ReadEvidence`,
      summary: { zh: '查看证明材料', en: 'Look at a document’s record' },
      action: 'evidence.read',
      servedBy: 'evidence',
      kind: 'query',
      successStatus: 200,
      params,
      response: evidenceView,
      problems: ['not-found'],
      async handle({ params: { evidenceId }, inScope }, deps) {
        const item = await stateOf(deps, evidenceId, inScope);
        return { body: { id: evidenceId, ...item.state }, version: item.version };
      },
    }),
  ];
}
