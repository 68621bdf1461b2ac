/**
 * An import in two passes: the first reads and checks the whole file and writes nothing; the second sends it. With bad rows nothing is
 * written at all, unless the good ones are asked for.
 */
import { inspectFile } from './decoding.ts';
import { fileEvidence } from './evidence-files.ts';
import type { Document } from './file-document.ts';
import type { Issue } from './issues.ts';
import { IssueFile } from './issues.ts';
import { preparedRows } from './prepared-rows.ts';
import type { Profile } from './profile.ts';
import type { RegionClient } from './region-client.ts';
import { StoppedError, sendRows } from './send-rows.ts';
import { TARGETS } from './targets.ts';
import { UnitPlan } from './unit-plan.ts';

export interface ImportOptions {
  readonly file: string;
  readonly profile: Profile;
  /** Where to send; not needed for a dry run. */
  readonly client?: RegionClient | undefined;
  /** Path of the unit that imports; the file's units stand below it. */
  readonly unitPath: string;
  readonly issuesPath: string;
  readonly dryRun: boolean;
  readonly acceptGoodRows: boolean;
  /** Documents that stand behind every row; only where the profile's target takes them. */
  readonly evidence?: readonly Document[] | undefined;
  readonly inFlight?: number | undefined;
  readonly batchRows?: number | undefined;
  /** Told now and then how many rows are through. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface ImportSummary {
  readonly encoding: string;
  readonly sha256: string;
  readonly unknownHeaders: readonly string[];
  readonly rows: number;
  readonly leftOut: number;
  readonly goodRows: number;
  readonly badRows: number;
  readonly notes: number;
  readonly units: number;
  readonly unitsCreated: number;
  readonly created: number;
  readonly exists: number;
  readonly refused: number;
  readonly checkMs: number;
  readonly sendMs: number;
  /** The first few problems; all of them stand in the issues file. */
  readonly issues: readonly Issue[];
  readonly issuesPath: string | undefined;
  /** Most memory this process has had, in bytes. */
  readonly peakMemoryBytes: number;
  /** Whether the region holds every row of the file that was to be taken. */
  readonly complete: boolean;
}

const BYTES_PER_KIB = 1024;

export const IN_FLIGHT_DEFAULT = 3;
export const BATCH_ROWS_DEFAULT = 250;

/**
 * Runs one import.
 * @throws UnreadableFileError, HeaderError, BrokenCsvError before anything is written; UnitMismatchError, RefusedError,
 *   UnreachableError from the region
 */
export async function runImport(options: ImportOptions): Promise<ImportSummary> {
  const { profile, client } = options;
  const target = TARGETS[profile.target];
  const started = performance.now();
  const facts = await inspectFile(options.file, profile.file.encoding);
  const log = new IssueFile(options.issuesPath);
  const units = new UnitPlan(options.unitPath, profile);
  const resolve = client && target.resolver?.(client, options.unitPath);
  const source = { path: options.file, facts, profile, schema: target.schema, rowsAre: target.rowsAre, units, resolve };
  const count = { good: 0, leftOut: 0, unitsCreated: 0, created: 0, exists: 0, refused: 0 };
  let unknownHeaders: readonly string[] = [];
  try {
    const onHeader = (columns: { unknown: readonly string[] }): void => {
      unknownHeaders = columns.unknown;
    };
    const onLeftOut = (): void => {
      count.leftOut += 1;
    };
    for await (const _row of preparedRows({ ...source, log, onHeader, onLeftOut })) count.good += 1;
    const badRows = log.badRows.size;
    const checkMs = performance.now() - started;
    const send = !options.dryRun && client !== undefined && (badRows === 0 || options.acceptGoodRows) && count.good > 0;
    if (send) {
      count.unitsCreated = await units.register(client);
      await target.waitForUnits?.(client, units.codes);
      const onOutcomes = outcomeCounter(count, log, () => options.onProgress?.(doneOf(count), count.good));
      const good = preparedRows({ ...source, log: { problem() {}, note() {} } });
      const { inFlight = IN_FLIGHT_DEFAULT, acceptGoodRows } = options;
      const batchRows = options.batchRows ?? target.batchRows ?? BATCH_ROWS_DEFAULT;
      const evidence = await fileEvidence(client, options.unitPath, options.evidence ?? []);
      try {
        await sendRows(good, { client, profile, evidence, target, inFlight, batchRows, acceptGoodRows, onOutcomes });
      } catch (error) {
        // The refusals stand in the issues; what was written before stays, and a second run finds it there.
        if (!(error instanceof StoppedError)) throw error;
      }
    }
    return {
      encoding: facts.byteOrderMark ? `${facts.encoding} (BOM)` : facts.encoding,
      sha256: facts.sha256,
      unknownHeaders,
      rows: count.good + badRows,
      leftOut: count.leftOut,
      goodRows: count.good,
      badRows,
      notes: log.noteCount,
      units: units.count,
      unitsCreated: count.unitsCreated,
      created: count.created,
      exists: count.exists,
      refused: count.refused,
      checkMs,
      sendMs: performance.now() - started - checkMs,
      issues: log.shown,
      issuesPath: log.written ? log.path : undefined,
      peakMemoryBytes: process.resourceUsage().maxRSS * BYTES_PER_KIB,
      complete: badRows === 0 && (options.dryRun || count.created + count.exists === count.good),
    };
  } finally {
    await log.close();
  }
}

interface Counts {
  created: number;
  exists: number;
  refused: number;
}

const doneOf = ({ created, exists, refused }: Counts): number => created + exists + refused;

function outcomeCounter(count: Counts, log: IssueFile, progress: () => void) {
  return (outcomes: readonly { row: number; result: keyof Counts; reason?: string }[]): void => {
    for (const { row, result, reason } of outcomes) {
      count[result] += 1;
      if (result === 'refused') log.problem({ row, field: '(region)', value: '', reason: reason ?? '' });
    }
    progress();
  };
}
