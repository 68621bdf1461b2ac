/**
 * What the services rely on in S3, asked through the real SDK. Runs against our own server; with
 * S3_CONTRACT_BUCKET=<a versioned bucket with object lock> and AWS credentials it runs against AWS and must give the same.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectRetentionCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCAL_CREDENTIALS } from '../engines/aws-json.ts';
import type { BucketModel } from '../template/model.ts';
import { type S3Server, startS3 } from './server.ts';

const AWS_BUCKET = process.env.S3_CONTRACT_BUCKET;
const Bucket = AWS_BUCKET ?? 'contract';
/** Every run has keys of its own, so that runs against a shared bucket do not meet. */
const PREFIX = `contract/${randomUUID()}/`;

const MODEL: BucketModel = {
  logicalId: 'Contract',
  name: Bucket,
  versioned: true,
  objectLock: true,
  retentionDays: undefined,
  corsRules: [],
};

let directory: string;
let server: S3Server;
let client: S3Client;

const startServer = async () => {
  server = await startS3(directory);
  server.createBuckets([MODEL]);
  client = new S3Client({
    region: 'cn-northwest-1',
    endpoint: server.endpoint,
    credentials: LOCAL_CREDENTIALS,
    forcePathStyle: true,
    maxAttempts: 1,
  });
};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'panhuo-s3-'));
  if (AWS_BUCKET === undefined) await startServer();
  else client = new S3Client({});
});
afterAll(async () => {
  client.destroy();
  if (AWS_BUCKET === undefined) await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');
const put = (name: string, Body: string, more: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key: PREFIX + name, Body, ...more }));
const get = async (name: string, more: Partial<GetObjectCommandInput> = {}) => {
  const answer = await client.send(new GetObjectCommand({ Bucket, Key: PREFIX + name, ...more }));
  return { ...answer, text: await answer.Body?.transformToString() };
};
/** Error name and status of a refused call. */
const refusal = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason as { name: string; $metadata?: { httpStatusCode?: number } },
  );
  return [error?.name, error?.$metadata?.httpStatusCode];
};

describe('objects', () => {
  test('come back as they were put, with headers, metadata and the default checksum of the SDK', async () => {
    const Key = 'docs/权属 证明+1.txt';
    const written = await put(Key, '内容', {
      ContentType: 'text/plain',
      Metadata: { origin: 'county' },
      CacheControl: 'no-cache',
    });
    expect(written.ETag).toBe(`"${createHash('md5').update('内容').digest('hex')}"`);
    expect(written.ChecksumCRC32).toMatch(/=$/);
    const read = await get(Key, { ChecksumMode: 'ENABLED' });
    expect(read).toMatchObject({
      text: '内容',
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      Metadata: { origin: 'county' },
      ContentLength: 6,
      ETag: written.ETag,
      ChecksumCRC32: written.ChecksumCRC32,
    });
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: PREFIX + Key }));
    expect(head).toMatchObject({ ContentLength: 6, ContentType: 'text/plain', Metadata: { origin: 'county' } });
  });

  test('come in as a stream too: aws-chunked with the checksum in the trailer', async () => {
    const text = 'x'.repeat(300_000);
    const chunks = Array.from({ length: 10 }, (_, index) =>
      Buffer.from(text.slice(index * 30_000, (index + 1) * 30_000)),
    );
    await client.send(
      new PutObjectCommand({
        Bucket,
        Key: `${PREFIX}stream`,
        Body: Readable.from(chunks),
        ContentLength: text.length,
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    const read = await get('stream', { ChecksumMode: 'ENABLED' });
    expect(read.ChecksumSHA256).toBe(sha256(text));
    expect(read.ContentEncoding).toBeUndefined();
    expect(read.text === text).toBe(true);
  });

  test('may be empty, and may be asked for in parts', async () => {
    await put('empty', '');
    expect((await get('empty')).text).toBe('');
    await put('letters', 'abcdefghij');
    expect(await get('letters', { Range: 'bytes=2-4' })).toMatchObject({ text: 'cde', ContentRange: 'bytes 2-4/10' });
    expect((await get('letters', { Range: 'bytes=7-' })).text).toBe('hij');
    expect((await get('letters', { Range: 'bytes=-2' })).text).toBe('ij');
    expect((await get('letters', { Range: 'bytes=5-99' })).text).toBe('fghij');
    expect(await refusal(get('letters', { Range: 'bytes=10-' }))).toEqual(['InvalidRange', 416]);
  });

  test('that are not there are told by name', async () => {
    expect(await refusal(get('nothing'))).toEqual(['NoSuchKey', 404]);
    expect(await refusal(client.send(new HeadObjectCommand({ Bucket, Key: `${PREFIX}nothing` })))).toEqual([
      'NotFound',
      404,
    ]);
    const elsewhere = new GetObjectCommand({ Bucket: `${Bucket}-${randomUUID().slice(0, 8)}`, Key: 'a' });
    if (AWS_BUCKET === undefined) expect(await refusal(client.send(elsewhere))).toEqual(['NoSuchBucket', 404]);
  });
});

describe('checksums', () => {
  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    '%s is verified and kept',
    async (algorithm) => {
      await put(`sum-${algorithm}`, 'body', { ChecksumAlgorithm: algorithm });
      const attributes = await client.send(
        new GetObjectAttributesCommand({
          Bucket,
          Key: `${PREFIX}sum-${algorithm}`,
          ObjectAttributes: ['Checksum', 'ObjectSize', 'ETag'],
        }),
      );
      expect(attributes.ObjectSize).toBe(4);
      expect(attributes.Checksum).toHaveProperty(`Checksum${algorithm}`);
    },
  );

  test('that do not fit the body refuse it, and nothing is kept', async () => {
    expect(await refusal(put('bad', 'body', { ChecksumSHA256: sha256('another') }))).toEqual(['BadDigest', 400]);
    expect(await refusal(put('bad', 'body', { ContentMD5: createHash('md5').update('x').digest('base64') }))).toEqual([
      'BadDigest',
      400,
    ]);
    expect(await refusal(put('bad', 'body', { ChecksumSHA256: 'short' }))).toEqual(['InvalidRequest', 400]);
    expect(await refusal(get('bad'))).toEqual(['NoSuchKey', 404]);
  });
});

describe('conditions', () => {
  test('a write may ask that nothing is there, also when two write at once', async () => {
    await put('once', 'first', { IfNoneMatch: '*' });
    expect(await refusal(put('once', 'second', { IfNoneMatch: '*' }))).toEqual(['PreconditionFailed', 412]);
    const race = await Promise.allSettled(['a', 'b', 'c'].map((text) => put('race', text, { IfNoneMatch: '*' })));
    expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await get('once')).text).toBe('first');
  });

  test('a write or read may ask for one version of the content', async () => {
    const { ETag = '' } = await put('etag', 'one');
    expect((await get('etag', { IfMatch: ETag })).text).toBe('one');
    expect(await refusal(get('etag', { IfMatch: '"other"' }))).toEqual(['PreconditionFailed', 412]);
    expect((await refusal(get('etag', { IfNoneMatch: ETag })))[1]).toBe(304);
    expect(await refusal(put('etag', 'two', { IfMatch: '"other"' }))).toEqual(['PreconditionFailed', 412]);
    await put('etag', 'two', { IfMatch: ETag });
    expect((await get('etag')).text).toBe('two');
  });
});

describe('copies, versions, deletion', () => {
  const copy = (from: string, to: string, more: object = {}) =>
    client.send(
      new CopyObjectCommand({
        Bucket,
        Key: PREFIX + to,
        CopySource: `${Bucket}/${encodeURIComponent(PREFIX + from)}`,
        ...more,
      }),
    );

  test('a copy takes bytes and headers along, or new headers when told so', async () => {
    await put('source', 'body', { ContentType: 'text/csv', Metadata: { a: '1' } });
    const { CopyObjectResult } = await copy('source', 'copy');
    expect(CopyObjectResult?.ETag).toBe((await get('source')).ETag);
    expect(await get('copy')).toMatchObject({ text: 'body', ContentType: 'text/csv', Metadata: { a: '1' } });
    await copy('source', 'copy-2', { MetadataDirective: 'REPLACE', ContentType: 'text/plain', Metadata: { b: '2' } });
    expect(await get('copy-2')).toMatchObject({ text: 'body', ContentType: 'text/plain', Metadata: { b: '2' } });
    const until = new Date(Date.now() + 60_000);
    await copy('source', 'locked', {
      ChecksumAlgorithm: 'SHA256',
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: until,
    });
    expect(await get('locked', { ChecksumMode: 'ENABLED' })).toMatchObject({
      ChecksumSHA256: sha256('body'),
      ObjectLockMode: 'GOVERNANCE',
    });
    expect(await refusal(copy('nothing', 'copy-3'))).toEqual(['NoSuchKey', 404]);
    expect(await refusal(copy('source', 'copy-3', { CopySourceIfMatch: '"other"' }))).toEqual([
      'PreconditionFailed',
      412,
    ]);
  });

  test('an overwritten or deleted object stays as a version', async () => {
    const { VersionId: first } = await put('versions', 'one');
    await put('versions', 'two');
    const { DeleteMarker } = await client.send(new DeleteObjectCommand({ Bucket, Key: `${PREFIX}versions` }));
    expect(DeleteMarker).toBe(true);
    expect(await refusal(get('versions'))).toEqual(['NoSuchKey', 404]);
    expect((await get('versions', { VersionId: first })).text).toBe('one');
    await client.send(new DeleteObjectCommand({ Bucket, Key: `${PREFIX}versions`, VersionId: first }));
    expect(await refusal(get('versions', { VersionId: first }))).toEqual(['NoSuchVersion', 404]);
    await client.send(new DeleteObjectCommand({ Bucket, Key: `${PREFIX}never-there` }));
  });

  test('a retained version cannot be deleted, nor its retention be shortened', async () => {
    const { VersionId } = await put('kept', 'evidence');
    const retain = (Mode: 'COMPLIANCE' | 'GOVERNANCE', aheadMs: number) =>
      client.send(
        new PutObjectRetentionCommand({
          Bucket,
          Key: `${PREFIX}kept`,
          ...(VersionId === undefined ? {} : { VersionId }),
          Retention: { Mode, RetainUntilDate: new Date(Date.now() + aheadMs) },
        }),
      );
    // Governance, and short, so that a run against AWS leaves nothing that cannot be removed.
    await retain('GOVERNANCE', 60_000);
    const retention = await client.send(new GetObjectRetentionCommand({ Bucket, Key: `${PREFIX}kept` }));
    expect(retention.Retention?.Mode).toBe('GOVERNANCE');
    const remove = (BypassGovernanceRetention?: boolean) =>
      client.send(
        new DeleteObjectCommand({
          Bucket,
          Key: `${PREFIX}kept`,
          ...(VersionId === undefined ? {} : { VersionId }),
          ...(BypassGovernanceRetention === undefined ? {} : { BypassGovernanceRetention }),
        }),
      );
    expect(await refusal(remove())).toEqual(['AccessDenied', 403]);
    if (AWS_BUCKET === undefined) {
      await retain('COMPLIANCE', 120_000);
      expect(await refusal(retain('COMPLIANCE', 30_000))).toEqual(['AccessDenied', 403]);
      expect(await refusal(remove(true))).toEqual(['AccessDenied', 403]);
    }
  });
});

test('a list goes by prefix, delimiter and pages, in byte order', async () => {
  for (const name of ['b/2', 'a', 'b/1', 'c d', 'b/10']) await put(`list/${name}`, name);
  const list = (more: object) => client.send(new ListObjectsV2Command({ Bucket, Prefix: `${PREFIX}list/`, ...more }));
  const names = (contents: readonly { Key?: string | undefined }[] = []) =>
    contents.map(({ Key }) => Key?.slice(`${PREFIX}list/`.length));
  const all = await list({});
  expect(names(all.Contents)).toEqual(['a', 'b/1', 'b/10', 'b/2', 'c d']);
  expect(all.Contents?.[0]).toMatchObject({ Size: 1 });
  const folded = await list({ Delimiter: '/' });
  expect(names(folded.Contents)).toEqual(['a', 'c d']);
  expect(folded.CommonPrefixes).toEqual([{ Prefix: `${PREFIX}list/b/` }]);
  const firstPage = await list({ MaxKeys: 2, Delimiter: '/' });
  expect([firstPage.IsTruncated, firstPage.KeyCount]).toEqual([true, 2]);
  const secondPage = await list({ MaxKeys: 2, Delimiter: '/', ContinuationToken: firstPage.NextContinuationToken });
  expect([names(secondPage.Contents), secondPage.IsTruncated]).toEqual([['c d'], false]);
  expect(names((await list({ StartAfter: `${PREFIX}list/b/10` })).Contents)).toEqual(['b/2', 'c d']);
});

describe('presigned requests', () => {
  const BODY = 'signed body';
  const SIGNED_HEADERS = ['content-length', 'content-type', 'x-amz-checksum-sha256'];

  const presign = (name: string, expiresIn = 60) =>
    getSignedUrl(
      client,
      new PutObjectCommand({
        Bucket,
        Key: PREFIX + name,
        ContentLength: BODY.length,
        ContentType: 'application/pdf',
        ChecksumSHA256: sha256(BODY),
      }),
      { expiresIn, signableHeaders: new Set(SIGNED_HEADERS), unhoistableHeaders: new Set(['x-amz-checksum-sha256']) },
    );
  const send = (url: string, body: string, headers: Record<string, string> = {}) =>
    fetch(url, {
      method: 'PUT',
      body,
      headers: { 'content-type': 'application/pdf', 'x-amz-checksum-sha256': sha256(BODY), ...headers },
    });
  const codeOf = async (response: Response) => [response.status, /<Code>(\w+)</.exec(await response.text())?.[1]];

  test('a PUT goes through exactly as it was signed, and a GET brings it back', async () => {
    const url = await presign('upload');
    expect(new URL(url).searchParams.get('X-Amz-SignedHeaders')).toBe(
      'content-length;content-type;host;x-amz-checksum-sha256',
    );
    expect((await send(url, BODY)).status).toBe(200);
    const download = await getSignedUrl(
      client,
      new GetObjectCommand({ Bucket, Key: `${PREFIX}upload`, ResponseContentDisposition: 'attachment' }),
    );
    const response = await fetch(download);
    expect([await response.text(), response.headers.get('content-disposition')]).toEqual([BODY, 'attachment']);
  });

  test('any other type, length, checksum or key is refused', async () => {
    const url = await presign('tampered');
    expect(await codeOf(await send(url, BODY, { 'content-type': 'text/html' }))).toEqual([
      403,
      'SignatureDoesNotMatch',
    ]);
    expect(await codeOf(await send(url, `${BODY}!`))).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await codeOf(await send(url, BODY, { 'x-amz-checksum-sha256': sha256('x') }))).toEqual([
      403,
      'SignatureDoesNotMatch',
    ]);
    expect(await codeOf(await send(url.replace('tampered', 'elsewhere'), BODY))).toEqual([
      403,
      'SignatureDoesNotMatch',
    ]);
    expect(await codeOf(await send(url, BODY, { 'x-amz-meta-extra': '1' }))).toEqual([403, 'AccessDenied']);
    // Same length, other bytes: the signature holds, the checksum does not.
    expect(await codeOf(await send(url, BODY.toUpperCase()))).toEqual([400, 'BadDigest']);
    expect(await refusal(get('tampered'))).toEqual(['NoSuchKey', 404]);
  });

  test('it is refused when its time is over', async () => {
    const url = await presign('late', 1);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(await codeOf(await send(url, BODY))).toEqual([403, 'AccessDenied']);
  });

  test('a signature of another key, and none at all, are refused', async () => {
    const url = await presign('stranger');
    const { origin, pathname } = new URL(url);
    expect(await codeOf(await fetch(origin + pathname))).toEqual([403, 'AccessDenied']);
    const strange = url.replace(/X-Amz-Credential=[^%&]+/, 'X-Amz-Credential=SOMEBODY');
    expect(await codeOf(await send(strange, BODY))).toEqual([403, 'InvalidAccessKeyId']);
  });
});

test.runIf(AWS_BUCKET === undefined)('everything is there again after a restart', async () => {
  const { VersionId } = await put('durable', 'one');
  await put('durable', 'two');
  await client.send(new DeleteObjectCommand({ Bucket, Key: `${PREFIX}letters` }));
  client.destroy();
  await server.stop();
  await startServer();
  expect((await get('durable')).text).toBe('two');
  expect((await get('durable', { VersionId })).text).toBe('one');
  expect(await refusal(get('letters'))).toEqual(['NoSuchKey', 404]);
  expect(await refusal(client.send(new DeleteObjectCommand({ Bucket: 'contract-gone', Key: 'a' })))).toEqual([
    'NoSuchBucket',
    404,
  ]);
});
