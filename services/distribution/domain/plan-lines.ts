/** The lines of a plan taken together: numbering, hash chain, sums, and everything a proposal is judged by. Pure and linear. */
import { addFen, type Fen, fen, ZERO_FEN } from '../../../platform/fen.ts';
import { hashOf } from '../../../platform/ids.ts';
import { type Sharing, shareOf, sharingOf } from './allocation.ts';

/** A line as it is drafted: a fixed amount, or a weight in what is left. */
export interface NewLine {
  readonly to: 'household' | 'body';
  readonly code: string;
  readonly purpose: string;
  readonly amountFen?: number | undefined;
  readonly weight?: number | undefined;
}

/** A line with its number. Reserves follow after the last line, so that one numbering covers the whole total. */
export interface PlanLine {
  readonly number: number;
  readonly to: 'reserve' | 'household' | 'body';
  readonly code: string;
  readonly purpose?: string | undefined;
  readonly amountFen?: number | undefined;
  readonly weight?: number | undefined;
}

/** Lines of one item in the table: as many as one command brings, so that a full chunk is one item. */
export const LINES_PER_BLOCK = 40;
/** The block, from 0, that a line falls into. */
export const blockOf = (number: number): number => Math.floor((number - 1) / LINES_PER_BLOCK);

/** The number of the first line of the block that a line falls into. */
export const firstOfBlock = (number: number): number => blockOf(number) * LINES_PER_BLOCK + 1;

/** Lines that lie in one item: all of one block. */
export interface Piece {
  readonly firstNumber: number;
  readonly lines: readonly NewLine[];
}

/** Cuts lines at the borders of blocks, so that the block of a line is known from its number. */
export function pieces(lines: readonly NewLine[], firstNumber: number): Piece[] {
  const cut: Piece[] = [];
  for (let done = 0; done < lines.length; ) {
    const first = firstNumber + done;
    const room = (blockOf(first) + 1) * LINES_PER_BLOCK + 1 - first;
    cut.push({ firstNumber: first, lines: lines.slice(done, done + room) });
    done += room;
  }
  return cut;
}

/** The line of that number, if it lies in this piece. */
export function lineIn(piece: Piece, number: number): PlanLine | undefined {
  const line = piece.lines[number - piece.firstNumber];
  return line && { number, ...line };
}

export const numbered = (lines: readonly NewLine[], firstNumber: number): PlanLine[] =>
  lines.map((line, index) => ({ number: firstNumber + index, ...line }));

/**
 * The hash chain after more lines; '' before the first. It does not depend on how the lines were grouped into commands, so whoever
 * holds all lines can compute it.
 */
export function linesHashAfter(before: string, lines: readonly PlanLine[]): string {
  let hash = before;
  for (const { number, to, code, purpose, amountFen, weight } of lines) {
    hash = hashOf([hash, number, to, code, purpose ?? null, amountFen ?? null, weight ?? null]);
  }
  return hash;
}

export interface PlanDigest {
  readonly lineCount: number;
  readonly linesHash: string;
  /** Lines with an amount of their own. */
  readonly fixedFen: number;
  readonly weightedCount: number;
  readonly purposes: ReadonlySet<string>;
  /** First `code` that stands twice under one purpose. */
  readonly duplicate: string | undefined;
}

/** One pass over all lines of a plan. @throws RangeError when fixed amounts leave the exact range */
export function digestOf(lines: readonly PlanLine[]): PlanDigest {
  let fixedFen = ZERO_FEN;
  let weightedCount = 0;
  let duplicate: string | undefined;
  const purposes = new Set<string>();
  const seen = new Set<string>();
  for (const line of lines) {
    if (line.amountFen === undefined) weightedCount += 1;
    else fixedFen = addFen(fixedFen, fen(line.amountFen));
    if (line.purpose !== undefined) purposes.add(line.purpose);
    const place = `${line.to}/${line.purpose ?? ''}/${line.code}`;
    if (seen.has(place)) duplicate ??= line.code;
    seen.add(place);
  }
  return {
    lineCount: lines.length,
    linesHash: linesHashAfter('', lines),
    fixedFen,
    weightedCount,
    purposes,
    duplicate,
  };
}

/** How what is left of the total after reserves and fixed lines is shared by the weighted lines; undefined without any. */
export function sharingOfLeft(lines: readonly PlanLine[], leftFen: Fen): Sharing | undefined {
  const weighted = lines.flatMap(({ number, weight }) => (weight === undefined ? [] : [{ number, weight }]));
  return weighted.length === 0 ? undefined : sharingOf(leftFen, weighted);
}

/** What each household gets from the whole plan, in fen: the sum of its lines. */
export function householdSums(lines: readonly PlanLine[], sharing: Sharing | undefined): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { to, code, number, amountFen, weight } of lines) {
    if (to !== 'household') continue;
    const share = sharing && weight !== undefined ? shareOf(sharing, { number, weight }) : 0;
    sums.set(code, (sums.get(code) ?? 0) + (amountFen ?? share));
  }
  return sums;
}
