/** One export: everything the trail holds of a range of days, as the lines of a file. */
import type { TrailSource } from './trail-client.ts';
import { type ExportSummary, ExportWriter } from './writer.ts';

export interface ExportRequest {
  /** First and last day, inclusive; the first and last that have entries when left out. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** ISO 8601 UTC with milliseconds. */
  readonly exportedAt: string;
}

/** Gives the text of the file piece by piece, and what it holds at the end. */
export async function* exportText(source: TrailSource, request: ExportRequest): AsyncGenerator<string, ExportSummary> {
  const today = request.exportedAt.slice(0, 'YYYY-MM-DD'.length);
  const from = request.from ?? source.days[0] ?? today;
  const to = request.to ?? source.days.at(-1) ?? from;
  const writer = new ExportWriter();
  yield writer.header({ region: source.region, exportedAt: request.exportedAt, from, to });
  for (const day of source.days) {
    if (day < from || day > to) continue;
    for await (const entry of source.entries(day)) yield writer.entry(entry);
  }
  const { text, summary } = writer.manifest();
  yield text;
  return summary;
}
