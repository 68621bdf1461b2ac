import { S3Error } from './errors.ts';

const MAX_LINE_BYTES = 16 * 1024;
const incomplete = (): S3Error =>
  new S3Error(400, 'IncompleteBody', 'The request body terminated unexpectedly or is not well formed aws-chunked');

/**
 * Takes the `aws-chunked` framing off a body: yields the data and puts trailing headers (names in lower case) into
 * `trailers`. Throws S3Error IncompleteBody for a body that ends early or is not well formed.
 */
export async function* decodeChunked(
  body: AsyncIterable<Uint8Array>,
  trailers: Map<string, string>,
): AsyncGenerator<Uint8Array> {
  const reader = new FramedReader(body);
  for (;;) {
    const header = await reader.line();
    const size = /^([0-9a-fA-F]{1,16})(;.*)?$/.exec(header)?.[1];
    if (size === undefined) throw incomplete();
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    yield* reader.bytes(length);
    if ((await reader.line()) !== '') throw incomplete();
  }
  for (let line = await reader.trailerLine(); line !== undefined && line !== ''; line = await reader.trailerLine()) {
    const colon = line.indexOf(':');
    if (colon < 1) throw incomplete();
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

class FramedReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#source = body[Symbol.asyncIterator]();
  }

  /** The next line without its line end. */
  async line(): Promise<string> {
    const line = await this.trailerLine();
    if (line === undefined) throw incomplete();
    return line;
  }

  /** As `line`, but undefined at the end of the body. */
  async trailerLine(): Promise<string | undefined> {
    let end = this.#buffer.indexOf('\r\n');
    while (end === -1) {
      if (this.#buffer.length > MAX_LINE_BYTES) throw incomplete();
      if (!(await this.#fill())) {
        if (this.#buffer.length === 0) return undefined;
        throw incomplete();
      }
      end = this.#buffer.indexOf('\r\n');
    }
    const line = this.#buffer.subarray(0, end).toString('latin1');
    this.#buffer = this.#buffer.subarray(end + 2);
    return line;
  }

  async *bytes(length: number): AsyncGenerator<Uint8Array> {
    let remaining = length;
    while (remaining > 0) {
      if (this.#buffer.length === 0 && !(await this.#fill())) throw incomplete();
      const part = this.#buffer.subarray(0, remaining);
      this.#buffer = this.#buffer.subarray(part.length);
      remaining -= part.length;
      yield part;
    }
  }

  async #fill(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done === true) return false;
    this.#buffer = this.#buffer.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.#buffer, next.value]);
    return true;
  }
}
