/** Filing a document: announce it, upload it straight to the store, have it verified. */
import { createHash } from 'node:crypto';
import type * as z from 'zod/mini';
import type { evidenceReference, evidenceUpload, MEDIA_TYPES } from '../contracts/evidence/evidence.ts';
import type { RegionClient } from './region-client.ts';

export type EvidenceReference = z.infer<typeof evidenceReference>;

export interface Document {
  /** As the policy pack names it, e.g. `meeting-minutes`. */
  readonly kind: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** PDF unless said otherwise. */
  readonly mediaType?: (typeof MEDIA_TYPES)[number];
}

/** The store did not take the upload. */
export class UploadError extends Error {
  override readonly name = 'UploadError';
}

/**
 * Files one document with a service for a unit.
 * @param key begins the idempotency keys of the two commands; the same key files the same document once
 * @throws UploadError, RefusedError
 */
export async function fileDocument(
  client: RegionClient,
  service: 'registry' | 'revitalization' | 'distribution',
  unitPath: string,
  { kind, fileName, bytes, mediaType = 'application/pdf' }: Document,
  key: string,
): Promise<EvidenceReference> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const announcement = { unitPath, kind, fileName, mediaType, sizeBytes: bytes.length, sha256 };
  const { body } = await client.post<z.infer<typeof evidenceUpload>>(`/${service}/evidence`, announcement, {
    key: `${key}:announce`,
  });
  const { url, method, headers } = body.upload;
  const answer = await fetch(url, { method, headers, body: bytes as Uint8Array<ArrayBuffer> });
  if (!answer.ok) throw new UploadError(`${fileName}: the store answered ${answer.status} ${await answer.text()}`);
  await client.post(`/${service}/evidence/${body.id}/verification`, undefined, { key: `${key}:verify` });
  return { kind, evidenceId: body.id };
}
