import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LOCAL_CREDENTIALS } from '../engines/aws-json.ts';
import { accessDenied, S3Error } from './errors.ts';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const UNSIGNED = 'UNSIGNED-PAYLOAD';
const MAX_PRESIGN_SECONDS = 7 * 24 * 3600;
const MAX_SKEW_MS = 15 * 60_000;

/** What was signed: everything needed to compute the signature again. */
interface SignedParts {
  readonly scope: readonly [accessKeyId: string, date: string, region: string, service: string];
  readonly timestamp: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly payloadHash: string;
  readonly presigned: boolean;
}

/** A request whose signature holds. */
export interface VerifiedRequest {
  readonly presigned: boolean;
  /** `x-amz-content-sha256`: the body's hash, or how the body is framed instead. */
  readonly payloadHash: string;
}

const strictEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * Verifies Signature Version 4 as S3 does, in the header or presigned in the query: access key, signed headers, times,
 * signature; and that no `x-amz-` header was added after signing. Throws S3Error.
 */
export function verifySignature(request: IncomingMessage, url: URL, nowMs: number): VerifiedRequest {
  const parts = url.searchParams.has('X-Amz-Signature')
    ? readPresigned(request, url, nowMs)
    : readHeader(request, nowMs);
  const [accessKeyId] = parts.scope;
  if (accessKeyId !== LOCAL_CREDENTIALS.accessKeyId) {
    throw new S3Error(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');
  }
  const unsigned = Object.keys(request.headers).find(
    (name) => name.startsWith('x-amz-') && !parts.signedHeaders.includes(name),
  );
  if (unsigned !== undefined || !parts.signedHeaders.includes('host')) {
    throw accessDenied(`There were headers present in the request which were not signed: ${unsigned ?? 'host'}`);
  }
  const expected = Buffer.from(computeSignature(request, url, parts));
  const given = Buffer.from(parts.signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
    throw new S3Error(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  }
  return { presigned: parts.presigned, payloadHash: parts.payloadHash };
}

function readScope(credential: string): SignedParts['scope'] {
  const [accessKeyId, date, region, service, ending] = credential.split('/');
  if (
    accessKeyId === undefined ||
    date === undefined ||
    region === undefined ||
    service !== 's3' ||
    ending !== 'aws4_request'
  ) {
    throw new S3Error(400, 'AuthorizationQueryParametersError', 'Error parsing the credential scope');
  }
  return [accessKeyId, date, region, service];
}

function readPresigned(request: IncomingMessage, url: URL, nowMs: number): SignedParts {
  const query = (name: string): string => {
    const value = url.searchParams.get(name);
    if (value === null) {
      throw new S3Error(400, 'AuthorizationQueryParametersError', `Query-string authentication requires ${name}`);
    }
    return value;
  };
  if (query('X-Amz-Algorithm') !== ALGORITHM) {
    throw new S3Error(400, 'AuthorizationQueryParametersError', `X-Amz-Algorithm only supports "${ALGORITHM}"`);
  }
  const timestamp = query('X-Amz-Date');
  const expiresSeconds = Number(query('X-Amz-Expires'));
  if (!Number.isInteger(expiresSeconds) || expiresSeconds < 0 || expiresSeconds > MAX_PRESIGN_SECONDS) {
    throw new S3Error(400, 'AuthorizationQueryParametersError', 'X-Amz-Expires must be between 0 and 604800 seconds');
  }
  const signedAtMs = parseTimestamp(timestamp);
  if (signedAtMs > nowMs + MAX_SKEW_MS) throw accessDenied('Request is not valid yet');
  if (nowMs > signedAtMs + expiresSeconds * 1000) throw accessDenied('Request has expired');
  const hashHeader = request.headers['x-amz-content-sha256'];
  return {
    scope: readScope(query('X-Amz-Credential')),
    timestamp,
    signedHeaders: query('X-Amz-SignedHeaders').split(';'),
    signature: query('X-Amz-Signature'),
    payloadHash:
      url.searchParams.get('X-Amz-Content-Sha256') ?? (typeof hashHeader === 'string' ? hashHeader : UNSIGNED),
    presigned: true,
  };
}

function readHeader(request: IncomingMessage, nowMs: number): SignedParts {
  const { authorization } = request.headers;
  if (authorization === undefined) throw accessDenied();
  const [, credential, signedHeaders, signature] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(authorization) ??
    [];
  if (credential === undefined || signedHeaders === undefined || signature === undefined) {
    throw new S3Error(400, 'AuthorizationHeaderMalformed', 'The authorization header that you provided is not valid.');
  }
  const timestamp = String(request.headers['x-amz-date'] ?? '');
  if (Math.abs(parseTimestamp(timestamp) - nowMs) > MAX_SKEW_MS) {
    throw new S3Error(
      403,
      'RequestTimeTooSkewed',
      "The difference between the request time and the server's time is too large.",
    );
  }
  const payloadHash = request.headers['x-amz-content-sha256'];
  if (typeof payloadHash !== 'string') {
    throw new S3Error(400, 'InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  const scope = readScope(credential);
  return { scope, timestamp, signedHeaders: signedHeaders.split(';'), signature, payloadHash, presigned: false };
}

/** `20260131T060000Z` in milliseconds. */
function parseTimestamp(timestamp: string): number {
  const [, date, time] = /^(\d{8})T(\d{6})Z$/.exec(timestamp) ?? [];
  const iso = `${date?.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time?.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`;
  const milliseconds = Date.parse(iso);
  if (Number.isNaN(milliseconds)) throw accessDenied('AWS authentication requires a valid Date or x-amz-date header');
  return milliseconds;
}

function computeSignature(request: IncomingMessage, url: URL, parts: SignedParts): string {
  const [, date, region, service] = parts.scope;
  const canonicalQuery = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${strictEncode(name)}=${strictEncode(value)}`)
    .sort()
    .join('&');
  const canonicalHeaders = parts.signedHeaders.map((name) => `${name}:${headerText(request, name)}\n`).join('');
  const canonicalRequest = [
    request.method ?? 'GET',
    (request.url ?? '/').split('?')[0] ?? '/',
    canonicalQuery,
    canonicalHeaders,
    parts.signedHeaders.join(';'),
    parts.payloadHash,
  ].join('\n');
  const stringToSign = [
    ALGORITHM,
    parts.timestamp,
    `${date}/${region}/${service}/aws4_request`,
    createHash('sha256').update(canonicalRequest).digest('hex'),
  ].join('\n');
  const steps = [date, region, service, 'aws4_request', stringToSign];
  const start: string | Buffer = `AWS4${LOCAL_CREDENTIALS.secretAccessKey}`;
  const signature = steps.reduce<string | Buffer>(
    (key, text) => createHmac('sha256', key).update(text).digest(),
    start,
  );
  return Buffer.from(signature).toString('hex');
}

function headerText(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replace(/ +/g, ' ');
}
