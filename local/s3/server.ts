import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { LOOPBACK, listen } from '../engines/ports.ts';
import { allowsOrigin } from '../http/cors.ts';
import type { BucketModel } from '../template/model.ts';
import { notImplemented, S3Error } from './errors.ts';
import { ObjectStores } from './object-store.ts';
import { getAttributes, getObject, getRetention, listObjects } from './read.ts';
import { readRequest, type S3Answer, type S3Request } from './request.ts';
import { copyObject, deleteObject, putObject, putRetention } from './write.ts';
import { writeXml } from './xml.ts';

/** A running S3 server. */
export interface S3Server {
  readonly endpoint: string;
  /** Makes the buckets known; until then every request names a bucket that does not exist. */
  createBuckets(buckets: readonly BucketModel[]): void;
  stop(): Promise<void>;
}

/**
 * Starts a small strict S3 on files: objects with versions, retention, checksums, conditions, ranges, copies, listing and
 * presigned requests, in path style. What it does not know it refuses with NotImplemented.
 */
export async function startS3(directory: string): Promise<S3Server> {
  let stores = new ObjectStores([], directory);
  let buckets: readonly BucketModel[] = [];
  const server = createServer((request, response) => {
    const bucket = buckets.find(({ name }) => name === (request.url ?? '/').split(/[/?]/)[1]);
    void answer(request, response, () => stores, bucket);
  });
  const port = await listen(server, 0);
  return {
    endpoint: `http://${LOOPBACK}:${port}`,
    createBuckets(models) {
      buckets = models;
      stores = new ObjectStores(models, directory);
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  stores: () => ObjectStores,
  bucket: BucketModel | undefined,
): Promise<void> {
  let result: S3Answer;
  try {
    result = preflight(incoming, bucket) ?? (await route(stores(), readRequest(incoming, Date.now())));
  } catch (error) {
    result = errorAnswer(error, incoming);
  }
  const headers: Record<string, string> = {
    ...result.headers,
    ...bucketCors(incoming, bucket),
    'x-amz-request-id': randomUUID(),
    server: 'local-s3',
  };
  // The rest of a body that was refused is not worth reading.
  if (!incoming.complete && result.status >= 400) headers.connection = 'close';
  if (typeof result.body === 'string') headers['content-length'] = String(Buffer.byteLength(result.body));
  else if (result.body === undefined && incoming.method !== 'HEAD') headers['content-length'] = '0';
  response.writeHead(result.status, headers);
  if (result.body === undefined || incoming.method === 'HEAD') response.end();
  else if (typeof result.body === 'string') response.end(result.body);
  // A reader that goes away in the middle is no error of ours.
  else await pipeline(result.body, response).catch(() => response.destroy());
}

async function route(stores: ObjectStores, request: S3Request): Promise<S3Answer> {
  const store = stores.get(request.bucket);
  const { method, query } = request;
  if (request.key === '') {
    if (method === 'HEAD') return { status: 200, headers: {} };
    if (method === 'GET' && query.has('location')) {
      return { status: 200, headers: { 'content-type': 'application/xml' }, body: writeXml('LocationConstraint', {}) };
    }
    if (method === 'GET') return listObjects(store, request);
    throw notImplemented(`${method} of a bucket`);
  }
  switch (method) {
    case 'PUT':
      if (query.has('retention')) return putRetention(store, request);
      if (request.header('x-amz-copy-source') !== undefined) return copyObject(stores, store, request);
      return putObject(store, request);
    case 'GET':
      if (query.has('attributes')) return getAttributes(store, request);
      if (query.has('retention')) return getRetention(store, request);
      return getObject(store, request);
    case 'HEAD':
      return getObject(store, request);
    case 'DELETE':
      return deleteObject(store, request);
    default:
      throw notImplemented(`${method} of an object`);
  }
}

function errorAnswer(error: unknown, incoming: IncomingMessage): S3Answer {
  const known = error instanceof S3Error ? error : new S3Error(500, 'InternalError', String(error));
  const body = writeXml('Error', {
    Code: known.code,
    Message: known.message,
    Resource: (incoming.url ?? '').split('?')[0],
  });
  return { status: known.status, headers: { 'content-type': 'application/xml' }, body };
}

function bucketCors(incoming: IncomingMessage, bucket: BucketModel | undefined): Record<string, string> {
  const { origin } = incoming.headers;
  const method = incoming.headers['access-control-request-method'] ?? incoming.method ?? '';
  if (origin === undefined) return {};
  const rule = bucket?.corsRules.find(
    (candidate) => allowsOrigin(candidate, origin) && candidate.allowedMethods.includes(method),
  );
  if (rule === undefined) return {};
  return {
    'access-control-allow-origin': rule.allowedOrigins.includes('*') ? '*' : origin,
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    'access-control-allow-headers': rule.allowedHeaders.join(', '),
    ...(rule.exposedHeaders.length === 0 ? {} : { 'access-control-expose-headers': rule.exposedHeaders.join(', ') }),
    ...(rule.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(rule.maxAgeSeconds) }),
    vary: 'Origin',
  };
}

function preflight(incoming: IncomingMessage, bucket: BucketModel | undefined): S3Answer | undefined {
  if (incoming.method !== 'OPTIONS') return undefined;
  if (Object.keys(bucketCors(incoming, bucket)).length === 0) {
    throw new S3Error(403, 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.');
  }
  return { status: 200, headers: {} };
}
