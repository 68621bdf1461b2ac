/** A small real export, for tests: events through audit's own consumer, read back through its own API, written by the exporter. */
import type { TrailEvent } from '../../contracts/audit/trail.ts';
import { loadPack } from '../../policy/load.ts';
import { SampleRegion } from '../../services/audit/sample-events.ts';
import { type Person, SampleAudit } from '../../services/audit/sample-runtime.ts';
import { exportText } from './export.ts';
import type { TrailSource } from './trail-client.ts';
import { type Verdict, verifyExport } from './verifier.ts';
import { aggregateName, ExportWriter } from './writer.ts';

const auditor: Person = { sub: 'zhou.min', roles: ['auditor'], unit: '653127/' };
const EXPORTED_AT = '2026-03-31T02:00:00.000Z';

/** Everything a region published, received by audit and exported through its API. */
export async function exportOf(events: readonly TrailEvent[]): Promise<string> {
  const audit = new SampleAudit(loadPack('makit'));
  for (const event of events) {
    const result = await audit.consume(event);
    if (result.kind !== 'done') throw new Error(`the trail did not take ${event.type}: ${result.reason}`);
  }
  return textOf(exportText(await sourceOf(audit), { exportedAt: EXPORTED_AT }));
}

async function sourceOf(audit: SampleAudit): Promise<TrailSource> {
  const { region, rows } = (await audit.request(auditor, 'GET /audit/trail/days')).body as unknown as {
    region: string;
    rows: { day: string }[];
  };
  return {
    region,
    days: rows.map((row) => row.day),
    async *entries(day) {
      let cursor: string | undefined;
      do {
        const query = { day, limit: '5', ...(cursor === undefined ? {} : { cursor }) };
        const page = (await audit.request(auditor, 'GET /audit/trail', { query })).body as unknown as {
          rows: { event: TrailEvent; receivedAt: string }[];
          nextCursor?: string;
        };
        yield* page.rows;
        cursor = page.nextCursor;
      } while (cursor !== undefined);
    },
  };
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

/** Assets that are corrected and income that is paid out. */
export function sampleEvents(): TrailEvent[] {
  const region = new SampleRegion();
  region.asset('A', 2);
  region.distribution('P');
  region.asset('B', 1);
  return region.events;
}

/** A file that a forger makes anew around these events, checks, counts and digest included. */
export function rewritten(events: readonly TrailEvent[]): string {
  const writer = new ExportWriter();
  const range = { region: '653127', exportedAt: EXPORTED_AT, from: '2026-03-01', to: '2026-03-31' };
  const receivedAt = '2026-03-03T02:00:00.000Z';
  const lines = [writer.header(range), ...events.map((event) => writer.entry({ event, receivedAt }))];
  return lines.join('') + writer.manifest().text;
}

/** In the order an export has: by time, service, aggregate, version. */
export const inOrder = (events: readonly TrailEvent[]): TrailEvent[] => {
  const place = (event: TrailEvent) => `${event.time} ${aggregateName(event)} ${event.sequence.padStart(9, '0')}`;
  return events.toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
};

/** Verifies a text or bytes, handed over in pieces of a size that no line respects. */
export function verified(file: string | Uint8Array, leafDigest?: string, pieceBytes = 1_000): Promise<Verdict> {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  return verifyExport(pieces(), { leafDigest });
}
