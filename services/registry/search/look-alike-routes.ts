/** Suspected duplicates: what is open, and what somebody decides about it. */
import * as z from 'zod/mini';
import { decideDuplicate, duplicateSuspicion } from '../../../contracts/registry/look-alikes.ts';
import { commandAnswer, id, PAGE_SIZE_MAX, pageOf, pageQuery, unitPath } from '../../../contracts/vocabulary.ts';
import { defineRoutes } from '../../../platform/http/route.ts';
import { generationOf } from '../../../platform/projection.ts';
import type { Row } from '../../../platform/store/store.ts';
import { onAsset } from '../assets/asset-command-routes.ts';
import { assetIn } from '../assets/asset-items.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import { assetKey, suspicionListKey } from '../keys.ts';
import { partitionPage, partitionsOf } from '../partition-pages.ts';
import { assetIndexProjection } from './asset-index.ts';
import { groupOf, isOpen, type LookAlike } from './look-alikes.ts';

const route = defineRoutes<RegistryRuntime>();
/** Every suspicion of a page is looked at again, so pages are short. */
const PAGE_SIZE = 20;

export const lookAlikeRoutes = [
  route({
    method: 'GET',
    path: '/registry/duplicate-suspicions',
    operationId: 'listDuplicateSuspicions',
    summary: { zh: '待核实的疑似重复资产', en: 'Suspected duplicates that nobody has decided yet' },
    action: 'asset.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ ...pageQuery, unitPath }),
    response: pageOf(duplicateSuspicion),
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, { store }) {
      demandScope(query.unitPath);
      const generation = await generationOf(store, assetIndexProjection.name);
      const page = await partitionPage({
        name: `suspicions:${query.unitPath}`,
        partitions: await partitionsOf(store, query.unitPath),
        limit: Math.min(query.limit ?? PAGE_SIZE, PAGE_SIZE_MAX),
        cursor: query.cursor,
        query: (partition, range) => store.queryByUnit(suspicionListKey(generation, partition), query.unitPath, range),
        position: ({ pk, sk, unitKey, unitSort }) => ({ pk, sk, unitKey: String(unitKey), unitSort: String(unitSort) }),
        async accept(row) {
          const fingerprint = String(row.unitSort).split('#').at(-1) ?? '';
          const group = await groupOf(store, generation, fingerprint);
          return isOpen(group) ? suspicionView(fingerprint, group) : undefined;
        },
      });
      return { body: page };
    },
  }),
  route({
    method: 'POST',
    path: '/registry/assets/{assetId}/duplicate-decisions',
    operationId: 'decideDuplicate',
    summary: { zh: '认定是否重复登记', en: 'Decide whether a card is a duplicate' },
    action: 'asset.decide-duplicate',
    kind: 'command',
    ifMatch: true,
    successStatus: 200,
    params: z.strictObject({ assetId: id }),
    body: decideDuplicate,
    response: commandAnswer,
    problems: ['not-found', 'stale-version', 'wrong-state', 'not-alike'],
    handle(request, deps) {
      const { assetId } = request.params;
      const { others } = request.body;
      const command = { type: 'decide-duplicate', assetId, ...request.body } as const;
      return onAsset(request, deps, command, others.map(assetKey), (rows) => ({
        others: rows.map(assetIn),
      }));
    },
  }),
];

function suspicionView(fingerprint: string, group: readonly { readonly row: Row; readonly decided: boolean }[]) {
  const cards = group.map(({ row, decided }) => ({ ...(row as Row & Omit<LookAlike, 'fingerprint'>), decided }));
  const [first] = cards;
  return {
    fingerprint,
    unitPath: first?.unitPath,
    class: first?.class,
    name: first?.name,
    originalFen: first?.originalFen,
    assets: cards.map((card) => ({
      id: card.sk,
      code: card.code,
      name: card.name,
      place: card.place,
      class: card.class,
      unitPath: card.unitPath,
      decided: card.decided,
    })),
  };
}
