/** Messages that could never take effect, with their reasons, for county IT to look at; the same in every service. */

import * as z from 'zod/mini';
import { problemType } from '../../contracts/problems.ts';
import type { ServiceName } from '../../contracts/services.ts';
import { instant, pageOf, pageQuery } from '../../contracts/vocabulary.ts';
import type { Clock } from '../clock.ts';
import { quarantinePartition } from '../consume.ts';
import { answerPage } from '../http/page.ts';
import { isProblemCode } from '../http/problem.ts';
import { defineRoutes } from '../http/route.ts';
import type { QueryRange, Row, Store } from '../store/store.ts';

const quarantined = z.strictObject({
  id: z.string(),
  problem: z.string(),
  detail: z.string(),
  receivedAt: instant,
  bytes: z.int(),
  body: z.string(),
});

/** The quarantine of one service, one month at a time. Access row: `quarantine.read`. */
export function quarantineRoute<Deps extends { readonly store: Store; readonly clock: Clock }>(service: ServiceName) {
  return defineRoutes<Deps>()({
    method: 'GET',
    path: `/${service}/quarantine`,
    operationId: `${service}ListQuarantine`,
    summary: { zh: '查看隔离的消息', en: 'List quarantined messages' },
    action: 'quarantine.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ ...pageQuery, month: z.optional(z.string().check(z.regex(/^\d{4}-\d{2}$/))) }),
    response: pageOf(quarantined),
    problems: ['invalid-cursor'],
    async handle({ query }, deps) {
      const partition = quarantinePartition(query.month ?? deps.clock.now());
      const read = (range: QueryRange) => deps.store.queryPartition(partition, '', range);
      const messagesOf = (rows: readonly Row[]) =>
        rows.map(({ id, reason, detail, receivedAt, bytes, body }) => ({
          id,
          problem: isProblemCode(String(reason)) ? problemType(reason as never) : String(reason),
          detail,
          receivedAt,
          bytes,
          body,
        }));
      return { body: await answerPage(partition, query, read, messagesOf) };
    },
  });
}
