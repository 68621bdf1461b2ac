/** The ways S3 says no, and what is asked of it; that it works is shown against a real server. */
import { CopyObjectCommand, GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { BusyError } from '../store/store.ts';
import type { EvidenceState } from './evidence.ts';
import { mediaTypeOf, S3EvidenceStore } from './evidence-store.ts';

const mock = mockClient(S3Client);
const client = new S3Client({
  region: 'cn-north-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  requestChecksumCalculation: 'WHEN_REQUIRED',
});
const store = new S3EvidenceStore(client, 'bucket', 'registry', 3_650);
const named = (name: string): Error => Object.assign(new Error(name), { name });
const sha256 = 'ab'.repeat(32);
const base64 = Buffer.from(sha256, 'hex').toString('base64');
const document: EvidenceState = {
  unitPath: '653127/',
  kind: 'check-record',
  fileName: 'a.pdf',
  mediaType: 'application/pdf',
  sizeBytes: 1_000,
  sha256,
  status: 'requested',
};
const body = (text: string) => ({ Body: { transformToByteArray: async () => Buffer.from(text) } }) as never;
beforeEach(() => mock.reset());

describe('an upload address', () => {
  test('binds length, type and checksum into the signature, and leaves none of them in the query', async () => {
    const upload = await store.uploadTo('e1', document);
    const url = new URL(upload.url);
    expect(url.pathname).toBe('/quarantine/registry/e1');
    const signed = (url.searchParams.get('X-Amz-SignedHeaders') ?? '').split(';');
    expect(signed).toEqual(expect.arrayContaining(['content-length', 'content-type', 'host', 'x-amz-checksum-sha256']));
    expect(url.searchParams.get('X-Amz-Expires')).toBe('900');
    expect([...url.searchParams.keys()].filter((name) => /checksum/i.test(name))).toEqual([]);
    expect(upload.headers).toEqual({
      'content-type': 'application/pdf',
      'content-length': '1000',
      'x-amz-checksum-sha256': base64,
    });
  });
});

describe('looking at an upload', () => {
  test('reads checksum and size, and the first bytes of that very object', async () => {
    mock
      .on(HeadObjectCommand)
      .resolves({ ChecksumSHA256: base64, ContentLength: 1_000, ETag: '"1"' })
      .on(GetObjectCommand)
      .resolves(body('%PDF-1.7'));
    expect(await store.inspect('e1')).toEqual({ sha256, sizeBytes: 1_000, looksLike: 'application/pdf', etag: '"1"' });
    expect(mock.commandCalls(GetObjectCommand)[0]?.args[0].input).toMatchObject({ Range: 'bytes=0-7', IfMatch: '"1"' });
  });

  test.each(['NotFound', 'NoSuchKey'])('finds nothing where S3 says %s', async (name) => {
    mock.on(HeadObjectCommand).rejects(named(name));
    expect(await store.inspect('e1')).toBeUndefined();
  });

  test('finds no checksum where none was sent: then it is not what was announced', async () => {
    mock
      .on(HeadObjectCommand)
      .resolves({ ContentLength: 1_000, ETag: '"1"' })
      .on(GetObjectCommand)
      .resolves(body('%PDF-'));
    expect(await store.inspect('e1')).toMatchObject({ sha256: '' });
  });

  test('is busy when the object is replaced between the two looks, and passes on anything else', async () => {
    mock
      .on(HeadObjectCommand)
      .resolves({ ETag: '"1"' })
      .on(GetObjectCommand)
      .rejectsOnce(named('PreconditionFailed'))
      .rejects(named('AccessDenied'));
    await expect(store.inspect('e1')).rejects.toThrow(BusyError);
    await expect(store.inspect('e1')).rejects.toThrow('AccessDenied');
  });
});

describe('keeping a document', () => {
  const found = { sha256, sizeBytes: 1_000, looksLike: 'application/pdf', etag: '"1"' };

  test('copies what was looked at to a key of its content, locked for as long as the region keeps evidence', async () => {
    mock.on(CopyObjectCommand).resolves({});
    await store.keep('e1', found);
    const input = mock.commandCalls(CopyObjectCommand)[0]?.args[0].input;
    expect(input).toMatchObject({
      Key: `evidence/${sha256}`,
      CopySource: 'bucket/quarantine/registry/e1',
      CopySourceIfMatch: '"1"',
      ObjectLockMode: 'GOVERNANCE',
    });
    const days = ((input?.ObjectLockRetainUntilDate?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(3_650);
  });

  test('is busy when the upload was replaced since', async () => {
    mock.on(CopyObjectCommand).rejectsOnce(named('PreconditionFailed')).rejects(named('NoSuchKey'));
    await expect(store.keep('e1', found)).rejects.toThrow(BusyError);
    await expect(store.keep('e1', found)).rejects.toThrow('NoSuchKey');
  });
});

test.each([
  ['%PDF-1.4', 'application/pdf'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff\xe0', 'image/jpeg'],
  ['PK\x03\x04', undefined],
  ['%PD', undefined],
  ['', undefined],
])('the first bytes %j speak of %s', (text, mediaType) => {
  expect(mediaTypeOf(Buffer.from(text, 'latin1'))).toBe(mediaType);
});
