/** Judging an export line by line, with memory that does not grow with its length but for a few dozen bytes per entry. */
import { isUtf8 } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import * as z from 'zod/mini';
import {
  type ExportEntry,
  type ExportHeader,
  type ExportManifest,
  exportEntry,
  exportHeader,
  exportManifest,
} from '../../contracts/audit/export.ts';
import type { TrailEvent } from '../../contracts/audit/trail.ts';
import { dateInShanghai } from '../../platform/calendar.ts';
import { leafHash } from '../../platform/leaf.ts';
import { type ByteLine, byteLines, LineTooLongError } from './byte-lines.ts';
import { payloadHash, type ReadJson, readJson } from './canonical.ts';
import { Chains } from './chains.ts';
import { type Damage, DamageList } from './damage.ts';
import { FingerprintTable } from './fingerprint-table.ts';
import { checkOf, NO_CHECK } from './lines.ts';
import { MoneyReplay } from './money.ts';
import { aggregateName, type ExportSummary } from './writer.ts';

export interface Verdict extends ExportSummary {
  readonly holds: boolean;
  readonly region: string | undefined;
  /** Every damage there is; only the first ones are named. */
  readonly damageCount: number;
  readonly damages: readonly Damage[];
}

export interface Expectations {
  /** A digest published or kept elsewhere. Without one, a file made anew as a whole cannot be told from a true one. */
  readonly leafDigest?: string | undefined;
}

/** Verifies a whole export. Damage is an answer, not an error; only reading itself may throw. */
export async function verifyExport(chunks: AsyncIterable<Uint8Array>, expected: Expectations = {}): Promise<Verdict> {
  const verifier = new ExportVerifier();
  try {
    for await (const lines of byteLines(chunks)) for (const line of lines) verifier.line(line);
  } catch (error) {
    if (!(error instanceof LineTooLongError)) throw error;
    verifier.tooLong();
  }
  return verifier.finish(expected);
}

class ExportVerifier {
  private readonly damages = new DamageList();
  private readonly chains = new Chains(this.damages);
  private readonly money = new MoneyReplay(this.damages);
  private readonly ids = new FingerprintTable(0);
  private readonly leaves: Hash = createHash('sha256');
  private number = 0;
  private entries = 0;
  /** The check the line before states, and the one it should have stated: either may be the undamaged one. */
  private previousChecks: readonly string[] = [NO_CHECK];
  private header: ExportHeader | undefined;
  private manifest: ExportManifest | undefined;
  private lastPlace = '';
  private day = { hour: '', day: '' };

  line(line: ByteLine): void {
    this.number += 1;
    const json = this.manifest ? this.beyond() : this.read(line.bytes);
    if (!json) return;
    if (this.number === 1) this.first(json);
    else this.later(json);
    if (!line.ended && this.manifest) {
      this.manifest = undefined;
      this.damage('missing-manifest', undefined, 'the last line has no line feed');
    }
  }

  private beyond(): undefined {
    this.damage('after-manifest');
  }

  /** The value of a line whose bytes were judged, or undefined when it has none. */
  private read(bytes: Uint8Array): ReadJson | undefined {
    if (!isUtf8(bytes)) {
      this.previousChecks = [];
      this.damage('not-utf8');
      return undefined;
    }
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    this.check(text);
    const json = readJson(text);
    if (!json) this.damage('not-a-line-of-this-format');
    else if (!json.canonical) this.damage('not-canonical');
    return json;
  }

  tooLong(): void {
    this.number += 1;
    this.damage('line-too-long');
  }

  finish(expected: Expectations): Verdict {
    this.chains.finish();
    this.money.finish();
    if (this.number === 0) this.damage('missing-header');
    if (!this.manifest) this.damage('missing-manifest');
    const summary = {
      entries: this.entries,
      heads: this.chains.size,
      leafDigest: this.leaves.digest('base64url'),
    };
    if (this.manifest) this.compare(this.manifest, summary);
    if (expected.leafDigest !== undefined && expected.leafDigest !== summary.leafDigest)
      this.damage('digest-not-as-published', undefined, `expected ${expected.leafDigest}, found ${summary.leafDigest}`);
    return {
      ...summary,
      holds: this.damages.count === 0,
      region: this.header?.region,
      damageCount: this.damages.count,
      damages: this.damages.named.toSorted((a, b) => a.line - b.line),
    };
  }

  /** After a damaged line either check may be the true one, so that one damage is not reported on every line that follows. */
  private check(text: string): void {
    const check = checkOf(text);
    if (!check) {
      // Nothing can be said about the link to the next line.
      this.previousChecks = [];
      return;
    }
    const expected = this.previousChecks.map((previous) => check.expected(previous));
    if (expected.length > 0 && !expected.includes(check.stated)) {
      this.damage('line-altered');
      this.previousChecks = [check.stated, ...expected];
    } else this.previousChecks = [check.stated];
  }

  private first(json: ReadJson): void {
    const header = z.safeParse(exportHeader, json.value);
    if (header.success) this.header = header.data;
    else {
      this.damage('missing-header', undefined, placeOf(header.error));
      this.later(json);
    }
  }

  private later({ value, canonical }: ReadJson): void {
    const kind = (value as { kind?: unknown } | null)?.kind;
    if (kind === 'manifest') {
      const manifest = z.safeParse(exportManifest, value);
      if (manifest.success) this.manifest = manifest.data;
      else this.damage('not-a-line-of-this-format', undefined, placeOf(manifest.error));
      return;
    }
    const entry = z.safeParse(exportEntry, value);
    // The event as it was read: parsing by the schema makes another one, with its members in another order.
    if (entry.success) this.entry((value as ExportEntry).event, canonical);
    else this.damage('not-a-line-of-this-format', undefined, placeOf(entry.error));
  }

  private entry(event: TrailEvent, canonical: boolean): void {
    this.entries += 1;
    this.leaves.update(event.leafhash);
    const version = Number(event.sequence);
    const aggregate = aggregateName(event);
    const at = { line: this.number, aggregate, version };
    if (leafHashOf(event, payloadHash(event.data, canonical)) !== event.leafhash) this.damage('leaf-mismatch', at);
    this.place(event, at);
    if (!this.ids.claim(`${event.source} ${event.id}`).fresh) this.damage('duplicate-id', at);
    this.chains.add({ ...at, previousHash: event.prevhash, leafHash: event.leafhash });
    this.money.add(event, at);
  }

  private place(event: TrailEvent, at: At): void {
    const { header } = this;
    if (header && !event.source.startsWith(`/${header.region}/`)) this.damage('wrong-region', at);
    const day = this.dayOf(event.time);
    if (header && (day < header.from || day > header.to)) this.damage('outside-range', at, day);
    const place = [event.time, event.source, event.subject, event.sequence.padStart(VERSION_DIGITS, '0')].join('#');
    if (place <= this.lastPlace) this.damage('out-of-order', at);
    this.lastPlace = place;
  }

  /** The day in Shanghai, whose midnight is on the hour: worked out once per hour of the trail. */
  private dayOf(time: string): string {
    const hour = time.slice(0, 'YYYY-MM-DDTHH'.length);
    if (this.day.hour !== hour) this.day = { hour, day: dateInShanghai(time) };
    return this.day.day;
  }

  private compare(manifest: ExportManifest, summary: ExportSummary): void {
    const differing = (['entries', 'heads', 'leafDigest'] as const).filter((key) => manifest[key] !== summary[key]);
    if (differing.length === 0) return;
    const detail = differing.map((key) => `${key}: stated ${manifest[key]}, found ${summary[key]}`).join('; ');
    this.damage('manifest-mismatch', undefined, detail);
  }

  private damage(kind: Damage['kind'], at: Omit<At, 'line'> | undefined = undefined, detail?: string): void {
    this.damages.add({ ...at, kind, line: this.number, detail });
  }
}

interface At {
  readonly line: number;
  readonly aggregate: string;
  readonly version: number;
}

const VERSION_DIGITS = 9;

/** @param payload hash of its data; undefined where that has no canonical form, and then no leaf follows from it */
function leafHashOf(event: TrailEvent, payload: string | undefined): string | undefined {
  if (payload === undefined) return undefined;
  return leafHash({
    aggregate: event.subject,
    version: Number(event.sequence),
    id: event.id,
    type: event.type,
    time: event.time,
    actor: event.actor,
    actorUnit: event.actorunit,
    requestHash: event.requesthash,
    payloadHash: payload,
    previousHash: event.prevhash,
  });
}

const placeOf = (error: z.core.$ZodError): string =>
  error.issues
    .slice(0, 3)
    .map((issue) => `/${issue.path.map(String).join('/')}: ${issue.message}`)
    .join('; ');
