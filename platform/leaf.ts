/**
 * The audit leaf (level 1 of the trail): every event item carries the hash of what it says and of the event before it on the
 * same aggregate, computed inside the commit. Whoever holds a copy recomputes the chain from these few fields alone.
 */
import { hashOf } from './ids.ts';

/** What a leaf is made of. `payloadHash` stands for the data, evidence hashes included. */
export interface Leaf {
  readonly aggregate: string;
  readonly version: number;
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly actor: string;
  readonly actorUnit?: string | undefined;
  readonly requestHash: string;
  readonly payloadHash: string;
  readonly previousHash?: string | undefined;
}

/** SHA-256 over the RFC 8785 form of the leaf; absent fields are left out, never null. */
export function leafHash(leaf: Leaf): string {
  const { actorUnit, previousHash, ...always } = leaf;
  return hashOf({
    ...always,
    ...(actorUnit === undefined ? {} : { actorUnit }),
    ...(previousHash === undefined ? {} : { previousHash }),
  });
}
