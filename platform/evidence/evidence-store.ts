/**
 * The bytes of evidence in S3. An upload goes under a key we made, with length, type and SHA-256 bound into the signature; once
 * verified it is copied to a key made of its content, which Object Lock then keeps.
 */
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { BusyError } from '../store/store.ts';
import type { EvidenceState, FoundDocument } from './evidence.ts';

const UPLOAD_SECONDS = 15 * 60;
const MAGIC_BYTES = 8;
const DAY_MS = 86_400_000;

export interface EvidenceUpload {
  readonly method: 'PUT';
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly expiresInSeconds: number;
}

export interface EvidenceStore {
  uploadTo(id: string, document: EvidenceState): Promise<EvidenceUpload>;
  /**
   * Looks at what was uploaded; undefined when nothing was.
   * @throws BusyError when it is being replaced meanwhile
   */
  inspect(id: string): Promise<FoundDocument | undefined>;
  /**
   * Keeps the document under its content's key, locked. Harmless when it is there already.
   * @throws BusyError when the upload was replaced since it was looked at
   */
  keep(id: string, found: FoundDocument): Promise<void>;
}

export class S3EvidenceStore implements EvidenceStore {
  private readonly client: S3Client;
  private readonly bucket: string;
  private readonly service: string;
  private readonly retentionDays: number;

  /** @param retentionDays how long a kept document can neither be changed nor deleted */
  constructor(client: S3Client, bucket: string, service: string, retentionDays: number) {
    this.client = client;
    this.bucket = bucket;
    this.service = service;
    this.retentionDays = retentionDays;
  }

  private quarantineKey(id: string): string {
    return `quarantine/${this.service}/${id}`;
  }

  async uploadTo(id: string, document: EvidenceState): Promise<EvidenceUpload> {
    const checksum = Buffer.from(document.sha256, 'hex').toString('base64');
    const command = new PutObjectCommand({
      Bucket: this.bucket,
      Key: this.quarantineKey(id),
      ContentType: document.mediaType,
      ContentLength: document.sizeBytes,
      ChecksumSHA256: checksum,
    });
    // By default the SDK would sign neither type nor checksum and would move the checksum into the query, where nobody checks it.
    const bound = new Set(['content-type', 'content-length', 'x-amz-checksum-sha256']);
    const url = await getSignedUrl(this.client, command, {
      expiresIn: UPLOAD_SECONDS,
      signableHeaders: bound,
      unhoistableHeaders: bound,
    });
    return {
      method: 'PUT',
      url,
      headers: {
        'content-type': document.mediaType,
        'content-length': String(document.sizeBytes),
        'x-amz-checksum-sha256': checksum,
      },
      expiresInSeconds: UPLOAD_SECONDS,
    };
  }

  async inspect(id: string): Promise<FoundDocument | undefined> {
    const at = { Bucket: this.bucket, Key: this.quarantineKey(id) };
    try {
      const head = await this.client.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }));
      // The first bytes of the very object whose checksum was read.
      const start = await this.client.send(
        new GetObjectCommand({ ...at, Range: `bytes=0-${MAGIC_BYTES - 1}`, IfMatch: head.ETag }),
      );
      const bytes = await start.Body?.transformToByteArray();
      return {
        sha256: Buffer.from(head.ChecksumSHA256 ?? '', 'base64').toString('hex'),
        sizeBytes: head.ContentLength ?? 0,
        looksLike: mediaTypeOf(bytes ?? new Uint8Array()),
        etag: head.ETag ?? '',
      };
    } catch (error) {
      if (error instanceof Error && (error.name === 'NotFound' || error.name === 'NoSuchKey')) return undefined;
      return busyWhenReplaced(error);
    }
  }

  async keep(id: string, found: FoundDocument): Promise<void> {
    const copy = new CopyObjectCommand({
      Bucket: this.bucket,
      Key: `evidence/${found.sha256}`,
      CopySource: `${this.bucket}/${this.quarantineKey(id)}`,
      // What was looked at is what is kept, even if somebody uploads again in between.
      CopySourceIfMatch: found.etag,
      ChecksumAlgorithm: 'SHA256',
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: new Date(Date.now() + this.retentionDays * DAY_MS),
    });
    await this.client.send(copy).catch(busyWhenReplaced);
  }
}

function busyWhenReplaced(error: unknown): never {
  if (error instanceof Error && error.name === 'PreconditionFailed')
    throw new BusyError('the upload was replaced meanwhile', { cause: error });
  throw error;
}

/** First bytes of the types we take. */
const MAGIC: readonly (readonly [string, readonly number[]])[] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
];

/** The media type a file's first bytes speak of. */
export function mediaTypeOf(bytes: Uint8Array): string | undefined {
  return MAGIC.find(([, magic]) => magic.every((byte, place) => bytes[place] === byte))?.[0];
}
