/** One asset, one file (MX-07): documents go in at any time, and the whole life is read at once. */
import * as z from 'zod/mini';
import { assetFile, attachDocument } from '../../../contracts/registry/asset-file.ts';
import { commandAnswer, id, PAGE_SIZE_MAX, pageQuery } from '../../../contracts/vocabulary.ts';
import { todayBy } from '../../../platform/clock.ts';
import { evidenceFiled, evidenceKey } from '../../../platform/evidence/evidence.ts';
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts';
import { defineRoutes } from '../../../platform/http/route.ts';
import type { EventItem } from '../../../platform/store/store.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { EvidenceFact } from '../domain/finding.ts';
import { assetView } from '../views.ts';
import { onAsset } from './asset-command-routes.ts';
import { visibleAsset } from './asset-query-routes.ts';

const route = defineRoutes<RegistryRuntime>();
const params = z.strictObject({ assetId: id });

export const assetFileRoutes = [
  route({
    method: 'POST',
    path: '/registry/assets/{assetId}/documents',
    operationId: 'attachDocument',
    summary: { zh: '向资产档案归入材料', en: 'Put documents into the file of an asset' },
    action: 'asset.attach-document',
    kind: 'command',
    ifMatch: true,
    successStatus: 201,
    params,
    body: attachDocument,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'not-in-policy', 'evidence-missing', 'evidence-not-verified'],
    handle(request, deps) {
      const { evidence, note } = request.body;
      const keys = evidence.map((reference) => evidenceKey(reference.evidenceId));
      return onAsset(request, deps, { type: 'attach-document', note }, keys, (rows) => ({
        evidence: evidenceFiled(evidence, rows),
      }));
    },
  }),
  route({
    method: 'GET',
    path: '/registry/assets/{assetId}/file',
    operationId: 'readAssetFile',
    summary: {
      zh: '一资产一档案：卡片、材料、处置路径与全部经过',
      en: 'The file of an asset: card, documents, way of revival, whole life',
    },
    action: 'asset.read',
    kind: 'query',
    successStatus: 200,
    params,
    query: z.strictObject(pageQuery),
    response: assetFile,
    problems: ['not-found', 'invalid-cursor'],
    async handle({ params: { assetId }, query, inScope }, deps) {
      const item = await visibleAsset(deps, assetId, inScope);
      const aggregate = `asset/${assetId}`;
      const after = decodeCursor(aggregate, query.cursor);
      const page = await deps.store.queryByAggregate(aggregate, { limit: query.limit ?? PAGE_SIZE_MAX, after });
      const events = page.rows as unknown as readonly EventItem[];
      const { path } = item.state;
      return {
        body: {
          asset: assetView(assetId, item, todayBy(deps.clock)),
          ...(path ? { path: pathView(path) } : {}),
          documents: events.flatMap(documentsOf),
          life: events.map(({ id: eventId, type, version, recordedAt, actor, hash, data }) => ({
            eventId,
            type,
            version,
            recordedAt,
            actor,
            hash,
            data,
          })),
          ...(page.next ? { nextCursor: encodeCursor(aggregate, page.next) } : {}),
        },
        version: item.version,
      };
    },
  }),
];

function pathView({
  measure,
  responsibleUnitPath,
  responsiblePerson,
  dueDate,
}: NonNullable<Parameters<typeof assetView>[1]['state']['path']>) {
  return { measure, responsibleUnitPath, responsiblePerson, dueDate };
}

/** The documents an event brought: whatever the matter, they stand in its `evidence`. */
function documentsOf({ type, recordedAt, actor, data }: EventItem) {
  const evidence = Array.isArray(data.evidence) ? (data.evidence as readonly EvidenceFact[]) : [];
  return evidence.map(({ evidenceId, kind, sha256 }) => ({
    evidenceId,
    kind,
    sha256,
    filedAt: recordedAt,
    filedBy: actor,
    eventType: type,
  }));
}
