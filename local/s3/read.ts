import { createReadStream } from 'node:fs';
import { noSuchKey, notImplemented, preconditionFailed, S3Error } from './errors.ts';
import type { ObjectStore, ObjectVersion } from './object-store.ts';
import type { S3Answer, S3Request } from './request.ts';
import { checksumElements, checksumHeaders, versionHeader } from './write.ts';
import { writeXml } from './xml.ts';

const MAX_LIST_KEYS = 1000;
/** Query parameters of a signed request that replace headers of the answer. */
const RESPONSE_OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
] as const;

/** GetObject and HeadObject. */
export function getObject(store: ObjectStore, request: S3Request): S3Answer {
  const version = findVersion(store, request);
  const common = {
    'accept-ranges': 'bytes',
    'content-type': 'binary/octet-stream',
    etag: version.etag,
    'last-modified': new Date(version.lastModified).toUTCString(),
    ...version.headers,
    ...versionHeader(version),
    ...retentionHeaders(version),
    ...overrides(request),
  };
  if (isNotModified(request, version)) return { status: 304, headers: { etag: version.etag } };
  const range = readRange(request.header('range'), version.sizeBytes);
  const wantsChecksum = request.header('x-amz-checksum-mode') === 'ENABLED';
  const path = store.blobPath(version.blob);
  const withBody = request.method === 'GET';
  if (range === undefined) {
    const headers = {
      ...common,
      'content-length': String(version.sizeBytes),
      ...(wantsChecksum ? checksumHeaders(version) : {}),
    };
    return { status: 200, headers, ...(withBody ? { body: createReadStream(path) } : {}) };
  }
  const { start, end } = range;
  const headers = {
    ...common,
    'content-length': String(end - start + 1),
    'content-range': `bytes ${start}-${end}/${version.sizeBytes}`,
  };
  return { status: 206, headers, ...(withBody ? { body: createReadStream(path, { start, end }) } : {}) };
}

/** GetObjectAttributes. */
export function getAttributes(store: ObjectStore, request: S3Request): S3Answer {
  const version = findVersion(store, request);
  const wanted = new Set((request.header('x-amz-object-attributes') ?? '').split(',').map((name) => name.trim()));
  const body = writeXml('GetObjectAttributesResponse', {
    ETag: wanted.has('ETag') ? version.etag.replaceAll('"', '') : undefined,
    Checksum: wanted.has('Checksum') ? checksumElements(version) : undefined,
    ObjectSize: wanted.has('ObjectSize') ? version.sizeBytes : undefined,
    StorageClass: wanted.has('StorageClass') ? 'STANDARD' : undefined,
  });
  const lastModified = { 'last-modified': new Date(version.lastModified).toUTCString() };
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', ...lastModified, ...versionHeader(version) },
    body,
  };
}

/** GetObjectRetention. */
export function getRetention(store: ObjectStore, request: S3Request): S3Answer {
  const { retention } = findVersion(store, request);
  if (retention === undefined) {
    throw new S3Error(
      404,
      'NoSuchObjectLockConfiguration',
      'The specified object does not have a ObjectLock configuration',
    );
  }
  const body = writeXml('Retention', { Mode: retention.mode, RetainUntilDate: retention.untilDate });
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

/** ListObjectsV2. */
export function listObjects(store: ObjectStore, request: S3Request): S3Answer {
  const { query } = request;
  if (query.get('list-type') !== '2') throw notImplemented('ListObjects (version 1)');
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const token = query.get('continuation-token');
  const startAfter = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString();
  const limit = Math.min(MAX_LIST_KEYS, Number(query.get('max-keys') ?? MAX_LIST_KEYS));
  const encode = (text: string) =>
    query.get('encoding-type') === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text;
  const page = pageOf(store.keys(prefix), { prefix, delimiter, startAfter, limit });
  const body = writeXml('ListBucketResult', {
    Name: store.bucket.name,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    EncodingType: query.get('encoding-type') ?? undefined,
    KeyCount: page.keys.length + page.prefixes.length,
    MaxKeys: limit,
    IsTruncated: page.next !== undefined,
    ContinuationToken: token ?? undefined,
    NextContinuationToken: page.next === undefined ? undefined : Buffer.from(page.next).toString('base64url'),
    StartAfter: query.get('start-after') ?? undefined,
    Contents: page.keys.map((key) => {
      const version = store.current(key);
      return {
        Key: encode(key),
        LastModified: version?.lastModified,
        ETag: version?.etag,
        ChecksumAlgorithm: Object.keys(version?.checksums ?? {})[0]?.toUpperCase(),
        ChecksumType: 'FULL_OBJECT',
        Size: version?.sizeBytes,
        StorageClass: 'STANDARD',
      };
    }),
    CommonPrefixes: page.prefixes.map((common) => ({ Prefix: encode(common) })),
  });
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

interface ListPage {
  readonly keys: string[];
  readonly prefixes: string[];
  /** The last key or common prefix of a page that is not the last. */
  readonly next: string | undefined;
}

function pageOf(
  keys: readonly string[],
  query: { readonly prefix: string; readonly delimiter: string; readonly startAfter: string; readonly limit: number },
): ListPage {
  const { prefix, delimiter, startAfter, limit } = query;
  const after = Buffer.from(startAfter);
  const page: ListPage & { keys: string[]; prefixes: string[] } = { keys: [], prefixes: [], next: undefined };
  let last: string | undefined;
  for (const key of keys) {
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = cut === -1 ? key : key.slice(0, cut + delimiter.length);
    if (startAfter !== '' && Buffer.compare(Buffer.from(entry), after) <= 0) continue;
    if (cut !== -1 && page.prefixes.at(-1) === entry) continue;
    if (page.keys.length + page.prefixes.length >= limit) return { ...page, next: last };
    (cut === -1 ? page.keys : page.prefixes).push(entry);
    last = entry;
  }
  return page;
}

function findVersion(store: ObjectStore, request: S3Request): ObjectVersion {
  const versionId = request.query.get('versionId');
  const version = versionId === null ? store.current(request.key) : store.version(request.key, versionId);
  if (version === undefined)
    throw versionId === null ? noSuchKey() : new S3Error(404, 'NoSuchVersion', 'The specified version does not exist.');
  if (version.deleteMarker) {
    throw new S3Error(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.');
  }
  return version;
}

function isNotModified(request: S3Request, version: ObjectVersion): boolean {
  const modifiedSeconds = Math.floor(Date.parse(version.lastModified) / 1000);
  const seconds = (name: string) => Math.floor(Date.parse(request.header(name) ?? '') / 1000);
  const ifMatch = request.header('if-match');
  const ifNoneMatch = request.header('if-none-match');
  if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== version.etag) throw preconditionFailed();
  if (ifMatch === undefined && seconds('if-unmodified-since') < modifiedSeconds) throw preconditionFailed();
  if (ifNoneMatch !== undefined) return ifNoneMatch === '*' || ifNoneMatch === version.etag;
  return seconds('if-modified-since') >= modifiedSeconds;
}

/** The bytes asked for, both ends included; undefined for the whole object. A header that is not a range is ignored. */
function readRange(header: string | undefined, sizeBytes: number): { start: number; end: number } | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const end = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (start > end || start >= sizeBytes)
    throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable');
  return { start, end };
}

function retentionHeaders({ retention }: ObjectVersion): Record<string, string> {
  if (retention === undefined) return {};
  return { 'x-amz-object-lock-mode': retention.mode, 'x-amz-object-lock-retain-until-date': retention.untilDate };
}

function overrides(request: S3Request): Record<string, string> {
  const pairs = RESPONSE_OVERRIDES.map((name) => [name, request.query.get(`response-${name}`)] as const);
  return Object.fromEntries(
    pairs.filter((pair): pair is [(typeof RESPONSE_OVERRIDES)[number], string] => pair[1] !== null),
  );
}
