/** Evidence documents: announced, uploaded straight to the store, verified against what was announced, then bound to a record. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import type { ServiceName } from '../services.ts';
import { commandAnswer, id, name, policyId, sha256, unitPath } from '../vocabulary.ts';

/** Largest document, in bytes. */
export const EVIDENCE_BYTES_MAX = 50 * 1024 * 1024;

export const MEDIA_TYPES = ['application/pdf', 'image/jpeg', 'image/png'] as const;

export const evidenceRequest = z.strictObject({
  unitPath,
  /** Kind of document as the policy pack names it, e.g. `stop-use-statement`. */
  kind: policyId,
  fileName: name,
  mediaType: z.enum(MEDIA_TYPES),
  sizeBytes: z.int().check(z.minimum(1), z.maximum(EVIDENCE_BYTES_MAX)),
  sha256,
});
export type EvidenceRequest = z.infer<typeof evidenceRequest>;

/** The answer to an announced document: where and how to upload it. Exactly these headers must be sent. */
export const evidenceUpload = z.strictObject({
  ...commandAnswer.shape,
  upload: z.strictObject({
    method: z.literal('PUT'),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    expiresInSeconds: z.int(),
  }),
});

export const evidenceStatus = z.enum(['requested', 'verified']);
export const evidenceView = z.strictObject({ ...evidenceRequest.shape, id, status: evidenceStatus });

/** How a record refers to a document: by the id of the evidence. */
export const evidenceReference = z.strictObject({ kind: policyId, evidenceId: id });
/** How an event names a document for good: by its content. */
export const evidenceFact = z.strictObject({ kind: policyId, evidenceId: id, sha256 });
export type EvidenceFact = z.infer<typeof evidenceFact>;

/** The two evidence events of a service; every service that takes documents publishes its own. */
export const evidenceEvents = <S extends ServiceName>(service: S) =>
  ({
    requested: cloudEvent(`panhuo.${service}.evidence-requested.v1`, evidenceRequest),
    verified: cloudEvent(`panhuo.${service}.evidence-verified.v1`, z.strictObject({ sha256, sizeBytes: z.int() })),
  }) as const;
