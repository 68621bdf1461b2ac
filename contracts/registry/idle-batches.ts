/** Idle declarations and their reviews by the thousand: one upload, a result per row. */
import * as z from 'zod/mini';
import { rowProblem } from '../row-problem.ts';
import { date, id, name, pageQuery, unitPath, version } from '../vocabulary.ts';
import { assetCode, declareIdle, findingKind, reviewFinding, rowKey } from './assets.ts';
import { documents } from './documents.ts';

/** Rows in one batch of declarations or reviews. */
export const IDLE_BATCH_ROWS_MAX = 1_000;
/** A thousand rows with everything a row may hold, in Chinese, and some room. */
export const IDLE_BATCH_BYTES_MAX = 2 * 1024 * 1024;

const row = { rowKey, assetId: id } as const;
const { evidence: _evidence, ...declaration } = declareIdle.shape;

/**
 * One asset of a batch of declarations. The version is optional: such a list is drawn up from the things themselves, not from cards somebody has read, and a
 * declaration overwrites nothing — what stands against it on the present card is the rule's to say. Where it is given, another version is refused as stale.
 */
export const declarationRow = z.strictObject({ ...row, version: z.optional(version), ...declaration });
export type DeclarationRow = z.infer<typeof declarationRow>;

/** One declaration reviewed. The version is needed: a review judges what the officer has seen, and nothing else. */
export const reviewRow = z.strictObject({ ...row, version, ...reviewFinding.shape });
export type ReviewRow = z.infer<typeof reviewRow>;

/** A row that does not fit is answered `invalid-request` with its places; it does not hinder the others. */
const rowsOf = <Row extends z.ZodMiniType>(fitting: Row) =>
  z.array(z.union([fitting, z.looseObject({ rowKey })])).check(z.minLength(1), z.maxLength(IDLE_BATCH_ROWS_MAX));

export const declareIdleBatch = z.strictObject({
  /** The documents behind every row, filed once: by the unit of the assets or one above it. */
  evidence: documents,
  rows: rowsOf(declarationRow),
});
export const reviewBatch = z.strictObject({ rows: rowsOf(reviewRow) });

/** A row's outcome in the order of the rows; the version is the asset's after it. */
const rowAnswer = <Result extends string>(results: readonly [Result, ...Result[]]) =>
  z.strictObject({
    rowKey,
    /** `already-…`: by an earlier upload of this very row. `refused`: with the problem its single command would have had. */
    result: z.enum(results),
    version: z.optional(version),
    problem: z.optional(rowProblem),
  });
export const declareIdleAnswer = z.strictObject({
  rows: z.array(rowAnswer(['declared', 'already-declared', 'refused'])),
});
export const reviewAnswer = z.strictObject({ rows: z.array(rowAnswer(['reviewed', 'already-reviewed', 'refused'])) });

export const openDeclarationQuery = z.strictObject({ ...pageQuery, unitPath });
/** A line of the list of declarations that wait for their review; its version is what a review of it names. */
export const openDeclaration = z.strictObject({
  id,
  code: z.optional(assetCode),
  name,
  unitPath,
  finding: findingKind,
  outOfUseSince: z.optional(date),
  declaredOn: date,
  version,
});
