/** A FIFO queue as SQS has it: order within a group, deduplication for five minutes, a dead-letter queue after too many receives. */
import type { QueueMessage } from '../../platform/queue.ts';

const DEDUPLICATION_MS = 5 * 60_000;
export const RECEIVES_MAX = 5;
const BATCH_MAX = 10;

export interface Delivered {
  readonly message: QueueMessage;
  /** Place in the queue: a smaller one of the same group comes first. */
  readonly place: number;
}
type Waiting = Delivered & { receives: number };

export class FifoQueue {
  private waiting: Waiting[] = [];
  readonly dead: Waiting[] = [];
  private readonly recent = new Map<string, number>();
  /** Groups that a consumer holds just now. */
  private readonly inFlight = new Set<string>();
  private places = 0;

  /** Becomes what another queue is now. */
  takeOver(other: FifoQueue): void {
    this.waiting = other.waiting.map((one) => ({ ...one }));
    this.dead.push(...other.dead.map((one) => ({ ...one })));
    for (const [id, at] of other.recent) this.recent.set(id, at);
    this.places = other.places;
  }

  send(message: QueueMessage, nowMs: number): void {
    const last = this.recent.get(message.id);
    if (last !== undefined && nowMs - last < DEDUPLICATION_MS) return;
    this.recent.set(message.id, nowMs);
    this.places += 1;
    this.waiting.push({ message, place: this.places, receives: 0 });
  }

  /** Nothing waits, and nothing lies among the dead letters. */
  get isEmpty(): boolean {
    return this.waiting.length === 0 && this.dead.length === 0;
  }

  /**
   * The next messages from a place on, a group always from its first and to one consumer at a time. Whoever has failed too often goes to the dead
   * letters instead.
   */
  receive(start: number, limit: number): Delivered[] {
    for (const one of this.waiting.filter(({ receives }) => receives >= RECEIVES_MAX)) {
      if (this.inFlight.has(one.message.group)) continue;
      this.remove(one);
      this.dead.push(one);
    }
    const groups = [...new Set(this.waiting.map(({ message }) => message.group))].filter(
      (group) => !this.inFlight.has(group),
    );
    const turned = groups.map((_, index) => groups[(index + start) % groups.length]);
    const batch: Waiting[] = [];
    for (const group of turned) {
      for (const one of this.waiting) {
        if (one.message.group === group && batch.length < Math.min(limit, BATCH_MAX)) batch.push(one);
      }
    }
    for (const one of batch) {
      one.receives += 1;
      this.inFlight.add(one.message.group);
    }
    return batch;
  }

  /** The consumer of a batch is done with it, or gone: what it did not acknowledge can be received again. */
  release(batch: readonly Delivered[]): void {
    for (const { message } of batch) this.inFlight.delete(message.group);
  }

  remove(one: Delivered): void {
    this.waiting = this.waiting.filter(({ place }) => place !== one.place);
  }

  /** Whether a message of the same group with an earlier place still waits. */
  isOvertaking(one: Delivered): boolean {
    return this.waiting.some(({ message, place }) => message.group === one.message.group && place < one.place);
  }

  /** Puts the dead letters back at the end. */
  redrive(): number {
    const letters = this.dead.splice(0);
    for (const { message } of letters) {
      this.places += 1;
      this.waiting.push({ message, place: this.places, receives: 0 });
    }
    return letters.length;
  }
}
