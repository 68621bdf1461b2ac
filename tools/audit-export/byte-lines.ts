/** Cutting a stream of bytes into lines at line feeds and nowhere else: a carriage return or a line separator is a byte like any other. */

/** Longer than any entry: an event has at most 256 KB, escapes may lengthen it. */
export const LINE_BYTES_MAX = 4 * 1024 * 1024;
const LINE_FEED = 0x0a;

export interface ByteLine {
  readonly bytes: Uint8Array;
  /** False for what follows the last line feed: the file was cut off. */
  readonly ended: boolean;
}

/** @throws LineTooLongError when a line grows beyond {@link LINE_BYTES_MAX} */
export async function* byteLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly ByteLine[]> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const lines: ByteLine[] = [];
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      lines.push({ bytes: bytes.subarray(start, end), ended: true });
      start = end + 1;
    }
    rest = bytes.subarray(start);
    yield lines;
    if (rest.length > LINE_BYTES_MAX) throw new LineTooLongError();
  }
  if (rest.length > 0) yield [{ bytes: rest, ended: false }];
}

export class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError';
}
