import { randomUUID } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { isChecksumAlgorithm } from './checksums.ts';
import { invalidRequest, noSuchKey, preconditionFailed, S3Error } from './errors.ts';
import {
  NULL_VERSION,
  type ObjectStore,
  type ObjectStores,
  type ObjectVersion,
  type Retention,
} from './object-store.ts';
import type { S3Answer, S3Request } from './request.ts';
import { checksumOf, writeBody } from './write-body.ts';
import { readXmlText, writeXml } from './xml.ts';

/** Content headers that belong to an object and come back with it. */
const CONTENT_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-language',
  'content-type',
  'expires',
] as const;
const MAX_METADATA_BYTES = 2048;

/** PutObject. */
export async function putObject(store: ObjectStore, request: S3Request): Promise<S3Answer> {
  checkWriteConditions(store, request);
  const headers = objectHeaders(request);
  const retention = readRetentionHeaders(store, request);
  const body = await writeBody(store, request);
  try {
    // Once more, in the same step as the change: another writer may have been faster while the body came in.
    checkWriteConditions(store, request);
  } catch (error) {
    rmSync(store.blobPath(body.blob), { force: true });
    throw error;
  }
  const version = store.put(
    request.key,
    { ...body, headers, ...(retention === undefined ? {} : { retention }) },
    Date.now(),
  );
  return { status: 200, headers: { etag: version.etag, ...checksumHeaders(version), ...versionHeader(version) } };
}

/** CopyObject. */
export async function copyObject(stores: ObjectStores, store: ObjectStore, request: S3Request): Promise<S3Answer> {
  checkWriteConditions(store, request);
  const { sourceStore, source } = findCopySource(stores, request);
  const blob = randomUUID();
  await copyFile(sourceStore.blobPath(source.blob), store.blobPath(blob));
  const algorithm = request.header('x-amz-checksum-algorithm')?.toLowerCase();
  const checksums =
    algorithm === undefined || !isChecksumAlgorithm(algorithm)
      ? source.checksums
      : { [algorithm]: await checksumOf(createReadStream(store.blobPath(blob)), algorithm) };
  const replaced = request.header('x-amz-metadata-directive') === 'REPLACE';
  const retention = readRetentionHeaders(store, request);
  try {
    checkWriteConditions(store, request);
  } catch (error) {
    rmSync(store.blobPath(blob), { force: true });
    throw error;
  }
  const version = store.put(
    request.key,
    {
      blob,
      sizeBytes: source.sizeBytes,
      etag: source.etag,
      checksums,
      headers: replaced ? objectHeaders(request) : source.headers,
      ...(retention === undefined ? {} : { retention }),
    },
    Date.now(),
  );
  const body = writeXml('CopyObjectResult', {
    LastModified: version.lastModified,
    ETag: version.etag,
    ...checksumElements(version),
  });
  const sourceVersion = source.versionId === NULL_VERSION ? {} : { 'x-amz-copy-source-version-id': source.versionId };
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', ...versionHeader(version), ...sourceVersion },
    body,
  };
}

/** DeleteObject. */
export function deleteObject(store: ObjectStore, request: S3Request): S3Answer {
  const ifMatch = request.header('if-match');
  const current = store.current(request.key);
  if (ifMatch !== undefined && (current === undefined || (ifMatch !== '*' && ifMatch !== current.etag)))
    throw preconditionFailed();
  const bypass = request.header('x-amz-bypass-governance-retention') === 'true';
  const { versionId, deleteMarker } = store.delete(
    request.key,
    request.query.get('versionId') ?? undefined,
    bypass,
    Date.now(),
  );
  return {
    status: 204,
    headers: {
      ...(versionId === undefined ? {} : { 'x-amz-version-id': versionId }),
      ...(deleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
    },
  };
}

/** PutObjectRetention. */
export async function putRetention(store: ObjectStore, request: S3Request): Promise<S3Answer> {
  requireObjectLock(store);
  const document = await text(request.incoming);
  const retention = readRetention(readXmlText(document, 'Mode'), readXmlText(document, 'RetainUntilDate'));
  if (retention === undefined) throw new S3Error(400, 'MalformedXML', 'The XML you provided was not well-formed');
  const versionId = request.query.get('versionId');
  const version = versionId === null ? store.current(request.key) : store.version(request.key, versionId);
  if (version === undefined) throw noSuchKey();
  store.retain(request.key, version, retention);
  return { status: 200, headers: {} };
}

function checkWriteConditions(store: ObjectStore, request: S3Request): void {
  const ifNoneMatch = request.header('if-none-match');
  const ifMatch = request.header('if-match');
  const current = store.current(request.key);
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch !== '*') throw new S3Error(501, 'NotImplemented', 'If-None-Match of a write takes * only');
    if (current !== undefined) throw preconditionFailed();
  }
  if (ifMatch !== undefined) {
    if (current === undefined) throw noSuchKey();
    if (ifMatch !== current.etag && ifMatch !== '*') throw preconditionFailed();
  }
}

function objectHeaders(request: S3Request): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of CONTENT_HEADERS) {
    const value = request.header(name);
    if (value !== undefined) headers[name] = value;
  }
  const encoding = (request.header('content-encoding') ?? '').split(',').map((part) => part.trim());
  const kept = encoding.filter((part) => part !== '' && part !== 'aws-chunked').join(',');
  if (kept !== '') headers['content-encoding'] = kept;
  let metadataBytes = 0;
  const names = [
    ...Object.keys(request.incoming.headers),
    ...[...request.query.keys()].map((name) => name.toLowerCase()),
  ];
  for (const name of names.filter((candidate) => candidate.startsWith('x-amz-meta-'))) {
    const value = request.header(name) ?? '';
    metadataBytes += Buffer.byteLength(name) - 'x-amz-meta-'.length + Buffer.byteLength(value);
    headers[name] = value;
  }
  if (metadataBytes > MAX_METADATA_BYTES) {
    throw new S3Error(400, 'MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size');
  }
  return headers;
}

function findCopySource(stores: ObjectStores, request: S3Request): { sourceStore: ObjectStore; source: ObjectVersion } {
  const header = request.header('x-amz-copy-source') ?? '';
  const [path = '', query = ''] = header.split('?');
  const [bucket = '', ...rest] = decodeURIComponent(path).replace(/^\//, '').split('/');
  const versionId = new URLSearchParams(query).get('versionId');
  const sourceStore = stores.get(bucket);
  const key = rest.join('/');
  const source = versionId === null ? sourceStore.current(key) : sourceStore.version(key, versionId);
  if (source === undefined || source.deleteMarker) throw noSuchKey();
  const ifMatch = request.header('x-amz-copy-source-if-match');
  if (ifMatch !== undefined && ifMatch !== source.etag) throw preconditionFailed();
  return { sourceStore, source };
}

function readRetentionHeaders(store: ObjectStore, request: S3Request): Retention | undefined {
  const mode = request.header('x-amz-object-lock-mode');
  const untilDate = request.header('x-amz-object-lock-retain-until-date');
  if (mode === undefined && untilDate === undefined) return undefined;
  requireObjectLock(store);
  const retention = readRetention(mode, untilDate);
  if (retention === undefined) {
    throw invalidRequest('x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied');
  }
  return retention;
}

function readRetention(mode: string | undefined, untilDate: string | undefined): Retention | undefined {
  if ((mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') || untilDate === undefined) return undefined;
  const untilMs = Date.parse(untilDate);
  if (Number.isNaN(untilMs)) return undefined;
  if (untilMs <= Date.now()) throw new S3Error(400, 'InvalidArgument', 'The retain until date must be in the future!');
  return { mode, untilDate: new Date(untilMs).toISOString() };
}

function requireObjectLock(store: ObjectStore): void {
  if (!store.bucket.objectLock) throw invalidRequest('Bucket is missing Object Lock Configuration');
}

/** `x-amz-version-id`, where the bucket keeps versions. */
export const versionHeader = (version: ObjectVersion): Record<string, string> =>
  version.versionId === NULL_VERSION ? {} : { 'x-amz-version-id': version.versionId };

/** `x-amz-checksum-…` headers of a version. */
export function checksumHeaders(version: ObjectVersion): Record<string, string> {
  const entries = Object.entries(version.checksums).map(
    ([algorithm, value]) => [`x-amz-checksum-${algorithm}`, value] as const,
  );
  return { ...Object.fromEntries(entries), 'x-amz-checksum-type': 'FULL_OBJECT' };
}

/** The same as XML elements (`ChecksumSHA256`). */
export function checksumElements(version: ObjectVersion): Record<string, string> {
  const entries = Object.entries(version.checksums).map(
    ([algorithm, value]) => [`Checksum${algorithm.toUpperCase()}`, value] as const,
  );
  return { ...Object.fromEntries(entries), ChecksumType: 'FULL_OBJECT' };
}
