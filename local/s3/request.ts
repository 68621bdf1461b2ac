import type { IncomingMessage } from 'node:http';
import { invalidRequest, notImplemented, S3Error } from './errors.ts';
import { type VerifiedRequest, verifySignature } from './signature.ts';

/** A verified request with what it names. */
export interface S3Request extends VerifiedRequest {
  readonly method: string;
  readonly bucket: string;
  /** Empty for requests about the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly incoming: IncomingMessage;
  /** A header by its name in lower case. Presigned requests may carry `x-amz-` headers in the query instead. */
  header(name: string): string | undefined;
}

const MAX_KEY_BYTES = 1024;

/** Request headers that take effect, or that may be ignored because they change nothing about the object on one machine. */
const KNOWN_AMZ_HEADERS = new Set([
  'x-amz-acl',
  'x-amz-algorithm',
  'x-amz-bypass-governance-retention',
  'x-amz-checksum-algorithm',
  'x-amz-checksum-crc32',
  'x-amz-checksum-crc32c',
  'x-amz-checksum-crc64nvme',
  'x-amz-checksum-mode',
  'x-amz-checksum-sha1',
  'x-amz-checksum-sha256',
  'x-amz-checksum-type',
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-copy-source-if-match',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-expected-bucket-owner',
  'x-amz-expires',
  'x-amz-metadata-directive',
  'x-amz-object-attributes',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-security-token',
  'x-amz-server-side-encryption',
  'x-amz-signature',
  'x-amz-signedheaders',
  'x-amz-storage-class',
  'x-amz-trailer',
  'x-amz-user-agent',
]);

/** Subresources in the query that this server knows. Of all others it says so. */
const KNOWN_QUERY = new Set([
  'attributes',
  'continuation-token',
  'delimiter',
  'encoding-type',
  'fetch-owner',
  'list-type',
  'location',
  'max-keys',
  'prefix',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
  'retention',
  'start-after',
  'versionId',
  'x-id',
]);

/** Verifies a request and reads bucket and key from its path. Throws S3Error. */
export function readRequest(incoming: IncomingMessage, nowMs: number): S3Request {
  const url = new URL(incoming.url ?? '/', 'http://local');
  const verified = verifySignature(incoming, url, nowMs);
  const [bucket = '', ...rest] = (incoming.url ?? '/').split('?')[0]?.slice(1).split('/') ?? [];
  const key = decodeKey(rest.join('/'));
  for (const [name] of url.searchParams) {
    if (!KNOWN_QUERY.has(name) && !KNOWN_AMZ_HEADERS.has(name.toLowerCase()) && !isMetadata(name.toLowerCase())) {
      throw notImplemented(`the query parameter ${name}`);
    }
  }
  for (const name of Object.keys(incoming.headers)) {
    if (name.startsWith('x-amz-') && !KNOWN_AMZ_HEADERS.has(name) && !isMetadata(name)) {
      throw notImplemented(`the header ${name}`);
    }
  }
  const hoisted = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  return {
    ...verified,
    method: incoming.method ?? 'GET',
    bucket,
    key,
    query: url.searchParams,
    incoming,
    header(name) {
      const value = incoming.headers[name];
      const sent = Array.isArray(value) ? value.join(',') : value;
      const inQuery = name.startsWith('x-amz-') ? hoisted.get(name) : undefined;
      if (sent !== undefined && inQuery !== undefined && sent !== inQuery) {
        throw invalidRequest(`The header ${name} and the query parameter of the same name disagree`);
      }
      return sent ?? inQuery;
    },
  };
}

const isMetadata = (name: string): boolean => name.startsWith('x-amz-meta-');

function decodeKey(path: string): string {
  let key: string;
  try {
    key = decodeURIComponent(path);
  } catch {
    throw new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new S3Error(400, 'KeyTooLongError', 'Your key is too long');
  return key;
}

/** What goes back. The body may be a stream of a file. */
export interface S3Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | NodeJS.ReadableStream;
}
