/** The documents given beside a file: read before anything is sent, filed once, and named by every row. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { EVIDENCE_BYTES_MAX } from '../contracts/evidence/evidence.ts';
import { type Document, type EvidenceReference, fileDocument } from './file-document.ts';
import type { RegionClient } from './region-client.ts';

const MEDIA_TYPE_OF = {
  '.pdf': 'application/pdf',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
} as const;
const BYTES_PER_MIB = 1024 * 1024;
/** Characters of a document's hash in the keys of its commands. */
const HASH_CHARACTERS = 32;

/** A document cannot be taken as evidence. The message is meant for people. */
export class EvidenceFileError extends Error {
  override readonly name = 'EvidenceFileError';
}

/** Reads `KIND=FILE`. @throws EvidenceFileError when it is not that, or the file cannot be read or is of no kind the region takes */
export function readEvidence(argument: string): Document {
  const parts = /^([a-z0-9]+(?:-[a-z0-9]+)*)=(.+)$/.exec(argument);
  const [kind, path] = [parts?.[1], parts?.[2]];
  if (kind === undefined || path === undefined)
    throw new EvidenceFileError(`--evidence ${argument}: 应为 种类=文件 / must be KIND=FILE`);
  const ending = extname(path).toLowerCase();
  if (!Object.hasOwn(MEDIA_TYPE_OF, ending))
    throw new EvidenceFileError(`${path}: 须为 PDF、JPEG 或 PNG / must be a PDF, JPEG or PNG`);
  const bytes = bytesOf(path);
  if (bytes.length === 0) throw new EvidenceFileError(`${path}: 文件为空 / is empty`);
  if (bytes.length > EVIDENCE_BYTES_MAX) {
    const limit = `${EVIDENCE_BYTES_MAX / BYTES_PER_MIB} MiB`;
    throw new EvidenceFileError(`${path}: 超过 ${limit} / larger than ${limit}`);
  }
  const mediaType = MEDIA_TYPE_OF[ending as keyof typeof MEDIA_TYPE_OF];
  return { kind, fileName: basename(path).normalize('NFC'), bytes, mediaType };
}

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw new EvidenceFileError(`${path}: 无法读取 / cannot be read`);
  }
}

/**
 * Files the documents for a unit with the registry. A document filed before by the same person, of the same content and kind, is that document again.
 * @throws UploadError, RefusedError, UnreachableError
 */
export async function fileEvidence(
  client: RegionClient,
  unitPath: string,
  documents: readonly Document[],
): Promise<EvidenceReference[]> {
  const filed: EvidenceReference[] = [];
  for (const document of documents) {
    const { kind, fileName, bytes } = document;
    // Everything the announcement says, so that one key always carries one announcement.
    const digest = createHash('sha256')
      .update(JSON.stringify([unitPath, kind, fileName]))
      .update(bytes)
      .digest('hex');
    const key = `import:doc:${digest.slice(0, HASH_CHARACTERS)}`;
    filed.push(await fileDocument(client, 'registry', unitPath, document, key));
  }
  return filed;
}
