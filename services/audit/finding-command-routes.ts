/** Commands on findings over HTTP. */
import * as z from 'zod/mini';
import {
  assignFinding,
  closeFinding,
  rectifyFinding,
  referFinding,
  verifyFinding,
} from '../../contracts/audit/findings.ts';
import { commandAnswer, id } from '../../contracts/vocabulary.ts';
import { execute } from '../../platform/command.ts';
import { type EvidenceReference, type EvidenceState, evidenceKey } from '../../platform/evidence/evidence.ts';
import { commandReply } from '../../platform/http/command-reply.ts';
import { defineRoutes, type RouteReply, type RouteRequest } from '../../platform/http/route.ts';
import type { Row, StateItem } from '../../platform/store/store.ts';
import { findingKind } from './aggregates.ts';
import type { AuditRuntime } from './dependencies.ts';
import type { FindingCommand } from './domain/finding.ts';
import type { FindingRefs } from './domain/finding-rules.ts';

const route = defineRoutes<AuditRuntime>();
const params = z.strictObject({ findingId: id });
type Request = RouteRequest<{ findingId: string }, undefined, unknown>;

/** Runs a command on the finding named in the path; the documents it refers to are read with it. */
async function onFinding(
  { params: { findingId }, body, actor, cause, expectedVersion, inScope }: Request,
  deps: AuditRuntime,
  command: Exclude<FindingCommand, { type: 'open' }>,
  references: readonly EvidenceReference[] = [],
): Promise<RouteReply> {
  return commandReply(
    await execute(deps, {
      kind: findingKind,
      id: findingId,
      command,
      content: { findingId, type: command.type, ...(body as object) },
      cause,
      actor,
      refKeys: references.map((reference) => evidenceKey(reference.evidenceId)),
      refs: (rows) => documentsOf(references, rows),
      expectedVersion,
      permit: ({ unitPath, assignment }) =>
        inScope(unitPath) || (assignment !== undefined && inScope(assignment.unitPath)),
    }),
  );
}

/** The documents referred to as they lie in the table, in the order of the request. */
function documentsOf(references: readonly EvidenceReference[], rows: readonly (Row | undefined)[]): FindingRefs {
  return references.map(({ kind, evidenceId }, index) => {
    const document = (rows[index] as StateItem<EvidenceState> | undefined)?.state;
    if (document?.kind !== kind) return undefined;
    const { sha256, unitPath, status } = document;
    return { kind, evidenceId, sha256, unitPath, verified: status === 'verified' };
  });
}

export const findingCommandRoutes = [
  route({
    method: 'POST',
    path: '/audit/findings/{findingId}/assignments',
    operationId: 'assignFinding',
    summary: { zh: '交办问题线索', en: 'Assign a finding to the responsible unit' },
    action: 'finding.assign',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: assignFinding,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state', 'outside-your-unit', 'invalid-request'],
    handle: (request, deps) => onFinding(request, deps, { type: 'assign', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/audit/findings/{findingId}/rectifications',
    operationId: 'rectifyFinding',
    summary: { zh: '提交整改情况', en: 'Put forward a rectification, in words or with documents' },
    action: 'finding.rectify',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: rectifyFinding,
    response: commandAnswer,
    problems: [
      'not-found',
      'stale-version',
      'wrong-state',
      'outside-your-unit',
      'evidence-missing',
      'evidence-not-verified',
    ],
    handle: (request, deps) =>
      onFinding(request, deps, { type: 'rectify', text: request.body.text }, request.body.evidence),
  }),
  route({
    method: 'POST',
    path: '/audit/findings/{findingId}/verifications',
    operationId: 'verifyFinding',
    summary: { zh: '核查整改情况', en: 'Verify a rectification or send it back' },
    action: 'finding.verify',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: verifyFinding,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state', 'own-proposal', 'reason-required'],
    handle: (request, deps) => onFinding(request, deps, { type: 'verify', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/audit/findings/{findingId}/closures',
    operationId: 'closeFinding',
    summary: { zh: '问题线索销号', en: 'Close a verified finding' },
    action: 'finding.close',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: closeFinding,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state', 'own-proposal', 'second-step'],
    handle: (request, deps) => onFinding(request, deps, { type: 'close', ...request.body }),
  }),
  route({
    method: 'POST',
    path: '/audit/findings/{findingId}/referrals',
    operationId: 'referFinding',
    summary: { zh: '移送纪检监察', en: 'Refer a finding to discipline inspection with its case file' },
    action: 'finding.refer',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params,
    body: referFinding,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state'],
    handle: (request, deps) => onFinding(request, deps, { type: 'refer', ...request.body }),
  }),
];
