import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** A shard that was read to its end and closed. */
export const SHARD_FINISHED = 'FINISHED';

const WRITE_DELAY_MS = 500;

/**
 * How far each reader of a stream has come, in a file. Written at most twice a second: after a crash a few batches are given
 * again, which the functions must bear anyway.
 */
export class Checkpoints {
  readonly #path: string;
  readonly #positions: Map<string, string>;
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string) {
    this.#path = path;
    const stored = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {};
    this.#positions = new Map(Object.entries(stored));
  }

  /** The sequence number up to which everything is done, SHARD_FINISHED, or undefined for a new reader. */
  get(reader: string, streamArn: string, shardId: string): string | undefined {
    return this.#positions.get(`${reader}|${streamArn}|${shardId}`);
  }

  set(reader: string, streamArn: string, shardId: string, position: string): void {
    this.#positions.set(`${reader}|${streamArn}|${shardId}`, position);
    this.#timer ??= setTimeout(() => this.flush(), WRITE_DELAY_MS);
  }

  /** Writes now. The file is replaced as a whole, so that a crash leaves the old or the new one. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const temporary = `${this.#path}.new`;
    writeFileSync(temporary, JSON.stringify(Object.fromEntries(this.#positions), null, 1));
    renameSync(temporary, this.#path);
  }
}
