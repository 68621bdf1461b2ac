/** The rows of a count: its book list, what was counted with corrections, things beside the books, entries and the closing list. */
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts';
import type { Row, Store } from '../../../platform/store/store.ts';
import type { BookLine, CountLine, KeptLine, SurplusFields } from '../domain/inventory/inventory-lines.ts';
import { countRowsKey } from '../keys.ts';
import { correctionSort } from './inventory-aggregates.ts';

/** Assets handled in one message: half of what one read may name. */
export const COUNT_PORTION = 50;

/** A line of the book list; `ledgerFen` where the ledger's projection held something else than the card. */
export interface BookRow extends Row, BookLine {
  readonly ledgerFen?: number;
}
export interface ClosingRow extends Row {
  readonly assetId: string;
  readonly fen: number;
  /** 0 when it is no longer in the books. */
  readonly count: number;
}
export interface EntryRow extends Row {
  readonly made: 'made' | 'open';
  readonly problem?: string;
  readonly assetId?: string;
}
export interface SurplusRow extends Row, SurplusFields {
  readonly surplusId: string;
}

type Part = Parameters<typeof countRowsKey>[0];

export async function rowsPage<R extends Row>(
  store: Store,
  part: Part,
  countId: string,
  after: string | undefined,
): Promise<{ readonly rows: readonly R[]; readonly next?: string | undefined }> {
  const pk = countRowsKey(part, countId);
  const page = await store.queryPartition(pk, '', { limit: COUNT_PORTION, after: decodeCursor(pk, after) });
  return { rows: page.rows as readonly R[], next: page.next && encodeCursor(pk, page.next) };
}

/** The rows of some assets, in their order. */
export async function rowsOf<R extends Row>(
  store: Store,
  part: Part,
  countId: string,
  ids: readonly string[],
): Promise<(R | undefined)[]> {
  if (ids.length === 0) return [];
  return (await store.read(ids.map((sk) => ({ pk: countRowsKey(part, countId), sk })))) as (R | undefined)[];
}

export interface EffectiveLine {
  readonly line: KeptLine;
  readonly corrections: number;
}

/** What counts for each asset: its last correction, or what was recorded first; undefined while it has not been counted. */
export async function effectiveLines(
  store: Store,
  countId: string,
  assetIds: readonly string[],
): Promise<(EffectiveLine | undefined)[]> {
  const recorded = await rowsOf<Row>(store, 'COUNTED', countId, assetIds);
  const corrections = recorded.map((row) => Number(row?.corrections ?? 0));
  const corrected = assetIds.flatMap((id, index) =>
    (corrections[index] ?? 0) > 0 ? [correctionSort(id, corrections[index] ?? 0)] : [],
  );
  const rows = await rowsOf<Row>(store, 'CORRECTED', countId, corrected);
  const last = new Map(corrected.map((sort, index) => [sort, rows[index]]));
  return recorded.map((row, index) => {
    const number = corrections[index] ?? 0;
    const line = number === 0 ? row : last.get(correctionSort(assetIds[index] ?? '', number));
    return line && { line: keptLine(line), corrections: number };
  });
}

const LINE_FIELDS = ['condition', 'reason', 'entry', 'duplicateOf', 'shouldBe', 'evidence'] as const;
function keptLine(row: Row): KeptLine {
  const given = LINE_FIELDS.filter((field) => row[field] !== undefined).map((field) => [field, row[field]]);
  const { assetId, result, fen } = row as unknown as KeptLine;
  return { assetId, result, fen, ...(Object.fromEntries(given) as Partial<CountLine>) };
}
