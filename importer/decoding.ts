/**
 * Which encoding a file is in, and its text piece by piece. UTF-8 is tried first and strictly: a byte that does not fit makes the
 * file something else, never a replacement character. Then GB18030, as older office software in China writes.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

export type Encoding = 'utf-8' | 'gb18030';

/** What the whole file looks like, found in one pass without keeping it. */
export interface FileFacts {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly encoding: Encoding;
  readonly byteOrderMark: boolean;
}

/** The file cannot be read as text. The message is meant for people. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
}

const PIECE_BYTES = 256 * 1024;
const UTF16_MARKS: readonly (readonly [number, number])[] = [
  [0xff, 0xfe],
  [0xfe, 0xff],
];
const UTF8_MARK = [0xef, 0xbb, 0xbf] as const;

/** Decodes strictly, piece by piece; remembers that it failed instead of throwing. */
class StrictCheck {
  readonly #decoder: InstanceType<typeof TextDecoder>;
  #failedAt: number | undefined;
  #bytesSeen = 0;

  constructor(encoding: Encoding) {
    this.#decoder = new TextDecoder(encoding, { fatal: true });
  }

  /** Offset, to the nearest piece, of what does not fit; undefined while everything does. */
  get failedAt(): number | undefined {
    return this.#failedAt;
  }

  push(piece?: Uint8Array): void {
    if (this.#failedAt !== undefined) return;
    try {
      if (piece === undefined) this.#decoder.decode();
      else this.#decoder.decode(piece, { stream: true });
    } catch {
      this.#failedAt = this.#bytesSeen;
    }
    this.#bytesSeen += piece?.length ?? 0;
  }
}

/**
 * Looks at the whole file once.
 * @param wanted the encoding the profile insists on, or `auto`
 * @throws UnreadableFileError when the bytes fit no encoding we take, or the file is empty
 */
export async function inspectFile(path: string, wanted: Encoding | 'auto'): Promise<FileFacts> {
  const hash = createHash('sha256');
  const candidates: readonly Encoding[] = wanted === 'auto' ? ['utf-8', 'gb18030'] : [wanted];
  const checks = candidates.map((encoding) => ({ encoding, check: new StrictCheck(encoding) }));
  let sizeBytes = 0;
  let byteOrderMark = false;
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Buffer>) {
    if (sizeBytes === 0) {
      if (UTF16_MARKS.some(([a, b]) => piece[0] === a && piece[1] === b)) {
        throw new UnreadableFileError(
          '文件为 UTF-16 编码，请另存为 CSV UTF-8 / the file is UTF-16; save it as CSV UTF-8',
        );
      }
      byteOrderMark = UTF8_MARK.every((byte, place) => piece[place] === byte);
    }
    sizeBytes += piece.length;
    hash.update(piece);
    for (const { check } of checks) check.push(piece);
  }
  if (sizeBytes === 0) throw new UnreadableFileError('文件是空的 / the file is empty');
  for (const { check } of checks) check.push();
  const fitting = checks.find(({ check }) => check.failedAt === undefined);
  if (!fitting) {
    const places = checks.map(({ encoding, check }) => `${encoding}: ${check.failedAt}`).join(', ');
    throw new UnreadableFileError(
      `文件编码无法识别 / the bytes fit no known encoding (first misfit near byte ${places})`,
    );
  }
  return { sha256: hash.digest('hex'), sizeBytes, encoding: fitting.encoding, byteOrderMark };
}

/** The text of a file piece by piece, without a byte-order mark. */
export async function* textOf(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Buffer>) {
    const text = decoder.decode(piece, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}
