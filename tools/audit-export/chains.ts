/**
 * The hash chain of each aggregate: versions 1..n without gaps, each naming the leaf hash of the one before. Entries come in the order
 * of recording; where two machines' clocks disagreed a version may come early and waits for the one before it.
 */
import type { DamageList } from './damage.ts';
import { FingerprintTable } from './fingerprint-table.ts';

/** An entry as far as its chain is concerned. */
export interface Link {
  readonly aggregate: string;
  readonly version: number;
  readonly previousHash: string | undefined;
  readonly leafHash: string;
  readonly line: number;
}

const VERSION_AT = 0;
const HASH_AT = 4;
const HASH_BYTES = 32;

export class Chains {
  private readonly heads = new FingerprintTable(HASH_AT + HASH_BYTES);
  private readonly waiting = new Map<string, Map<number, Link>>();
  private readonly damages: DamageList;

  constructor(damages: DamageList) {
    this.damages = damages;
  }

  /** Aggregates seen. */
  get size(): number {
    return this.heads.size;
  }

  add(link: Link): void {
    const head = this.heads.claim(link.aggregate).data;
    const version = head.readUInt32LE(VERSION_AT);
    const early = this.waiting.get(link.aggregate);
    if (link.version <= version || early?.has(link.version)) {
      const { line, aggregate } = link;
      this.damages.add({ kind: 'duplicate-version', line, aggregate, version: link.version });
    } else if (link.version > version + 1) {
      if (early) early.set(link.version, link);
      else this.waiting.set(link.aggregate, new Map([[link.version, link]]));
    } else {
      this.advance(head, link);
      if (early) this.drain(head, link.aggregate, early);
    }
  }

  /** Names what never came. Call once, after the last entry. */
  finish(): void {
    for (const [aggregate, early] of this.waiting) {
      const head = this.heads.claim(aggregate).data;
      for (const link of [...early.values()].sort((a, b) => a.version - b.version)) {
        const missing = head.readUInt32LE(VERSION_AT) + 1;
        if (link.version === missing) {
          this.advance(head, link);
          continue;
        }
        const detail = link.version === missing + 1 ? undefined : `to version ${link.version - 1}`;
        this.damages.add({ kind: 'missing-entry', line: link.line, aggregate, version: missing, detail });
        // The link over the gap cannot be judged; the chain goes on from here.
        this.put(head, link);
      }
    }
    this.waiting.clear();
  }

  private drain(head: Buffer, aggregate: string, early: Map<number, Link>): void {
    for (let next = this.take(head, early); next; next = this.take(head, early)) this.advance(head, next);
    if (early.size === 0) this.waiting.delete(aggregate);
  }

  private take(head: Buffer, early: Map<number, Link>): Link | undefined {
    const version = head.readUInt32LE(VERSION_AT) + 1;
    const link = early.get(version);
    early.delete(version);
    return link;
  }

  private advance(head: Buffer, link: Link): void {
    const { aggregate, version, line } = link;
    const expected = version === 1 ? undefined : head.toString('base64url', HASH_AT, HASH_AT + HASH_BYTES);
    if (link.previousHash !== expected) this.damages.add({ kind: 'broken-link', line, aggregate, version });
    this.put(head, link);
  }

  private put(head: Buffer, link: Link): void {
    head.writeUInt32LE(link.version, VERSION_AT);
    head.write(link.leafHash, HASH_AT, HASH_BYTES, 'base64url');
  }
}
