/**
 * Exports a region's audit trail through its API into one NDJSON file that `npm run verify-audit` judges offline:
 * `npm run export-audit -- --url https://… --out trail.ndjson [--from 2026-01-01] [--to 2026-12-31]`.
 * The access token of an auditor is taken from PANHUO_TOKEN, so that it stands in no shell history.
 */
import { open, rename } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { exportText } from './audit-export/export.ts';
import { openTrail } from './audit-export/trail-client.ts';
import type { ExportSummary } from './audit-export/writer.ts';

const USAGE = 'usage: PANHUO_TOKEN=… npm run export-audit -- --url <API> --out <file> [--from <day>] [--to <day>]';
/** Text gathered before it is written. */
const WRITE_CHARACTERS = 1024 * 1024;

/** Writes beside the wanted name and renames at the end: a file of that name is always a whole export. */
async function writeWhole(file: string, text: AsyncGenerator<string, ExportSummary>): Promise<ExportSummary> {
  const partial = `${file}.partial`;
  const handle = await open(partial, 'w');
  try {
    let gathered = '';
    for (;;) {
      const piece = await text.next();
      if (piece.done) {
        await handle.appendFile(gathered);
        await handle.sync();
        await rename(partial, file);
        return piece.value;
      }
      gathered += piece.value;
      if (gathered.length < WRITE_CHARACTERS) continue;
      await handle.appendFile(gathered);
      gathered = '';
    }
  } finally {
    await handle.close();
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { url: { type: 'string' }, out: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' } },
  });
  const { url, out, from, to } = values;
  const token = process.env.PANHUO_TOKEN;
  if (url === undefined || out === undefined || token === undefined) {
    console.error(USAGE);
    return 2;
  }
  const source = await openTrail({ url, token });
  const summary = await writeWhole(out, exportText(source, { from, to, exportedAt: new Date().toISOString() }));
  console.log(`${out}: region ${source.region}, ${summary.entries} entries of ${summary.heads} aggregates`);
  console.log(`leaf digest ${summary.leafDigest}`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
