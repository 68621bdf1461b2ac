/** Finding assets by a fragment of what is written on their cards. */
import { assetSearch, assetsFound } from '../../../contracts/registry/look-alikes.ts';
import { PAGE_SIZE_DEFAULT } from '../../../contracts/vocabulary.ts';
import { ProblemError } from '../../../platform/http/problem.ts';
import { defineRoutes } from '../../../platform/http/route.ts';
import { generationOf, projectedUpTo } from '../../../platform/projection.ts';
import { rowPartition } from '../../../platform/row-projection.ts';
import type { Row } from '../../../platform/store/store.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import { partitionPage, partitionsOf } from '../partition-pages.ts';
import { assetIndexProjection } from './asset-index.ts';
import { entryPrefix, fragmentOf, type SearchBasis, searchPartition, standsFor } from './search-index.ts';

type Entry = Row & SearchBasis & { readonly id: string };

export const searchRoutes = [
  defineRoutes<RegistryRuntime>()({
    method: 'GET',
    path: '/registry/asset-search',
    operationId: 'searchAssets',
    summary: { zh: '按名称、坐落或编码片段查找资产', en: 'Find assets by a fragment of name, place or code' },
    action: 'asset.read',
    kind: 'query',
    successStatus: 200,
    query: assetSearch,
    response: assetsFound,
    problems: ['outside-your-unit', 'invalid-cursor', 'invalid-request'],
    async handle({ query: { unitPath, text, limit = PAGE_SIZE_DEFAULT, cursor }, demandScope }, { store }) {
      demandScope(unitPath);
      const fragment = fragmentOf(text);
      if (fragment === '') {
        const errors = [{ pointer: '/query/text', reason: 'a letter or a digit is needed' }];
        throw new ProblemError('invalid-request', { errors });
      }
      const { name } = assetIndexProjection;
      const [generation, upTo, partitions] = await Promise.all([
        generationOf(store, name),
        projectedUpTo(store, name),
        partitionsOf(store, unitPath),
      ]);
      const prefix = entryPrefix(fragment);
      const page = await partitionPage({
        name: `search:${unitPath}:${fragment}`,
        partitions,
        limit,
        cursor,
        query: (partition, range) =>
          store.queryPartition(rowPartition(name, generation, searchPartition(partition, prefix)), prefix, range),
        position: ({ pk, sk }) => ({ pk, sk }),
        accept(row) {
          const entry = row as Entry;
          return standsFor(entry, fragment, unitPath) ? foundView(entry) : undefined;
        },
      });
      return { body: { ...page, ...(upTo === undefined ? {} : { upTo }) } };
    },
  }),
];

const foundView = ({ id, code, name, place, unitPath, externalCode, class: ofClass }: Entry) => ({
  id,
  code,
  name,
  place,
  class: ofClass,
  unitPath,
  externalCode,
});
