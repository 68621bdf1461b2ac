/**
 * Which names were seen, and what was last known of each: an open-addressing table over typed arrays. A million strings in a Map
 * would take several times the memory; here a name costs its 16-byte fingerprint and its fixed record.
 */
import { hash } from 'node:crypto';

const KEY_WORDS = 4;
const FIRST_CAPACITY = 1 << 12;
/** Grown when half full, so that probes stay short. */
const LOAD_MAX = 0.5;

export interface Slot {
  readonly place: number;
  /** The name was not there before. */
  readonly fresh: boolean;
}

export class FingerprintTable {
  private readonly recordBytes: number;
  private capacity = FIRST_CAPACITY;
  private keys = new Uint32Array(FIRST_CAPACITY * KEY_WORDS);
  private used = new Uint8Array(FIRST_CAPACITY);
  private records: Buffer;
  private count = 0;

  /** @param recordBytes bytes kept with each name; 0 for a mere set */
  constructor(recordBytes: number) {
    this.recordBytes = recordBytes;
    this.records = Buffer.alloc(FIRST_CAPACITY * recordBytes);
  }

  /** Names in the table. */
  get size(): number {
    return this.count;
  }

  /** The slot of a name, made when there is none. Its record stays valid until the next call. */
  claim(name: string): Slot {
    if (this.count >= this.capacity * LOAD_MAX) this.grow();
    const print = hash('sha256', name, 'buffer');
    const words = [0, 4, 8, 12].map((at) => print.readUInt32LE(at));
    const place = this.find(words);
    const fresh = this.used[place] === 0;
    if (fresh) {
      this.used[place] = 1;
      this.keys.set(words, place * KEY_WORDS);
      this.count += 1;
    }
    return { place, fresh };
  }

  /** The bytes kept with a slot; writing to them changes the table. */
  record(place: number): Buffer {
    return this.records.subarray(place * this.recordBytes, (place + 1) * this.recordBytes);
  }

  private find(words: readonly number[]): number {
    let place = (words[0] ?? 0) & (this.capacity - 1);
    while (this.used[place] === 1 && !this.holds(place, words)) place = (place + 1) & (this.capacity - 1);
    return place;
  }

  private holds(place: number, words: readonly number[]): boolean {
    return words.every((word, index) => this.keys[place * KEY_WORDS + index] === word);
  }

  private grow(): void {
    const { keys, used, records, capacity } = this;
    this.capacity = capacity * 2;
    this.keys = new Uint32Array(this.capacity * KEY_WORDS);
    this.used = new Uint8Array(this.capacity);
    this.records = Buffer.alloc(this.capacity * this.recordBytes);
    for (let old = 0; old < capacity; old += 1) {
      if (used[old] === 0) continue;
      const words = [...keys.subarray(old * KEY_WORDS, (old + 1) * KEY_WORDS)];
      const place = this.find(words);
      this.used[place] = 1;
      this.keys.set(words, place * KEY_WORDS);
      records.copy(this.records, place * this.recordBytes, old * this.recordBytes, (old + 1) * this.recordBytes);
    }
  }
}
