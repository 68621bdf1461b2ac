import { DatabaseSync } from 'node:sqlite';

/**
 * The engine numbers every stream record with `MAX(CAST(sequence_number AS INTEGER)) + 1` over all records of the table, without an
 * index: each write costs more than the one before, and after some thousand records a transaction takes 10 ms. This index makes it
 * constant. SQLite takes it for that query only if the expression is spelled exactly as the engine spells it, capitals included.
 */
const INDEX = `CREATE INDEX IF NOT EXISTS stream_records_by_sequence
  ON _stream_records (table_name, CAST(sequence_number AS INTEGER))`;
const WAIT_MS = 5_000;

/** Adds the missing index to the engine's database file. The engine must have opened the file once; it may be running. */
export function indexStreamRecords(databasePath: string): void {
  const database = new DatabaseSync(databasePath, { timeout: WAIT_MS });
  try {
    database.exec(INDEX);
  } finally {
    database.close();
  }
}
