/** The trail over HTTP, for auditors and discipline inspection (SX-03). */
import * as z from 'zod/mini';
import { aggregateTrail, trailAggregate, trailDays, trailGaps, trailPage } from '../../contracts/audit/trail.ts';
import { date, PAGE_SIZE_MAX, pageQuery } from '../../contracts/vocabulary.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { type AuditRuntime, countyOf } from './dependencies.ts';
import { DAYS_PARTITION } from './keys.ts';
import { findGaps, readDay, readLife, START } from './trail-reading.ts';

const route = defineRoutes<AuditRuntime>();
/** One read takes at most this many entries; smaller than the longest page, since a table answers at most 100 keys at once. */
const ENTRIES_DEFAULT = 100;
const ENTRIES_MAX = 100;

const sourceOf = (runtime: AuditRuntime, service: string): string => `/${runtime.region}/${service}`;

export const trailRoutes = [
  route({
    method: 'GET',
    path: '/audit/trail',
    operationId: 'readTrailDay',
    summary: { zh: '按日读取审计轨迹', en: 'Read a recorded day of the trail, in order' },
    action: 'trail.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject({ ...pageQuery, day: date }),
    response: trailPage,
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, deps) {
      demandScope(countyOf(deps));
      const list = `trail:${query.day}`;
      const after = decodeCursor(list, query.cursor)?.after as string | undefined;
      const limit = Math.min(query.limit ?? ENTRIES_DEFAULT, ENTRIES_MAX);
      const page = await readDay(deps.store, query.day, after, limit);
      const next = page.after === undefined ? {} : { nextCursor: encodeCursor(list, { after: page.after }) };
      return { body: { rows: page.rows, ...next } };
    },
  }),
  route({
    method: 'GET',
    path: '/audit/trail/days',
    operationId: 'listTrailDays',
    summary: { zh: '有审计轨迹的日期', en: 'List the days that have entries' },
    action: 'trail.read',
    kind: 'query',
    successStatus: 200,
    query: z.strictObject(pageQuery),
    response: trailDays,
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ query, demandScope }, deps) {
      demandScope(countyOf(deps));
      const after = decodeCursor(DAYS_PARTITION, query.cursor);
      const limit = query.limit ?? PAGE_SIZE_MAX;
      const page = await deps.store.queryPartition(DAYS_PARTITION, '', { limit, after });
      const rows = page.rows.map((row) => ({ day: row.sk }));
      const next = page.next ? { nextCursor: encodeCursor(DAYS_PARTITION, page.next) } : {};
      return { body: { region: deps.region, rows, ...next } };
    },
  }),
  route({
    method: 'GET',
    path: '/audit/trail/aggregates/{service}/{kind}/{aggregateId}',
    operationId: 'readTrailOfAggregate',
    summary: { zh: '单个对象的审计轨迹', en: 'Read the trail of one aggregate by version' },
    action: 'trail.read',
    kind: 'query',
    successStatus: 200,
    params: trailAggregate,
    query: z.strictObject(pageQuery),
    response: aggregateTrail,
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ params: { service, kind, aggregateId }, query, demandScope }, deps) {
      demandScope(countyOf(deps));
      const subject = `${kind}/${aggregateId}`;
      const list = `trail:${service}:${subject}`;
      const after = decodeCursor(list, query.cursor);
      const limit = Math.min(query.limit ?? ENTRIES_DEFAULT, ENTRIES_MAX);
      const { next, ...life } = await readLife(deps.store, sourceOf(deps, service), subject, { limit, after });
      return { body: { ...life, ...(next ? { nextCursor: encodeCursor(list, next) } : {}) } };
    },
  }),
  route({
    method: 'GET',
    path: '/audit/trail/aggregates/{service}/{kind}/{aggregateId}/gaps',
    operationId: 'checkTrailOfAggregate',
    summary: { zh: '检查单个对象的轨迹是否连续', en: 'Name what is missing from the trail of one aggregate' },
    action: 'trail.read',
    kind: 'query',
    successStatus: 200,
    params: trailAggregate,
    query: z.strictObject({ cursor: pageQuery.cursor }),
    response: trailGaps,
    problems: ['outside-your-unit', 'invalid-cursor'],
    async handle({ params: { service, kind, aggregateId }, query, demandScope }, deps) {
      demandScope(countyOf(deps));
      const subject = `${kind}/${aggregateId}`;
      const list = `gaps:${service}:${subject}`;
      const { version, leafHash, ...position } = decodeCursor(list, query.cursor) ?? {};
      const from = version === undefined ? START : { version: Number(version), leafHash: String(leafHash) };
      const after = Object.keys(position).length === 0 ? undefined : position;
      const { upTo, next, ...found } = await findGaps(deps.store, sourceOf(deps, service), subject, from, after);
      const point = { version: String(upTo.version), leafHash: upTo.leafHash };
      const cursor = next ? { nextCursor: encodeCursor(list, { ...next, ...point }) } : {};
      return { body: { ...found, upToVersion: upTo.version, ...cursor } };
    },
  }),
];
