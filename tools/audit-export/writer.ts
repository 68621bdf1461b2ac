/** Writing an export file line by line: header, entries in the order of recording, manifest. */
import { createHash, type Hash } from 'node:crypto';
import { EXPORT_FORMAT, EXPORT_VERSION } from '../../contracts/audit/export.ts';
import type { TrailEntry } from '../../contracts/audit/trail.ts';
import { FingerprintTable } from './fingerprint-table.ts';
import { checkedLine, NO_CHECK } from './lines.ts';

export interface ExportRange {
  readonly region: string;
  readonly exportedAt: string;
  /** First and last recorded day, inclusive. */
  readonly from: string;
  readonly to: string;
}

export interface ExportSummary {
  readonly entries: number;
  readonly heads: number;
  /** The figure to publish or to compare two exports by. */
  readonly leafDigest: string;
}

/** Name of an aggregate across services. */
export const aggregateName = (event: { readonly source: string; readonly subject: string }): string =>
  `${event.source} ${event.subject}`;

/** Makes the lines of one export; each call gives text with its line feed. */
export class ExportWriter {
  private check = NO_CHECK;
  private entries = 0;
  private readonly heads = new FingerprintTable(0);
  private readonly leaves: Hash = createHash('sha256');

  header(range: ExportRange): string {
    return this.line({ ...range, format: EXPORT_FORMAT, kind: 'header', version: EXPORT_VERSION });
  }

  entry({ event, receivedAt }: TrailEntry): string {
    this.entries += 1;
    this.heads.claim(aggregateName(event));
    this.leaves.update(event.leafhash);
    return this.line({ event, kind: 'entry', receivedAt });
  }

  /** The closing line; nothing may follow it. */
  manifest(): { readonly text: string; readonly summary: ExportSummary } {
    const summary = { entries: this.entries, heads: this.heads.size, leafDigest: this.leaves.digest('base64url') };
    return { text: this.line({ ...summary, kind: 'manifest' }), summary };
  }

  private line(members: object): string {
    const { text, check } = checkedLine(this.check, members);
    this.check = check;
    return `${text}\n`;
  }
}
