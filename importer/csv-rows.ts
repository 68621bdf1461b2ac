/** The records of a CSV file (RFC 4180), one at a time, each with the line it begins on. */
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { type Encoding, textOf } from './decoding.ts';

/** Longest record taken, in characters: an unclosed quote would otherwise swallow the rest of the file into memory. */
const RECORD_CHARACTERS_MAX = 64 * 1024;

export interface CsvRow {
  /** Row as a spreadsheet numbers it: the header is row 1. Line breaks inside quotes do not count. */
  readonly row: number;
  readonly cells: readonly string[];
}

/** The file's quoting is broken; nothing after that place can be trusted. The message is meant for people. */
export class BrokenCsvError extends Error {
  override readonly name = 'BrokenCsvError';
  readonly row: number;
  constructor(row: number, message: string) {
    super(message);
    this.row = row;
  }
}

/**
 * All records in order, the header first. Rows that are wholly empty are skipped but counted. Records may differ in length: the
 * reader of the rows says so row by row.
 * @throws BrokenCsvError when a quote is misplaced or never closed
 */
export async function* csvRows(path: string, encoding: Encoding, delimiter: string): AsyncGenerator<CsvRow> {
  const parser = parse({ delimiter, relax_column_count: true, max_record_size: RECORD_CHARACTERS_MAX });
  const source = Readable.from(textOf(path, encoding));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row += 1;
      if (cells.some((cell) => cell.trim() !== '')) yield { row, cells };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const at = row + 1;
    throw new BrokenCsvError(at, `第 ${at} 行引号有误 / the quoting is broken at row ${at} (${error.code})`);
  }
}
