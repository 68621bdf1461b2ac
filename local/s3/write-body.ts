import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import {
  CHECKSUM_ALGORITHMS,
  CHECKSUM_BYTES,
  type Checksum,
  type ChecksumAlgorithm,
  DEFAULT_CHECKSUM,
  isChecksumAlgorithm,
  startChecksum,
} from './checksums.ts';
import { decodeChunked } from './chunked.ts';
import { invalidRequest, notImplemented, S3Error } from './errors.ts';
import type { ObjectStore } from './object-store.ts';
import type { S3Request } from './request.ts';

/** Bytes that lie in their file, checked against everything their sender said about them. */
export interface WrittenBody {
  readonly blob: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
}

const STREAMING_TRAILER = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const MAX_OBJECT_BYTES = 5 * 1024 ** 3;

const badDigest = (message: string): S3Error => new S3Error(400, 'BadDigest', message);

/**
 * Writes the body of a request to a file of its own, checking length, Content-MD5, the signed hash of the payload and the
 * checksum in header or trailer. Throws S3Error and leaves no file when anything does not agree.
 */
export async function writeBody(store: ObjectStore, request: S3Request): Promise<WrittenBody> {
  const framed = request.payloadHash.startsWith('STREAMING-');
  if (framed && request.payloadHash !== STREAMING_TRAILER) throw notImplemented(request.payloadHash);
  const expectedBytes = announcedLength(request, framed);
  const algorithm = checksumAlgorithm(request);
  const trailers = new Map<string, string>();
  const blob = randomUUID();
  const path = store.blobPath(blob);
  const meter = new BodyMeter(algorithm ?? DEFAULT_CHECKSUM);
  try {
    const data = framed ? decodeChunked(request.incoming, trailers) : request.incoming;
    await pipeline(
      data,
      (chunks) => meter.pass(chunks as AsyncIterable<Uint8Array>),
      createWriteStream(path, { flags: 'wx' }),
    );
    meter.finish();
    if (meter.sizeBytes !== expectedBytes) {
      throw new S3Error(
        400,
        'IncompleteBody',
        'You did not provide the number of bytes specified by the Content-Length HTTP header',
      );
    }
    checkPayloadHash(request, meter);
    checkMd5(request, meter);
    if (algorithm !== undefined) checkChecksum(request, trailers, algorithm, meter.checksum);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
  return {
    blob,
    sizeBytes: meter.sizeBytes,
    etag: `"${meter.md5Hex}"`,
    checksums: { [algorithm ?? DEFAULT_CHECKSUM]: meter.checksum },
  };
}

/** Measures a file that is written already: for copies that ask for another checksum. */
export async function checksumOf(chunks: AsyncIterable<Uint8Array>, algorithm: ChecksumAlgorithm): Promise<string> {
  const checksum = startChecksum(algorithm);
  for await (const chunk of chunks) checksum.update(chunk);
  return checksum.digest();
}

class BodyMeter {
  sizeBytes = 0;
  md5Hex = '';
  sha256Hex = '';
  checksum = '';
  readonly #md5: Hash = createHash('md5');
  readonly #sha256: Hash = createHash('sha256');
  readonly #checksum: Checksum;

  constructor(algorithm: ChecksumAlgorithm) {
    this.#checksum = startChecksum(algorithm);
  }

  async *pass(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.sizeBytes += chunk.length;
      if (this.sizeBytes > MAX_OBJECT_BYTES) {
        throw new S3Error(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed object size');
      }
      this.#md5.update(chunk);
      this.#sha256.update(chunk);
      this.#checksum.update(chunk);
      yield chunk;
    }
  }

  finish(): void {
    this.md5Hex = this.#md5.digest('hex');
    this.sha256Hex = this.#sha256.digest('hex');
    this.checksum = this.#checksum.digest();
  }
}

function announcedLength(request: S3Request, framed: boolean): number {
  const text = framed ? request.header('x-amz-decoded-content-length') : request.header('content-length');
  if (text === undefined || !/^\d+$/.test(text)) {
    throw new S3Error(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  return Number(text);
}

/** The algorithm of the checksum that the sender gives, in a header or announced for the trailer. */
function checksumAlgorithm(request: S3Request): ChecksumAlgorithm | undefined {
  const given = CHECKSUM_ALGORITHMS.filter((algorithm) => request.header(`x-amz-checksum-${algorithm}`) !== undefined);
  const trailer = request.header('x-amz-trailer')?.replace('x-amz-checksum-', '');
  if (trailer !== undefined) {
    if (!isChecksumAlgorithm(trailer))
      throw invalidRequest('The value specified in the x-amz-trailer header is not supported');
    given.push(trailer);
  }
  if (given.length > 1)
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  const [algorithm] = given;
  const named = request.header('x-amz-sdk-checksum-algorithm')?.toLowerCase();
  if (named !== undefined && algorithm !== undefined && named !== algorithm) {
    throw invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.');
  }
  if (named !== undefined && algorithm === undefined && !request.presigned) {
    throw invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  return algorithm;
}

function checkPayloadHash(request: S3Request, meter: BodyMeter): void {
  if (/^[0-9a-f]{64}$/.test(request.payloadHash) && request.payloadHash !== meter.sha256Hex) {
    throw new S3Error(
      400,
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
}

function checkMd5(request: S3Request, meter: BodyMeter): void {
  const given = request.header('content-md5');
  if (given === undefined) return;
  const bytes = Buffer.from(given, 'base64');
  if (bytes.length !== 16) throw new S3Error(400, 'InvalidDigest', 'The Content-MD5 you specified is not valid.');
  if (bytes.toString('hex') !== meter.md5Hex) {
    throw badDigest('The Content-MD5 you specified did not match what we received.');
  }
}

function checkChecksum(
  request: S3Request,
  trailers: ReadonlyMap<string, string>,
  algorithm: ChecksumAlgorithm,
  computed: string,
): void {
  const name = `x-amz-checksum-${algorithm}`;
  const given = request.header(name) ?? trailers.get(name);
  if (given === undefined)
    throw new S3Error(400, 'MalformedTrailerError', 'The request contained trailing data that was not well-formed');
  const isBase64 = Buffer.from(given, 'base64').toString('base64') === given;
  if (!isBase64 || Buffer.from(given, 'base64').length !== CHECKSUM_BYTES[algorithm]) {
    throw invalidRequest(`Value for ${name} header is invalid.`);
  }
  if (given !== computed) {
    throw badDigest(`The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`);
  }
}
