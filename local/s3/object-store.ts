import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { BucketModel } from '../template/model.ts';
import type { ChecksumAlgorithm } from './checksums.ts';
import { accessDenied, S3Error } from './errors.ts';

/** How long and how firmly a version is kept. */
export interface Retention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly untilDate: string;
}

/** One version of an object, or the mark that it was deleted. */
export interface ObjectVersion {
  readonly versionId: string;
  readonly deleteMarker: boolean;
  /** Name of the file with the bytes. */
  readonly blob: string;
  readonly sizeBytes: number;
  /** In quotes, as in the header. */
  readonly etag: string;
  readonly lastModified: string;
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
  /** Content headers and `x-amz-meta-` headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly retention?: Retention;
}

type JournalEntry =
  | { readonly op: 'put'; readonly key: string; readonly version: ObjectVersion }
  | { readonly op: 'remove'; readonly key: string; readonly versionId: string };

/** The version id of objects in a bucket without versioning. */
export const NULL_VERSION = 'null';
const DAY_MS = 86_400_000;

/**
 * The objects of one bucket: bytes in files, everything else in a journal that is read again at start. Every change is one
 * synchronous step, so that a condition that was checked still holds when the change is made.
 */
export class ObjectStore {
  readonly bucket: BucketModel;
  readonly #directory: string;
  /** Versions of each key, oldest first. */
  readonly #objects = new Map<string, ObjectVersion[]>();

  constructor(bucket: BucketModel, directory: string) {
    this.bucket = bucket;
    this.#directory = directory;
    mkdirSync(join(directory, 'blobs'), { recursive: true });
    if (!existsSync(this.#journalPath)) return;
    const journal = readFileSync(this.#journalPath, 'utf8');
    const lines = journal.split('\n');
    // A crash may leave half a last line: that change was never confirmed to anybody, and the next one starts a new line.
    const torn = lines.pop() ?? '';
    if (torn !== '') truncateSync(this.#journalPath, Buffer.byteLength(journal) - Buffer.byteLength(torn));
    for (const line of lines) this.#apply(JSON.parse(line) as JournalEntry);
  }

  /** Where the bytes of a version lie. */
  blobPath(blob: string): string {
    return join(this.#directory, 'blobs', blob);
  }

  /** The latest version of an object; undefined when there is none or it was deleted. */
  current(key: string): ObjectVersion | undefined {
    const latest = this.#objects.get(key)?.at(-1);
    return latest === undefined || latest.deleteMarker ? undefined : latest;
  }

  /** A version by its id. */
  version(key: string, versionId: string): ObjectVersion | undefined {
    return this.#objects.get(key)?.find((version) => version.versionId === versionId);
  }

  /** Keys that have an object now, in the order of their UTF-8 bytes. */
  keys(prefix: string): string[] {
    const found = [...this.#objects.keys()].filter((key) => key.startsWith(prefix) && this.current(key) !== undefined);
    return found.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  /** Makes a new version (or takes the place of the only one, without versioning). The bytes lie in their file already. */
  put(
    key: string,
    object: Omit<ObjectVersion, 'versionId' | 'deleteMarker' | 'lastModified'>,
    nowMs: number,
  ): ObjectVersion {
    const { retentionDays } = this.bucket;
    const byDefault: Retention | undefined =
      retentionDays === undefined
        ? undefined
        : { mode: 'COMPLIANCE', untilDate: new Date(nowMs + retentionDays * DAY_MS).toISOString() };
    const retention = object.retention ?? byDefault;
    const version: ObjectVersion = {
      ...object,
      versionId: this.bucket.versioned ? randomUUID().replaceAll('-', '') : NULL_VERSION,
      deleteMarker: false,
      lastModified: new Date(nowMs).toISOString(),
      ...(retention === undefined ? {} : { retention }),
    };
    this.#commit({ op: 'put', key, version });
    return version;
  }

  /** Sets how long a version is kept. Throws S3Error when that would shorten a COMPLIANCE retention. */
  retain(key: string, version: ObjectVersion, retention: Retention): void {
    const held = version.retention;
    if (held?.mode === 'COMPLIANCE' && (retention.mode !== 'COMPLIANCE' || retention.untilDate < held.untilDate)) {
      throw accessDenied('Access Denied because object protected by object lock.');
    }
    this.#commit({ op: 'put', key, version: { ...version, retention } });
  }

  /**
   * Deletes an object, which only marks it where the bucket keeps versions; or one version for good. Returns the version id
   * to report and whether it is a mark. Throws S3Error when the version is retained.
   */
  delete(
    key: string,
    versionId: string | undefined,
    bypassGovernance: boolean,
    nowMs: number,
  ): { readonly versionId: string | undefined; readonly deleteMarker: boolean } {
    if (versionId === undefined && this.bucket.versioned) {
      const marker: ObjectVersion = {
        versionId: randomUUID().replaceAll('-', ''),
        deleteMarker: true,
        blob: '',
        sizeBytes: 0,
        etag: '',
        lastModified: new Date(nowMs).toISOString(),
        checksums: {},
        headers: {},
      };
      this.#commit({ op: 'put', key, version: marker });
      return { versionId: marker.versionId, deleteMarker: true };
    }
    const version = this.version(key, versionId ?? NULL_VERSION);
    if (version === undefined) return { versionId, deleteMarker: false };
    const { retention } = version;
    if (retention !== undefined && Date.parse(retention.untilDate) > nowMs) {
      const mayBypass = retention.mode === 'GOVERNANCE' && bypassGovernance;
      if (!mayBypass) throw accessDenied('Access Denied because object protected by object lock.');
    }
    this.#commit({ op: 'remove', key, versionId: version.versionId });
    return { versionId, deleteMarker: version.deleteMarker };
  }

  get #journalPath(): string {
    return join(this.#directory, 'journal.jsonl');
  }

  #commit(entry: JournalEntry): void {
    appendFileSync(this.#journalPath, `${JSON.stringify(entry)}\n`);
    this.#apply(entry);
  }

  #apply(entry: JournalEntry): void {
    const versions = this.#objects.get(entry.key) ?? [];
    const versionId = entry.op === 'put' ? entry.version.versionId : entry.versionId;
    const index = versions.findIndex((version) => version.versionId === versionId);
    const replaced = index === -1 ? undefined : versions[index];
    if (entry.op === 'put') {
      if (index === -1) versions.push(entry.version);
      else versions[index] = entry.version;
    } else if (index !== -1) {
      versions.splice(index, 1);
    }
    if (versions.length === 0) this.#objects.delete(entry.key);
    else this.#objects.set(entry.key, versions);
    const kept = entry.op === 'put' ? entry.version.blob : '';
    if (replaced !== undefined && replaced.blob !== '' && replaced.blob !== kept) {
      rmSync(this.blobPath(replaced.blob), { force: true });
    }
  }
}

/** The buckets of a region by name. */
export class ObjectStores {
  readonly #stores: ReadonlyMap<string, ObjectStore>;

  constructor(buckets: readonly BucketModel[], directory: string) {
    this.#stores = new Map(
      buckets.map((bucket) => [bucket.name, new ObjectStore(bucket, join(directory, bucket.name))]),
    );
  }

  /** Throws S3Error NoSuchBucket. */
  get(bucket: string): ObjectStore {
    const store = this.#stores.get(bucket);
    if (store === undefined) throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');
    return store;
  }
}
