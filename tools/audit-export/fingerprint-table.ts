/**
 * Which names were seen, and what was last known of each. A million strings in a Map would take several times the memory; here a
 * name costs its 16-byte fingerprint, its fixed record and a few bytes of index, and growing copies only the index.
 */
import { hash } from 'node:crypto';

const PRINT_BYTES = 16;
const FIRST_CAPACITY = 1 << 12;
/** The index grows when half full, so that probes stay short. */
const LOAD_MAX = 0.5;
/** Records lie in blocks of this many, so that none is ever moved. */
const BLOCK_RECORDS = 1 << 14;

export class FingerprintTable {
  private readonly recordBytes: number;
  private readonly blocks: Buffer[] = [];
  /** Place of a fingerprint by its hash, counted from 1; 0 where there is none. */
  private index = new Uint32Array(FIRST_CAPACITY);
  private count = 0;

  /** @param dataBytes bytes kept with each name; 0 for a mere set */
  constructor(dataBytes: number) {
    this.recordBytes = PRINT_BYTES + dataBytes;
  }

  /** Names in the table. */
  get size(): number {
    return this.count;
  }

  /** The bytes kept with a name, zeros when it is new; writing to them changes the table. */
  claim(name: string): { readonly data: Buffer; readonly fresh: boolean } {
    if (this.count >= this.index.length * LOAD_MAX) this.grow();
    const print = hash('sha256', name, 'buffer').subarray(0, PRINT_BYTES);
    const slot = this.find(print);
    const known = this.index[slot] ?? 0;
    if (known > 0) return { data: this.record(known - 1).subarray(PRINT_BYTES), fresh: false };
    const record = this.append();
    print.copy(record);
    this.index[slot] = this.count;
    return { data: record.subarray(PRINT_BYTES), fresh: true };
  }

  private append(): Buffer {
    if (this.count % BLOCK_RECORDS === 0) this.blocks.push(Buffer.alloc(BLOCK_RECORDS * this.recordBytes));
    this.count += 1;
    return this.record(this.count - 1);
  }

  private record(place: number): Buffer {
    const block = this.blocks[Math.floor(place / BLOCK_RECORDS)];
    if (!block) throw new RangeError(`there is no record ${place}`);
    const start = (place % BLOCK_RECORDS) * this.recordBytes;
    return block.subarray(start, start + this.recordBytes);
  }

  /** The slot that holds a fingerprint, or the free one where it belongs. */
  private find(print: Buffer): number {
    const mask = this.index.length - 1;
    let slot = print.readUInt32LE(0) & mask;
    for (let place = this.index[slot] ?? 0; place > 0; place = this.index[slot] ?? 0) {
      if (this.record(place - 1).compare(print, 0, PRINT_BYTES, 0, PRINT_BYTES) === 0) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private grow(): void {
    this.index = new Uint32Array(this.index.length * 2);
    for (let place = 0; place < this.count; place += 1) {
      this.index[this.find(this.record(place).subarray(0, PRINT_BYTES))] = place + 1;
    }
  }
}
