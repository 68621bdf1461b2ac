/** Sends rows in batches, a few at once, in the order of the file. */
import type { PreparedRow, RowOutcome, Sending, Target } from './target.ts';

export interface SendOptions extends Sending {
  readonly target: Target;
  /** Requests under way at once. */
  readonly inFlight: number;
  readonly batchRows: number;
  /** Go on although the region refuses rows that looked good here. */
  readonly acceptGoodRows: boolean;
  readonly onOutcomes: (outcomes: readonly RowOutcome[]) => void;
}

/**
 * Rows of the first batch, sent alone: what the region refuses as such — a class, a unit, a scope it does not know — shows before
 * thousands of rows are under way.
 */
const FIRST_BATCH_ROWS = 20;
/** Bytes of a row beside its body: key, braces, commas. */
const ROW_FRAME_BYTES = 80;

/** The region refused rows and the import stopped. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/**
 * Sends everything.
 * @throws StoppedError after the first batch with a refused row, unless `acceptGoodRows`
 */
export async function sendRows(rows: AsyncIterable<PreparedRow>, options: SendOptions): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let failure: unknown;
  let first = true;
  for await (const batch of batches(rows, options)) {
    const sending = sendBatch(batch, options)
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
    if (first || underWay.size >= options.inFlight) await Promise.race(underWay);
    first = false;
    if (failure !== undefined) break;
  }
  await Promise.all(underWay);
  if (failure !== undefined) throw failure;
}

async function sendBatch(batch: readonly PreparedRow[], options: SendOptions): Promise<void> {
  const outcomes = await options.target.send(options, batch);
  options.onOutcomes(outcomes);
  if (options.acceptGoodRows || outcomes.every(({ result }) => result !== 'refused')) return;
  throw new StoppedError('平台拒绝了部分行，已停止 / the region refused rows; stopped');
}

async function* batches(
  rows: AsyncIterable<PreparedRow>,
  { target, batchRows }: SendOptions,
): AsyncGenerator<PreparedRow[]> {
  let batch: PreparedRow[] = [];
  let bytes = 0;
  let limit = Math.min(target.firstBatchRows ?? FIRST_BATCH_ROWS, batchRows, target.rowsMax);
  for await (const row of rows) {
    const rowBytes = Buffer.byteLength(JSON.stringify(row.body)) + ROW_FRAME_BYTES;
    if (batch.length === limit || (batch.length > 0 && bytes + rowBytes > target.bytesMax)) {
      yield batch;
      batch = [];
      bytes = 0;
      limit = Math.min(batchRows, target.rowsMax);
    }
    batch.push(row);
    bytes += rowBytes;
  }
  if (batch.length > 0) yield batch;
}
