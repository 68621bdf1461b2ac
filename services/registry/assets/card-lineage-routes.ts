/** Splitting and merging cards over HTTP: all cards of one request change in one transaction. */
import { mergeAssets, splitAsset } from '../../../contracts/registry/card-lineage.ts';
import { commandAnswer } from '../../../contracts/vocabulary.ts';
import { executeTogether } from '../../../platform/command-together.ts';
import type { Cause } from '../../../platform/event-item.ts';
import { commandReply } from '../../../platform/http/command-reply.ts';
import { defineRoutes } from '../../../platform/http/route.ts';
import { derivedId } from '../../../platform/ids.ts';
import { NOBODY, type Row } from '../../../platform/store/store.ts';
import { assetKind } from '../aggregates.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { AssetRefs } from '../domain/asset.ts';
import { partId } from '../domain/card-lineage.ts';
import { assetKey, disposingKey } from '../keys.ts';
import { assetParams } from './asset-command-routes.ts';
import { assetIn } from './asset-items.ts';

const route = defineRoutes<RegistryRuntime>();
const usual = ['not-found', 'stale-version', 'wrong-state', 'value-disputed', 'open-business'] as const;

type InScope = (unitPath: string) => boolean;

/** The cards a new one comes from; those outside the actor's sight answer like ones that are not there. */
const sources =
  (inScope: InScope) =>
  (rows: readonly (Row | undefined)[]): AssetRefs => ({
    others: rows.map((row) => {
      const asset = assetIn(row);
      return asset && inScope(asset.unitPath) ? asset : undefined;
    }),
  });

/** Whether a case is disposing of a card, read with it. */
const disposalOf = (assetId: string) => ({
  refKeys: [disposingKey(assetId)],
  refs: ([claim]: readonly (Row | undefined)[]): AssetRefs => ({
    disposing: claim !== undefined && claim.owner !== NOBODY,
  }),
});

/** Every event of the request has a cause of its own, which follows from the request's. */
const causeOf = (cause: Cause, part: string): Cause => ({ ...cause, key: `${cause.key}/${part}` });

export const cardLineageRoutes = [
  route({
    method: 'POST',
    path: '/registry/assets/{assetId}/splits',
    operationId: 'splitAsset',
    summary: { zh: '拆分资产卡片', en: 'Split a card into several' },
    action: 'asset.split-and-merge',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params: assetParams,
    body: splitAsset,
    response: commandAnswer,
    problems: [...usual, 'parts-do-not-add-up'],
    async handle({ params: { assetId }, body, actor, cause, expectedVersion, inScope }, deps) {
      const { parts, reason } = body;
      const eventId = derivedId(cause.origin, cause.key);
      const content = { split: assetId, ...body };
      const permit = (asset: { readonly unitPath: string }): boolean => inScope(asset.unitPath);
      const split = {
        kind: assetKind,
        id: assetId,
        command: { type: 'split', parts, reason } as const,
        content,
        cause,
        actor,
        ...disposalOf(assetId),
        expectedVersion,
        permit,
      };
      const registrations = parts.map((_part, index) => ({
        kind: assetKind,
        id: partId(eventId, index + 1),
        command: { type: 'register-part', splitFrom: assetId, parts, number: index + 1 } as const,
        content,
        cause: causeOf(cause, String(index + 1)),
        actor,
        refKeys: [assetKey(assetId)],
        refs: sources(inScope),
      }));
      return commandReply(await executeTogether(deps, [split, ...registrations]));
    },
  }),
  route({
    method: 'POST',
    path: '/registry/asset-mergers',
    operationId: 'mergeAssets',
    summary: { zh: '合并资产卡片', en: 'Merge several cards into one' },
    action: 'asset.split-and-merge',
    kind: 'command',
    successStatus: 201,
    body: mergeAssets,
    response: commandAnswer,
    problems: [...usual, 'not-mergeable'],
    async handle({ body, actor, cause, inScope }, deps) {
      const { assets, name, place, reason } = body;
      const ids = assets.map(({ assetId }) => assetId);
      const into = derivedId(cause.origin, cause.key);
      const content = { merge: ids, ...body };
      const registration = {
        kind: assetKind,
        id: into,
        command: { type: 'register-merged', mergedFrom: ids, name, place } as const,
        content,
        cause,
        actor,
        refKeys: ids.map(assetKey),
        refs: sources(inScope),
      };
      const leaving = assets.map(({ assetId, version }) => ({
        kind: assetKind,
        id: assetId,
        command: { type: 'merge-into', into, reason } as const,
        content,
        cause: causeOf(cause, assetId),
        actor,
        ...disposalOf(assetId),
        expectedVersion: version,
        permit: (asset: { readonly unitPath: string }): boolean => inScope(asset.unitPath),
      }));
      return commandReply(await executeTogether(deps, [registration, ...leaving]));
    },
  }),
];
