/**
 * The export file: one canonical JSON object (RFC 8785) per line, UTF-8, each ended by a line feed. A header, the entries in the
 * order they were recorded, a manifest. Every line carries a check over itself and the line before it, so that whoever holds
 * the file finds any changed byte and its place without a key and without the system.
 */
import * as z from 'zod/mini';
import { date, instant } from '../vocabulary.ts';
import { trailEvent } from './trail.ts';

export const EXPORT_FORMAT = 'panhuo-audit-export';
export const EXPORT_VERSION = 1;

const hash = z.string().check(z.regex(/^[0-9A-Za-z_-]{43}$/));

/**
 * SHA-256 (base64url) over the check of the line before (empty before the header), a line feed, and this line without its
 * `check` member. `check` sorts first among the members of every line.
 */
const check = hash;

export const exportHeader = z.strictObject({
  check,
  exportedAt: instant,
  format: z.literal(EXPORT_FORMAT),
  /** First and last recorded day (Asia/Shanghai) that was asked for. */
  from: date,
  kind: z.literal('header'),
  region: z.string().check(z.regex(/^\d{6}$/)),
  to: date,
  version: z.literal(EXPORT_VERSION),
});
export type ExportHeader = z.infer<typeof exportHeader>;

export const exportEntry = z.strictObject({
  check,
  event: trailEvent,
  kind: z.literal('entry'),
  receivedAt: instant,
});
export type ExportEntry = z.infer<typeof exportEntry>;

export const exportManifest = z.strictObject({
  check,
  entries: z.int().check(z.minimum(0)),
  /** Aggregates in the file: each has one head, its last entry. */
  heads: z.int().check(z.minimum(0)),
  kind: z.literal('manifest'),
  /** SHA-256 (base64url) over the leaf hashes of all entries in the order of the file. */
  leafDigest: hash,
});
export type ExportManifest = z.infer<typeof exportManifest>;
