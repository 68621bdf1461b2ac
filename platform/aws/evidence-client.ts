/** The S3 client of evidence, kept apart because it is by far the heaviest thing a function can load. */
import { S3Client } from '@aws-sdk/client-s3';
import { type EvidenceStore, S3EvidenceStore } from '../evidence/evidence-store.ts';
import { serviceName, variable } from './environment.ts';

/** A local S3 has no buckets in its host name; checksums are sent where a request asks for them. */
const evidenceClient = (): S3Client =>
  new S3Client({
    forcePathStyle: process.env.S3_FORCE_PATH_STYLE === 'true',
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });

function retentionDays(): number {
  const days = Number(variable('EVIDENCE_RETENTION_DAYS'));
  if (!Number.isSafeInteger(days) || days < 1) throw new Error('EVIDENCE_RETENTION_DAYS is not a number of days');
  return days;
}

/** The evidence documents of this function's service. */
export const serviceEvidence = (): EvidenceStore =>
  new S3EvidenceStore(evidenceClient(), variable('EVIDENCE_BUCKET'), serviceName(), retentionDays());
